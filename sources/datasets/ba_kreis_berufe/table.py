"""Plain tables of unemployed, vacancies and employees by Kreis and occupation, as an agency orders them from the BA.

CSV or XLSX with named columns, wide or long; the names are explained in docs/sources/ba_kreis_berufe.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from sources import observations
from sources.errors import BadContent, LayoutChanged
from sources.files import german
from sources.files.file import PublishedFile
from sources.files.german import DASH_IS_NOTHING, DOT_IS_UNKNOWN, MARKS
from sources.files.plain_table import PlainTable, find_headings, read_table
from sources.records import Recognition
from sources.reference import codes

ID = "ba_kreis_berufe"

REGION = frozenset({"kreis", "region", "ags", "kreisschluessel"})
OCCUPATION = frozenset({"beruf", "kldb", "berufsgruppe", "occupational_group"})
YEAR = frozenset({"jahr", "year", "berichtsjahr"})
NAMES = frozenset({"kreisname", "regionsname"})
IGNORED = frozenset({"berufsname", "bezeichnung"})
MEASURES = {
    "arbeitslose": ("unemployed_persons", ""),
    "arbeitslose_frauen": ("unemployed_persons", "sex=women"),
    "arbeitslose_auslaender": ("unemployed_persons", "nationality=foreign"),
    "arbeitslose_auslaender_frauen": ("unemployed_persons", "nationality=foreign;sex=women"),
    "stellen": ("vacancies", ""),
    "stellen_sv": ("vacancies_social_insurance", ""),
    "beschaeftigte": ("employees_persons", ""),
    "beschaeftigte_frauen": ("employees_persons", "sex=women"),
    "beschaeftigte_auslaender": ("employees_persons", "nationality=foreign"),
    "geringfuegig": ("marginal_employees_persons", ""),
    "geringfuegig_frauen": ("marginal_employees_persons", "sex=women"),
    "geringfuegig_auslaender": ("marginal_employees_persons", "nationality=foreign"),
}
TOTALS = frozenset({"insgesamt", "gesamt", "summe", "alle berufe"})
_TABLE_MARKS = {**MARKS, **DASH_IS_NOTHING, **DOT_IS_UNKNOWN}


def recognises(file: PublishedFile) -> Recognition | None:
    """Return years and values of a table with Kreis, occupation and year among its headings, else None."""
    if find_headings(file, REGION, OCCUPATION, YEAR) is None:
        return None
    table = read_table(file, REGION, OCCUPATION, YEAR)
    _check_columns(file, table)
    year = _one_of(table, YEAR)
    years = sorted({german.year(cells[table.names.index(year)], table.where(row, year)) for row, cells in table.rows})
    if not years:
        raise BadContent(f"{file.name}: {table.sheet}: headings, but no rows.")
    measures = _table_measures(table)
    period = str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
    return Recognition(f"tabelle-{'-'.join(measures)}", f"Kreistabelle {', '.join(measures)} {period}", period)


def _check_columns(file: PublishedFile, table: PlainTable) -> None:
    long = {"merkmal", "wert"} <= set(table.names)
    allowed = REGION | OCCUPATION | YEAR | NAMES | IGNORED | ({"merkmal", "wert"} if long else set(MEASURES))
    extra = [heading for name, heading in zip(table.names, table.headings, strict=True) if name not in allowed]
    if extra or not (long or set(table.names) & set(MEASURES)):
        raise LayoutChanged(
            ID,
            f"{file.name}, {table.sheet}, headings",
            f"value columns among {', '.join(MEASURES)}, or merkmal and wert",
            extra or list(table.headings),
            "The names are explained in docs/sources/ba_kreis_berufe.md. Nothing was stored.",
        )


def _one_of(table: PlainTable, names: frozenset[str]) -> str:
    found = [name for name in table.names if name in names]
    if len(found) != 1:
        raise LayoutChanged(ID, f"{table.sheet}, headings", f"one of {sorted(names)}", found)
    return found[0]


def _table_measures(table: PlainTable) -> list[str]:
    if "merkmal" not in table.names:
        return [name for name in MEASURES if name in table.names]
    at = table.names.index("merkmal")
    used = {german.strip(cells[at]).lower() for _, cells in table.rows}
    unknown = sorted(used - set(MEASURES))
    if unknown:
        raise LayoutChanged(ID, f"{table.sheet}, column 'merkmal'", sorted(MEASURES), unknown)
    return [name for name in MEASURES if name in used]


def parse(file: PublishedFile) -> pd.DataFrame:
    """Return the observations of a plain table. Raises BadContent naming row and column of every fault."""
    table = read_table(file, REGION, OCCUPATION, YEAR)
    _check_columns(file, table)
    region_name, occupation_name, year_name = (_one_of(table, names) for names in (REGION, OCCUPATION, YEAR))
    at = {name: position for position, name in enumerate(table.names)}
    _check_region_names(table, region_name)
    rows, totals, region_at, occupation_at = [], [], {}, {}
    for row, cells in table.rows:
        region = _code_text(cells[at[region_name]], table.where(row, region_name))
        occupation = _code_text(cells[at[occupation_name]], table.where(row, occupation_name))
        year = german.year(cells[at[year_name]], table.where(row, year_name))
        region_at.setdefault(region, table.where(row, region_name))
        is_total = occupation.lower() in TOTALS
        if not is_total:
            occupation_at.setdefault(occupation, table.where(row, occupation_name))
        for name, measure in _row_measures(table, at, cells):
            where = table.where(row, name)
            value, flag = german.number(cells[at[name]], where, marks=_TABLE_MARKS)
            indicator, group = MEASURES[measure]
            _check_count(value, indicator, where)
            letter = table.letters[at[name]]
            one = (
                region,
                f"{year}-01-01",
                "Y",
                indicator,
                occupation,
                group,
                "",
                value,
                flag,
                table.sheet,
                row,
                letter,
            )
            (totals if is_total else rows).append(one)
    codes.check_codes(region_at, codes.kreise(), region_at)
    codes.check_codes(occupation_at, codes.occupations(3), occupation_at, allowed={"unknown"})
    _check_totals(rows, totals)
    return observations.rows_frame(rows)


def _row_measures(table: PlainTable, at: Mapping[str, int], cells: tuple) -> list[tuple[str, str]]:
    if "merkmal" in at:
        return [("wert", german.strip(cells[at["merkmal"]]).lower())]
    return [(name, name) for name in table.names if name in MEASURES]


def _code_text(cell: object, where: str) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = german.strip(cell)
    if not text or not isinstance(cell, str | float | int):
        raise BadContent(f"{where}: {cell!r} where a code, or 'Insgesamt', should be.")
    return text


def _check_count(value: float | None, indicator: str, where: str) -> None:
    if value is not None and value < 0:
        raise BadContent(f"{where}: a negative count.")
    if value is not None and indicator.endswith("employees_persons") and 0 < value < 3:
        raise BadContent(
            f"{where}: a count of {value:g} employees is secret. Ask the BA for the table with secrecy marks."
        )


def _check_region_names(table: PlainTable, region_name: str) -> None:
    """Compare names with those we know: a wrong encoding shows in Mülheim, Köln or Düren."""
    for name in NAMES & set(table.names):
        name_at, code_at = table.names.index(name), table.names.index(region_name)
        for row, cells in table.rows:
            official = codes.kreise().names.get(german.strip(cells[code_at]))
            given = german.strip(cells[name_at])
            if official and given and _first_word(given) not in official.casefold().replace("-", " "):
                raise BadContent(
                    f"{table.where(row, name)}: {given!r}, but {cells[code_at]} is {official!r}. Wrong encoding or "
                    "wrong code? Export the file again as UTF-8."
                )


def _first_word(name: str) -> str:
    words = [word for word in name.casefold().replace(",", " ").replace("-", " ").split() if word not in _KINDS]
    return words[0] if words else ""


_KINDS = frozenset({"landkreis", "kreis", "stadt", "kreisfreie", "städteregion", "region", "stadtkreis", "hansestadt"})


def _check_totals(rows: list[tuple], totals: list[tuple]) -> None:
    """Compare rows "Insgesamt" with the sum of their groups, to what the rounding of the printed cells allows."""
    sums: dict[tuple, list] = defaultdict(lambda: [0.0, 0, 0, 0])
    for region, start, _, indicator, _, group, _, value, *_ in rows:
        entry = sums[region, start, indicator, group]
        entry[0] += value or 0.0
        entry[1] += 1
        entry[2] += value is None
        entry[3] = max(entry[3], _decimals(value))
    for region, start, _, indicator, _, group, _, value, _, sheet, row, letter in totals:
        if value is None:
            continue
        total, cells, hidden, decimals = sums[region, start, indicator, group]
        exact = indicator.endswith("employees_persons")
        slack = 0.5 if exact else 0.5 * 10.0 ** -max(decimals, _decimals(value)) * (cells + 1)
        if value < total - slack or (not hidden and value > total + slack):
            raise BadContent(
                f"{sheet}, row {row}, column {letter}: total {value:g}, but the {cells} groups of {region} in "
                f"{start[:4]} sum to {total:g}. Is the table complete? If it is a selection of groups, "
                "remove the rows 'Insgesamt'."
            )


def _decimals(value: float | None) -> int:
    text = f"{value:.4f}".rstrip("0") if value is not None else ""
    return len(text.partition(".")[2])
