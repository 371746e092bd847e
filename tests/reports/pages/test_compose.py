"""PDF: five pages, same bytes, and nothing hostile gets through."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import page
import pypdf
import pytest

from reports.files.pdf import lay_out, render_pdf
from reports.model.brief import Texts
from reports.pages.compose import render_html
from reports.pdf.errors import MissingGlyph, RenderError
from tests.support import factory, printed
from tests.support.page_layout import check_layout, room_left

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def bochum_pdf() -> bytes:
    return render_pdf(factory.bochum())


@pytest.mark.parametrize("make", factory.ALL, ids=lambda f: f.__name__)
def test_every_kind_of_region_takes_five_pages_without_overflow(make):
    document = printed.layout(make())
    assert check_layout(document) == []
    if make not in (factory.emptiest, factory.nothing):
        # no half-empty pages, even where there is little to show; page 4 is as long as there is something to say
        said = 60 if make in (factory.everything, factory.crowded) else 560
        assert all(left < most for left, most in zip(room_left(document), (60, 130, 70, said, 150), strict=True))


def test_the_check_finds_what_is_wrong(monkeypatch):
    monkeypatch.setattr("reports.pages.table.view.HEAD", -40.0)  # the table believes it has more room than there is
    document = lay_out(factory.bochum())
    assert "6 pages instead of 5" in check_layout(document)

    monkeypatch.undo()
    document = lay_out(factory.bochum())
    boxes = document.pages[1]._page_box.descendants()
    box = next(b for b in boxes if type(b).__name__ == "TextBox" and b.text == "Energietechnik")
    box.width = 4000
    found = check_layout(document)
    assert "page 2: 'Energietechnik' leaves the text area sideways" in found
    assert "page 2: 'Energietechnik' leaves its cell" in found
    box.width = 60
    box.position_y += 14
    assert any("overlap" in f for f in check_layout(document))
    box.position_y += 900
    assert "page 2: 'Energietechnik' stands below the text area" in check_layout(document)


def test_metadata_language_title_bookmarks_and_tags(bochum_pdf):
    pdf = pypdf.PdfReader(io.BytesIO(bochum_pdf))
    assert pdf.metadata.title == "Fachkräfte-Kompass NRW: Bochum, Dezember 2025"
    assert pdf.metadata.get("/CreationDate") == "D:20251201000000Z"
    assert pdf.trailer["/Root"]["/Lang"] == "de"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert len(pdf.outline) >= 5
    fonts = {
        str(f["/BaseFont"])
        for page in pdf.pages
        for f in page["/Resources"]["/Font"].values()
        for f in [f.get_object()]
    }
    assert all("IBM-Plex-Sans" in f for f in fonts)


@pytest.mark.parametrize(
    "make",
    [factory.bochum, factory.cut_region, factory.emptiest, factory.everything, factory.crowded],
    ids=lambda f: f.__name__,
)
def test_the_pdf_is_accessible_and_fit_for_an_archive(make):
    pdf = printed.render_pdf(make())
    for standard in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A):
        report = page.validate_pdf_bytes(pdf, profile=standard)
        assert report.is_compliant, (standard, sorted({f.message for f in report.failures}))


def test_figures_and_sources_stand_in_the_text(bochum_pdf):
    pages = [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(bochum_pdf)).pages]
    everything = "\n".join(pages)
    for wanted in ("18\u202f079", "3\u202f196", "12\u202f027", "37\u202f017", "Engpass (ab 2,0)", "kein Länderwert"):
        assert wanted in everything
    assert all("Quelle: ©" in page for page in pages[:3])
    assert "brief render 05911 --edition 2025-12.r1" in " ".join(pages[4].split())
    assert "älter als vorgesehen" in pages[4]
    assert "31ff31ff" in pages[4]
    assert "4 Dateien" in pages[4].replace("\u00a0", " ")


def test_secret_cells_are_words():
    pdf = pypdf.PdfReader(io.BytesIO(printed.render_pdf(factory.small_region())))
    text = "\n".join(sheet.extract_text() for sheet in pdf.pages)
    assert "unter 3" in text
    assert "geheim" in text


PRINT_HASHES = """
import gc, hashlib, sys
gc.{collector}()
sys.path[:0] = {path!r}
from tests.support import factory
from reports.files.pdf import render_pdf
for make in {order}:
    print(make, hashlib.sha256(render_pdf(getattr(factory, make)())).hexdigest())
"""


def test_the_same_bytes_in_two_processes_whatever_was_rendered_before(bochum_pdf):
    hashes = []
    path = [str(ROOT), str(ROOT / "tests" / "reports")]
    for seed, order, gc in (("1", ["bochum", "emptiest"], "enable"), ("2", ["emptiest", "bochum"], "disable")):
        script = PRINT_HASHES.format(path=path, order=order, collector=gc)
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC{seed}", "LC_ALL": "C"}
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        )
        hashes.append(sorted(done.stdout.splitlines()))
    assert hashes[0] == hashes[1]
    assert hashlib.sha256(bochum_pdf).hexdigest() in hashes[0][0]


HOSTILE = (
    # what a reader of markup, templates or styles could take for its own, one after the other
    '<script>alert(1)</script> "><img src="file:///etc/passwd"> </text></svg><svg onload=\'x\'> ]]> <!-- --> <![CDATA[',
    "{{ brief.__class__ }}{% for x in y %} body { display: none } </style> url(http://127.0.0.1/x) expression(1)",
    "</style> &lt;b&gt; &amp; &#x3c;",
    "Bochum\u202egpj.exe\u2066\x00\x07",
    "x" * 300,
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_shown_as_text(text):
    brief = factory.bochum()
    occupations = tuple(
        replace(o, name=text, everyday=text) if o.occupation in ("262", brief.ranking[0]) else o
        for o in brief.occupations
    )
    row = replace(brief.recognition[0], name=text, note=text)
    spoiled = replace(
        brief,
        region=replace(brief.region, name=text, coverage_note=text),
        occupations=occupations,
        recognition=(row, *brief.recognition[1:]),
        sources=tuple(replace(s, title=text, attribution=f"© {text}") for s in brief.sources),
        map=replace(brief.map, name=text),
        texts=replace(brief.texts, finding=text, in_brief=(text, text), map_text=(text,), recognition_notes=(text,)),
        warnings=(text,),
    )
    html = render_html(spoiled)
    for markup in ("<script", "<img", "onload='x'>", "\u202e", "\x00"):
        assert markup not in html
    document = lay_out(spoiled)
    assert check_layout(document) == []


def test_a_huge_field_leaves_the_layout_bounded():
    brief = factory.bochum()
    huge = "Wort " * 2_000_000
    occupations = tuple(replace(o, name=huge, everyday=huge) for o in brief.occupations)
    spoiled = replace(
        brief,
        occupations=occupations,
        texts=Texts(*[(huge,) * 20 if isinstance(getattr(brief.texts, f), tuple) else huge for f in Texts.__slots__]),
        region=replace(brief.region, name=huge, coverage_note=huge),
        warnings=(huge,) * 20,
    )
    assert check_layout(lay_out(spoiled)) == []


@pytest.mark.parametrize("where", ["name", "finding", "country"])
def test_a_missing_glyph_is_an_error_that_says_where(where):
    brief = factory.bochum()
    if where == "name":
        brief = replace(brief, region=replace(brief.region, name="Bochum 🚀"))
        place = "region.name"
    elif where == "finding":
        brief = replace(brief, texts=replace(brief.texts, finding="漢字"))
        place = "texts.finding"
    else:
        row = brief.recognition[0]
        states = (replace(row.countries[0], name="菲律宾"),)
        reference = replace(row.references[0], countries=states)
        row = replace(row, countries=states, references=(reference, *row.references[1:]))
        brief = replace(brief, recognition=(row, *brief.recognition[1:]))
        place = r"recognition\[0\]\.references\[0\]\.countries\[0\]\.name"
    with pytest.raises(MissingGlyph, match=rf"05911.*U\+.*{place}"):
        render_html(brief)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1:1/x.png", "data:image/png;base64,AAAA", "x.png"]
)
def test_a_page_can_fetch_nothing(url):
    from reports.files.pdf import _engine

    page = f'<html lang="de"><head><title>x</title></head><body><p><img src="{url}" alt="x"/></p></body></html>'
    if url == "x.png":
        page = page.replace("<p>", '<p style="background-image: url(x.png)">')
    with pytest.raises(RenderError):
        _engine().lay_out(page)


def test_a_warning_is_an_error():
    from reports.pdf.engine import Engine

    with pytest.raises(RenderError, match="colour"):
        Engine("p { colour: red }")
