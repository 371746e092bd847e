"""Render many briefs in worker processes: one that fails, hangs or eats memory does not take the others down."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reports.files import keep
from reports.files.workers import MEMORY, RECYCLE, SECONDS, Crew, Files, Worker, said
from reports.model.brief import Brief
from reports.pdf.stack import in_one_piece

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")

Write = Callable[[Brief, Path, str], tuple[Path, ...]]


@dataclass(frozen=True, slots=True)
class RenderResult:
    """What became of one brief; `error` is None exactly when all its files are there."""

    region_id: str
    edition: str
    pdf: Path | None
    json: Path | None
    error: str | None
    seconds: float
    files: tuple[Path, ...] = ()
    unchanged: bool = False  # the files of an earlier run are those that would be made


class UnsafeName(ValueError):
    """A region or edition whose id cannot be a file name."""


def target(brief: Brief, folder: Path) -> tuple[Path, Path]:
    """Name the PDF and the JSON file of a brief; both lie inside the folder, whatever the id holds."""
    for part in (brief.region.id, brief.edition):
        if not _SAFE.fullmatch(part) or ".." in part:
            raise UnsafeName(f"{part[:80]!r} cannot name a file: letters, digits, '-', '_' and '.' are allowed")
    root = folder.resolve()
    place = (root / brief.region.id).resolve()
    if place.parent != root:
        raise UnsafeName(f"{place} lies outside {root}")
    return place / f"fachkraefte-kompass-{brief.region.id}-{brief.edition}.pdf", place / "brief.json"


@in_one_piece
def write_brief(brief: Brief, folder: Path, mark: str = "") -> tuple[Path, ...]:
    """Make all files of a brief and show them at once: PDF, brief.json, then its companions.

    `mark` is that of `kept.mark` where it is known already. Raises WrongFigure for a figure that cannot be.
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
    return keep.write(pdf.parent, files, mark or keep.mark(brief))


def _warm_up() -> None:
    from reports.files.pdf import warm_up

    warm_up()


def render_many(
    briefs: Sequence[Brief],
    folder: Path,
    workers: int = 2,
    on_done: Callable[[RenderResult], None] | None = None,
    *,
    again: bool = False,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    recycle: int = RECYCLE,
    write: Write = write_brief,
) -> list[RenderResult]:
    """Render briefs side by side and return what became of each, in their order.

    A brief whose files are there and would come out the same is not rendered, unless `again`. A brief that raises,
    takes longer than `seconds`, more than `memory` bytes, or kills its worker is reported in its result; the others
    are finished. `on_done` hears of each brief as it is done.
    """
    results: dict[int, RenderResult] = {}

    def done(index: int, files: Files, error: Exception | None, took: float, unchanged: bool = False) -> None:
        brief = briefs[index]
        pdf, json = (files or (None, None))[:2]
        why = None if error is None else said(error)
        results[index] = RenderResult(brief.region.id, brief.edition, pdf, json, why, took, files, unchanged)
        if on_done:
            on_done(results[index])

    jobs = []
    for index, brief in enumerate(briefs):
        try:
            place = target(brief, folder)[0].parent
        except UnsafeName as error:
            done(index, (), error, 0.0)
            continue
        mark = keep.mark(brief)
        if files := () if again else keep.still_good(place, mark):
            done(index, files, None, 0.0, unchanged=True)
        else:
            jobs.append((index, (brief, folder, mark)))
    warm_up = _warm_up if write is write_brief else None
    Crew(lambda: Worker(memory, write, warm_up), workers, seconds, recycle).work(jobs, done)
    return [results[i] for i in range(len(briefs))]
