"""The files of briefs: made all at once, many briefs side by side in worker processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from reports.files import keep
from reports.files.batch import Result, Wanted, make_files, target
from reports.files.workers import Bounds, Files
from reports.model.brief import Brief


def write_brief(brief: Brief, folder: Path, fingerprint: str = "") -> Files:
    """Make all files of a brief and show them at once: PDF, brief.json, then its companions.

    `fingerprint` is that of `keep.fingerprint` where it is known already. Raises WrongFigure for a figure that cannot
    be.
    """
    from reports.files import companions
    from reports.files.document import to_json
    from reports.files.pdf import render_pdf
    from reports.model.impossible import check_figures

    check_figures(brief)
    pdf, json = target(brief, folder)
    others = companions.files(brief)
    tidy = others.get(f"{pdf.stem}-tidy.csv")
    files = {pdf.name: render_pdf(brief, tidy), json.name: to_json(brief).encode(), **others}
    return keep.write(pdf.parent, files, fingerprint or keep.fingerprint(brief))


def render_many(
    briefs: Sequence[Brief],
    folder: Path,
    workers: int = 2,
    on_done: Callable[[Result], None] | None = None,
    *,
    again: bool = False,
    write: Callable[[Brief, Path, str], Files] = write_brief,
    **bounds: float,
) -> list[Result]:
    """Render briefs side by side and return what became of each, in their order, as `make_files` does.

    `bounds` are those of `Bounds`: a brief that takes longer than `seconds` or more than `memory` bytes is an error.
    """
    wanted = []
    for brief in briefs:
        made_of = keep.fingerprint(brief)
        wanted.append(Wanted(brief, "", made_of, keep.NOTE, (brief, folder, made_of)))
    return make_files(write, wanted, folder, workers, on_done, Bounds(**bounds), again=again)
