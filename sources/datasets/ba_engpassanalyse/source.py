"""Fachkräfteengpassanalyse of the Bundesagentur für Arbeit: the official shortage score 0-3, once a year in May.

Two workbooks are read: Länder (KldB 3-digit groups x level x Germany and 12 areas) and Germany (4-digit groups with
values and points of the six indicators). Layout, traps and licence: docs/sources/ba_engpassanalyse.md.
"""

from __future__ import annotations

import re

import pandas as pd

from sources import observations
from sources.contract import Expect, Source
from sources.errors import BadContent, LayoutChanged, SkipFile
from sources.files import german
from sources.files.file import PublishedFile
from sources.files.german import DASH_IS_NOT_APPLICABLE, MARKS
from sources.files.workbook import Grid, Workbook, column_letter, heading
from sources.records import Flag, Plan, Recognition, Request
from sources.reference import codes as known

ID = "ba_engpassanalyse"

LEVELS = {"Fachkräfte": 2, "Spezialisten": 3, "Experten": 4}
AREAS = {
    "Deutschland": "DE",
    "Schleswig-Holstein / Hamburg": "ba-01-02",
    "Mecklenburg-Vorpommern": "13",
    "Niedersachsen / Bremen": "ba-03-04",
    "Nordrhein-Westfalen": "05",
    "Hessen": "06",
    "Rheinland-Pfalz / Saarland": "ba-07-10",
    "Baden-Württemberg": "08",
    "Bayern": "09",
    "Berlin / Brandenburg": "ba-11-12",
    "Sachsen-Anhalt": "15",
    "Thüringen": "16",
    "Sachsen": "14",
}
#: The overview says "Berlin / Brandenburg", the level sheets "Brandenburg / Berlin".
SHEET_AREAS = {"Brandenburg / Berlin" if name.startswith("Berlin") else name: area for name, area in AREAS.items()}
INDICATORS = {
    "Vakanzzeit (Median)": "vacancy_time_days",
    "Arbeitsuchenden-Stellen-Relation": "jobseekers_per_vacancy",
    "Berufssp. Arbeitslosenquote": "occupational_unemployment_pct",
    "Veränderung des Anteils s.v. pfl. Beschäftigung von Ausländern": "foreign_share_change_pp",
    "Abgangsrate aus Arbeitslosigkeit": "unemployment_exit_pct",
    "Entwicklung der mittleren Entgelte": "wage_growth_pct",
}
CLASSES = {"Engpassberufe": "shortage_groups", "Berufe unter Beobachtung": "watch_groups"}
CLASSES |= {"keine Engpassberufe": "no_shortage_groups"}

_NOT_RATED = (None, Flag.NOT_APPLICABLE)
_MARKS = {**MARKS, **DASH_IS_NOT_APPLICABLE}
_TITLE_LAND = "Fachkräfteengpassanalyse nach Ländern"
_TITLE = "Fachkräfteengpassanalyse - "
_RISK = "Risiko- und Ergänzungsindikatoren"
_LEGEND = "Legende:"
_EMPLOYEES = re.compile(
    r"sozialversicherungspflichtig Beschäftigte; ohne Arbeitnehmerüberlassung und Azubis \(Juni (\d{4})\)"
)


def shortage_class(score: float) -> str:
    """Return the BA's class of an unrounded mean: exactly 2.0 is a shortage, exactly 1.5 is watched."""
    return "shortage_groups" if score >= 2.0 else "watch_groups" if score >= 1.5 else "no_shortage_groups"


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
    if "Engpassindikatoren (Werte)" in seen and any(text.startswith(_TITLE) for text in seen):
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
    rows = _parse_land(book, year) if part == "laender" else _parse_germany(book, year)
    return observations.rows_frame(rows)


def _row(region, year, indicator, occupation, group, label, value, sheet, row, column) -> tuple:
    number, flag = value
    return (region, f"{year}-01-01", "Y", indicator, occupation, group, label, number, flag, sheet, row, column)


# Länder


def _parse_land(book: Workbook, year: str) -> list[tuple]:
    scores = []
    for sheet, level in LEVELS.items():
        scores += _land_scores(book.grid(ID, sheet), level, year)
    counts = _overview(book.grid(ID, "Gesamtübersicht"), year)
    coverage, counted_twice = _coverage(book.grid(ID, "Gesamtübersicht (2)"), year)
    _check_counts(scores, counts + coverage + counted_twice)
    return scores + counts + coverage


def _land_scores(grid: Grid, level: int, year: str) -> list[tuple]:
    sheet = grid.sheet
    grid.require("A5", f"Fachkräfteengpassanalyse für {sheet}")
    grid.require("A6", "Gesamtwert der Engpassindikatoren")
    grid.require("A8", year)
    grid.require_headings(10, ["", "", *SHEET_AREAS])
    grid.require("O6", str(level))
    rows = []
    for at in range(12, grid.height + 1):
        name, code = german.strip(grid.at(at, 1)), german.strip(grid.at(at, 2))
        if not name and not code:
            _require_end(grid, at)
            break
        occupation, label = _land_occupation(grid, at, name, code)
        for column, area in enumerate(SHEET_AREAS.values(), 3):
            where = grid.where(at, column)
            value = german.number(grid.at(at, column), where, marks={}, empty=_NOT_RATED)
            if value[0] is not None and not 0 <= value[0] <= 3:
                raise BadContent(f"{ID}: {where}: a score of {value[0]:g}, possible are 0 to 3.")
            letter = column_letter(column)
            rows.append(
                _row(area, year, "shortage_score", occupation, f"level={level}", label, value, sheet, at, letter)
            )
    else:
        raise LayoutChanged(ID, f"sheet {sheet!r}, column A", f"{_LEGEND!r} below the table", "no end of the table")
    codes = {row[4]: f"sheet {sheet!r}, row {row[10]}" for row in rows}
    known.check_codes(codes, known.occupations(3), codes, allowed={"Pfl"})
    if "Pfl" not in codes:
        raise LayoutChanged(ID, f"sheet {sheet!r}, column A", "a row 'Pflegeberufe'", "none")
    return rows


def _land_occupation(grid: Grid, at: int, name: str, code: str) -> tuple[str, str]:
    if name == "Pflegeberufe" and code in ("", "Pfl"):
        return "Pfl", ""
    if not code:
        raise LayoutChanged(
            ID, grid.where(at, 2), "a code of 3 digits, or an aggregate known so far", f"none for {name!r}"
        )
    code = german.code(grid.at(at, 2), 3, f"{ID}: {grid.where(at, 2)}")
    if not name.startswith(f"{code} "):
        raise LayoutChanged(ID, grid.where(at, 1), f"a name that starts with {code}", name)
    remark = re.search(r"\(((?:Fk|Sp|Ex)(?:\+(?:Fk|Sp|Ex))+)\)$", name)
    return code, remark.group(1) if remark else ""


def _require_end(grid: Grid, at: int) -> None:
    """Require that nothing but the copyright line and the legend follows the table."""
    for row in range(at, grid.height + 1):
        text = heading(grid.at(row, 1))
        if text == _LEGEND:
            return
        others = [heading(cell) for cell in grid.row(row) if heading(cell) and not heading(cell).startswith("©")]
        if others:
            raise LayoutChanged(ID, grid.where(row, 1), f"an empty row or {_LEGEND!r} below the table", others[0])
    raise LayoutChanged(ID, f"sheet {grid.sheet!r}, column A", f"{_LEGEND!r} below the table", "nothing")


def _areas(grid: Grid, first: int) -> dict[int, str]:
    for offset, name in enumerate(AREAS):
        grid.require(f"A{first + offset}", name)
    return {first + offset: area for offset, area in enumerate(AREAS.values())}


def _count(grid: Grid, row: int, column: int) -> tuple[float | None, Flag]:
    return german.number(grid.at(row, column), grid.where(row, column), marks={})


def _overview(grid: Grid, year: str) -> list[tuple]:
    grid.require("A6", "Gesamtübersicht")
    grid.require("A7", year)
    rows = []
    for first, (title, indicator) in zip((9, 25, 41), CLASSES.items(), strict=True):
        grid.require_headings(first, [title, *LEVELS, "Gesamt"])
        for at, area in _areas(grid, first + 1).items():
            values = [_count(grid, at, column) for column in range(2, 6)]
            if values[3][0] != sum(value for value, _ in values[:3]):
                raise BadContent(f"{ID}: {grid.where(at, 5)}: {values[3][0]:g} is not the sum of the three levels.")
            for column, (value, level) in enumerate(zip(values, (2, 3, 4, None), strict=True), 2):
                group = f"level={level}" if level else ""
                letter = column_letter(column)
                rows.append(_row(area, year, indicator, "total", group, "", value, grid.sheet, at, letter))
    return rows


def _coverage(grid: Grid, year: str) -> tuple[list[tuple], list[tuple]]:
    """Return occupied and rated groups, and the shortage groups that the first overview already gave."""
    grid.require("A6", "Gesamtübersicht")
    grid.require("A7", year)
    rows, counted_twice = [], []
    for first, (sheet, level) in zip((9, 26, 43), LEVELS.items(), strict=True):
        grid.require_headings(
            first,
            [
                sheet,
                "Belegte Berufsgruppen",
                "Bewertete Berufsgruppen",
                "Anteil Sp.3 an Sp.2 (in %)",
                "Engpassberufe",
                "Anteil Sp.5 an Sp.3 (in %)",
            ],
        )
        grid.require_headings(first + 1, ["1", "2", "3", "4", "5", "6"])
        for at, area in _areas(grid, first + 2).items():
            occupied, rated, shortage = (_count(grid, at, column) for column in (2, 3, 5))
            for column, part, whole in ((4, rated, occupied), (6, shortage, rated)):
                share = _count(grid, at, column)[0]
                if whole[0] and abs(share - 100 * part[0] / whole[0]) > 0.05:
                    raise BadContent(
                        f"{ID}: {grid.where(at, column)}: {share:g} % is not {part[0]:g} of {whole[0]:g}. Compare with "
                        "the publisher's PDF."
                    )
            group = f"level={level}"
            for column, indicator, value, into in (
                (2, "occupied_groups", occupied, rows),
                (3, "rated_groups", rated, rows),
                (5, "shortage_groups", shortage, counted_twice),
            ):
                letter = column_letter(column)
                into.append(_row(area, year, indicator, "total", group, "", value, grid.sheet, at, letter))
    return rows, counted_twice


def _check_counts(scores: list[tuple], counts: list[tuple]) -> None:
    """Recount the classes from the scores; the overview sheets must say the same for every area and level."""
    recounted: dict[tuple[str, str, str], int] = {}
    for region, _, _, _, _, group, _, value, *_ in scores:
        if value is not None:
            for indicator in (shortage_class(value), "rated_groups"):
                recounted[region, group, indicator] = recounted.get((region, group, indicator), 0) + 1
    for region, _, _, indicator, _, group, _, value, _, sheet, row, column in counts:
        if indicator == "occupied_groups" or not group:
            continue
        found = recounted.get((region, group, indicator), 0)
        if found != value:
            raise BadContent(
                f"{ID}: sheet {sheet!r}, cell {column}{row}: {indicator} {value:g}, but the scores of {group} give "
                f"{found}. The overview and the level sheets contradict each other: ask the BA."
            )


# Germany


def _parse_germany(book: Workbook, year: str) -> list[tuple]:
    rows = []
    for sheet, level in LEVELS.items():
        rows += _germany_sheet(book.grid(ID, sheet), level, year)
    return rows


def _germany_sheet(grid: Grid, level: int, year: str) -> list[tuple]:
    sheet = grid.sheet
    grid.require("A4", f"{_TITLE}{sheet}")
    grid.require("A5", "Deutschland")
    grid.require("A6", year)
    employees = heading(grid["B8"])
    found = _EMPLOYEES.fullmatch(employees)
    if found is None or found.group(1) != year:
        raise LayoutChanged(
            ID, grid.where(8, 2), f"sozialversicherungspflichtig Beschäftigte … (Juni {year})", employees
        )
    regulated = ["Geregelte Berufsausbildung"] if level == 2 else []
    first = 3 + len(regulated)
    blanks = [""] * 6
    grid.require_headings(
        8,
        [
            "",
            employees,
            *[""] * len(regulated),
            "Engpassindikatoren (Werte)",
            *blanks,
            "Engpassindikatoren (Punktwerte)",
        ],
    )
    grid.require_headings(
        9,
        [
            "",
            "",
            *regulated,
            *INDICATORS,
            "",
            *INDICATORS,
            "",
            "Anzahl der bewerteten Indikatoren",
            "Punktezahl",
            "Durchschnittliche Punktezahl",
        ],
    )
    rows: list[tuple] = []
    places: dict[str, str] = {}
    for at in range(11, grid.height + 1):
        name = german.strip(grid.at(at, 1))
        if not name and not any(heading(cell) for cell in grid.row(at)):
            continue
        occupation, label = _germany_occupation(grid, at, name, level)
        places.setdefault(occupation, grid.where(at, 1))
        rows += _germany_row(grid, at, level, year, occupation, label, first)
    known.check_codes(places, known.occupations(4), places, allowed={"Pfl"})
    if "Pfl" not in places:
        raise LayoutChanged(ID, f"sheet {sheet!r}, column A", "a row 'Pflegeberufe'", "none")
    return rows


def _germany_occupation(grid: Grid, at: int, name: str, level: int) -> tuple[str, str]:
    if name == "Pflegeberufe":
        return "Pfl", ""
    if name == "Berufe in der Kindererziehung" and level == 3:
        return "8311", "Fk+Sp"  # skilled workers and specialists together, without a code of its own
    found = re.fullmatch(r"(\d{4}) \S.*", name)
    if found is None:
        raise LayoutChanged(ID, grid.where(at, 1), "'<4-digit code> <name>', or an aggregate known so far", name)
    return found.group(1), ""


def _germany_row(grid: Grid, at: int, level: int, year: str, occupation: str, label: str, first: int) -> list[tuple]:
    def cell(column: int, indicator: str, value: tuple[float | None, Flag]) -> tuple:
        letter = column_letter(column)
        return _row("DE", year, indicator, occupation, f"level={level}", label, value, grid.sheet, at, letter)

    def read(column: int, empty: Flag = Flag.NOT_APPLICABLE) -> tuple[float | None, Flag]:
        return german.number(grid.at(at, column), f"{ID}: {grid.where(at, column)}", marks=_MARKS, empty=(None, empty))

    rows = [cell(2, "employees_core_persons", read(2, Flag.UNKNOWN))]
    if level == 2:
        rows.append(cell(3, "regulated_training", _regulated(grid, at)))
    points = {}
    for offset, indicator in enumerate(INDICATORS.values()):
        rows.append(cell(first + offset, indicator, read(first + offset)))
        column = first + 7 + offset
        point = read(column)
        if point[0] is not None and point[0] not in (0, 1, 2, 3):
            raise BadContent(f"{ID}: {grid.where(at, column)}: {point[0]:g} points, possible are 0, 1, 2 and 3.")
        points[indicator] = point[0]
        rows.append(cell(column, f"points_{indicator}", point))
    rated, total, mean = (read(first + 14 + offset) for offset in range(3))
    _check_row(grid, at, first, [one for one in points.values() if one is not None], rated[0], total[0], mean[0])
    rows += [
        cell(first + 14, "rated_indicators", rated),
        cell(first + 15, "points_sum", total),
        cell(first + 16, "shortage_score", mean),
    ]
    return rows


def _regulated(grid: Grid, at: int) -> tuple[float | None, Flag]:
    text = german.strip(grid.at(at, 3))
    values = {"ja": (1.0, Flag.OK), "-": (0.0, Flag.OK), "*": (None, Flag.SECRET), "": (None, Flag.NOT_APPLICABLE)}
    if text not in values:
        raise BadContent(f"{ID}: {grid.where(at, 3)}: 'ja', '-' or '*' expected, found {text!r}.")
    return values[text]


def _check_row(
    grid: Grid, at: int, first: int, points: list[float], rated: float | None, total: float | None, mean: float | None
) -> None:
    for offset, (what, printed, computed) in enumerate(
        (
            ("rated indicators", rated, float(len(points))),
            ("points", total, sum(points)),
            ("mean", mean, None if mean is None else sum(points) / max(len(points), 1)),
        )
    ):
        if printed != computed and (printed is None or computed is None or abs(printed - computed) > 1e-9):
            raise BadContent(
                f"{ID}: {grid.where(at, first + 14 + offset)}: {what} {printed}, but the points of the row give "
                f"{computed}. Fetch the file again, or ask the BA."
            )


# The source


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
    reference=(known.OCCUPATION_FILE,),
    hosts=("statistik.arbeitsagentur.de",),
    by_hand="open the page, choose the newest year, save the workbooks Länderergebnisse and Deutschland",
)
