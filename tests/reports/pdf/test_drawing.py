"""Drawings painted by our own hand look as WeasyPrint paints them."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pytest
from PIL import ImageChops, ImageStat

from reports.files.pdf import _engine
from reports.pages.compose import render_html
from reports.pdf import page
from reports.pdf.drawing import Drawing, Unknown
from reports.pdf.engine import Engine
from tests.support import factory

SHAPES = """
<rect x="3" y="2" width="20" height="9.5" fill="#0B4F5C"/>
<rect x="30" y="2" width="20" height="9.5" fill="none" stroke="#B32D42" stroke-width="1.2"/>
<circle cx="12" cy="25" r="6" fill="#D1495B" stroke="#000000" stroke-width="0.7"/>
<circle cx="34" cy="25" r="6" fill="#7FB0B7" stroke="#FFFFFF" stroke-width="0"/>
<line x1="45" y1="20" x2="58" y2="33" stroke="#5B6B75" stroke-width="2" stroke-linecap="round"/>
<path d="M5 40L20 35 30 50z" fill="#C9D3D8" stroke="#14212B" stroke-width=".5" stroke-linejoin="round"/>
<g transform="translate(30 36)" stroke="#0B4F5C"><g stroke-width="1.5">
<path d="m2,2l8 4-8,4M12.5 2h6v8H14V6z" fill="none"/></g></g>
<path d="M40 52h16v-14h-16zM44 48h8v-6h-8z" fill-rule="evenodd"/>
"""
WORDS = """
<text x="5" y="12" font-size="8" fill="#14212B">Energie 1,5</text>
<text x="30" y="26" font-size="8" fill="#B32D42" text-anchor="middle" font-weight="600">Mitte &amp; mehr</text>
<text x="60" y="40" font-size="7.5" text-anchor="end">geheim</text>
"""
FRAME = '<svg xmlns="http://www.w3.org/2000/svg" width="64pt" height="56pt" viewBox="0 0 64 56">{}</svg>'
PAGE = '<html lang="de"><head><title>x</title></head><body style="font-family: IBM Plex Sans">{}</body></html>'


def picture(engine, body: str, own: bool, monkeypatch):
    """Paint a drawing, by our own hand or by WeasyPrint's."""
    from pypdf import PdfReader
    from pypdfium2 import PdfDocument

    svg = FRAME.format(f"<title>Bild</title>{body}")
    if not own:
        monkeypatch.setattr("reports.pdf.engine.Drawing", refused)
    pdf = engine.lay_out(PAGE.format(svg)).write_pdf()
    monkeypatch.undo()
    assert bool(engine._fetcher.known) != own
    image = PdfDocument(pdf)[0].render(scale=4).to_pil().convert("L")
    return image, PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def refused(*_):
    raise Unknown("for comparison")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine("@page { size: 64pt 56pt; margin: 0 } body { margin: 0 } img { display: block }")


@pytest.mark.parametrize(("body", "most"), [(SHAPES, 60), (WORDS, 255)], ids=["shapes", "words"])
def test_drawings_look_as_weasyprint_paints_them(engine, monkeypatch, body, most):
    ours, text = picture(engine, body, True, monkeypatch)
    theirs, same_text = picture(engine, body, False, monkeypatch)
    apart = ImageChops.difference(ours, theirs)
    assert ours.getextrema()[0] < 60
    assert apart.getextrema()[1] <= most  # at edges; words have their kerning, so letters move a little
    assert ImageStat.Stat(apart).mean[0] < 4
    assert text.replace("\n", " ") == same_text.replace("\n", " ")


def test_every_drawing_of_a_brief_is_painted_here():
    for brief in (factory.everything(), factory.bochum(), factory.crowded()):
        tree = ElementTree.fromstring(render_html(brief))
        drawings = page.take_out_drawings(tree)
        assert len(drawings) > 5
        assert len(_engine()._images(drawings, "de")) == len(drawings)


@pytest.mark.parametrize(
    "strange",
    [
        '<image href="file:///etc/passwd"/>',
        "<script>alert(1)</script>",
        '<rect x="1" y="1" width="2" height="2" rx="1"/>',
        '<rect x="1" y="1" width="2" height="nan"/>',
        '<rect x="1" y="1" width="2" height="2" fill="url(#a)"/>',
        '<rect x="1" y="1" width="2" height="2"><title>more</title></rect>',
        '<g transform="rotate(30)"/>',
        '<g style="fill: red"/>',
        '<path d="M0 0C1 1 2 2 3 3"/>',
        '<path d="L1 1"/>',
        '<path d="M1 1L2"/>',
        '<path d="M1 1z4 4"/>',
        '<path d="M1 1L1e5 2"/>',
        '<text x="1" y="1" font-size="8">a<tspan>b</tspan></text>',
        '<text x="1" y="1" font-size="8" rotate="5">a</text>',
        '<text x="1" y="1" font-size="0">a</text>',
        '<text x="1 2" y="1" font-size="8">a</text>',
        '<line x1="0" y1="0" x2="9" y2="9" stroke-dasharray="2"/>',
    ],
)
def test_what_is_not_known_is_left_to_weasyprint(engine, strange):
    with pytest.raises(Unknown):
        Drawing(ElementTree.fromstring(FRAME.format(strange)), "de", engine._fonts)


@pytest.mark.parametrize("frame", ['width="9"', 'width="9pt" height="0pt" viewBox="0 0 9 9"', 'viewBox="0 0 9"'])
def test_a_drawing_without_a_size_is_left_to_weasyprint(engine, frame):
    with pytest.raises(Unknown):
        Drawing(ElementTree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg" {frame}/>'), "de", engine._fonts)
