"""What a brief leaves to the Excel file stands in it; what no sheet of it holds is left to brief.json."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reports.files.workbook import tables
from reports.model.sources import Revision
from reports.pages.evidence.next_steps import SETTINGS, steps_section
from reports.pages.evidence.view import evidence_view
from reports.pages.fit import endless
from reports.pages.front.changes import changes_view
from reports.pages.origin import notes
from reports.words.elsewhere import DOCUMENT, WORKBOOK
from tests.support import factory, said
from tests.support.complete import fullest


def cells(brief) -> dict[str, list[str]]:
    """Return the texts of each sheet, by row."""
    return {t.name: ["|".join(str(cell) for cell in row if cell is not None) for row in t.rows] for t in tables(brief)}


@pytest.fixture(scope="module")
def full():
    brief = replace(fullest(factory.bochum()), warnings=tuple(f"Hinweis {i}" for i in range(12)))
    brief = replace(brief, revisions=tuple(Revision(f"Quelle {i}", "3 Werte") for i in range(9)))
    return brief, cells(brief)


KINDS = {
    "occupations": ("Berufe", lambda b: [o.name for o in b.occupations]),
    "recognition": ("Anerkennung", lambda b: [r.name for r in b.recognition]),
    "gap": ("Wo anfangen", lambda b: [g.name for g in b.starting_points]),
    "reports": ("Meldungen und Umfeld", lambda b: [r.organisation for r in b.reports]),
    "chamber": ("Meldungen und Umfeld", lambda b: [f.name for f in b.chamber_figures]),
    "places": ("Meldungen und Umfeld", lambda b: [p.name for p in b.places]),
    "context": ("Meldungen und Umfeld", lambda b: [f"{f.title}: {f.series}" for f in b.context]),
    "register": ("Meldungen und Umfeld", lambda b: [e.name for e in b.register]),
    "warnings": ("Hinweise", lambda b: b.warnings),
    "revisions": ("Hinweise", lambda b: [f"{r.title}: {r.text}" for r in b.revisions]),
    "hints": ("Quellen", lambda b: [s.text for s in b.status if s.text and any(s.id == n.id for n in b.sources)]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_left_to_the_excel_file_stands_in_it(full, kind):
    brief, sheets = full
    sheet, of = KINDS[kind]
    named = list(of(brief))
    assert named
    assert [name for name in named if not any(name in row for row in sheets[sheet])] == []


def test_full_pages_name_the_excel_file():
    brief = said.crowded(factory.cut_region(), "Sanitär-, Heizungs- und Klimatechnik", 30)
    view = evidence_view(brief)
    sections = [*(view[key] for key in ("gap", "reports") if view[key]), *(s for half in view["columns"] for s in half)]
    more = {s["key"]: s["more"] for s in sections if s["more"]}
    assert set(more) >= {"gap", "reports", "places", "chamber", "context", "register"}
    assert all(text.endswith(WORKBOOK) for text in more.values())


def test_what_no_sheet_holds_is_not_left_to_the_excel_file(full):
    """A column of languages, a sheet of steps or of changes would let these name the Excel file too."""
    brief, sheets = full
    assert not any(brief.steps[0].text in row for rows in sheets.values() for row in rows)
    section = steps_section(brief, SETTINGS[0])
    assert section.arrange(1)["more"].endswith(DOCUMENT)
    many = [factory.CountryCount("AAA", f"Land {i}", 3, False, (f"Sprache {i}",)) for i in range(90)]
    assert notes.languages(many).endswith(f"{DOCUMENT}.")
    assert not re.search("Amtssprache", str([t.columns for t in tables(brief)]))
    assert WORKBOOK not in str(changes_view(brief))


def test_nothing_is_left_to_a_file_on_a_screen():
    with endless():
        view = evidence_view(fullest(factory.bochum()))
    assert WORKBOOK not in str([s["more"] for half in view["columns"] for s in half])
