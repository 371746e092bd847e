"""What goes with a brief: each figure is the brief's, each file opens, and no text becomes a formula."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reports.disclosure import fields
from reports.disclosure.meaning import Kind, plain
from reports.files import (
    companions,
    csv_files,
    meanings,
    occupation_tables,
    periods,
    plain_text,
    provenance,
    region_tables,
    rows,
    workbook,
)
from reports.files.document import to_document
from reports.files.table import Band, Style
from reports.model.brief import Brief
from reports.model.market import Figure
from reports.model.measures import FOREIGN_SHARE
from reports.model.recognition import Before
from reports.words.notation import FLAG_WORDS
from tests.support import factory, said, spreadsheet

NAME = "fachkraefte-kompass-05911-2025-12.r1"
HEAD = workbook.HEAD_ROW
DOCS = Path(__file__).parents[3] / "docs" / "companions.md"


@pytest.fixture(scope="module")
def brief() -> Brief:
    """A brief in which everybody speaks, with a year before and an estimate to be read with care."""
    full = said.said(factory.bochum())
    first = full.recognition[0]
    before = replace(first, before=Before(2023, 9120, 3))
    careful = tuple(
        replace(o, estimate=replace(o.estimate, outside=True)) if o.occupation == "262" else o for o in full.occupations
    )
    foreigners = Figure(6535.75, "Jahresmittel 2025", 6640.1667, "ok", "ba_kreis_berufe", 302069.25, 295803.0833)
    headline = {**full.headline, "unemployed_foreigners": foreigners}
    return replace(full, recognition=(before, *full.recognition[1:]), occupations=careful, headline=headline)


@pytest.fixture(scope="module")
def files(brief) -> dict[str, bytes]:
    return companions.files(brief)


def tidy(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def german(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """Return each sheet from its heads on, as Python values."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)[HEAD:] for name in book.sheet_names}


# --- the rows -------------------------------------------------------------------------------------------------------

# keys of brief.json that are no figures of anybody, or stand in a row of their own elsewhere
NO_FIGURES = {"level", "levels", "position", "place", "year", "coverage_year", "share", "trend"}


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in NO_FIGURES:
                yield from numbers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def figures_of(found: list[dict[str, str]], *sections: str) -> Counter[float]:
    return Counter(
        float(row[column])
        for row in found
        if row["section"] in sections and row["unit"] != "yes_no"
        for column in ("value", "low", "high")
        if row[column]
    )


@pytest.mark.parametrize("make", [None, factory.emptiest, factory.land], ids=["full", "emptiest", "land"])
def test_the_tidy_table_holds_every_figure_of_the_document_and_no_other(make, brief):
    made = brief if make is None else make()
    document = json.loads(json.dumps(to_document(made)))
    found = tidy(csv_files.tidy_csv(made))
    for row in document["recognition"]:  # docs/companions.md: states of a reference occupation are in brief.json alone
        for reference in row["references"]:
            del reference["countries"]
    series = [step["ratio"] for o in document["occupations"] for step in o["trend"] if step["ratio"] is not None]
    assert figures_of(found, "trend") == Counter(map(float, series))
    sections = {row["section"] for row in found} - {"trend"}
    for section in sections | {"occupations", "headline", "recognition", "validation", "gap"}:
        assert figures_of(found, section) == Counter(numbers(document.get(section) or [])), section
    without = {key for key, value in document.items() if key not in sections and any(numbers(value))}
    assert without <= {"region"}


@pytest.mark.parametrize("make", [None, factory.emptiest, factory.small_region], ids=["full", "emptiest", "small"])
def test_a_row_has_a_value_or_says_why_not(make, brief):
    made = brief if make is None else make()
    for row in rows.rows(made):
        if row.unit == "label":
            assert (row.value, row.flag) == (None, "ok")
            assert row.label
        elif row.value is None:
            assert row.flag not in ("ok", ""), row
        else:
            assert row.flag in ("ok", "uncertain", "incomplete", "provisional", "revised", "rounded_to_zero"), row


def test_a_secret_figure_is_no_zero(files):
    empty = factory.emptiest()
    found = [r for r in rows.rows(empty) if r.section == "occupations" and r.measure == "vacancies"]
    assert {(r.value, r.flag) for r in found} == {(None, "below_3")}
    cells = {row[8] for row in sheets(workbook.xlsx(empty))["Berufe"][1:]}
    assert cells == {"unter 3"}


def test_no_figure_stands_twice(brief):
    found = rows.rows(brief)
    key = ("section", "code", "requirement", "item_code", "item", "measure", "level", "area", "period")
    stated = Counter(tuple(getattr(row, name) for name in key) for row in found)
    assert [k for k, count in stated.items() if count > 1] == []


def test_what_is_official_observed_and_estimated_is_told_apart(brief):
    kinds = {(row.section, row.measure): row.kind for row in rows.rows(brief)}
    assert kinds["occupations", "official_score"] == "amtlich"
    assert kinds["occupations", "ratio"] == "beobachtet"
    assert {kinds["occupations", m] for m in ("estimated_ratio", "engpass_probability", "rank")} == {"geschaetzt"}
    assert {kinds["reports", "places"], kinds["chamber_figures", "chamber_figure"]} == {"gemeldet"}
    assert {row.level for row in rows.rows(brief) if row.kind == "amtlich"} <= {"land", "deutschland"}
    for table in workbook.tables(brief):
        for column in table.columns:
            assert column.head.startswith(("Amtlich:", "Geschätzt")) <= (column.band in (Band.OFFICIAL, Band.ESTIMATED))


def test_years_before_and_other_areas_have_rows_of_their_own(files):
    found = tidy(files[f"{NAME}-tidy.csv"])
    ratio = {
        (row["level"], row["area_id"], row["period"])
        for row in found
        if (row["section"], row["code"], row["measure"]) == ("occupations", "262", "ratio")
    }
    assert ratio == {("region", "05911", "2025"), ("region", "05911", "2024"), ("land", "05", "2025"),
                     ("deutschland", "DE", "2025")}  # fmt: skip
    (employees,) = (r for r in found if (r["section"], r["code"], r["measure"]) == ("occupations", "262", "employees"))
    assert employees["period"] == "2025-06-30"
    (careful,) = (r for r in found if (r["code"], r["measure"]) == ("262", "estimated_ratio"))
    assert float(careful["low"]) < float(careful["value"]) < float(careful["high"])
    assert "mit Vorsicht lesen" in careful["note"]


@pytest.mark.parametrize(
    ("printed", "iso", "before"),
    [
        ("Jahresmittel 2025", "2025", "2024"),
        ("2024", "2024", "2023"),
        ("30.06.2025", "2025-06-30", "2024-06-30"),
        ("März 2026", "2026-03", "2025-03"),
        ("3. Quartal 2025", "2025-Q3", "2024-Q3"),
        ("2012–2025", "2012/2025", "2011/2025"),
        ("Frühjahr 2024", "Frühjahr 2024", ""),
        ("", "", ""),
    ],
)
def test_periods_are_iso(printed, iso, before):
    assert periods.iso(printed) == iso
    assert periods.year_before(iso) == before


def test_a_figure_that_is_no_number_is_refused(brief):
    spoiled = replace(brief.headline["ratio"], value=float("nan"))
    spoiled_brief = replace(brief, headline={**brief.headline, "ratio": spoiled})
    with pytest.raises(ValueError, match="no figure"):
        csv_files.tidy_csv(spoiled_brief)


# --- the files agree ------------------------------------------------------------------------------------------------

OCCUPATION_HEADS = {  # heading of the sheet -> measure, area and years before in the tidy table
    "Stellen": ("vacancies", "region", 0),
    "Stellen im Vorjahr": ("vacancies", "region", 1),
    "Arbeitslose": ("unemployed", "region", 0),
    "Arbeitslose im Vorjahr": ("unemployed", "region", 1),
    "Arbeitslose je Stelle": ("ratio", "region", 0),
    "Je Stelle im Vorjahr": ("ratio", "region", 1),
    "Je Stelle im Land": ("ratio", "land", 0),
    "Je Stelle in Deutschland": ("ratio", "deutschland", 0),
    "Beschäftigte": ("employees", "region", 0),
    "Ausländische Beschäftigte": ("foreign_employees", "region", 0),
    "Arbeitslose Ausländer": ("unemployed_foreigners", "region", 0),
    "Vakanzzeit im Land, Tage": ("vacancy_days", "land", 0),
    "Geschätzt: je Stelle": ("estimated_ratio", "region", 0),
    "Geschätzt: Engpass": ("engpass_probability", "region", 0),
}
WORDS = {FLAG_WORDS[flag]: flag for flag in ("below_3", "secret", "few_cases", "unknown")}


def checked_occupations(cells: list[list[Any]], found: list[dict[str, str]], codes: list[str]) -> int:
    """Compare a table of occupations with the tidy rows; return how many figures it has."""
    heads, compared = cells[0], 0
    stated: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in found:
        if row["section"] == "occupations" and not row["requirement"]:
            stated.setdefault((row["code"], row["measure"], row["level"]), []).append(row)
    for code, line in zip(codes, cells[1:], strict=True):
        for head, (measure, level, ago) in OCCUPATION_HEADS.items():
            by_age = sorted(stated.get((code, measure, level), ()), key=lambda row: row["period"], reverse=True)
            value, row = line[heads.index(head)], by_age[ago] if ago < len(by_age) else None
            if isinstance(value, str) and value:
                assert row["value"] == ""
                assert WORDS[value] == row["flag"], (code, head)
            elif value == "":
                assert row is None
            else:
                assert value == float(row["value"]), (code, head)
                compared += 1
    return compared


def test_workbook_and_csv_state_what_the_tidy_table_states(brief, files):
    found, sheet = tidy(files[f"{NAME}-tidy.csv"]), sheets(files[f"{NAME}.xlsx"])["Berufe"]
    codes = [row[0] for row in sheet[1:]]
    assert codes == [o.occupation for o in occupation_tables.as_shown(brief)]
    assert checked_occupations(sheet, found, codes) > 400
    table = german(files[f"{NAME}.csv"])
    read = [table[0], *[[as_number(cell) for cell in line] for line in table[1:]]]
    shown = occupation_tables.as_shown(brief)
    assert [line[0] for line in table[1:]] == [f"{o.occupation} {o.name}" for o in shown]
    assert checked_occupations(read, found, codes) > 400


def as_number(cell: str) -> float | str:
    return float(cell.replace(",", ".")) if re.fullmatch(r"-?\d+(,\d+)?", cell) else cell


def test_a_share_of_foreign_employees_is_closed_as_its_parts_are(brief):
    def share(**changes: Any) -> Any:
        one = replace(brief, occupations=(replace(brief.occupations[0], **both | changes),))
        (line,) = workbook.tables(one)[0].rows
        return line[[column.head for column in occupation_tables.OCCUPATIONS].index(FOREIGN_SHARE.heading)]

    both = {"employees": 3210.0, "foreign_employees": 412.0, "flags": ()}
    assert share() == 12.8
    assert share(foreign_employees=0.0) == 0
    assert share(flags=("employees:uncertain",)) == 12.8
    for part, other in (("employees", "foreign_employees"), ("foreign_employees", "employees")):
        for flag, shown in (("secret", "geheim"), ("below_3", "geheim"), ("unknown", "k. A.")):
            assert share(**{part: None, "flags": (f"{other}:uncertain", f"{part}:{flag}")}) == shown, (part, flag)
    assert share(employees=0.0, foreign_employees=0.0) == "–"


def test_every_share_of_foreign_employees_follows_from_the_counts_beside_it(files):
    heads, *lines = sheets(files[f"{NAME}.xlsx"])["Berufe"]
    share, foreign, employees = (
        [line[heads.index(head)] for line in lines]
        for head in (FOREIGN_SHARE.heading, "Ausländische Beschäftigte", "Beschäftigte")
    )
    there = [isinstance(a, float) and isinstance(b, float) for a, b in zip(foreign, employees, strict=True)]
    assert [isinstance(a, float) for a in share] == there
    assert sum(there) > 40
    shown = [three for three in zip(share, foreign, employees, strict=True) if isinstance(three[0], float)]
    assert all(abs(a - 100 * b / c) <= 0.05 + 1e-9 for a, b, c in shown)


def test_the_search_for_small_cells_knows_the_share_of_foreign_employees():
    (found,) = fields.meanings(plain(FOREIGN_SHARE.heading))
    assert (found.kind, found.measures) == (Kind.RATIO, ("foreign_employees_persons", "employees_persons"))


def test_the_other_sheets_state_what_the_tidy_table_states(brief, files):
    found, book = tidy(files[f"{NAME}-tidy.csv"]), sheets(files[f"{NAME}.xlsx"])
    shown = [o.occupation for o in occupation_tables.as_shown(brief)]

    def stated(section: str, measure: str, column: str = "value") -> list[float]:
        chosen = [r for r in found if (r["section"], r["measure"]) == (section, measure) and r["level"] != "kreis"]
        if section == "occupations":
            chosen.sort(key=lambda r: shown.index(r["code"]))
        return [float(r[column]) for r in chosen if r[column]]

    def column(sheet: str, head: str) -> list[float]:
        at = book[sheet][0].index(head)
        return [line[at] for line in book[sheet][1:] if isinstance(line[at], float)]

    assert column("Amtlich", "Punkte") == stated("occupations", "official_score")
    for head, measure, bound in (
        ("Geschätzt: je Stelle", "estimated_ratio", "value"),
        ("Je Stelle, von", "estimated_ratio", "low"),
        ("Je Stelle, bis", "estimated_ratio", "high"),
        ("Geschätzt: Engpass", "engpass_probability", "value"),
        ("Engpass, von", "engpass_probability", "low"),
        ("Engpass, bis", "engpass_probability", "high"),
        ("Rang, von", "rank", "low"),
        ("Rang, bis", "rank", "high"),
        ("Rang unter", "rank_of", "value"),
    ):
        assert column("Schätzung", head) == stated("occupations", measure, bound), head
    for head, measure in (
        ("Davon EU, EWR, Schweiz", "trained_in_eu_eea"),
        ("Davon aus Drittstaaten", "trained_in_third_state"),
        ("Entschieden", "decided"),
        ("Positiv", "positive"),
        ("Positiv, Anteil", "positive_share"),
    ):
        assert column("Anerkennung", head) == stated("recognition", measure), head
    both = column("Anerkennung", "Volle Gleichwertigkeiten") + column("Anerkennung", "Ein Jahr zuvor")
    assert Counter(both) == Counter(stated("recognition", "full_equivalence"))
    states = [*stated("recognition", "full_equivalence_of_state"),
              *stated("recognition", "full_equivalence_of_world_region")]  # fmt: skip
    assert Counter(column("Staaten", "Volle Gleichwertigkeiten")) == Counter(states)
    for head, measure, bound in (("Wert", "priority", "value"), ("Wert, von", "priority", "low"),
                                 ("Engpass", "shortage", "value"), ("Engpass, bis", "shortage", "high"),
                                 ("Rang, von", "rank", "low")):  # fmt: skip
        assert column("Wo anfangen", head) == stated("gap", measure, bound), head
    heads = ("In der Region", "In der Region im Vorjahr", "Im Land", "Im Land im Vorjahr", "In Deutschland")
    shown = Counter(value for head in heads for value in column("Region", head))
    assert shown == figures_of(found, "headline", "month_figures", "counts", "recognition_series")
    reported = column("Meldungen und Umfeld", "Zahl") + column("Meldungen und Umfeld", "Frühere Zahl")
    others = figures_of(found, "reports", "places", "chamber_figures", "context", "land_recognition")
    severities = [float(r.severity) for r in brief.reports]
    assert Counter(reported) + Counter(severities) == others


def test_provenance_names_every_file_and_how_to_make_the_brief_again(brief):
    document = json.loads(provenance.document(brief))
    assert [(s["file"], s["sha256"]) for s in document["sources"]] == [(s.file, s.sha256) for s in brief.sources]
    assert document["rebuild"]["command"].startswith("brief render 05911 --edition 2025-12.r1")
    assert document["periods"]["employees"] == "30.06.2025"


# --- the files open -------------------------------------------------------------------------------------------------


def test_the_same_brief_gives_the_same_bytes(brief, files):
    again = companions.files(brief)
    assert again == files
    assert list(files) == [f"{NAME}.xlsx", f"{NAME}.csv", f"{NAME}-tidy.csv"]


def test_the_csv_files_are_as_their_readers_expect(files):
    for_excel, for_programs = files[f"{NAME}.csv"], files[f"{NAME}-tidy.csv"]
    assert for_excel.startswith(b"\xef\xbb\xbfBerufsgruppe;Im Alltag;")
    assert for_excel.count(b"\n") == for_excel.count(b"\r\n") == 1 + len(factory.GROUPS)
    assert re.search(rb";\d+,\d+;", for_excel)
    assert for_programs.startswith(b"edition,region_id,region_name,section,code,name,")
    assert b"\r" not in for_programs
    assert set(csv_files.TIDY) == set(tidy(for_programs)[0])
    assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name in csv_files.TIDY)


def test_the_workbook_is_made_to_work_with(brief, files):
    book = openpyxl.load_workbook(io.BytesIO(files[f"{NAME}.xlsx"]))
    assert book.sheetnames == ["Berufe", "Amtlich", "Schätzung", "Anerkennung", "Staaten", "Region", "Wo anfangen",
                               "Meldungen und Umfeld", "Quellen", "Hinweise"]  # fmt: skip
    assert book.properties.title == "Fachkräfte-Kompass Bochum, Dezember 2025"
    assert str(book.properties.created) == str(book.properties.modified) == "2025-12-01 00:00:00"
    for sheet in book:
        assert sheet.freeze_panes.endswith(str(HEAD + 2))
        assert sheet.auto_filter.ref.startswith(f"A{HEAD + 1}:")
        assert sheet.print_title_rows == f"${HEAD + 1}:${HEAD + 1}"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        heads = [cell.value for cell in sheet[HEAD + 1]]
        assert len(heads) == len(set(heads))
        assert all(heads)
    occupations = book["Berufe"]
    code, vacancies, ratio = (occupations.cell(HEAD + 2, column) for column in (1, 9, 13))
    assert (code.value, code.data_type, code.number_format) == ("261", "s", "@")
    assert (vacancies.data_type, vacancies.number_format) == ("n", "#,##0")
    assert ratio.number_format.endswith("0.00")
    hidden = next(c for row in book["Berufe"].iter_rows(min_row=HEAD + 2) for c in row if c.value == "wenige")
    assert hidden.font.italic


@pytest.mark.parametrize("make", factory.ALL, ids=lambda f: f.__name__)
def test_every_kind_of_brief_has_its_files(make):
    made = make()
    found = companions.files(made)
    book = sheets(next(iter(found.values())))
    assert len(book["Berufe"]) == 1 + len(made.occupations)
    assert ("Schätzung" in book) == (made.region.kind != "land" and any(o.estimate for o in made.occupations))
    notes = dict(line[:2] for line in book["Hinweise"][1:])
    assert notes["Neu erzeugen"] == f"brief render {made.region.id} --edition {made.edition}"
    assert made.region.name in notes["Region"]


def test_the_notes_explain_signs_columns_and_licences(brief, files):
    notes = sheets(files[f"{NAME}.xlsx"])["Hinweise"][1:]
    told = {line[0] for line in notes}
    assert {"unter 3", "geheim", "wenige", "k. A.", "nicht bewertet", "Rundung", "Eigene Berechnung"} <= told
    licences = [line[1] for line in notes if line[0] == "Quellenvermerk und Lizenz"]
    assert set(licences) == {f"{s.attribution}; {s.licence}" if s.licence else s.attribution for s in brief.sources}


def test_a_spreadsheet_program_reads_the_same_figures(brief, files, tmp_path):
    saved = spreadsheet.opened(files, tmp_path)
    found = tidy(files[f"{NAME}-tidy.csv"])
    codes = [o.occupation for o in occupation_tables.as_shown(brief)]
    book = sheets(saved[f"{NAME}.xlsx"].read_bytes())
    assert checked_occupations(book["Berufe"], found, codes) > 400
    assert [line[0] for line in book["Berufe"][1:]] == codes
    table = python_calamine.CalamineWorkbook.from_path(saved[f"{NAME}.csv"]).get_sheet_by_index(0).to_python()
    assert checked_occupations(table, found, codes) > 400
    shown = occupation_tables.as_shown(brief)
    assert [line[0] for line in table[1:]] == [f"{o.occupation} {o.name}" for o in shown]
    assert table[1][table[0].index("Region")] == "05911 Bochum"
    read = python_calamine.CalamineWorkbook.from_path(saved[f"{NAME}-tidy.csv"]).get_sheet_by_index(0).to_python()
    assert read[0] == list(csv_files.TIDY)
    for column in ("value", "low", "high"):
        at = csv_files.TIDY.index(column)
        assert [line[at] for line in read[1:]] == [float(row[column]) if row[column] else "" for row in found]


# --- hostile texts --------------------------------------------------------------------------------------------------

HOSTILE = {
    "formula": '=HYPERLINK("http://127.0.0.1/","hier")',
    "plus": "+1+1",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+9)*cmd|' /C calc'!A0",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "newline": "\n=1+1",
    "blanks": " \u00a0\u2003=1+1",
    "wide": "\uff1d1\uff0b1",
    "small": "\ufe66\ufe631",
    "unseen": "\u200b\ufeff\u202e=1+1",
    "delimiters": 'a;b,c"d\te\r\n=1',
    "controls": "\x00\x01\x1f\x7f\ufffe\uffff Beruf",
    "half": "\ud800=1",
    "long": "=" + "x" * 33_000,
    "astral": "\U0001f525" * 17_000,
    "markup": "<b>&amp;]]></t><f>1+1</f>",
    "rich": "<r><t>x</t></r>",
    "link": "internal:Hinweise!A1",
    "number": "0815",
}


def dangerous(text: str) -> bool:
    """Say on its own terms whether a spreadsheet might reckon with a text."""
    seen = [c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn", "Co")]
    return (bool(seen) and unicodedata.normalize("NFKC", seen[0])[0] in "=+-@") or text[:1] in ("\t", "\r", "\n")


def said_in(value: object) -> Iterator[str]:
    """Yield the texts of a JSON document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from said_in(inner)


@pytest.mark.parametrize("case", HOSTILE)
def test_no_text_becomes_a_formula(case):
    text = HOSTILE[case]
    few = factory.few_short(2)
    crowded = said.crowded(replace(few, occupations=few.occupations[:6]), text, 1 if len(text) > 1000 else 3)
    hostile = replace(
        crowded,
        region=replace(crowded.region, name=text, land_name=text, coverage_note=text),
        occupations=tuple(replace(o, name=text, everyday=text) for o in crowded.occupations),
        recognition=tuple(replace(r, name=text, note=text) for r in crowded.recognition),
        sources=tuple(replace(s, title=text, attribution=text, page=text) for s in crowded.sources[:3]),
    )
    found = companions.files(hostile)
    for name, content in found.items():
        if name.endswith(".csv"):
            numeric = {csv_files.TIDY.index(c) for c in ("value", "low", "high")} if "tidy" in name else set()
            lines = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter="," if numeric else ";")
            cells = [(i, cell) for line in lines for i, cell in enumerate(line)]
            assert [c for i, c in cells if i not in numeric and dangerous(c)] == []
            assert max(len(c.encode("utf-16-le")) // 2 for _, c in cells) <= 32_767
            widths = {len(line) for line in csv.reader(
                io.StringIO(content.decode("utf-8-sig")), delimiter="," if numeric else ";")}  # fmt: skip
            assert len(widths) == 1
        else:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                parts = {n: archive.read(n).decode("utf-8") for n in archive.namelist() if n.endswith(".xml")}
            assert not any("<f>" in part or "hyperlink" in part for n, part in parts.items() if "worksheets" in n)
            strings = parts["xl/sharedStrings.xml"]
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", strings)
            kinds = {c.data_type for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet for c in row}
            assert kinds <= {"s", "n"}
    assert max(map(len, said_in(json.loads(provenance.document(hostile))))) <= 1000


@given(st.text(max_size=40))
@example("=1")
@example("\u200b=1")
@example("a;=1,@b|-1\t+1")
@example('a; "=1')
@example("a;;\uff1d1")
@example("⁺1")
@settings(max_examples=150, deadline=None)
def test_a_text_of_a_csv_file_begins_no_formula(text):
    shown = plain_text.csv_text(text)
    assert not dangerous(shown)
    for inside in re.split(r"[;,|\t]", shown)[1:]:
        assert not re.match(r'[\s"]*[=@]|"*[-+]', unicodedata.normalize("NFKC", inside))
    assert "\n" not in shown
    assert "\r" not in shown
    assert plain_text.csv_text("Bochum" + text).startswith("Bochum")


@pytest.mark.parametrize(
    "text",
    [
        "Gesundheits-, -pflege",
        "a; b, c",
        "0,5; 1,5",
        "−3",
        "3–5",
        "−3 bis 4",
        "Müller & Söhne",
        "„zitiert“",
        "'s",
        "1/3",
        "日本",
        "العربية",
        "",
        "0,5",
    ],
)
def test_what_is_no_formula_stays_as_it_is(text):
    assert plain_text.csv_text(text) == text
    assert plain_text.cell_text(text) == text


def test_negative_figures_stay_figures(brief):
    lower = replace(brief.chamber_figures[0], value=-3.5, quoted="-3 gegenüber dem Vorjahr")
    changed = replace(brief, chamber_figures=(lower,))
    row = next(r for r in tidy(csv_files.tidy_csv(changed)) if r["section"] == "chamber_figures")
    assert (row["value"], row["note"]) == ("-3.5", "'-3 gegenüber dem Vorjahr")
    sheet = sheets(workbook.xlsx(changed))["Meldungen und Umfeld"]
    line = next(line for line in sheet if line[0] == "Zahl einer Kammer")
    assert (line[6], line[-1]) == (-3.5, "-3 gegenüber dem Vorjahr")


# --- the page that explains them ------------------------------------------------------------------------------------


def table_of(chapter: str) -> list[list[str]]:
    text = DOCS.read_text(encoding="utf-8").partition(f"## {chapter}\n")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [[name.strip("`"), *others] for name, *others in cells]


def test_the_page_names_every_column_section_and_sheet(brief, files):
    assert [line[0] for line in table_of("Columns of the tidy CSV")] == list(csv_files.TIDY)
    sections = {row["section"] for row in tidy(files[f"{NAME}-tidy.csv"])}
    documented = {line[0]: set(re.findall(r"`(\w+)`", line[1])) for line in table_of("Sections and measures")}
    assert set(documented) == sections
    measures: dict[str, set[str]] = {}
    for row in tidy(files[f"{NAME}-tidy.csv"]):
        measures.setdefault(row["section"], set()).add(row["measure"])
    for section in sections - {"counts", "month_figures", "land_recognition"}:
        assert documented[section] == measures[section], section
    assert [line[0] for line in table_of("Sheets of the workbook")] == [t.name for t in workbook.tables(brief)]
    assert {line[0] for line in table_of("Flags")} >= {row["flag"] for row in tidy(files[f"{NAME}-tidy.csv"])}


def test_page_and_dictionary_name_every_value_of_the_tidy_table(brief):
    """What stands in kind, level, unit, flag or label is told on the page and on the site, and nothing else is."""
    told = {
        "kind": ("Kinds", meanings.KINDS), "level": ("Levels", meanings.LEVELS), "unit": ("Units", meanings.UNITS),
        "flag": ("Flags", meanings.FLAGS), "label": ("Labels", meanings.LABELS),
    }  # fmt: skip
    every = [row for one in (brief, factory.land(), factory.small_region()) for row in rows.rows(one)]
    for column, (chapter, known) in told.items():
        keys = [key for key in known if "…" not in key]
        assert [line[0] for line in table_of(chapter)] == keys, chapter
        named_by_others = {"unit": "context_figure", "label": "in_focus"}.get(column)
        found = {getattr(row, column) for row in every if row.measure != named_by_others} - {""}
        assert found <= set(keys), column


def test_the_dictionary_names_every_column_and_measure_with_its_unit(brief):
    assert list(meanings.COLUMNS) == list(csv_files.TIDY)
    for one in (brief, factory.land(), factory.small_region()):
        for row in rows.rows(one):
            unit, meaning = meanings.SECTIONS[row.section][1][row.measure]
            assert row.unit == unit or row.section == "context", row
            assert meaning
        for table in workbook.tables(one):
            assert meanings.SHEETS[table.name][1] is table.columns
    columns = [
        *meanings.german_columns(),
        *(c for _, cs in meanings.SHEETS.values() for c in meanings.sheet_columns(cs)),
    ]
    assert [head for head, _, _ in meanings.german_columns()] == list(csv_files.GERMAN)
    assert [head for head, unit, meaning in columns if not (unit and meaning)] == []


def test_the_first_rows_are_those_the_brief_shows(brief):
    shown = [o.occupation for o in sorted((o for o in brief.occupations if o.position), key=lambda o: o.position)]
    first, *others = workbook.tables(brief)
    assert shown
    assert [row[0] for row in first.rows[: len(shown)]] == shown
    assert [row[4] for row in first.rows[: len(shown)]] == list(range(1, len(shown) + 1))
    rest = [row[0] for row in first.rows[len(shown) :]]
    assert rest == sorted(rest)
    assert len(first.rows) == len(brief.occupations)
    for table in (t for t in others if t.name in ("Amtlich", "Schätzung")):
        codes = list(dict.fromkeys(row[0] for row in table.rows))
        assert codes == [row[0] for row in first.rows if row[0] in codes], table.name


def test_every_column_of_figures_has_a_known_style():
    for columns in (occupation_tables.OCCUPATIONS, region_tables.STARTING_POINTS, region_tables.RECOGNITION):
        assert all(column.style in Style for column in columns)
        assert len({column.head for column in columns}) == len(columns)
