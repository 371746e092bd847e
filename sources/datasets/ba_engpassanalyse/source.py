"""Fachkräfteengpassanalyse of the Bundesagentur für Arbeit: the official shortage score 0-3, once a year in May.

Two workbooks are read: Länder (KldB 3-digit groups x level x Germany and 12 areas) and Germany (4-digit groups with
values and points of the six indicators). Layout, traps and licence: docs/sources/ba_engpassanalyse.md.
"""

from __future__ import annotations

import re

import pandas as pd

from sources import observations
from sources.contract import Expect, Source
from sources.datasets.ba_engpassanalyse.germany import INDICATORS, parse_germany
from sources.datasets.ba_engpassanalyse.land import CLASSES, parse_land
from sources.datasets.ba_engpassanalyse.rows import ID, TITLE
from sources.errors import LayoutChanged, SkipFile
from sources.files import german
from sources.files.file import PublishedFile
from sources.files.workbook import Workbook, heading
from sources.records import Plan, Recognition, Request
from sources.reference import codes

CLASSES |= {"keine Engpassberufe": "no_shortage_groups"}
_TITLE_LAND = "Fachkräfteengpassanalyse nach Ländern"
_RISK = "Risiko- und Ergänzungsindikatoren"


def recognises(file: PublishedFile) -> Recognition | None:
    """Return what the workbook is by its titles. Raises SkipFile for the risk and supplementary indicators."""
    if file.kind != "xlsx":
        return None
    book = file.open_workbook()
    if len(book.sheet_names) > 20:
        return None
    texts = {sheet: book.texts(sheet) for sheet in book.sheet_names}
    seen = set().union(*texts.values())
    if any(text.startswith(_RISK) for text in seen):
        raise SkipFile(
            f"{file.name}: BA Fachkräfteengpassanalyse, Risiko- und Ergänzungsindikatoren: known, not used. The class "
            "of an occupation rests on the six Engpassindikatoren alone."
        )
    if _TITLE_LAND in seen:
        year = _year(book, file, _TITLE_LAND)
        issued = _issued(book)
        return Recognition(f"laender-{year}", f"Fachkräfteengpassanalyse {year}, Länderergebnisse", str(year), issued)
    if "Engpassindikatoren (Werte)" in seen and any(text.startswith(TITLE) for text in seen):
        year = _year(book, file, "Deutschland")
        return Recognition(f"deutschland-{year}", f"Fachkräfteengpassanalyse {year}, Deutschland", str(year))
    return None


def _year(book: Workbook, file: PublishedFile, title: str) -> int:
    """Return the edition's year, which stands in column A under the title of every sheet, all alike."""
    years = {}
    for sheet in book.sheet_names:
        rows = book.rows(sheet)[:15]
        if any(heading(row[0]) == title for row in rows if row):
            found = [german.year(row[0], sheet) for row in rows if row and re.fullmatch(r"20\d\d(\.0)?", str(row[0]))]
            years[sheet] = found[0] if len(found) == 1 else None
    if len(set(years.values())) != 1 or None in years.values():
        raise LayoutChanged(ID, f"{file.name}, column A under {title!r}", "one year, the same on all sheets", years)
    return next(iter(years.values()))


def _issued(book: Workbook):
    for row in book.rows("Impressum") if "Impressum" in book.sheet_names else []:
        if heading(row[0]) == "Erstellungsdatum:":
            return german.date(row[1], "sheet 'Impressum', Erstellungsdatum")
    return None


def parse(file: PublishedFile, recognition: Recognition) -> pd.DataFrame:
    """Return the observations of a workbook; scores are unrounded means of 0-3 points.

    An empty cell is an occupation the BA does not rate (`not_applicable`), which is not "no shortage". Raises
    LayoutChanged for moved headings, BadContent where the workbook contradicts itself.
    """
    book = file.open_workbook()
    part, year = recognition.part.rsplit("-", 1)
    rows = parse_land(book, year) if part == "laender" else parse_germany(book, year)
    return observations.rows_frame(rows)


def expect(part: str) -> Expect:
    """Return what a part must look like."""
    if part.startswith("laender-"):
        indicators = {"shortage_score", "occupied_groups", "rated_groups", *CLASSES.values()}
        return Expect((4_500, 7_000), (13, 13), frozenset(indicators), (0, 200), max_total_change_pct=60)
    indicators = {*INDICATORS.values(), *(f"points_{one}" for one in INDICATORS.values())}
    indicators |= {"employees_core_persons", "regulated_training", "rated_indicators", "points_sum", "shortage_score"}
    return Expect((25_000, 45_000), (1, 1), frozenset(indicators), (-100, 5e6), max_total_change_pct=60)


def locate(plan: Plan) -> tuple[Request, ...]:
    """Return the addresses of the edition current in a month. No address is documented as stable: unconfirmed."""
    year = int(plan.month[:4]) - (1 if plan.month[5:] >= "06" else 2)
    base = "https://statistik.arbeitsagentur.de/Statistikdaten/Detail"
    tail = "-xlsx.xlsx?__blob=publicationFile"
    return tuple(
        Request(f"{base}/{year}12/iiia6/fachkraefte-engpassanalyse/{name}-d-0-{year}12{tail}", f"{part}-{year}")
        for name, part in (("laenderergebnisse", "laender"), ("deutschland-engpass", "deutschland"))
    )


SOURCE = Source(
    id=ID,
    title="Fachkräfteengpassanalyse",
    publisher="Statistik der Bundesagentur für Arbeit",
    page="https://statistik.arbeitsagentur.de/SiteGlobals/Forms/Suche/Einzelheftsuche_Formular.html"
    "?topic_f=fachkraefte-engpassanalyse",
    licence="freie Nutzung mit Quellenangabe, eigene Berechnungen gekennzeichnet",
    attribution="© Statistik der Bundesagentur für Arbeit",
    cadence="yearly",
    lag_days=150,
    required=True,
    max_age_days=600,
    status="tested",
    expect=expect,
    locate=locate,
    recognises=recognises,
    parse=parse,
    looks_like="XLSX titled 'Fachkräfteengpassanalyse …' with sheets Fachkräfte, Spezialisten and Experten",
    reference=(codes.OCCUPATION_FILE,),
    hosts=("statistik.arbeitsagentur.de",),
    by_hand="open the page, choose the newest year, save the workbooks Länderergebnisse and Deutschland",
)
