"""The files of a sheet, and what a maker of sheets is to be told."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from reports import kept
from reports.model import Brief
from reports.pool import target
from reports.sheet.draw import render
from reports.sheet.view import outdated
from reports.sheet.words import FOLDER, words

NAME = "blatt-{language}"
NOTE = ".blatt-{language}.json"  # beside the files: what they were made from, and their checksums


def write_sheet(brief: Brief, language: str, folder: Path) -> tuple[Path, Path]:
    """Write a sheet as PDF and PNG into the region's folder; what would come out the same is not made again."""
    place = target(brief, folder)[0].parent
    if found := finished(brief, language, place):
        return found
    made, stem = render(brief, language), NAME.format(language=language)
    pdf, png = kept.write(
        place, {f"{stem}.pdf": made.pdf, f"{stem}.png": made.png}, mark(brief, language), NOTE.format(language=language)
    )
    return pdf, png


def finished(brief: Brief, language: str, place: Path) -> tuple[Path, ...]:
    """Return PDF and PNG of a sheet in the region's folder; none where they are of another brief or not whole."""
    return kept.still_good(place, mark(brief, language), NOTE.format(language=language))


def mark(brief: Brief, language: str) -> str:
    """Return the checksum of a brief and of everything that makes its sheet in a language."""
    return sha256(f"{kept.mark(brief)} {kept.content(Path(__file__).parent, FOLDER)} {language}".encode()).hexdigest()


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
