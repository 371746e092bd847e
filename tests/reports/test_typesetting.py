"""What is done to lay out faster changes nothing on paper."""

from __future__ import annotations

from xml.etree import ElementTree

import factory
import printed
import weasyprint

from reports import render
from reports.typesetting import page


def test_the_shortened_style_sheet_of_html_gives_the_same_bytes(monkeypatch):
    short = printed.layout(factory.everything())
    monkeypatch.setattr(page.Page, "_ua_stylesheets", weasyprint.HTML._ua_stylesheets)
    whole = render._engine().lay_out(render.render_html(factory.everything()))
    assert render._engine().paint(short) == render._engine().paint(whole)


def broken(html: str) -> str:
    tree = ElementTree.fromstring(html)
    page.break_lines_by_characters(tree)
    return ElementTree.tostring(tree, encoding="unicode")


def test_line_breaks_become_characters_and_other_line_feeds_blanks():
    assert broken("<td>a<br/>b</td>") == '<td class="lined">a\nb</td>'
    assert broken('<td class="n">1,5 <br/> <b>x\ny</b>\n z</td>') == '<td class="n lined">1,5\n<b>x y</b> z</td>'
    assert broken("<p><b>a</b><br/><br/>c<i>d</i></p>") == '<p class="lined"><b>a</b>\n\nc<i>d</i></p>'
    assert broken("<p>a <b>x<br/>y</b>\nc</p>") == '<p>a <b class="lined">x\ny</b>\nc</p>'
    assert broken("<p>a\nb</p>") == "<p>a\nb</p>"
