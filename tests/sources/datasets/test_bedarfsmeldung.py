"""The form goes out empty, is filled in, and comes back: whole, faulty, mended by hand, in another format."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from pathlib import Path

import openpyxl
import pytest

from reports.form import write_form
from sources.datasets.bedarfsmeldung import layout
from sources.datasets.bedarfsmeldung.source import SOURCE, read, recognises
from sources.errors import BadContent, LayoutChanged
from sources.files.file import PublishedFile
from sources.records import Flag
from sources.reference.regions import all_regions
from tests.support import reading

HEAD = {"C5": "Handwerkskammer", "C6": "Handwerkskammer Dortmund", "C7": dt.date(2026, 10, 5)}
FIRST = {"B12": layout.entry("262"), "C12": "sehr stark"}


def filled(tmp_path: Path, cells: dict | None = None, region: str = "05911", name: str = "rück (1).xlsx") -> Path:
    """Fill a fresh form in as openpyxl does it: a spreadsheet program of its own."""
    path = write_form(all_regions()[region], tmp_path / "leer.xlsx")
    book = openpyxl.load_workbook(path)
    for cell, value in (HEAD | (FIRST if cells is None else cells)).items():
        book[layout.SHEET][cell] = value
    book.save(tmp_path / name)
    return tmp_path / name


def said(path: Path, kind: type[Exception] = BadContent) -> str:
    with pytest.raises(kind) as raised:
        recognises(PublishedFile(path))
    return str(raised.value)


def test_round_trip(tmp_path):
    path = filled(
        tmp_path,
        FIRST
        | {"D12": 45, "E12": dt.date(2024, 3, 17), "F12": "Messe & <Kontakt>\nzu Schulen", "G12": "Umfrage Herbst 2026"}
        | {"B14": layout.entry("342"), "C14": "spürbar", "D14": 0}
        | {"B23": layout.entry("011"), "C23": "deutlich"},
        region="emscher-lippe",
    )
    recognition = SOURCE.recognises(PublishedFile(path))
    assert recognition.part == "handwerkskammer-dortmund-emscher-lippe"
    assert recognition.what == "Bedarfsmeldung Handwerkskammer Dortmund, Emscher-Lippe, 05.10.2026"
    assert (recognition.period, recognition.issued) == ("2026-10", dt.date(2026, 10, 5))
    frame = reading.read(SOURCE, path)
    assert set(frame["region_id"]) == {"emscher-lippe"}
    assert set(frame["label"]) == {"Handwerkskammer Dortmund"}
    assert set(zip(frame["period_start"], frame["period"], strict=True)) == {("2026-10-05", "D")}
    severities = frame[frame["indicator_id"] == "reported_shortage"]
    assert dict(zip(severities["occupation_id"], severities["value"], strict=True)) == {"262": 3, "342": 1, "011": 2}
    places = frame[frame["indicator_id"] == "reported_places"].set_index("occupation_id")
    assert (places.loc["262", "value"], places.loc["262", "flag"]) == (45, Flag.OK)
    assert (places.loc["342", "value"], places.loc["342", "flag"]) == (0, Flag.OK)
    assert places.loc["011", "flag"] == Flag.UNKNOWN
    assert (places.loc["262", "sheet"], places.loc["262", "row"], places.loc["262", "column"]) == (
        layout.SHEET,
        12,
        "D",
    )
    assert json.loads(places.loc["262", "detail"]) == {
        "art": "Handwerkskammer",
        "name": "Energietechnik",
        "seit": "2024-03",
        "massnahmen": "Messe & <Kontakt> zu Schulen",
        "quelle": "Umfrage Herbst 2026",
    }


def test_small_numbers_are_stored_in_full(tmp_path):
    frame = reading.read(SOURCE, filled(tmp_path, FIRST | {"D12": 1}))
    assert reading.one(frame, indicator_id="reported_places") == 1


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("262", "262"),
        (262, "262"),
        ("Energietechnik", "262"),
        ("elektrikerinnen und elektriker", "262"),
        ("Klempnerei,Sanitär,Heizung,Klimatechnik", "342"),
        ("011", "011"),
        ("262 · Energietechnik (ein älterer Name im Alltag)", "262"),
        ("  262 ·  Energietechnik ", "262"),
    ],
)
def test_an_occupation_may_be_typed(tmp_path, typed, code):
    frame = reading.read(SOURCE, filled(tmp_path, {"B12": typed, "C12": "deutlich"}))
    assert set(frame["occupation_id"]) == {code}


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("B12", "268", ["no KldB group", "near are 263"]),
        ("B12", 11, ["leading zero", "'011'"]),
        ("B12", "Elektrotechnick", ["near are 263 (Elektrotechnik)"]),
        ("B12", "Dachdecker", ["near are 321 (Hochbau)"]),
        ("B12", "26", ["no KldB group"]),
        ("B12", "26212", ["no KldB group"]),
        ("B12", "262 · Elektrotechnik", ["262 is 'Energietechnik'", "belong together"]),
        ("B12", "qqq", ["choose one from the list"]),
        ("C12", "sehr stak", ["one of sehr stark, …"]),
        ("C12", 3, ["one of spürbar, deutlich, sehr stark"]),
        ("D12", -1, ["0 or more"]),
        ("D12", 2.5, ["0 or more"]),
        ("D12", "ca. 10", ["a whole number"]),
        ("D12", "1.000", ["a whole number"]),
        ("D12", True, ["a whole number"]),
        ("D12", dt.date(2026, 1, 1), ["a whole number"]),
        ("D12", 1_000_000, ["at most 100000"]),
        ("E12", dt.date(2026, 11, 1), ["later than the report of 05.10.2026"]),
        ("E12", "bald", ["month and year"]),
        ("E12", "13/2025", ["month and year"]),
        ("E12", dt.date(1905, 7, 16), ["year alone", "2024"]),
        ("F12", "x" * 121, ["121 characters, at most 120", "nothing is cut off"]),
        ("F12", "Fragen an a.b@example.org", ["an e-mail address"]),
        ("G12", "Tel. 0234 910-0000", ["a phone number"]),
        ("G12", "laut Herrn Beispiel", ["a person's name"]),
        ("F12", "umge\u202ekehrt", ["U+202E"]),
        ("F12", "null_x0000_zeichen", ["cannot be seen"]),
        ("C5", "Handwerkskammern", ["one of Handwerkskammer"]),
        ("C5", None, ["cell C5 (empty)", "Handwerkskammer, Agentur für Arbeit"]),
        ("C6", None, ["name of the organisation is missing"]),
        ("C6", "HK", ["in full"]),
        ("C6", "Kammer, Frau Beispiel", ["a person's name"]),
        ("C7", None, ["TT.MM.JJJJ"]),
        ("C7", "Oktober 2026", ["TT.MM.JJJJ"]),
        ("C7", "46300", ["TT.MM.JJJJ"]),
        ("C7", dt.date(1926, 10, 5), ["is the year right"]),
        ("G4", "05999", ["no region"]),
        ("G4", "5911", ["leading zero", "'05911'"]),
        ("G4", "05512", ["cell C4", "05512 is 'Bottrop'"]),
        ("C4", "Herne", ["05911 is 'Bochum'"]),
        ("D12", "=1+1", ["a formula"]),
        ("C6", '=HYPERLINK("https://example.org","Kammer")', ["a formula"]),
        ("I12", "noch etwas", ["outside the fields"]),
        ("B24", "262", ["outside the fields"]),
        ("B31", "noch ein Beruf", ["outside the fields"]),
    ],
)
def test_faulty_cells_are_named(tmp_path, cell, value, words):
    message = said(filled(tmp_path, FIRST | {cell: value}))
    assert "nothing was stored" in message
    for word in words:
        assert word in message
    if not words[0].startswith("cell"):
        assert f"cell {cell}" in message


def test_every_faulty_cell_is_named_at_once(tmp_path):
    cells = {"B12": "268", "C13": "deutlich", "D14": 4, "B15": "262", "C15": "deutlich", "B16": "Energietechnik"}
    message = said(filled(tmp_path, cells | {"C16": "deutlich", "D16": -3, "C7": "gestern"}))
    assert "8 faulty cells" in message
    for words in (
        "cell C7 ('gestern')",
        "cell B12 ('268')",
        "cell C12 (empty)",
        "cell B13 (empty): the occupation of this line is missing",
        "cell B14 (empty)",
        "cell C14 (empty)",
        "cell B16 ('Energietechnik'): stands in cell B15 already",
        "cell D16 (-3)",
    ):
        assert words in message


def test_an_empty_form_says_so(tmp_path):
    assert "the form is empty" in said(filled(tmp_path, {}))
    fresh = write_form(all_regions()["05911"], tmp_path / "frisch.xlsx")
    assert "3 faulty cells" in said(fresh)


@pytest.mark.parametrize("text", ["=1+1", "@cmd", "+SUM(A1)", "-2 Stellen", "<b>fett</b>", "'; drop table x"])
def test_text_that_looks_like_a_formula_stays_text(tmp_path, text):
    path = filled(tmp_path)
    book = openpyxl.load_workbook(path)
    book[layout.SHEET]["F12"].value = text
    book[layout.SHEET]["F12"].data_type = "s"
    book.save(path)
    frame = reading.read(SOURCE, path)
    assert json.loads(frame["detail"].iloc[0])["massnahmen"] == text


@pytest.mark.parametrize(
    ("value", "month"),
    [("03/2024", "2024-03"), ("3.2024", "2024-03"), ("2024-03", "2024-03"), ("März 2024", "2024-03")],
)
def test_ways_to_write_a_month(tmp_path, value, month):
    frame = reading.read(SOURCE, filled(tmp_path, FIRST | {"E12": value}))
    assert json.loads(frame["detail"].iloc[0])["seit"] == month


def test_a_date_typed_as_text(tmp_path):
    recognition = recognises(PublishedFile(filled(tmp_path, FIRST | {"C7": "5.10.2026"})))
    assert recognition.issued == dt.date(2026, 10, 5)


def test_forms_of_one_organisation_continue_each_other(tmp_path):
    parts = []
    for number, (name, region) in enumerate(
        [
            ("IHK Mittleres Ruhrgebiet", "05911"),
            ("IHK  Mittleres Ruhrgebiet ", "05911"),
            ("IHK Mittleres Ruhrgebiet", "05916"),
            ("Дружба", "05911"),
            ("Перспектива", "05911"),
            ("Verband " + "für alles " * 9, "05911"),
        ]
    ):
        path = filled(tmp_path, FIRST | {"C6": name}, region, f"{number}.xlsx")
        parts.append(recognises(PublishedFile(path)).part)
    assert parts[0] == parts[1] == "ihk-mittleres-ruhrgebiet-05911"
    assert len(set(parts)) == 5
    assert all(len(part) < 80 for part in parts)


def change(path: Path, edit) -> Path:
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda book: book[layout.SHEET].insert_rows(5), ["cell A5", "inserted"]),
        (lambda book: book[layout.SHEET].insert_rows(15), ["cell A15", "inserted"]),
        (lambda book: book[layout.SHEET].insert_cols(3), ["cell G1", "inserted"]),
        (lambda book: book[layout.SHEET].delete_rows(20), ["cell A20", "deleted"]),
        (lambda book: setattr(book[layout.SHEET], "title", "Tabelle1"), ["Tabelle1", "renamed"]),
        (lambda book: book[layout.SHEET].__setitem__("D10", "Stellen"), ["cell D10", "'Offene Stellen'"]),
        (lambda book: book[layout.SHEET].__setitem__("G1", None), ["cell G1", "bedarfsmeldung/1"]),
        (lambda book: book[layout.SHEET].__setitem__("G1", "bedarfsmeldung/2"), ["version of the form", "found 2"]),
        (lambda book: setattr(book[layout.LISTS], "sheet_state", "visible"), []),
        (lambda book: book.remove(book[layout.LISTS]), []),
    ],
    ids=["head", "row", "column", "deleted", "renamed", "heading", "marker", "version", "unhidden", "lists"],
)
def test_a_form_that_was_rebuilt_is_refused(tmp_path, edit, words):
    path = change(filled(tmp_path), edit)
    if not words:
        assert recognises(PublishedFile(path)) is not None
        return
    message = said(path, LayoutChanged)
    assert "fresh form" in message
    for word in words:
        assert word in message


def test_a_hidden_form_is_refused(tmp_path):
    def hide(book):
        book.create_sheet("Deckblatt")
        book.active = 2
        book[layout.SHEET].sheet_state = "hidden"

    assert "hidden sheet" in said(change(filled(tmp_path), hide), LayoutChanged)


def test_saved_as_csv(tmp_path):
    (tmp_path / "x").write_text("Bedarfsmeldung,,,,,,bedarfsmeldung/1\n", encoding="utf-8")
    assert "saved as CSV" in said(tmp_path / "x", LayoutChanged)


def test_saved_as_ods(tmp_path):
    from zipfile import ZIP_STORED, ZipFile

    with ZipFile(tmp_path / "x", "w", ZIP_STORED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<text:p>bedarfsmeldung/1</text:p>")
    assert "saved as .ods" in said(tmp_path / "x", LayoutChanged)


@pytest.mark.parametrize("code", ["latin-1", "utf-16-le"])
def test_saved_as_xls(tmp_path, code):
    (tmp_path / "x").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "bedarfsmeldung/1".encode(code))
    assert "saved as .xls" in said(tmp_path / "x", LayoutChanged)


@pytest.mark.parametrize("data", [b"a;b\n1;2\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 other", b"%PDF-1.4", b"hello"])
def test_other_files_are_left_alone(tmp_path, data):
    (tmp_path / "x").write_bytes(data)
    assert recognises(PublishedFile(tmp_path / "x")) is None


def test_other_workbooks_are_left_alone(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = layout.LISTS
    book.active["A1"] = "Bedarfsmeldung"
    book.save(tmp_path / "x")
    assert recognises(PublishedFile(tmp_path / "x")) is None


@pytest.mark.parametrize("target", ["xlsx", "ods", "xls", "csv"])
def test_through_a_spreadsheet_program(tmp_path, target):
    """What LibreOffice makes of a form: the same content as .xlsx, a clear refusal for everything else."""
    import shutil

    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed; a form saved by openpyxl is read by the other tests")
    (tmp_path / "in").mkdir()
    path = filled(tmp_path, FIRST | {"D12": 7, "E12": dt.date(2024, 3, 1)}, name="in/form.xlsx")
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"),
            *("--convert-to", target, "--outdir", str(tmp_path / "out"), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    saved = tmp_path / "out" / f"form.{target}"
    if target == "xlsx":
        assert read(PublishedFile(saved)) == read(PublishedFile(path))
    else:
        assert f"saved as {'CSV' if target == 'csv' else '.' + target}" in said(saved, LayoutChanged)
