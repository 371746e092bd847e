"""What brief.md asks of every page: sizes, contrast, titles, and heads that fit what there is."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from reports.pages.compose import CSS, render_html
from reports.pages.table.view import OUTSIDE, RANK, ordered, table_page
from tests.support import factory
from tests.support.drawn import CONTRAST, contrast

STYLES = CSS.read_text(encoding="utf-8")
DARK = {"#FFFFFF", "#BFD8DC", "#DCE9EB"}  # colours of text on petrol
GROUNDS = ("#FFFFFF", "#F4F7F7", "#EDF3F4", "#FCF6F6")


def test_no_type_is_smaller_than_a_note():
    sizes = re.findall(r"font(?:-size)?:(?: 600)? ([\d.]+)pt", STYLES)
    assert len(sizes) > 30
    assert min(map(float, sizes)) >= 7.5


def test_every_colour_of_text_can_be_read_on_every_ground():
    colours = set(re.findall(r"[{; ]color: (#[0-9A-F]{6})", STYLES))
    assert colours > DARK
    for colour in colours - DARK:
        assert min(contrast(colour, ground) for ground in GROUNDS) >= CONTRAST, colour
    assert min(contrast(colour, "#0B4F5C") for colour in DARK) >= CONTRAST


@pytest.mark.parametrize("make", factory.ALL, ids=lambda f: f.__name__)
def test_titles_are_short_and_headings_skip_no_level(make):
    html = render_html(make())
    titles = re.findall(r"<h2>(.*?)</h2>", html)
    assert titles
    assert [title for title in titles if len(title.split()) > 15] == []
    levels = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_the_front_page_names_the_pages_and_each_is_there():
    html = render_html(factory.bochum())
    places = re.findall(r'<a href="#([a-z]+)">\d', html)
    assert len(places) == 4
    assert all(html.count(f'id="{place}"') == 1 for place in places)


def test_a_city_state_has_no_rank_in_its_land():
    brief = factory.bochum()
    assert RANK in render_html(brief)
    unranked = tuple(
        replace(o, estimate=replace(o.estimate, rank=None)) if o.estimate else o for o in brief.occupations
    )
    html = render_html(replace(brief, occupations=unranked))
    assert RANK not in html
    assert "Rang 1:" not in html


def test_an_estimate_outside_of_what_the_model_knows_is_marked_and_explained():
    brief = factory.bochum()
    assert OUTSIDE not in render_html(brief)
    code = next(o.occupation for o in ordered(brief) if o.estimate)
    marked = tuple(
        replace(o, estimate=replace(o.estimate, outside=True)) if o.occupation == code else o for o in brief.occupations
    )
    page = table_page(replace(brief, occupations=marked))
    cells = [cell["under"] for row in page.rows for cell in row["cells"] if cell.get("under", "").endswith(OUTSIDE)]
    assert len(cells) == 1
    assert f"{OUTSIDE} außerhalb der Werte" in page.guess_key


def test_everyday_names_are_whole_or_lose_whole_parts():
    brief = factory.bochum()
    whole = {o.name: o.everyday for o in brief.occupations}
    for row in table_page(brief).rows:
        said = " ".join(row["name"]["everyday"])
        name = " ".join(row["name"]["lines"])
        assert "…" not in said
        if said.endswith("u.\u00a0a."):
            parts = whole[name].split(", ")
            assert said.removesuffix(" u.\u00a0a.") == ", ".join(parts[: said.count(",") + 1])
        else:
            assert said in ("", whole[name])
