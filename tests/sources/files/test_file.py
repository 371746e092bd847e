"""Files before anybody trusts them: kinds, encodings, hostile archives."""

from __future__ import annotations

import bz2
import gzip
import zipfile

import openpyxl
import pytest

from sources.datasets.ba_engpassanalyse import source as engpass
from sources.errors import BadContent
from sources.files import archive, bundle, rdata
from sources.files.file import PublishedFile, safe_name
from tests.support.layouts import ba_engpassanalyse as layout
from tests.support.reading import read, rezip


def of(tmp_path, data: bytes, name: str = "x") -> PublishedFile:
    path = tmp_path / "file"
    path.write_bytes(data)
    return PublishedFile(path, name)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"\n  \r\n", "empty"),
        (b"\x00" * 500, "empty"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "xls"),
        (b"<!DOCTYPE html><html><head><title>Wartung</title>", "html"),
        (b"\xef\xbb\xbf\r\n<HTML lang=de>", "html"),
        (b"<?xml version='1.0'?><html>", "html"),
        (b"Kreis;Jahr\n05911;2025", "csv"),
        ("Kreis\tJahr\n05911\t2025".encode("utf-16"), "csv"),
        (b'{"a": 1, "b": 2}', "unknown"),
        (b"nothing special", "unknown"),
        (b"\x7fELF\x00\x00;;;", "unknown"),
        (gzip.compress(b"RDX2\nX\n", mtime=0), "rda"),
        (bz2.compress(b"RDX3\nX\n"), "rda"),
        (gzip.compress(b"a;b", mtime=0), "unknown"),
        (b"BZh9broken", "unknown"),
    ],
)
def test_kind_is_read_from_the_bytes(tmp_path, data, kind):
    assert of(tmp_path, data, "table.xlsx").kind == kind


def test_zip_without_a_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as packed:
        packed.writestr("readme.txt", "x")
    assert PublishedFile(tmp_path / "x.zip").kind == "zip"


def test_a_page_instead_of_a_workbook_is_named_by_its_title(tmp_path):
    page = b"<html><head><title>Wartung &amp; Pause\n der Statistik</title></head>"
    with pytest.raises(BadContent, match="an HTML page titled 'Wartung & Pause der Statistik'"):
        of(tmp_path, page, "2025_Laenderergebnisse.xlsx").open_workbook()


@pytest.mark.parametrize(("data", "word"), [(b"", "is empty"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password")])
def test_other_files_instead_of_a_workbook(tmp_path, data, word):
    with pytest.raises(BadContent, match=word):
        of(tmp_path, data).open_workbook()


def test_facts(tmp_path):
    file = of(tmp_path, b"abc")
    assert (file.size, file.sha256[:8]) == (3, "ba7816bf")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_detected(tmp_path, encoding):
    assert of(tmp_path, "Kreis;Mülheim – Köln".encode(encoding)).text() == "Kreis;Mülheim – Köln"


def test_text_of_no_encoding_is_refused(tmp_path):
    with pytest.raises(BadContent, match="neither UTF-8 nor Windows-1252"):
        of(tmp_path, "Mülheim".encode("cp850") + b";\x8d").text()


def test_utf_16_cut_off_is_refused(tmp_path):
    with pytest.raises(BadContent, match="damaged UTF-16"):
        of(tmp_path, "Kreis;Köln".encode("utf-16")[:-1]).text()


@pytest.mark.parametrize("wrong", ["MÃ¼lheim", "KÃ¶ln", "Gro\ufffdstadt"])
def test_mojibake_is_refused(tmp_path, wrong):
    with pytest.raises(BadContent, match="line 2 holds"):
        of(tmp_path, f"Kreis;Name\n05117;{wrong}\n".encode()).text()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\Tabelle 1.xlsx", "Tabelle 1.xlsx"),
        ("a\x00b\n.csv", "ab_.csv"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("a<b>|c?.csv", "a_b__c_.csv"),
    ],
)
def test_names_are_made_harmless(name, safe):
    assert safe_name(name) == safe


def test_long_names_are_cut():
    assert len(safe_name("x" * 300 + ".xlsx")) == 120
    assert safe_name("x" * 300 + ".xlsx").endswith(".xlsx")


# Hostile workbooks

MIB = 1 << 20


@pytest.fixture
def good(tmp_path):
    return layout.write_laender(tmp_path / "good.xlsx")


def refused(path, *words):
    with pytest.raises(BadContent) as raised:
        read(engpass.SOURCE, path)
    for word in words:
        assert word in str(raised.value)


def test_zip_bomb(tmp_path, good):
    refused(rezip(good, tmp_path / "x.xlsx", xl__media__bomb=bytes(64 * MIB)), "xl/media/bomb", "times its size")


def test_bomb_in_small_entries(tmp_path, good, monkeypatch):
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 40 * MIB)
    bombs = {f"xl__media__{number}": bytes(9 * MIB) for number in range(5)}
    refused(rezip(good, tmp_path / "x.xlsx", **bombs), "unpacks to 47,", "at most 41,943,040")


def test_too_many_entries(tmp_path, good):
    refused(rezip(good, tmp_path / "x.xlsx", **{f"e{number}": b"" for number in range(2000)}), "entries", "2000")


def test_shared_string_longer_than_a_cell(tmp_path, good):
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
    sheet = _raw_sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    entries = {"xl__sharedStrings-xml": strings % (b"x" * 200_000), "xl__worksheets__sheet1-xml": sheet}
    refused(rezip(good, tmp_path / "x.xlsx", **entries), "a text of 200,000 bytes")


def _raw_sheet(rows: str) -> bytes:
    start = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f"{start}{rows}</sheetData></worksheet>".encode()


def test_shared_string_in_every_cell(tmp_path, good):
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 40_001))
    entries = {"xl__sharedStrings-xml": strings % (b"x" * 32_000), "xl__worksheets__sheet1-xml": _raw_sheet(cells)}
    refused(rezip(good, tmp_path / "x.xlsx", **entries), "Deckblatt", "1,280,000,000 bytes of text")


def test_a_value_in_the_last_cell(tmp_path):
    def edit(book):
        book["Experten"]["XFD1048576"] = 1

    refused(layout.write_laender(tmp_path / "x.xlsx", edit=edit), "Experten", "1,048,576 rows and 16,384 columns")


def test_a_million_empty_rows_change_nothing(tmp_path, good):
    with zipfile.ZipFile(good) as packed:
        sheet = packed.read("xl/worksheets/sheet7.xml")
    empty = "".join(f'<row r="{row}"/>' for row in range(100, 1_000_000)).encode()
    bloated = sheet.replace(b"</sheetData>", empty + b"</sheetData>")
    assert len(bloated) > 15 * MIB
    path = rezip(good, tmp_path / "x.xlsx", **{"xl__worksheets__sheet7-xml": bloated})
    assert read(engpass.SOURCE, path).equals(read(engpass.SOURCE, good))


def test_macros(tmp_path, good):
    refused(rezip(good, tmp_path / "x.xlsx", **{"xl__vbaProject-bin": b"x"}), "macros", "vbaProject.bin")


def test_external_links(tmp_path, good):
    path = rezip(good, tmp_path / "x.xlsx", **{"xl__externalLinks__externalLink1-xml": b"<externalLink/>"})
    refused(path, "other files", "externalLink1.xml")


@pytest.mark.parametrize("part", ["xl__workbook-xml", "xl__styles-xml", "xl__worksheets__sheet5-xml"])
@pytest.mark.parametrize(
    "declared",
    [b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>', b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x">'],
)
def test_xml_that_declares_entities(tmp_path, good, part, declared):
    name = part.replace("__", "/").replace("-", ".")
    with zipfile.ZipFile(good) as packed:
        xml = packed.read(name)
    at = xml.index(b"?>") + 2 if xml.startswith(b"<?xml") else 0
    refused(rezip(good, tmp_path / "x.xlsx", **{part: xml[:at] + declared + xml[at:]}), name, "document type")


def test_xml_in_another_encoding_cannot_hide(tmp_path, good):
    xml = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><workbook/>'.encode("utf-16")
    refused(rezip(good, tmp_path / "x.xlsx", **{"xl__workbook-xml": xml}), "not UTF-8")


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_cut_off_download(tmp_path, good, share):
    data = good.read_bytes()
    path = tmp_path / "x.xlsx"
    path.write_bytes(data[: int(len(data) * share)])
    refused(path, "damaged zip archive", "fetch the file again")


def test_flipped_bytes(tmp_path, good):
    data = bytearray(good.read_bytes())
    with zipfile.ZipFile(good) as packed:
        entry = packed.getinfo("xl/worksheets/sheet5.xml")
    for at in range(entry.header_offset + 100, entry.header_offset + 130):
        data[at] ^= 0xFF
    path = tmp_path / "x.xlsx"
    path.write_bytes(bytes(data))
    refused(path, "sheet5.xml", "cannot be unpacked")


def test_password(tmp_path, good):
    data = bytearray(good.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    path = tmp_path / "x.xlsx"
    path.write_bytes(bytes(data))
    refused(path, "encrypted")


def test_r_file_that_unpacks_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(rdata, "MAX_UNPACKED_BYTES", 4 * MIB)
    file = of(tmp_path, bz2.compress(b"RDX3\nX\n" + bytes(8 * MIB)))
    with pytest.raises(BadContent, match="unpacks to more than"):
        rdata.read_header(file)


def test_r_file_cut_off(tmp_path):
    with pytest.raises(BadContent, match="cannot be unpacked"):
        rdata.read_header(of(tmp_path, bz2.compress(b"RDX3\nX\n" + bytes(range(256)) * 9999)[:-40]))


def test_r_file_without_a_table(tmp_path):
    with pytest.raises(BadContent, match="no R data frame"):
        rdata.read_header(of(tmp_path, gzip.compress(b"RDX2\nX\n\x00\x00")))


def test_openpyxl_is_a_test_tool_only():
    assert openpyxl.__name__ not in (engpass.__dict__ | archive.__dict__)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Export aus der App\n\na;b;c\n1;2;3\n4;5;6\n", "csv"),
        ("Ein Brief\nmit Text; und mehr\nund mit; noch mehr\nund; Schluss\n", "unknown"),
        ("title: x\na: [1]\n", "unknown"),
    ],
    ids=["table", "prose", "yaml"],
)
def test_a_table_below_title_lines_is_a_table(tmp_path, text, kind):
    (tmp_path / "x").write_text(text, encoding="utf-8")
    assert PublishedFile(tmp_path / "x").kind == kind


def test_facts_nested_without_end_are_no_facts(tmp_path):
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("facts.json", '{"a": ' + "[" * 100_000)
    with pytest.raises(BadContent, match=r"facts\.json is no JSON"):
        bundle.read_facts(PublishedFile(path), "facts.json")
