"""Nothing small leaves with the site, and it says nothing that brief.json does not."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from flows.steps.briefs import read_briefs
from flows.steps.build import name_warehouse
from flows.steps.disclosure import examine
from flows.steps.edition import open_edition
from flows.steps.site import publish
from reports.disclosure import examine as disclosure
from reports.disclosure.cells import load_names
from reports.disclosure.meaning import TOTAL, UNEMPLOYED, VACANCIES, Kind
from reports.disclosure.read.content import Document, Grid, Passage
from reports.disclosure.read.files import contents, read
from reports.files.document import to_document
from transforms.warehouse.layers import open_marts

EDITION = "2025-12.pilot"


@pytest.fixture(scope="module")
def pilot(pilot_world, tmp_path_factory) -> SimpleNamespace:
    folder = tmp_path_factory.mktemp("pilot")
    done = publish(open_edition(pilot_world, EDITION), out=folder)
    return SimpleNamespace(settings=pilot_world, site=Path(done.folder), done=done)


def test_the_pilot_site_gives_nothing_away(pilot):
    assert set(pilot.done.pages) == {"05112", "05911", "emscher-lippe"}
    found = examine(open_edition(pilot.settings, EDITION), pilot.site)
    assert found.findings == ()
    assert found.files > 15
    assert found.figures > 500


PLANTED = {
    "sentence": ("</main>", "<p>In Hotellerie sind 2 Stellen gemeldet.</p></main>"),
    "drawing": ("</main>", '<svg><title>Stellen</title><text x="1" y="9">2 Stellen</text></svg></main>'),
    "label": ("</main>", '<div role="region" aria-label="Hotellerie: 2 Stellen"></div></main>'),
    "hidden": ("</main>", "<p hidden>Hotellerie: 1 Arbeitslose</p></main>"),
    "comment": ("</main>", "<!-- 2 Arbeitslose --></main>"),
    "description": ('<meta name="description" content="', '<meta name="description" content="2 Stellen '),
    "attribute in a table": ("</main>", '<table><tr><td title="2 Stellen">a</td></tr></table></main>'),
    "attribute deep in a table": ("</main>", '<table><tr><td><a data-x="2 Stellen">a</a></td></tr></table></main>'),
    "comment in a table": ("</main>", "<table><tr><!-- 2 Stellen --><td>a</td></tr></table></main>"),
    "beside the cells": ("</main>", "<table>2 Stellen<tr><td>a</td></tr></table></main>"),
    "attribute of a caption": ("</main>", '<table><caption title="2 Stellen">a</caption></table></main>'),
    "words of a drawing": ("</main>", "<svg><title>a</title><desc>2 Stellen</desc></svg></main>"),
    "comment in a drawing": ("</main>", "<svg><!-- 2 Stellen --></svg></main>"),
    "data of a drawing": ("</main>", '<svg><g data-n="2 Stellen"/></svg></main>'),
    "address": ("</main>", '<a href="?q=2 Stellen">a</a></main>'),
    "any attribute": ("</main>", '<p style="--x: 2 Stellen" aria-valuetext="2 Stellen">a</p></main>'),
    "cell": (
        "</main>",
        "<table><thead><tr><th>Berufsgruppe</th><th>gemeldete Stellen</th></tr></thead>"
        "<tbody><tr><th>632 Hotellerie</th><td>2</td></tr></tbody></table></main>",
    ),
}


@pytest.mark.parametrize("where", PLANTED)
def test_a_small_number_in_a_page_is_found(pilot, tmp_path, where):
    folder = tmp_path / EDITION
    page = folder / "05911" / "index.html"
    page.parent.mkdir(parents=True)
    text = (pilot.site / "05911" / "index.html").read_text(encoding="utf-8")
    old, new = PLANTED[where]
    assert old in text
    page.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = examine(open_edition(pilot.settings, EDITION), folder)
    assert found.findings
    assert all("05911/index.html" in f for f in found.findings)


def test_a_figure_in_the_place_of_a_closed_one_is_found(pilot, tmp_path):
    folder = tmp_path / EDITION
    page = folder / "05911" / "index.html"
    page.parent.mkdir(parents=True)
    text = (pilot.site / "05911" / "index.html").read_text(encoding="utf-8")
    closed = re.search(r'(?s)<td class="n word">(?:geheim|unter 3)<', text)
    assert closed
    page.write_text(text[: closed.start()] + '<td class="n">17,5<' + text[closed.end() :], encoding="utf-8")
    findings = examine(open_edition(pilot.settings, EDITION), folder).findings
    assert [f for f in findings if "which is closed" in f and "vacancies of 05911" in f]


def test_what_cannot_be_read_is_told(pilot, tmp_path):
    folder = tmp_path / EDITION
    shutil.copytree(pilot.site / "assets", folder / "assets")
    assert examine(open_edition(pilot.settings, EDITION), folder).findings == ()
    font = folder / "assets" / "fonts" / "IBMPlexSans-Regular.woff2"
    font.write_bytes(font.read_bytes() + b"17 Stellen")
    (folder / "x.bin").write_bytes(b"1")
    (folder / "y.html").write_bytes(b"\xff\xfe<p>2 Stellen")
    found = examine(open_edition(pilot.settings, EDITION), folder).findings
    assert [f.partition(":")[0] for f in found] == ["assets/fonts/IBMPlexSans-Regular.woff2", "x.bin", "y.html"]


def test_tables_drawings_and_sentences_are_read():
    page = (
        "<!DOCTYPE html><html><body><h2>Titel</h2><p>ein <b>Wort</b>&nbsp;und<br>noch eins</p>"
        "<table><tr><th colspan=2>Kopf</th><th>je<br/>Stelle</th></tr><tr><td>A</td><td>1\u202f234</td><td><svg>"
        "<text y='1'>s</text></svg>0,5<br><span>0,7</span></td></tr></table>"
        "<svg><title>Bild</title><text x='50' y='10'>137</text><text x='0' y='11'>Verkauf</text>"
        "<text x='0' y='20'><tspan y='20'>oben</tspan><tspan y='30'>unten</tspan></text></svg>"
        "<ul><li>eins<ul><li>zwei</li></ul></li></ul><p title='3 Stellen'>offen"
    )
    found = list(contents(page.encode(), "x.html"))
    grid = next(f for f in found if isinstance(f, Grid))
    assert grid.rows == (("Kopf", "", "je\nStelle"), ("A", "1\u202f234", "0,5\n0,7"))
    said = [f.text for f in found if isinstance(f, Passage) and not f.drawn]
    assert said == ["Titel", "ein Wort\xa0und noch eins", "Bild", "eins", "zwei", "3 Stellen", "offen"]
    assert [f.text for f in found if isinstance(f, Passage) and f.drawn] == ["s", "Verkauf 137", "oben", "unten"]


def test_pages_say_what_brief_json_says(pilot):
    """Every count, ratio and rounded figure of a page stands in brief.json for the same region and group."""
    with open_marts(name_warehouse(pilot.settings, EDITION)) as connection:
        names = load_names(connection)
    kinds = (Kind.COUNT, Kind.RATIO, Kind.ROUNDED)
    briefs = read_briefs(open_edition(pilot.settings, EDITION), list(pilot.done.pages))
    known: dict[tuple, list[float]] = {}
    for brief in briefs:
        document = Document(f"{brief.region.id}/brief.json", json.loads(json.dumps(to_document(brief))))
        for s in disclosure.output([document], names).figures:
            known.setdefault(_about(s), []).append(s.value)
        whole = brief.headline["ratio"].value
        known.setdefault((Kind.RATIO, (UNEMPLOYED, VACANCIES), brief.region.id, TOTAL), []).append(whole)
    checked = 0
    for page in sorted(pilot.site.rglob("*.html")):
        read_ = disclosure.output(read(page, page.relative_to(pilot.site).as_posix()), names)
        for s in read_.figures:
            if s.meaning.kind in kinds and s.group:
                checked += 1
                near = [v for v in known.get(_about(s), ()) if abs(v - s.value) <= 0.5 * 10**-s.digits + 1e-3]
                assert near, s
    assert checked > 300


def _about(s) -> tuple:
    group = "" if s.meaning.kind is Kind.ROUNDED and s.group == TOTAL else s.group
    return s.meaning.kind, s.meaning.measures, s.region, group
