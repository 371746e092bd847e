"""One loop for briefs and their sheets: what would come out the same stays, the rest is made in worker processes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reports.files import keep
from reports.files.workers import Bounds, Files, Job, do_jobs, name_error
from reports.model.brief import Brief

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class UnsafeName(ValueError):
    """A region or edition whose id cannot be a file name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Files that are wanted of a brief: its own, or its sheet in a language."""

    brief: Brief
    language: str  # "": the files of the brief itself
    fingerprint: str  # of all that makes them
    note: str  # name of the note that lies beside them
    job: Job  # what the function that writes them is called with


@dataclass(frozen=True, slots=True)
class Result:
    """What became of files that were wanted; `error` is None exactly when all of them are there."""

    region_id: str
    language: str  # "": the files of the brief itself
    files: Files  # PDF first; then brief.json and its companions, or the PNG of a sheet
    error: str | None
    unchanged: bool = False  # the files of an earlier run are those that would be made
    seconds: float = field(default=0.0, compare=False)

    @property
    def pdf(self) -> Path | None:
        return self.files[0] if self.files else None

    @property
    def json(self) -> Path | None:
        return self.files[1] if self.files else None


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


def make_files(
    write: Callable[..., Files],
    wanted: Sequence[Wanted],
    folder: Path,
    workers: int,
    on_done: Callable[[Result], None] | None,
    bounds: Bounds,
    *,
    again: bool = False,
    describe: Callable[[Exception], str] = name_error,
) -> list[Result]:
    """Make files side by side by calls of `write` and return what became of each wanted one, in their order.

    Files that are there and would come out the same are not made, unless `again`. A job that raises, exceeds its
    bounds or kills its worker is reported in its result, as `describe` says it; the others are finished. `on_done`
    hears of each as it is done.
    """
    results: dict[int, Result] = {}

    def done(index: int, files: Files, error: Exception | None, seconds: float = 0.0, unchanged: bool = False) -> None:
        one = wanted[index]
        why = None if error is None else describe(error)
        results[index] = Result(one.brief.region.id, one.language, files, why, unchanged, seconds)
        if on_done:
            on_done(results[index])

    jobs = []
    for index, one in enumerate(wanted):
        try:
            place = target(one.brief, folder)[0].parent
        except UnsafeName as error:
            done(index, (), error)
            continue
        if files := () if again else keep.find_unchanged(place, one.fingerprint, one.note):
            done(index, files, None, unchanged=True)
        else:
            jobs.append((index, one.job))
    do_jobs(write, jobs, workers, bounds, done)
    return [results[index] for index in range(len(wanted))]
