"""The test of disclosure reads volunteer sheets: nothing in them alarms it, and what is planted does."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from markupsafe import Markup

from flows.steps.briefs import read_briefs
from flows.steps.disclosure import examine
from flows.steps.edition import open_edition
from flows.steps.sheets import write_sheets
from reports.disclosure.read.content import Grid, Unread
from reports.disclosure.read.files import read
from reports.files.document import to_json
from reports.pdf.spoken import finisher
from reports.sheet import draw
from reports.sheet.choice import choice
from reports.sheet.picture import draw_picture
from reports.sheet.view import View, view
from reports.sheet.words import languages, words

EDITION = "2025-12.pilot"


@pytest.fixture(scope="module")
def pilot(pilot_world, tmp_path_factory) -> SimpleNamespace:
    folder = tmp_path_factory.mktemp("sheets") / EDITION
    done = write_sheets(open_edition(pilot_world, EDITION), ["05911"], (), folder)
    assert [written.error for written in done] == [""] * len(languages())
    (brief,) = read_briefs(open_edition(pilot_world, EDITION), ["05911"])
    return SimpleNamespace(settings=pilot_world, folder=folder, done=done, brief=brief)


def test_sheets_give_nothing_away(pilot):
    found = examine(open_edition(pilot.settings, EDITION), pilot.folder)
    assert found.findings == ()
    assert found.files == 2 * len(languages())
    assert found.figures >= 4 * len(languages())


@pytest.mark.parametrize("language", languages())
def test_every_figure_of_a_sheet_stands_in_brief_json(pilot, language):
    document = json.loads(to_json(pilot.brief))
    counts = {gap["occupation"]: gap["full_equivalence"] for gap in document["gap"]}
    file = f"05911/blatt-{language}.pdf"
    (table,) = [part for part in read(pilot.folder / file, file) if isinstance(part, Grid)]
    assert table.rows[0] == ("Beruf", "volle Gleichwertigkeiten")
    for code, count in table.rows[1:]:
        digits = "".join(c for c in str(count) if c.isdigit())
        assert (int(digits) if digits else 0) == (counts[code] or 0), code


def planted(shown: View, where: str) -> View:
    if where == "cell":
        return replace(shown, rows=(replace(shown.rows[0], count="2"), *shown.rows[1:]))
    if where == "sentence":
        return replace(shown, sources=shown.sources + " 2.")
    if where == "law":
        return replace(shown, law=replace(shown.law, text=shown.law.text + " 7"))
    if where == "heading":
        return replace(shown, head_count="!", rows=tuple(replace(row, count="1") for row in shown.rows))
    return replace(shown, hotline=shown.hotline + Markup(" <b>1</b>"))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("where", ["cell", "sentence", "law", "heading", "phone"])
def test_a_small_number_in_a_sheet_is_found(pilot, tmp_path, language, where):
    shown = planted(view(pilot.brief, words(language), choice(pilot.brief, 3)), where)
    page = draw.html(shown, 300)
    file = tmp_path / EDITION / "05911" / f"blatt-{language}.pdf"
    file.parent.mkdir(parents=True)
    file.write_bytes(draw._engine().paint(draw._engine().lay_out(page), last_step=finisher(page)))
    findings = examine(open_edition(pilot.settings, EDITION), file.parent.parent).findings
    assert findings
    assert all(f"blatt-{language}.pdf" in finding for finding in findings)


def test_a_picture_counts_only_beside_the_pdf_it_shows(pilot, tmp_path):
    pdf, png = tmp_path / "blatt-de.pdf", tmp_path / "blatt-de.png"
    pdf.write_bytes((pilot.folder / "05911" / "blatt-de.pdf").read_bytes())
    png.write_bytes((pilot.folder / "05911" / "blatt-de.png").read_bytes())
    assert read(png, "blatt-de.png") == []
    png.write_bytes(draw_picture((pilot.folder / "05911" / "blatt-tr.pdf").read_bytes()))
    assert [type(part) for part in read(png, "blatt-de.png")] == [Unread]
    pdf.unlink()
    assert [type(part) for part in read(png, "blatt-de.png")] == [Unread]
    png.write_bytes(b"\x89PNG\r\n\x1a\n half")
    assert [type(part) for part in read(png, "blatt-de.png")] == [Unread]
