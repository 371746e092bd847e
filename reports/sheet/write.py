"""The files of a sheet, and what a maker of sheets is to be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from reports.files import keep
from reports.files.batch import Result, Wanted, make_files, target
from reports.files.workers import Bounds, Files, name_error
from reports.model.brief import Brief
from reports.pdf.errors import RenderError
from reports.sheet.draw import render
from reports.sheet.view import outdated
from reports.sheet.words import FOLDER, words

NAME = "blatt-{language}"
NOTE = ".blatt-{language}.json"  # beside the files: what they were made from, and their checksums


def write_sheet(brief: Brief, language: str, folder: Path, made_of: str = "") -> Files:
    """Write a sheet as PDF and PNG into the region's folder; what would come out the same is not made again.

    `made_of` is its `fingerprint` where that is known already.
    """
    place, made_of = target(brief, folder)[0].parent, made_of or fingerprint(brief, language)
    note = NOTE.format(language=language)
    if found := keep.find_unchanged(place, made_of, note):
        return found
    made, stem = render(brief, language), NAME.format(language=language)
    return keep.write(place, {f"{stem}.pdf": made.pdf, f"{stem}.png": made.png}, made_of, note)


def render_sheets(
    wanted: Sequence[tuple[Brief, Sequence[str]]],
    folder: Path,
    workers: int = 2,
    on_done: Callable[[Result], None] | None = None,
    *,
    write: Callable[[Brief, str, Path, str], Files] | None = None,
    **bounds: float,
) -> list[Result]:
    """Make the sheets of briefs in their languages side by side and return what became of each, in their order.

    `bounds` are those of `Bounds`, for each sheet. Raises OSError: a full disk concerns all.
    """
    sheets = []
    for brief, languages in wanted:
        of_brief = keep.fingerprint(brief)
        for language in languages:
            made_of = fingerprint(brief, language, of_brief)
            job = (brief, language, folder, made_of)
            sheets.append(Wanted(brief, language, made_of, NOTE.format(language=language), job))

    def describe(error: Exception) -> str:
        if isinstance(error, OSError):
            raise error
        return explain_error(error)

    return make_files(write or write_sheet, sheets, folder, workers, on_done, Bounds(**bounds), describe=describe)


def explain_error(error: Exception) -> str:
    """Say why a sheet is not there; what rendering refuses names the sheet itself."""
    return str(error) if isinstance(error, RenderError) else name_error(error)


def find_sheets(brief: Brief, languages: Iterable[str], place: Path) -> dict[str, Files]:
    """Return PDF and PNG of each sheet in the region's folder; not those of another brief, nor what is not whole."""
    of_brief = keep.fingerprint(brief)
    found = {
        language: keep.find_unchanged(place, fingerprint(brief, language, of_brief), NOTE.format(language=language))
        for language in languages
    }
    return {language: files for language, files in found.items() if files}


def fingerprint(brief: Brief, language: str, of_brief: str = "") -> str:
    """Return the checksum of a brief and of everything that makes its sheet in a language.

    `of_brief` is that of `keep.fingerprint` where it is known already.
    """
    of_sheets = keep.sum_up(Path(__file__).parent, FOLDER)
    return sha256(f"{of_brief or keep.fingerprint(brief)} {of_sheets} {language}".encode()).hexdigest()


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
