"""Page 4: what chambers, agencies and cities say, who already helps, and what volunteers can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from reports.model.brief import Brief
from reports.pages import fit
from reports.pages.evidence.next_steps import SETTINGS, steps_section
from reports.pages.evidence.reported import (
    CRAFTS,
    MOST,
    context_section,
    count_named,
    crafts_sections,
    register_section,
    reports_section,
)
from reports.pages.evidence.section import Page, Section, make_empty
from reports.pages.evidence.starting_points import COLUMNS, starting_points_section
from reports.pages.evidence.white_spots import KEY as SPOTS
from reports.pages.evidence.white_spots import spots_section
from reports.pdf.characters import SUBSTITUTE, legible
from reports.words import evidence as words

CALL, SUBSTITUTED, SPARE = 42.0, 12.0, 5.0  # the invitation to report; the line on substitutes
ROOMY = 150.0  # a page that is left this empty is set wider
ALL = 1000
LARGE, MIDDLE, TIGHT = SETTINGS
SIZES = ((LARGE, False), (MIDDLE, False), (MIDDLE, True), (TIGHT, True))  # size of the steps, merged or not
TOPS = ("gap", SPOTS, "reports", "missing")
ENOUGH = {"gap": 5, SPOTS: 2, "reports": 4, "chamber": 1, "context": 1, "places": 3}
MERGED = {
    "reports": ["reports"],
    "crafts": CRAFTS,
    "places": ["places"],
    "chamber": ["chamber"],
    "context": ["context"],
}
MISSING_LINES = 8


def evidence_view(brief: Brief) -> dict[str, Any]:
    """Arrange page 4: where to begin and reports above, two columns of like height, and the steps at the foot.

    The steps are set as large as leaves room for everything. Where there is not room enough in any size, they come
    first, and the other sections grow in turn.
    """
    view = _arranged(brief, fit.PAGE - SPARE)
    if SUBSTITUTE not in str(view):
        return {**view, "substitute": ""}
    view = _arranged(brief, fit.PAGE - SPARE - SUBSTITUTED)
    return {**view, "substitute": f"{SUBSTITUTE} steht für ein Zeichen, das die Schrift dieses Berichts nicht hat."}


def _title(brief: Brief) -> str:
    """Choose the title: on one line, or going on in a second where its beginning fills the first."""
    wordings = brief.texts.evidence_title
    title = fit.on_one_line(wordings)
    if not wordings or title == wordings[-1]:
        return title
    longer = (t for t in wordings if t.startswith(title) and fit.lines(t, fit.H2, bold=True) <= 2)
    return next(longer, title)


def _arranged(brief: Brief, room: float) -> dict[str, Any]:
    title, subtitle = fit.titles(legible(_title(brief)), legible(brief.texts.evidence_subtitle))
    room -= fit.heading(title, subtitle)
    spots, reports = spots_section(brief), reports_section(brief)
    points = starting_points_section(brief, alone=spots is None)
    tops = [section for section in (points, spots, reports) if section]
    columns = [*crafts_sections(brief), register_section(brief), context_section(brief)]
    for setting, merged in SIZES:
        page = Page(
            *(_merged(brief, tops, columns) if merged else (tops, columns)), steps_section(brief, setting), room
        )
        sizes = page.grant(_wishes(brief)) if merged else {s.key: s.most for s in page.sections}
        if page.height(sizes) <= room and (not merged or _enough(brief, page, sizes)):
            break
    if not sizes.get(SPOTS, 1):  # no room for a matrix: its head goes too
        alone = starting_points_section(brief, alone=True)
        page = replace(page, tops=[alone if s is points else s for s in page.tops if s.key != SPOTS])
        sizes = page.grant(_wishes(brief))
    left = room - page.height(sizes)
    shown = {s.key: s.arrange(sizes[s.key]) for s in page.tops}
    return {
        "title": title,
        "subtitle": subtitle,
        **{key: shown.get(key) for key in TOPS},
        "starting_point_columns": COLUMNS,
        "columns": [[s.arrange(sizes[s.key]) for s in half] for half in page.split_columns(sizes)],
        "steps": page.foot.arrange(sizes["steps"]),
        "setting": setting.name,
        "call": words.form_command(brief) if left >= CALL else "",
        "roomy": left > ROOMY,
    }


def _enough(brief: Brief, page: Page, sizes: Mapping[str, int]) -> bool:
    """Say whether sections are so large that the steps need not be set smaller for them."""
    wanted = {**ENOUGH, "register": count_named(brief)}
    return all(sizes[s.key] >= min(wanted.get(s.key, ALL), s.most) for s in page.sections)


def _merged(brief: Brief, tops: Sequence[Section], columns: Sequence[Section]) -> tuple[list[Section], list[Section]]:
    """Let sections that have nothing say so in one paragraph, each reason once, where there are several of them."""
    empty = [s for s in (*tops, *columns) if not s.most and s.key in MERGED]
    if len(empty) < 2:
        return list(tops), list(columns)
    tops, columns = ([s for s in part if s not in empty] for part in (tops, columns))
    names = [name for section in empty for name in MERGED[section.key]]
    if len(columns) == 1:
        said = words.say_absences(brief, names, headed=True)
        return tops, [*columns, make_empty("missing", words.NOT_HERE, said, lines=MISSING_LINES)]
    said = words.say_absences(brief, names)
    return [*tops, make_empty("missing", "", said, room=fit.WIDTH, lines=MISSING_LINES)], columns


def _wishes(brief: Brief) -> list[tuple[str, int]]:
    """Return what comes first when room is short: section and size."""
    names = min(len(brief.register), MOST["register"])
    return [
        ("steps", ALL), ("gap", 2), ("reports", 1), ("register", count_named(brief)), ("reports", 2), ("chamber", 1),
        ("context", 1), ("places", 3), ("gap", 3), (SPOTS, 1), ("gap", 5), ("reports", 4), ("places", 5),
        ("chamber", 2), (SPOTS, ALL), ("reports", 8), ("gap", ALL), ("register", names + 1), ("context", 2),
        ("chamber", 4), ("register", names + 5), ("places", 8), ("context", 3), ("reports", ALL), ("register", ALL),
        ("context", ALL), ("chamber", ALL), ("places", ALL),
    ]  # fmt: skip
