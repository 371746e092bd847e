"""Nothing small leaves with an edition: it is found in every kind of output, and the real ones hold none."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import isnan
from pathlib import Path
from types import SimpleNamespace

import pypdf
import pytest
import xlsxwriter

from flows.settings import ROOT
from flows.steps.build import build_edition, name_warehouse
from flows.steps.disclosure import examine as examine_folder
from flows.steps.edition import open_edition
from flows.steps.hand_over import export_edition
from flows.steps.regions import list_regions
from reports.disclosure import examine
from reports.disclosure.cells import load_cells, load_names
from reports.disclosure.derivable import Printed, given_away
from reports.disclosure.meaning import Kind, Meaning, Stated
from reports.disclosure.read.content import Document
from reports.disclosure.read.files import contents
from reports.files import companions
from reports.files.document import to_document
from reports.files.write import write_brief
from reports.load.brief import load_briefs
from tests.support import small_world
from tests.support.cli import brief_here
from transforms.warehouse.layers import open_marts

EDITION, BEFORE, PILOT = "2025-12.r1", "2024-12.r1", "2025-12.pilot"
SMALL = "04012"  # Bremerhaven has 2 vacancies in 262; 04011 is closed with it, and one more group in each
RIDDLE = ("262", "vacancies")


# --- the real edition -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(real_world):
    """Every brief of Nordrhein-Westfalen as the document it becomes, and the cells behind them."""
    with open_marts(name_warehouse(real_world, EDITION)) as connection:
        names = load_names(connection)
        briefs = load_briefs(connection, list_regions("05"), EDITION, "2025-12")
        cells = load_cells(connection, EDITION, names, ["05"], [2023, 2024, 2025])
    parts = [Document(f"{b.region.id}/brief.json", to_document(b)) for b in briefs]
    outputs = [examine.output([part], names) for part in parts]
    return SimpleNamespace(outputs=outputs, cells=cells, names=names, briefs={b.region.id: b for b in briefs})


def test_the_briefs_of_a_land_give_nothing_away(real):
    counts = [s for o in real.outputs for s in o.figures if s.meaning.kind is Kind.COUNT]
    assert len(counts) > 50_000
    assert len(real.cells.small) > 10_000
    assert examine.examine(real.outputs, real.cells) == []


@pytest.fixture(scope="module")
def beside(real) -> list[examine.Output]:
    """Read back what lies beside the briefs of the pilot regions and the Land."""
    return [
        examine.output(list(contents(content, f"{region}/{name}")), real.names)
        for region in ("05911", "05112", "emscher-lippe", "05")
        for name, content in companions.files(real.briefs[region]).items()
    ]


def test_workbooks_and_csv_files_give_nothing_away(real, beside):
    assert examine.examine(beside, real.cells) == []
    assert [s for o in beside for s in o.figures if s.meaning.kind is Kind.UNKNOWN] == []


def test_workbooks_and_csv_files_state_no_cell_that_the_document_does_not(real, beside):
    kinds = (Kind.COUNT, Kind.RATIO, Kind.ESTIMATE, Kind.FAMILY)

    def stated(outputs: list[examine.Output], region: str) -> set[tuple]:
        """Say of which cells an output tells something, and what; a bound of an estimate is none."""
        return {
            (s.region, s.group, s.meaning.kind, measure, year, round(s.value, 4))
            for output in outputs for s in output.figures
            if s.file.startswith(f"{region}/") and s.meaning.kind in kinds
            for measure in s.meaning.measures
            if (year := s.year if s.meaning.dated else real.cells.newest[measure] - s.meaning.ago)
        }  # fmt: skip

    for region in ("05911", "emscher-lippe"):
        documented = stated(real.outputs, region)
        for ending in (".xlsx", ".csv", "-tidy.csv"):
            found = stated([o for o in beside if o.figures and o.figures[0].file.endswith(ending)], region)
            assert found
            assert found - documented == set(), ending


def test_without_the_second_cells_small_ones_follow(real):
    """The figures that are closed with a small one, printed all the same."""
    second = [
        cell
        for cell, why in real.cells.hidden.items()
        if why == "closed with another" and cell[2:] == ("vacancies", 2025)
    ]
    printed = tuple(
        Stated("x.csv", "", "", Meaning(Kind.COUNT, (measure,), dated=True), region, group, value, 6, year)
        for region, group, measure, year in second
        if (value := real.cells.values[region, group, measure, year])
    )
    vacancies = [s for o in real.outputs for s in o.figures if s.meaning.measures == ("vacancies",)]
    outputs = [replace(real.outputs[0], figures=(*vacancies, *printed), passages=())]
    found = examine.examine(outputs, real.cells)
    assert sum("follows from the printed sums" in f.text for f in found) > 100


def test_the_course_of_ratios_gives_nothing_of_an_earlier_edition_away(real):
    """What the edition of 2023 printed of 2023, together with the ratios that this one prints of that year."""
    year, cells = 2023, real.cells
    counts = {
        (region, group, measure)
        for (region, group, measure, when) in cells.values
        if when == year
        and measure in ("vacancies", "unemployed_persons")
        and group != "unknown"
        and not cells.why((region, group, measure, when))
    }
    ratios = {
        (s.region, s.group, *s.meaning.measures): cells.values[s.region, s.group, s.meaning.measures[0], year]
        / cells.values[s.region, s.group, s.meaning.measures[1], year]
        for output in real.outputs for s in output.figures
        if s.meaning.kind is Kind.RATIO and s.year == year
    }  # fmt: skip
    assert len(ratios) > 1000
    values = {cell[:3]: value for cell, value in cells.values.items() if cell[3] == year}
    small = {cell[:3] for cell in cells.small if cell[3] == year}
    assert given_away(Printed(frozenset(counts), ratios), values, cells.shares["05"], small) == []


def test_an_export_of_a_composition_with_its_kreise_gives_nothing_away(real_world, tmp_path):
    regions = ["emscher-lippe", "05512", "05513", "05562"]
    export_edition(open_edition(real_world, EDITION), regions, tmp_path, "export")
    found = examine_folder(open_edition(real_world, EDITION), tmp_path)
    assert found.figures > 3000
    assert found.findings == ()


# --- an edition that was handed over --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def handed(pilot_world):
    """The embedded edition as another agency tests it: closed cells and Kreise left out are unknown."""
    with open_edition(pilot_world, PILOT) as edition:
        connection = edition.marts()
        names = load_names(connection)
        outputs = examine.read_outputs(ROOT / "data" / "pilot", names)
        return SimpleNamespace(outputs=outputs, cells=load_cells(connection, PILOT, names, ["05"], [2024, 2025], True))


def test_an_edition_handed_over_alone_gives_nothing_away(handed):
    assert len([s for o in handed.outputs for s in o.figures if s.meaning.kind is Kind.COUNT]) > 1000
    assert examine.examine(handed.outputs, handed.cells) == []


def test_a_kreis_that_an_edition_leaves_out_is_unknown_and_no_nought(handed):
    unknown = {cell[0] for cell, value in handed.cells.values.items() if isnan(value) and cell[1] == "total"}
    assert len(unknown) == 51  # of the 53 Kreise of NRW: Bochum and Duisburg are there with their totals
    assert not unknown & {"05112", "05911"}


def test_a_small_cell_follows_from_the_others_of_an_edition_handed_over(handed):
    """The total of Duisburg and all its closed cells but one."""
    total = ("05112", "total", "unemployed_persons", 2025)
    first, *others = sorted(
        c for c, v in handed.cells.values.items() if c[0] == total[0] and c[2:] == total[2:] and isnan(v)
    )
    values = {**handed.cells.values, **dict.fromkeys(others, 1.0)}
    printed = tuple(
        Stated("x.csv", "", "", Meaning(Kind.COUNT, (c[2],), dated=True), c[0], c[1], 1, 6, c[3]) for c in others
    )
    cells = replace(handed.cells, values=values, hidden={}, small=frozenset({first}))
    outputs = [*handed.outputs, replace(handed.outputs[0], figures=printed, passages=())]
    assert f"{handed.cells.text(first)} follows" in "".join(map(str, examine.examine(outputs, cells)))
    assert not [f for f in examine.examine(handed.outputs, cells) if "follows" in f.text]


# --- a small world with something to hide ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> SimpleNamespace:
    """Return a Land of two Kreise with a small cell, its briefs, and those of the edition a year before."""
    plain = small_world.districts

    def districts(newest: int, land: str) -> Iterator[small_world.Row]:
        for row in plain(newest, land):
            hidden = (row[0], row[2], row[3], row[4]) == (SMALL, "vacancies", RIDDLE[0], "")
            yield (*row[:-1], 2.0) if hidden else row

    folder = tmp_path_factory.mktemp("small")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(small_world, "districts", districts)
        for newest in (2024, 2025):
            settings = small_world.make(folder / "data", newest=newest)
            assert build_edition(settings) == f"{newest}-12.r1"
    briefs = {}
    for edition in (BEFORE, EDITION):
        with open_marts(name_warehouse(settings, edition)) as connection:
            briefs[edition] = {
                b.region.id: b for b in load_briefs(connection, small_world.REGIONS, edition, edition.partition(".")[0])
            }
    for b in briefs[EDITION].values():
        write_brief(b, settings.briefs / EDITION)
    place = settings.briefs / BEFORE / "04011" / "brief.json"  # the other Kreis' and the Land's are not there
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(to_document(briefs[BEFORE]["04011"])), encoding="utf-8")
    return SimpleNamespace(settings=settings, briefs=briefs[EDITION], folder=settings.briefs / EDITION)


@pytest.fixture
def planted(small, tmp_path) -> Callable[[], list[str]]:
    """Copy the documents to a folder where something can be planted; calling it tests the folder."""
    shutil.copytree(small.folder, tmp_path / "out", ignore=shutil.ignore_patterns("*.pdf"))

    def findings() -> list[str]:
        return list(examine_folder(open_edition(small.settings, EDITION), tmp_path / "out").findings)

    return findings


def document(folder: Path, region: str = SMALL) -> tuple[dict, Callable[[], None]]:
    """Return a brief's document, and what writes it back."""
    path = folder / "out" / region / "brief.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    return data, lambda: path.write_text(json.dumps(data), encoding="utf-8") and None


def row(data: dict, group: str = RIDDLE[0]) -> dict:
    return next(o for o in data["occupations"] if o["occupation"] == group)


def test_the_small_cell_is_closed_and_nothing_is_found(small):
    occupation = next(o for o in small.briefs[SMALL].occupations if o.occupation == RIDDLE[0])
    assert occupation.vacancies is None
    assert occupation.shown
    found = examine_folder(open_edition(small.settings, EDITION))
    assert (found.files, found.others, found.findings) == (15, (BEFORE,), ())


def test_the_command_says_what_it_read_and_ends_with_4_on_a_finding(small, tmp_path):
    clean = brief_here(small.settings.data, "disclosure")
    assert (clean.returncode, clean.stderr) == (0, "outputs read back: 0 of 15\noutputs read back: 15 of 15\n")
    assert clean.stdout.startswith(f"{EDITION}: 15 files with ")
    assert clean.stdout.endswith(f"figures, beside {BEFORE}: no findings\n")
    shutil.copytree(small.folder, tmp_path / "out")
    data, save = document(tmp_path)
    row(data)["vacancies"] = 2
    save()
    found = brief_here(small.settings.data, "disclosure", str(tmp_path / "out"), "--edition", EDITION)
    assert found.returncode == 4
    assert (
        "04012/brief.json, $.occupations[1].vacancies: 2 stands for vacancies of 04012 Bremerhaven in "
        "262 Energietechnik, 2025, which is closed (below 3)"
    ) in found.stderr
    nothing = brief_here(small.settings.data, "disclosure", str(tmp_path / "nothing"))
    assert nothing.returncode == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("vacancies", 2), ("vacancies", 1.75), ("vacancies", 40), ("vacancies_previous", 2), ("ratio", 120.5)],
)
def test_a_small_cell_in_json_is_found(planted, tmp_path, field, value):
    data, save = document(tmp_path)
    row(data)[field] = value
    save()
    found = planted()
    assert any(f"].{field}: {value:g} stands for vacancies of 04012" in finding for finding in found), found


def test_a_course_of_ratios_through_a_closed_year_is_found(planted, tmp_path):
    data, save = document(tmp_path)
    row(data)["trend"] = [{"year": 2024, "ratio": 98.2}]
    save()
    assert "2024, which is closed (below 3)" in planted()[0]


def test_a_small_cell_in_a_workbook_is_found(planted, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "out" / "tabelle.xlsx") as book:
        sheet = book.add_worksheet("Berufe")
        for line, cells in enumerate(
            [["Bremen, 2025"], [], ["Region", "Berufsgruppe", "Stellen"], ["Bremerhaven", "245", 145],
             ["Bremerhaven", "262 Energietechnik", 2]]
        ):  # fmt: skip
            sheet.write_row(line, 0, cells)
    found = planted()
    assert any("tabelle.xlsx, Berufe!C5 („stellen“): 2 stands for vacancies of 04012" in f for f in found), found


def test_a_small_cell_is_found_in_each_file_beside_a_brief(small, planted, tmp_path):
    b = small.briefs[SMALL]
    leaking = tuple(
        replace(o, vacancies=2.0, ratio=132.5, flags=()) if o.occupation == RIDDLE[0] else o for o in b.occupations
    )
    files = companions.files(replace(b, occupations=leaking))
    for name, content in files.items():
        (tmp_path / "out" / SMALL / name).write_bytes(content)
    found = planted()
    cell = "stands for vacancies of 04012 Bremerhaven in 262 Energietechnik, 2025, which is closed (below 3)"
    for name in files:
        assert any(f.startswith(f"{SMALL}/{name}, ") and f.endswith(cell) for f in found), (name, found)
    assert any(re.search(r"Berufe!I\d+ \(„stellen“\): 2 stands for", f) for f in found)
    assert any("(„arbeitslosejestelle“): 132.5 stands for" in f for f in found)
    assert any("-tidy.csv, line" in f and "2 stands for" in f for f in found)


BESIDE_CELLS = {
    "docProps/core.xml": lambda book, sheet, text: book.set_properties({"comments": text}),
    "docProps/custom.xml": lambda book, sheet, text: book.set_custom_property("a", text),
    "xl/workbook.xml": lambda book, sheet, text: book.define_name("abc", f'="{text}"'),
    "xl/comments1.xml": lambda book, sheet, text: sheet.write_comment(0, 0, text),
    "xl/drawings/drawing1.xml": lambda book, sheet, text: sheet.insert_textbox(3, 3, text),
    "xl/worksheets/sheet1.xml": lambda book, sheet, text: sheet.set_footer(text),
    "geheim!A1": lambda book, sheet, text: (sheet.write(0, 0, text), sheet.hide()),
}


def test_a_small_number_beside_the_cells_of_a_workbook_is_found(planted, tmp_path):
    for number, plant in enumerate(BESIDE_CELLS.values()):
        with xlsxwriter.Workbook(str(tmp_path / "out" / f"{number}.xlsx")) as book:
            book.add_worksheet("Berufe").write(0, 0, "x")
            plant(
                book, book.add_worksheet("geheim") if number == 6 else book.get_worksheet_by_name("Berufe"), "2 Stellen"
            )
    assert planted() == [
        f"{number}.xlsx, {part}: “2 Stellen”: a number below 3" for number, part in enumerate(BESIDE_CELLS)
    ]


def test_a_small_number_no_page_of_a_pdf_shows_is_found(planted, tmp_path):
    note = pypdf.generic.DictionaryObject()
    note[pypdf.generic.NameObject("/Contents")] = pypdf.generic.TextStringObject("2 Stellen im Vermerk")
    plants = [
        lambda pdf: pdf.add_metadata({"/Subject": "Bremerhaven: 2 Stellen"}),
        lambda pdf: pdf.add_outline_item(title="Nur 2 Stellen", page_number=0),
        lambda pdf: pdf.add_annotation(0, note),
        lambda pdf: setattr(pdf, "xmp_metadata", b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>2 Stellen hier</x:xmpmeta>"),
    ]
    for number, plant in enumerate(plants):
        pdf = pypdf.PdfWriter()
        pdf.add_blank_page(100, 100)
        plant(pdf)
        pdf.write(tmp_path / "out" / f"{number}.pdf")
    assert planted() == [
        f"{number}.pdf, outside the pages: “2 Stellen”: a number below 3" for number in range(len(plants))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "region_id,occupation_id,vacancies\n04012,262,2\n",
        "Kreis;Beruf;Stellen;Arbeitslose\nBremerhaven;Energietechnik;2,0;265,0\n",
    ],
)
def test_a_small_cell_in_csv_is_found(planted, tmp_path, text):
    (tmp_path / "out" / "tabelle.csv").write_text(text, encoding="utf-8")
    assert any("tabelle.csv, line 2, column 3" in f and "vacancies of 04012" in f for f in planted())


def test_a_small_cell_in_an_exported_edition_is_found(small, tmp_path):
    export_edition(open_edition(small.settings, EDITION), ["04011", "04012"], tmp_path, "export")
    assert examine_folder(open_edition(small.settings, EDITION), tmp_path).findings == ()
    path = tmp_path / "observations.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next(i for i, line in enumerate(lines) if ",04012,2025-01-01,Y,vacancies,262,,below_3,," in line)
    lines[place] = lines[place].replace(",below_3,,secret,", ",,2,ok,")
    path.write_text("\n".join(lines), encoding="utf-8")
    (found,) = examine_folder(open_edition(small.settings, EDITION), tmp_path).findings
    assert f"observations.csv, line {place + 1}, column" in found
    assert "stands for vacancies of 04012 Bremerhaven in 262" in found


def test_a_small_cell_in_the_table_of_a_pdf_and_its_attachment_is_found(small, planted, tmp_path):
    b = small.briefs[SMALL]
    leaking = tuple(replace(o, vacancies=2.0) if o.occupation == RIDDLE[0] else o for o in b.occupations)
    write_brief(replace(b, occupations=leaking), tmp_path / "out")
    found = [f for f in planted() if ".pdf" in f]
    assert len(found) == 2
    attached = "fachkraefte-kompass-04012-2025-12.r1.pdf » fachkraefte-kompass-04012-2025-12.r1-tidy.csv, line "
    for finding, place in zip(found, ("page 2, table, row", attached), strict=True):
        assert place in finding
        assert "stands for vacancies of 04012 Bremerhaven in 262 Energietechnik" in finding


def test_a_small_number_in_the_sentences_of_a_pdf_is_found(small, planted, tmp_path):
    b = small.briefs[SMALL]
    hidden = "In der Energietechnik sind in Bremerhaven nur 2 Stellen gemeldet; auf eine Stelle kommen 2,4 Arbeitslose."
    texts = replace(b.texts, in_brief=(hidden, *b.texts.in_brief[1:]))
    write_brief(replace(b, texts=texts), tmp_path / "out")
    found = planted()
    assert any("page 1: “2 Stellen”: a number below 3" in f for f in found), found
    assert any("brief.json, $.texts.in_brief[0]: “2 Stellen”" in f for f in found), found
    assert len(found) == 2, "a ratio counts nobody"


def test_a_cell_closed_with_another_is_found_in_a_sentence_by_its_figure(small, planted, tmp_path):
    (tmp_path / "out" / "04011").mkdir(exist_ok=True)
    text = "Energietechnik: 745 offene Stellen. Fahrzeugtechnik: 746 Stellen.\n"
    (tmp_path / "out" / "04011" / "04011.txt").write_text(text, encoding="utf-8")
    assert any("“745 offene Stellen” says vacancies of 04011 Bremen" in f for f in planted())


def test_a_bar_of_a_drawing_is_found(small, planted, tmp_path):
    from reports.charts.plots import bar_chart
    from reports.pages.compose import CSS
    from reports.pdf import engine

    drawing = bar_chart([("Energietechnik", 745.0), ("Mechatronik", 90.0)], (400, 60), "Gemeldete Stellen")
    html = (
        '<html lang="de"><head><title>x</title></head><body><h1>Hier sind die meisten Stellen gemeldet</h1>'
        f"<p>Gemeldete Stellen, 2025</p>{drawing}</body></html>"
    )
    pages = engine.Engine(CSS.read_text(encoding="utf-8"))
    (tmp_path / "out" / "04011" / "bild.pdf").write_bytes(pages.paint(pages.lay_out(html)))
    assert any("bild.pdf, page 1: “Energietechnik 745” says vacancies of 04011" in f for f in planted())


@pytest.mark.parametrize("name", ["brief.json", "tabelle.csv"])
def test_a_small_cell_in_an_attachment_is_found(small, planted, tmp_path, name):
    data = to_document(small.briefs[SMALL])
    row(data)["vacancies"] = 2
    attached = {
        "brief.json": json.dumps(data).encode(),
        "tabelle.csv": b"region_id;occupation_id;vacancies\n04012;262;2\n",
    }
    (finished,) = (small.folder / SMALL).glob("*.pdf")
    pdf = tmp_path / "out" / SMALL / finished.name
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(finished.read_bytes()))
    writer.add_attachment(name, attached[name])
    writer.write(pdf)
    found = planted()
    assert any(f"{pdf.name} » {name}, " in f and "vacancies of 04012" in f for f in found), found


def test_what_follows_from_a_sum_of_two_outputs_is_found(small, planted, tmp_path):
    """Bremen's cell, closed with Bremerhaven's, stands in a table by its name; the Land's sum is in its brief."""
    (tmp_path / "out" / "bremen.csv").write_text("ags;kldb;vacancies\n04011;262;745\n", encoding="utf-8")
    found = planted()
    assert any(f.startswith("bremen.csv, line 2") and "closed with another" in f for f in found)
    cell = "vacancies of 04012 Bremerhaven in 262 Energietechnik, 2025"
    assert f"all outputs together: {cell} follows from the printed sums and ratios" in found
    assert sum(f.startswith("all outputs together") for f in found) == 1


def test_the_difference_of_two_editions_is_found(small, planted):
    """The edition before printed, of its own year, what this one closes."""
    path = small.settings.briefs / BEFORE / "04011" / "brief.json"
    before = path.read_text(encoding="utf-8")
    data = json.loads(before)
    row(data)["vacancies"] = 744.0
    path.write_text(json.dumps(data), encoding="utf-8")
    try:
        (found,) = planted()
        cell = "vacancies of 04012 Bremerhaven in 262 Energietechnik, 2024"
        assert found == f"the outputs together with those of edition {BEFORE}: {cell} follows from what both print"
        row(data)["vacancies"] = 760.0
        path.write_text(json.dumps(data), encoding="utf-8")
        assert planted() == [], "figures of before a revision are others"
    finally:
        path.write_text(before, encoding="utf-8")


STATED = {
    "places on a form": ("reports", {"occupation": "262", "places": 2, "places_flag": "ok"}, "places or firms below 3"),
    "apprenticeships": ("places", {"occupation": "262", "places": 1}, "places or firms below 3"),
    "firms of a chamber": ("chamber_figures", {"name": "Betriebe", "value": 2}, "places or firms below 3"),
    "persons of a city": ("context", {"unit": "Personen", "value": 2.0, "title": "x"}, "places or firms below 3"),
    "an unrounded recognition": ("recognition", {"occupation": "262", "full_equivalence": 31}, "no multiple of 3"),
    "a column nobody knows": ("occupations", {"occupation": "262", "trainees": 2}, "a name the test does not know"),
    "an estimate of a closed cell": (
        "occupations", {"occupation": "262", "estimate": {"basis": "group", "ratio": 1.2}}, "closed (below 3)"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", STATED)
def test_what_is_no_cell_of_a_kreis_has_its_rules_too(planted, tmp_path, case):
    section, planted_row, words = STATED[case]
    data, save = document(tmp_path)
    data[section].append(planted_row)
    save()
    found = planted()
    assert any(words in f and f.startswith("04012/brief.json, $.") for f in found), found


def test_a_name_that_stands_twice_in_json_is_a_finding(planted, tmp_path):
    path = tmp_path / "out" / SMALL / "brief.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"vacancies":', '"vacancies": 2, "vacancies":', 1))
    assert [f for f in planted() if "04012/brief.json: cannot be read back" in f and "stands twice" in f]


def test_a_file_nobody_can_read_is_a_finding(planted, tmp_path):
    (tmp_path / "out" / "karte.bin").write_bytes(b"\x00")
    (tmp_path / "out" / "kaputt.json").write_text("{", encoding="utf-8")
    assert [f.partition(":")[0] for f in planted()] == ["kaputt.json", "karte.bin"]


def test_an_estimate_of_a_family_must_not_narrow_a_closed_cell_down(real):
    """Three closed cells of the Land, all below 3: their sum would tell each to less than 0 to 3."""
    families = [s for o in real.outputs for s in o.figures if s.meaning.kind is Kind.FAMILY and s.region == "05"]
    assert families
    cells = real.cells
    told = {key: value + 0.4 for key, value in cells.behind.items()}  # another number than 1.5 stands for them
    found = examine.examine(
        [replace(real.outputs[0], figures=tuple(families), passages=())], replace(cells, behind=told)
    )
    assert found
    assert all("05 Nordrhein-Westfalen" in f.text and "leaves it between" in f.text for f in found)
