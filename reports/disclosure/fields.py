"""Which figure stands under a key of a document or a heading of a table."""

from __future__ import annotations

import re
from functools import cache

from reports.disclosure.meaning import (
    BRIEF_NAMES,
    EMPLOYEES,
    FOREIGN,
    FOREIGN_UNEMPLOYED,
    FREE,
    ROUNDED,
    SHARE,
    STATED,
    UNEMPLOYED,
    UNKNOWN,
    VACANCIES,
    Kind,
    Meaning,
    count,
    plain,
    ratio,
)
from reports.model.measures import COUNTED, RATIOS

_OF_GROUP = (Meaning(Kind.ESTIMATE, (UNEMPLOYED, VACANCIES)),)
_OF_FAMILY = (Meaning(Kind.FAMILY, (UNEMPLOYED, VACANCIES)),)
_TOTALS = {plain(measure.heading): measure.mart for measure in COUNTED}
# Headings of the workbook and of the CSV for a German Excel; what the row says stands before them in brackets.
COMPANIONS: tuple[tuple[str, tuple[Meaning, ...]], ...] = (
    (r"stellenimvorjahr", count(VACANCIES, 1)),
    (r"arbeitsloseimvorjahr", count(UNEMPLOYED, 1)),
    *((plain(m.heading), (Meaning(Kind.RATIO, m.parts),)) for m in RATIOS),
    (r"jestelleimvorjahr", ratio(1)),
    (r"jestelleimland", ratio(0, "land")),
    (r"jestelleindeutschland|jestelle,(?:von|bis)", FREE),
    (r"estimate\(group\)\.geschätzt:jestelle", _OF_GROUP),
    (r"estimate\(family\)\.geschätzt:jestelle", _OF_FAMILY),
    (r"(?:estimate\(\w*\)\.)?geschätzt:engpass|engpass,(?:von|bis)|rang,(?:von|bis)|rangunter|punkte|platzimbericht",
     FREE),
    (r"beschäftigtehier", count(EMPLOYEES)),
    (r"ausländischebeschäftigtehier", count(FOREIGN)),
    (r"arbeitsloseausländerhier", count(FOREIGN_UNEMPLOYED)),
    (r"vollegleichwertigkeiten|davoneu,ewr,schweiz|davonausdrittstaaten|entschieden|positiv|einjahrzuvor", ROUNDED),
    (r"gerundetezellen|positiv,anteil|wert(?:,von|,bis)?|anerkennung", FREE),
    *((rf"\({name}\)inderregion", count(m)) for name, m in _TOTALS.items()),
    *((rf"\({name}\)inderregionimvorjahr", count(m, 1)) for name, m in _TOTALS.items()),
    *((rf"\({name}\)imland", count(m, 0, "land")) for name, m in _TOTALS.items()),
    *((rf"\({name}\)imlandimvorjahr", count(m, 1, "land")) for name, m in _TOTALS.items()),
    (r"\((?:arbeitslose|gemeldetestellen|beschäftigte\w*),\w+\)(?:inderregion|imland)(?:imvorjahr)?", STATED),
    (r"\(vollegleichwertigkeiten,.*\)(?:imland|indeutschland)", ROUNDED),
    (r"\(.*\)(?:inderregion|imland|indeutschland)(?:imvorjahr)?", FREE),
    (r"\((?:personen|betriebe|stellen|plätze|anzahl|fälle)\)(?:frühere)?zahl", STATED),
    (r"\(.*\)(?:(?:frühere)?zahl|zeitraum|(?:früherer)?stand)", FREE),
)  # fmt: skip
# Path in a document, or heading of a column; one meaning for each line of a cell.
FIELDS: tuple[tuple[str, tuple[Meaning, ...]], ...] = (
    *((rf"(?:(?:occupations|recognition)\.)?{name}", count(m)) for name, m in BRIEF_NAMES.items()),
    *((rf"(?:occupations\.)?{name}_previous", count(m, 1)) for name, m in BRIEF_NAMES.items()),
    *((rf"headline\.{name}\.value", count(m)) for name, m in BRIEF_NAMES.items()),
    *((rf"headline\.{name}\.previous", count(m, 1)) for name, m in BRIEF_NAMES.items()),
    *((rf"headline\.{name}\.land", count(m, 0, "land")) for name, m in BRIEF_NAMES.items()),
    *((rf"headline\.{name}\.land_previous", count(m, 1, "land")) for name, m in BRIEF_NAMES.items()),
    *((rf"observed\.(?:kreise\.)?{name}\.value", count(m)) for name, m in BRIEF_NAMES.items()),
    *((m, count(m)) for m in BRIEF_NAMES.values()),
    (r"headline\.ratio\..*", FREE),
    (r"(?:(?:occupations|observed)\.)?ratio", ratio()),
    *((rf"occupations\.{m.name}", (Meaning(Kind.RATIO, m.parts),)) for m in RATIOS[1:]),
    (r"(?:occupations\.)?ratio_previous", ratio(1)),
    (r"(?:(?:occupations|observed)\.)?land_ratio", ratio(0, "land")),
    (r"(?:(?:occupations|observed)\.)?germany_ratio", FREE),
    (r"occupations\.trend\.ratio", ratio(dated=True)),
    (r"map\.areas\.value", ratio()),
    (r"(?:.*\.)?estimate\(group\)\.(?:shrinkage\(group\)\.)?ratio", _OF_GROUP),
    (r"(?:.*\.)?estimate\(family\)\.(?:shrinkage\(family\)\.)?ratio", _OF_FAMILY),
    (r"(?:.*\.)?estimate(?:\(\w*\))?\..*|occupations\.(?:official|trend)\..*", FREE),
    (r"occupations\.(?:position|vacancy_days)|map\.areas\.share|observed\.(?:year|kreise\.share|.*place\.row)", FREE),
    (r"(?:recognition\.(?:.*\.)?|gap\.)full_equivalence|recognition\.(?:.*\.)?count", ROUNDED),
    (r"recognition_total\.(?:value|previous)|recognition_series\.count", ROUNDED),
    (r"counts\.recognition_(?:cells|all)_full", ROUNDED),
    (r"recognition\.(?:decisions\.(?:decided|positive)|ways\.(?:eu_eea|third))", ROUNDED),
    (r"recognition\.(?:.*\.)?(?:level|cells|year|place|positive_share|growth)", FREE),
    (r"gap\..*|official\..*|reading\..*|validation\..*", FREE),
    (r"(?:places|reports)\.places|chamber_figures\.(?:value|previous)", STATED),
    (r"(?:month_figures|context)\((?:pct|%|Prozent)\)\..*|land_recognition\(pct\)\.count", FREE),
    (r"month_figures\(\w+\)\.(?:value|previous|land|land_previous)", STATED),
    (r"context\((?:Personen|Betriebe|Stellen)\)\.(?:value|previous)|land_recognition\(cases\)\.count", STATED),
    (r"reports\.severity|context\(.*\)\..*|changes\..*", FREE),
    # headings of the briefs, without blanks
    (r"stellenarbeitslose", (*count(VACANCIES), *count(UNEMPLOYED))),
    (r"(?:gemeldete)?stellen", count(VACANCIES)),
    (r"arbeitslose", count(UNEMPLOYED)),
    (r"jestelle", ratio()),
    (r"jestelle.+", (*ratio(), *FREE)),
    (r"beschäftigte", count(EMPLOYEES)),
    (r"ausländer", SHARE),
    (r"davonausländer|ausländischebeschäftigte", count(FOREIGN)),
    (r"arbeitsloseausl\.|arbeitsloseausländer", count(FOREIGN_UNEMPLOYED)),
    (r"volle?gleichwertig\w*|davonausdrittstaaten", ROUNDED),
    (r"plätze|lehrstellen", STATED),
    (r"fachkraft|spezialist|experte|niveau|verlauf|vakanzzeit.*|rang|engpass|×.*|=wert", FREE),
    (r"knappeberufsgruppen|arbeitslosejestelle\(spanne\).*|engpasswahrscheinlich|landundregion.*", FREE),
)  # fmt: skip
_KNOWN = tuple((re.compile(pattern), found) for pattern, found in (*COMPANIONS, *FIELDS))


@cache
def meanings(name: str) -> tuple[Meaning, ...]:
    """Say what stands under a key or heading, line by line of a cell."""
    return next((found for pattern, found in _KNOWN if pattern.fullmatch(name)), UNKNOWN)
