"""The files of a sheet, and what a maker of sheets is to be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from reports.files import keep
from reports.files.workers import MEMORY, RECYCLE, SECONDS, Crew, Files, Worker, said
from reports.files.write import UnsafeName, target
from reports.model.brief import Brief
from reports.pdf.errors import RenderError
from reports.sheet.draw import render
from reports.sheet.view import outdated
from reports.sheet.words import FOLDER, words

NAME = "blatt-{language}"
NOTE = ".blatt-{language}.json"  # beside the files: what they were made from, and their checksums


Write = Callable[[Brief, str, Path, str], Files]


@dataclass(frozen=True, slots=True)
class SheetResult:
    """What became of one sheet: PDF and PNG, or why they are not there."""

    region_id: str
    language: str
    files: Files
    error: str | None
    unchanged: bool = False  # the files of an earlier run are those that would be made


def render_sheets(
    wanted: Sequence[tuple[Brief, Sequence[str]]],
    folder: Path,
    workers: int = 2,
    on_done: Callable[[SheetResult], None] | None = None,
    *,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    recycle: int = RECYCLE,
    write: Write | None = None,
) -> list[SheetResult]:
    """Make the sheets of briefs in their languages side by side and return what became of each, in their order.

    Bounds and failures are those of `render_many`, for each sheet. Raises OSError: a full disk concerns all.
    """
    sheets = [(brief, language) for brief, languages in wanted for language in languages]
    results: dict[int, SheetResult] = {}

    def done(index: int, files: Files, error: Exception | None, _took: float, unchanged: bool = False) -> None:
        if isinstance(error, OSError):
            raise error
        brief, language = sheets[index]
        results[index] = SheetResult(brief.region.id, language, files, told(error) if error else None, unchanged)
        if on_done:
            on_done(results[index])

    jobs = []
    marks = {id(brief): keep.mark(brief) for brief, _ in wanted}
    for index, (brief, language) in enumerate(sheets):
        try:
            place = target(brief, folder)[0].parent
        except UnsafeName as error:
            done(index, (), error, 0.0)
            continue
        made_for = mark(brief, language, marks[id(brief)])
        if files := _still_good(place, language, made_for):
            done(index, files, None, 0.0, unchanged=True)
        else:
            jobs.append((index, (brief, language, folder, made_for)))
    Crew(lambda: Worker(memory, write or write_sheet), workers, seconds, recycle).work(jobs, done)
    return [results[i] for i in range(len(sheets))]


def told(error: Exception) -> str:
    """Say why a sheet is not there; what rendering refuses names the sheet itself."""
    return str(error) if isinstance(error, RenderError) else said(error)


def write_sheet(brief: Brief, language: str, folder: Path, made_for: str = "") -> Files:
    """Write a sheet as PDF and PNG into the region's folder; what would come out the same is not made again.

    `made_for` is its `mark` where that is known already.
    """
    place, made_for = target(brief, folder)[0].parent, made_for or mark(brief, language)
    if found := _still_good(place, language, made_for):
        return found
    made, stem = render(brief, language), NAME.format(language=language)
    return keep.write(
        place, {f"{stem}.pdf": made.pdf, f"{stem}.png": made.png}, made_for, NOTE.format(language=language)
    )


def finished(brief: Brief, languages: Iterable[str], place: Path) -> dict[str, Files]:
    """Return PDF and PNG of each sheet in the region's folder; not those of another brief, nor what is not whole."""
    of_brief = keep.mark(brief)
    found = {language: _still_good(place, language, mark(brief, language, of_brief)) for language in languages}
    return {language: files for language, files in found.items() if files}


def _still_good(place: Path, language: str, made_for: str) -> Files:
    return keep.still_good(place, made_for, NOTE.format(language=language))


def mark(brief: Brief, language: str, of_brief: str = "") -> str:
    """Return the checksum of a brief and of everything that makes its sheet in a language.

    `of_brief` is that of `kept.mark` where it is known already.
    """
    of_sheets = keep.content(Path(__file__).parent, FOLDER)
    return sha256(f"{of_brief or keep.mark(brief)} {of_sheets} {language}".encode()).hexdigest()


def warnings(brief: Brief, language: str) -> tuple[str, ...]:
    """Say which statements of law on a sheet have expired, and what is wrong with its translation."""
    say = words(language)
    told = {entry.step for entry in say.law}
    expired = [s for s in (*brief.steps, *brief.ways) if s.id in told and s.expired]
    return (
        *(f"{s.id} expired on {s.valid_until}: check it, then renew it in next_step.csv" for s in expired),
        *(
            f"{language}.toml says {s.id} in an earlier state ({s.as_of} in next_step.csv): translate it anew"
            for s in outdated(brief, say)
        ),
        *([f"{language}.toml: {say.note}"] if say.note else []),
    )
