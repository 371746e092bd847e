"""Recognition of foreign qualifications: the yearly workbook of the Statistisches Bundesamt, EVAS 21231.

Germany, counts of procedures (cases, not persons) rounded to multiples of 3; a printed 0 stands for 0 or 1. Ten of the
machine-readable sheets are read; those by state of training hold unrounded counts and are rounded here, at ingest.
Layout, traps and licence: docs/sources/destatis_anerkennung.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from sources import observations
from sources.contract import Expect, Source
from sources.errors import BadContent, LayoutChanged
from sources.files import german
from sources.files.file import PublishedFile
from sources.files.workbook import Grid, Workbook, column_letter, heading
from sources.records import Flag, Plan, Recognition, Request
from sources.reference import codes as known

ID = "destatis_anerkennung"
ALL = "Insgesamt"

OUTCOMES = {
    ALL: "recognition_procedures",
    "Verfahren beschieden": "recognition_decided",
    "Positiv beschieden": "recognition_positive",
    "positiv - volle Gleichwertigkeit": "recognition_full",
    "Auflage einer Ausgleichsmaßnahme": "recognition_conditions",
    "positiv (beschränkter Berufszugang nach HwO)": "recognition_limited_craft",
    "teilweise Gleichwertigkeit": "recognition_partial",
    "positiv - partieller Berufszugang": "recognition_partial_access",
    "negativ beschieden": "recognition_negative",
    "sonstige Erledigung/ Verfahren ohne Bescheid beendet": "recognition_other",
    "noch keine Entscheidung": "recognition_pending",
}
SEXES = {ALL: "", "Frauen": "sex=women", "Männer": "sex=men"}
WORLD_REGIONS = frozenset(
    {
        "Europa",
        "Afrika",
        "Amerika (gesamt)",
        "Nordamerika",
        "Südamerika",
        "Asien",
        "Australien/Ozeanien",
        "Sonstige (ungeklärt, staatenlos, ohne konkrete Angabe)",
        "EU-Länder",
        "Übriges Europa",
        "EWR/Schweiz",
        "Drittstaaten",
    }
)
CONTINENTS = WORLD_REGIONS - {"Amerika (gesamt)", "Nordamerika", "Südamerika", "EU-Länder", "Übriges Europa"}
CONTINENTS = CONTINENTS - {"EWR/Schweiz", "Drittstaaten"} | {"Amerika"}

#: Sheets by state of training: indicator and heading of the value column. Sheet 39 also carries the heading of full
#: equivalence but holds new applications: it is not read.
BY_STATE = {
    "12": ("recognition_procedures", "Verfahren_Anzahl"),
    "19": ("recognition_decided", "Beschieden_Anzahl"),
    "26": ("recognition_positive", "Positiv_Beschieden_Anzahl"),
    "33": ("recognition_full", "Positiv_Voll_G_Anzahl"),
    "40": ("recognition_new", "Neuantraege_Anzahl"),
}

_START = ["Statistik_Code", "Statistik_Label", "Berichtsjahr"]
_OCCUPATION = ["Berufsgattung", "Referenzberuf", "Rechtsgrundlage", "Reglementierung"]
_LAW = {ALL, "Bundesrecht", "Landesrecht"}, {ALL, "Reglementiert", "Nicht reglementiert"}
_OVERVIEW = {
    "Gesamt": "recognition_procedures",
    "Beschieden": "recognition_decided",
    "Positiv_Beschieden": "recognition_positive",
    "Volle_Gleichwertigkeit": "recognition_full",
    "Negativ_Beschieden": "recognition_negative",
}
#: The one sign the workbook's own list explains ("X = Daten liegen nicht vor"); any other is an error.
_MARKS = {"x": (None, Flag.UNKNOWN)}

Value = tuple[float | None, Flag]


def rounded(count: float) -> Value:
    """Round an unrounded count to the nearest multiple of 3, as the office does in its printed tables."""
    value = 3.0 * ((int(count) + 1) // 3)
    return value, Flag.ROUNDED_TO_ZERO if value == 0 else Flag.OK


def recognises(file: PublishedFile) -> Recognition | None:
    """Return reporting year and date of publication from the sheet Titel."""
    if file.kind != "xlsx":
        return None
    book = file.open_workbook()
    if not any(re.fullmatch(r"(csv-)?21231-b?\d+", sheet) for sheet in book.sheet_names):
        return None
    grid = book.grid(ID, "Titel")
    grid.require("A2", "Anerkennung ausländischer Berufsqualifikationen")
    grid.require("A5", "21231")
    year = german.year(grid["A3"], f"{ID}: {grid.where(3, 1)}")
    lines = [str(grid.at(row, 1)) for row in range(1, grid.height + 1)]
    dated = [line for line in lines if line.startswith("Erschienen am")]
    if len(dated) != 1:
        raise LayoutChanged(ID, "sheet 'Titel', column A", "one line 'Erschienen am …'", dated or lines[-4:])
    issued = german.date(dated[0], f"{ID}: sheet 'Titel'")
    what = f"Anerkennung ausländischer Berufsqualifikationen, Berichtsjahr {year}"
    return Recognition(f"berichtsjahr-{year}", what, f"2016-{year}" if year > 2016 else str(year), issued)


def parse(file: PublishedFile, recognition: Recognition) -> pd.DataFrame:
    """Return the observations of the workbook: counts of procedures, all of them multiples of 3.

    Raises LayoutChanged for moved headings, BadContent where the sheets contradict each other beyond rounding.
    """
    book = file.open_workbook()
    year = int(recognition.part.rsplit("-", 1)[1])
    overview = _overview(book, year)
    occupations = _occupations(book, year)
    by_key = {_key(row): row for row in occupations}
    rows = overview + [row for row in occupations if not _repeats(row, overview, f"{ID}: sheet 'csv-21231-b01'")]
    rows += _aggregates(book, year, by_key)
    rows += _world_regions(book, year, by_key)
    for number in BY_STATE:
        rows += _states(book, year, number, by_key)
    return observations.rows_frame(rows)


def _row(year, indicator, occupation, group, label, value: Value, grid: Grid, row: int, column: int) -> tuple:
    number, flag = value
    start, letter = f"{year}-01-01", column_letter(column)
    return ("DE", start, "Y", indicator, occupation, group, label, number, flag, grid.sheet, row, letter)


def _key(row: tuple) -> tuple:
    return row[1], row[3], row[4], row[5], row[6]


def _repeats(row: tuple, stored: list[tuple], what: str) -> bool:
    """Say whether an observation is already stored from another sheet; it must then have the same value."""
    twin = next((other for other in stored if _key(other) == _key(row)), None) if row[4] == "total" else None
    if twin is not None and twin[7] != row[7]:
        raise BadContent(
            f"{what}, cell {twin[11]}{twin[10]}: {row[3]} {twin[7]:g}, but sheet {row[9]!r}, cell {row[11]}{row[10]} "
            f"says {row[7]:g}. The sheets contradict each other: fetch the file again, or ask Destatis."
        )
    return twin is not None


# Reading the machine-readable sheets


def _records(book: Workbook, number: str, year: int | None, headings: list[str]) -> Iterator[tuple[Grid, int, list]]:
    """Yield the rows of a csv-sheet after checking its headings and its constant columns."""
    grid = book.grid(ID, f"csv-21231-{number}")
    grid.require_headings(1, [*_START, *headings])
    if grid.height < 2:
        raise LayoutChanged(ID, f"sheet {grid.sheet!r}", "rows under the headings", "none")
    for at in range(2, grid.height + 1):
        cells = grid.row(at)
        if heading(cells[0]) != "21231":
            raise LayoutChanged(ID, grid.where(at, 1), "21231", cells[0])
        found = german.year(cells[2], f"{ID}: {grid.where(at, 3)}")
        if year is not None and found != year:
            raise BadContent(f"{ID}: {grid.where(at, 3)}: reporting year {found}, the title says {year}.")
        yield grid, at, cells


def _published(grid: Grid, at: int, column: int) -> Value:
    """Return a count from a sheet that the office has rounded."""
    where = f"{ID}: {grid.where(at, column)}"
    value, flag = german.number(grid.at(at, column), where, marks=_MARKS)
    if value is not None and (value < 0 or value % 3):
        raise BadContent(
            f"{where}: {value:g} is no multiple of 3. This sheet is published rounded, and unrounded counts must not "
            "be stored. Fetch the file again, or ask Destatis."
        )
    return value, Flag.ROUNDED_TO_ZERO if value == 0 and flag == Flag.OK else flag


def _text(grid: Grid, at: int, column: int) -> str:
    text = heading(grid.at(at, column))
    if not text:
        raise BadContent(f"{ID}: {grid.where(at, column)}: empty, expected a name or {ALL!r}.")
    return text


def _member(grid: Grid, at: int, column: int, names) -> str:
    text = _text(grid, at, column)
    if text not in names:
        raise LayoutChanged(ID, grid.where(at, column), sorted(names), text)
    return text


def _occupation(grid: Grid, at: int, first: int) -> tuple[str, str]:
    """Return 5-digit code and reference occupation from the four columns, or two empty texts for a total."""
    code, name = _text(grid, at, first), _text(grid, at, first + 1)
    laws = [_member(grid, at, first + 2 + offset, names) for offset, names in enumerate(_LAW)]
    if code == ALL:
        if (name, *laws) != (ALL, ALL, ALL):
            raise LayoutChanged(ID, grid.where(at, first), "a code of 5 digits beside a reference occupation", code)
        return "", ""
    if ALL in (name, *laws):
        raise LayoutChanged(ID, grid.where(at, first + 1), "a reference occupation beside its code", name)
    return german.code(grid.at(at, first), 5, f"{ID}: {grid.where(at, first)}"), name


def _check_occupations(rows: list[tuple]) -> None:
    places = {row[4]: f"sheet {row[9]!r}, row {row[10]}" for row in rows if row[4].isdigit() and len(row[4]) == 5}
    known.check_codes(places, known.occupations(5), places)


# The sheets


def _overview(book: Workbook, year: int) -> list[tuple]:
    """Read b01: the headline figures since 2016."""
    rows, years = [], set()
    for grid, at, cells in _records(book, "b01", None, ["Masseinheit", *_OVERVIEW]):
        found = german.year(cells[2], grid.where(at, 3))
        years.add(found)
        if found > year:
            raise BadContent(f"{ID}: {grid.where(at, 3)}: {found} lies after the reporting year {year}.")
        grid.require(f"D{at}", "Anzahl")
        for column, indicator in enumerate(_OVERVIEW.values(), 5):
            rows.append(_row(found, indicator, "total", "", "", _published(grid, at, column), grid, at, column))
    if year not in years:
        raise BadContent(f"{ID}: sheet 'csv-21231-b01': no row of the reporting year {year}.")
    return rows


def _occupations(book: Workbook, year: int) -> list[tuple]:
    """Read 02: reference occupation x sex x outcome, with totals of the main groups and of everything."""
    rows, main_groups, prefixes = [], [], defaultdict(set)
    headings = ["Berufshauptgruppe", *_OCCUPATION, "Geschlecht", "Entscheidung", "Verfahren_Anzahl"]
    for grid, at, _ in _records(book, "02", year, headings):
        main_group = _text(grid, at, 4)
        occupation, label = _occupation(grid, at, 5)
        group = SEXES[_member(grid, at, 9, SEXES)]
        indicator = OUTCOMES[_member(grid, at, 10, OUTCOMES)]
        value = _published(grid, at, 11)
        if occupation:
            prefixes[main_group].add(occupation[:2])
            rows.append(_row(year, indicator, occupation, group, label, value, grid, at, 11))
        elif main_group == ALL:
            rows.append(_row(year, indicator, "total", group, "", value, grid, at, 11))
        else:
            main_groups.append(_row(year, indicator, "", group, main_group, value, grid, at, 11))
    for row in main_groups:
        found = sorted(prefixes[row[6]])
        if len(found) != 1:
            raise BadContent(
                f"{ID}: sheet {row[9]!r}, cell D{row[10]}: the reference occupations of {row[6]!r} begin with {found}, "
                "one pair of digits was expected."
            )
        rows.append((*row[:4], found[0], *row[5:]))
    _check_occupations(rows)
    _check_sums(rows)
    return rows


def _check_sums(rows: list[tuple]) -> None:
    """Compare totals with the sums of their rounded parts: n parts may be off by n, and the total by 1."""
    parts: dict[tuple, list[float]] = defaultdict(list)
    for row in rows:
        if row[7] is not None and len(row[4]) == 5 and row[4].isdigit():
            parts[row[3], row[5], row[4][:2]].append(row[7])
        elif row[7] is not None and len(row[4]) == 2:
            parts[row[3], row[5], "total"].append(row[7])
    for row in rows:
        if row[7] is None or not (row[4] == "total" or len(row[4]) == 2):
            continue
        cells = parts[row[3], row[5], row[4]]
        if abs(sum(cells) - row[7]) > len(cells) + 1:
            raise BadContent(
                f"{ID}: sheet {row[9]!r}, cell {row[11]}{row[10]}: total {row[7]:g}, but its {len(cells)} parts sum to "
                f"{sum(cells):g}, more than rounding explains. Fetch the file again, or ask Destatis."
            )


def _aggregates(book: Workbook, year: int, by_key: dict[tuple, tuple]) -> list[tuple]:
    """Read 03: aggregates such as Pflege with its predecessors, and the reference occupations in them."""
    rows = []
    headings = [
        "Zusammenfassungen ausgewaehlter Berufe",
        *_OCCUPATION,
        "Geschlecht",
        "Entscheidung",
        "Verfahren_Anzahl",
    ]
    for grid, at, _ in _records(book, "03", year, headings):
        name = _text(grid, at, 4)
        occupation, label = _occupation(grid, at, 5)
        sex = SEXES[_member(grid, at, 9, SEXES)]
        indicator = OUTCOMES[_member(grid, at, 10, OUTCOMES)]
        value = _published(grid, at, 11)
        if not occupation:
            rows.append(_row(year, indicator, "aggregate", sex, name, value, grid, at, 11))
            continue
        twin = by_key.get((f"{year}-01-01", indicator, occupation, sex, label))
        if twin is None or twin[7] != value[0]:
            raise BadContent(
                f"{ID}: {grid.where(at, 11)}: {label} {value[0]}, but sheet 'csv-21231-02' says "
                f"{'nothing' if twin is None else twin[7]}. The sheets contradict each other."
            )
        group = f"aggregate={name};{sex}" if sex else f"aggregate={name}"
        rows.append(_row(year, indicator, occupation, group, label, value, grid, at, 11))
    return rows


def _world_regions(book: Workbook, year: int, by_key: dict[tuple, tuple]) -> list[tuple]:
    """Read 28: full equivalence of all reference occupations by world region of training."""
    rows, codes = [], {row[6]: row[4] for row in by_key.values() if len(row[4]) == 2}
    headings = ["Berufshauptgruppe", *_OCCUPATION, "Ausbildungsstaat", "Positiv_Voll_G_Anzahl"]
    for grid, at, _ in _records(book, "28", year, headings):
        main_group = _text(grid, at, 4)
        occupation, label = _occupation(grid, at, 5)
        region = _member(grid, at, 9, WORLD_REGIONS | {ALL})
        value = _published(grid, at, 10)
        if not occupation and main_group == ALL:
            occupation = "total"
        elif not occupation:
            if main_group not in codes:
                raise LayoutChanged(ID, grid.where(at, 4), "a Berufshauptgruppe of sheet 'csv-21231-02'", main_group)
            occupation, label = codes[main_group], main_group
        if region != ALL:
            rows.append(
                _row(year, "recognition_full", occupation, f"world_region={region}", label, value, grid, at, 10)
            )
            continue
        twin = by_key.get((f"{year}-01-01", "recognition_full", occupation, "", label))
        if twin is None or twin[7] != value[0]:
            raise BadContent(
                f"{ID}: {grid.where(at, 10)}: {label or ALL} {value[0]}, but sheet 'csv-21231-02' says "
                f"{'nothing' if twin is None else twin[7]}. The sheets contradict each other."
            )
    return rows


def _states(book: Workbook, year: int, number: str, by_key: dict[tuple, tuple]) -> list[tuple]:
    """Read 12, 19, 26, 33 or 40: the 20 largest occupations by state of training, rounded here."""
    indicator, title = BY_STATE[number]
    exact: dict[tuple[str, str], float] = {}
    records = []
    for grid, at, _ in _records(book, number, year, ["Kontinent", "Ausbildungsstaat", "Rang", "Beruf", title]):
        continent = _member(grid, at, 4, CONTINENTS | {ALL})
        state, name = _text(grid, at, 5), _text(grid, at, 7)
        count, flag = german.number(grid.at(at, 8), f"{ID}: {grid.where(at, 8)}", marks=_MARKS)
        if count is not None and (count < 0 or count % 1):
            raise BadContent(f"{ID}: {grid.where(at, 8)}: no count of procedures.")
        records.append((grid, at, continent, state, name, count, flag))
    spellings = {state: f"sheet {grid.sheet!r}, cell E{at}" for grid, at, _, state, *_ in records if state != ALL}
    countries = known.country_spellings()
    known.check_codes(spellings, countries, spellings)
    rows = []
    for grid, at, continent, state, name, count, flag in records:
        if state != ALL:
            group = f"state={countries.names[state]}"
        else:
            group = "" if continent == ALL else f"continent={continent}"
        exact[group, name] = count or 0.0
        value = (None, flag) if count is None else rounded(count)
        rows.append(_row(year, indicator, "top20", group, name, value, grid, at, 8))
    _check_states(rows[0][9], exact)
    total = by_key.get((f"{year}-01-01", indicator, "total", "", ""))
    if total is not None and abs(total[7] - rounded(exact["", ALL])[0]) > 3:
        raise BadContent(
            f"{ID}: sheet {rows[0][9]!r}: {ALL} differs from sheet 'csv-21231-02' by more than rounding explains."
        )
    return rows


def _check_states(sheet: str, exact: dict[tuple[str, str], float]) -> None:
    """Require that the states, and the continents, add up exactly: these sheets are not rounded."""
    for kind in ("state=", "continent="):
        sums: dict[str, float] = defaultdict(float)
        for (group, name), count in exact.items():
            if group.startswith(kind):
                sums[name] += count
        for (group, name), count in exact.items():
            if not group and sums[name] != count:
                raise BadContent(
                    f"{ID}: sheet {sheet!r}: the {'states' if kind == 'state=' else 'continents'} do not add up to the "
                    f"total of {name!r}. A row is missing or stands twice: fetch the file again."
                )


# The source


def expect(part: str) -> Expect:
    """Return what a part must look like."""
    indicators = frozenset({*OUTCOMES.values(), "recognition_new"})
    return Expect((15_000, 35_000), (1, 1), indicators, (0, 1e6), 25, 60)


def locate(plan: Plan) -> tuple[Request, ...]:
    """Return the address of the report current in a month: published in September of the next year. Unconfirmed."""
    year = int(plan.month[:4]) - (1 if plan.month[5:] >= "10" else 2)
    base = "https://www.destatis.de/DE/Themen/Gesellschaft-Umwelt/Bildung-Forschung-Kultur/Berufliche-Bildung"
    file = f"statistischer-bericht-anerkennung-berufsqualifikationen-5212301{year % 100:02d}7005.xlsx"
    tail = "?__blob=publicationFile"
    url = f"{base}/Publikationen/Downloads-Berufliche-Bildung/{file}{tail}"
    return (Request(url, f"berichtsjahr-{year}"),)


SOURCE = Source(
    id=ID,
    title="Anerkennung ausländischer Abschlüsse",
    publisher="Statistisches Bundesamt",
    page="https://www.destatis.de/DE/Themen/Gesellschaft-Umwelt/Bildung-Forschung-Kultur/Berufliche-Bildung/_inhalt.html",
    licence="Vervielfältigung und Verbreitung, auch auszugsweise, mit Quellenangabe gestattet",
    attribution="© Statistisches Bundesamt (Destatis), {year}",
    cadence="yearly",
    lag_days=250,
    required=True,
    max_age_days=700,
    status="tested",
    expect=expect,
    locate=locate,
    recognises=recognises,
    parse=parse,
    looks_like="XLSX 'Anerkennung ausländischer Berufsqualifikationen' with sheets csv-21231-…",
    reference=(known.OCCUPATION_FILE, known.SPELLING_FILE),
    hosts=("www.destatis.de",),
    by_hand="open the page, save the Statistischer Bericht of the newest reporting year as XLSX",
)
