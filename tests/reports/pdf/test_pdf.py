"""One file that is PDF/A-3a and PDF/UA-1: what it says of itself, its tags, its attachments, and its bytes."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import UTC, datetime

import page
import pydyf
import pypdf
import pytest

from reports.files.pdf import _engine
from reports.pages.compose import CSS
from reports.pdf import writer
from reports.pdf.attachment import DATA, SUPPLEMENT, Attachment
from reports.pdf.engine import Engine
from reports.pdf.errors import RenderError
from tests.support import factory, printed

STANDARDS = (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1)
FILES = (
    Attachment("zahlen.csv", "beruf,wert\nKöche,2\n".encode(), "Zahlen – als Tabelle", DATA),
    Attachment("herkunft.json", b'{"quellen": []}', "Herkunft", SUPPLEMENT),
)
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60pt" height="30pt" viewBox="0 0 60 30">{}'
    '<rect width="60" height="30"/></svg>'
)


def html(body: str, head: str = '<meta name="dcterms.created" content="2025-12-01T00:00:00Z"/>') -> str:
    return f'<html lang="de"><head><title>Bericht</title>{head}</head><body>{body}</body></html>'


def paint(page_html: str, attachments=()) -> pypdf.PdfReader:
    engine = _engine()
    return pypdf.PdfReader(io.BytesIO(engine.paint(engine.lay_out(page_html), attachments)))


def failures(pdf: bytes) -> dict[str, list[str]]:
    reports = {standard.name: page.validate_pdf_bytes(pdf, profile=standard) for standard in STANDARDS}
    return {name: sorted({f.message for f in r.failures}) for name, r in reports.items() if not r.is_compliant}


@pytest.fixture(scope="module")
def bochum() -> bytes:
    return printed.render_pdf(factory.bochum())


@pytest.fixture(scope="module")
def read(bochum) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(bochum))


def test_the_metadata_name_both_standards_and_can_be_read_without_unpacking(bochum, read):
    root = read.trailer["/Root"]
    assert "/Filter" not in root["/Metadata"]
    xmp = root["/Metadata"].get_data()
    assert xmp in bochum
    for said in (
        b'pdfaid:part="3"', b'pdfaid:conformance="A"', b'pdfuaid:part="1"', b"<rdf:li>de</rdf:li>",
        b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>", b"2025-12-01T00:00:00Z",
    ):  # fmt: skip
        assert xmp.count(said) >= 1, said
    assert xmp.count(b"<rdf:RDF") == 1
    assert root["/Lang"] == "de"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    first, second = read.trailer["/ID"]
    assert first == second
    assert len(read.outline) >= 5


def elements(read: pypdf.PdfReader):
    def below(element):
        yield element
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object()
            if isinstance(kid, dict) and "/S" in kid:
                yield from below(kid)

    yield from below(read.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object())


def test_running_heads_are_artifacts_of_pagination_and_in_no_tag(read):
    for number, sheet in enumerate(read.pages, 1):
        content = sheet.get_contents().get_data()
        heads = re.findall(rb"/Artifact\s*<</Type/Pagination/Subtype/(\w+)>>\s*BDC", content)
        assert heads == [b"Header", b"Header", b"Footer", b"Footer"][2 if number == 1 else 0 :]
        marks = [int(n) for n in re.findall(rb"/MCID (\d+)", content)]
        parents = read.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"][2 * number - 1]
        assert marks == list(range(len(parents)))


def test_another_order_of_painting_would_be_noticed(monkeypatch):
    monkeypatch.setattr("reports.pdf.tags._running", lambda box: iter(["Header"]))  # one for each box of the page
    with pytest.raises(RenderError, match="WeasyPrint has changed"):
        paint(html("<h1>x</h1>"))


def test_the_tree_holds_all_marks_and_no_tag_that_says_nothing(read):
    found = list(elements(read))
    kinds = [e["/S"] for e in found]
    assert "/Span" not in kinds
    assert kinds.count("/NonStruct") < 10
    tagged = {e.indirect_reference.idnum for e in found}
    numbers = read.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    of_pages = [numbers[i + 1] for i in range(0, 2 * len(read.pages), 2)]
    assert {kid.idnum for page in of_pages for kid in page} <= tagged
    for element in found:
        for kid in element["/K"]:
            if isinstance(kid, int):
                owners = of_pages[read.get_page_number(element["/Pg"])]
                assert owners[kid].idnum == element.indirect_reference.idnum
            else:
                assert kid.get_object().get("/P", element).indirect_reference == element.indirect_reference


def test_a_drawing_says_where_it_stands(read):
    sheet = paint(html(f"<h1>Titel</h1>{DRAWING.format('<title>Bild</title>')}")).pages[0]
    tree = sheet.pdf.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()
    (figure,) = [e for e in elements(sheet.pdf) if e["/S"] == "/Figure"]
    assert tree["/S"] == "/Document"
    assert figure["/Alt"] == "Bild"
    left, low, right, high = (float(edge) for edge in figure["/A"]["/BBox"])
    assert (round(right - left), round(high - low)) == (60, 30)
    assert float(left) == pytest.approx(17 / 25.4 * 72, abs=0.1)
    # the first page has no margin above; the heading is 32 pt high with 6 pt below
    assert high == pytest.approx(float(sheet.mediabox.top) - 38, abs=1)
    for figure in (e for e in elements(read) if e["/S"] == "/Figure"):
        left, low, right, high = (float(edge) for edge in figure["/A"]["/BBox"])
        assert 0 < left < right < 596
        assert 0 < low < high < 842


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (f"<h1>x</h1>{DRAWING.format('')}", "page 1: a drawing has no title"),
        (f"<h1>x</h1>{DRAWING.format('<title> </title>')}", "page 1: a drawing has no title"),
        ("<h1>x</h1><h2>x</h2><p>y</p><h4>x</h4>", "page 1: a heading of level 4 follows one of level 2"),
        ("<p>y</p><h2>x</h2>", "page 1: a heading of level 2 follows none"),
        ('<h1>x</h1><p style="page-break-before: always">y</p><h3>x</h3>', "page 2: a heading of level 3"),
    ],
    ids=["no title", "a blank title", "a level skipped", "no first level", "a level skipped over pages"],
)
def test_what_leaves_a_reader_alone_is_no_pdf(body, words):
    with pytest.raises(RenderError, match=words):
        paint(html(body))


def test_headings_may_go_up_by_any_number_of_levels():
    assert len(paint(html("<h1>x</h1><h2>x</h2><h3>x</h3><h2>x</h2><h3>x</h3><h1>x</h1>")).pages) == 1


@pytest.mark.parametrize(
    ("page_html", "words"),
    [
        (html("<h1>x</h1>").replace(' lang="de"', ""), "lang"),
        (html("<h1>x</h1>").replace("<title>Bericht</title>", ""), "no title"),
    ],
    ids=["lang", "title"],
)
def test_a_document_has_a_language_and_a_title(page_html, words):
    with pytest.raises(RenderError, match=words):
        paint(page_html)


def test_a_glyph_that_is_missing_in_a_style_is_an_error_too():
    """The text of a brief is looked through before; what a style sheet adds is seen only when it is painted."""
    css = CSS.read_text(encoding="utf-8")
    engine = Engine(css + 'h1::before { content: "漢" }')
    document = engine.lay_out(html("<h1>x</h1>"))
    with pytest.raises(RenderError, match=r"U\+6F22"):
        engine.paint(document)


def test_attachments_say_what_they_are():
    reader = paint(html("<h1>Titel</h1>"), FILES)
    root = reader.trailer["/Root"]
    specs = [entry.get_object() for entry in root["/AF"]]
    names = root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert [names[0], names[2]] == ["herkunft.json", "zahlen.csv"], "a table of names is sorted"
    assert [str(s["/UF"]) for s in specs] == ["herkunft.json", "zahlen.csv"], "each is named once"
    assert [s["/AFRelationship"] for s in specs] == ["/Supplement", "/Data"]
    assert [str(s["/Desc"]) for s in specs] == ["Herkunft", "Zahlen – als Tabelle"]
    streams = [s["/EF"]["/F"].get_object() for s in specs]
    assert [s["/Subtype"] for s in streams] == ["/application/json", "/text/csv"]
    assert [s.get_data() for s in streams] == [FILES[1].content, FILES[0].content]
    for stream in streams:
        params = stream["/Params"]
        assert params["/ModDate"] == params["/CreationDate"] == "D:20251201000000Z"
        assert params["/Size"] == len(stream.get_data())
        checksum = params["/CheckSum"].original_bytes
        assert checksum == hashlib.md5(stream.get_data(), usedforsecurity=False).digest()


def test_a_document_with_attachments_is_valid():
    engine = _engine()
    assert failures(engine.paint(engine.lay_out(html("<h1>Titel</h1>")), FILES)) == {}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([("größe.csv", b"", "x", DATA)], "ASCII"),
        ([("programm.exe", b"", "x", DATA)], "endings .csv, .json"),
        ([("a.csv", b"", "", DATA)], "description"),
        ([FILES[0], FILES[0]], "two attachments of one name"),
    ],
    ids=["name", "kind", "description", "twice"],
)
def test_what_cannot_be_attached_is_refused(files, words):
    with pytest.raises(RenderError, match=words):
        paint(html("<h1>x</h1>"), files)


def test_attachments_need_a_date():
    with pytest.raises(RenderError, match=r"dcterms\.created"):
        paint(html("<h1>x</h1>", head=""), FILES)


def written(*contents: bytes) -> bytes:
    pdf = pydyf.PDF()
    pdf.add_page(pydyf.Dictionary({"Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": "[0 0 9 9]"}))
    for content in contents:
        pdf.add_object(pydyf.Stream([content]))
    output = io.BytesIO()
    writer.write(pdf, output, None, True, True)
    return output.getvalue()


@pytest.mark.parametrize("content", [b"x\r", b"x\n", b"x\r\n", b"x", b""])
def test_the_length_of_a_stream_is_exact_whatever_it_ends_in(content):
    """A reader takes CR LF before `endstream` for one end of line: with a lone LF, "x\\r" would count one byte less."""
    pdf = written(content)
    streams = re.findall(rb"/Length (\d+)[^>]*>>\nstream\n(.*?)\r?\n?endstream", pdf, re.DOTALL)
    assert len(streams) == 3, "the content, the object stream, the table of places"
    for length, found in streams:
        assert int(length) == len(found)
    assert content in [found for _, found in streams]


def test_what_is_written_can_be_read_with_objects_left_out():
    pdf = pydyf.PDF()
    pdf.add_page(pydyf.Dictionary({"Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": "[0 0 9 9]"}))
    unused, used = pydyf.Dictionary({"A": 1}), pydyf.Dictionary({"B": 2.5})
    pdf.add_object(unused)
    pdf.add_object(used)
    unused.free = "f"
    pdf.catalog["Test"] = used.reference
    pdf.info["Title"] = pydyf.String("Übersicht")
    output = io.BytesIO()
    writer.write(pdf, output, None, True, True)
    reader = pypdf.PdfReader(io.BytesIO(output.getvalue()), strict=True)
    assert reader.trailer["/Root"]["/Test"]["/B"] == 2.5
    assert reader.metadata.title == "Übersicht"
    assert b"/A 1" not in output.getvalue()


def test_the_identifier_is_of_the_content():
    assert written(b"x") == written(b"x")
    marks = [pypdf.PdfReader(io.BytesIO(written(content))).trailer["/ID"][0] for content in (b"x", b"y")]
    assert marks[0] != marks[1]


def test_the_day_of_a_brief_is_the_first_of_its_month(read):
    assert read.metadata.creation_date == datetime(2025, 12, 1, tzinfo=UTC)
