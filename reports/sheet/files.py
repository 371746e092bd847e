"""The files of a sheet, and what a maker of sheets is to be told."""

from __future__ import annotations

import os
from pathlib import Path

from reports.model import Brief
from reports.pool import target
from reports.sheet.draw import render
from reports.sheet.view import outdated
from reports.sheet.words import words

NAME = "blatt-{language}"


def write_sheet(brief: Brief, language: str, folder: Path) -> tuple[Path, Path]:
    """Make a sheet and write it as PDF and PNG into the region's folder, each by rename."""
    place = target(brief, folder)[0].parent
    files = render(brief, language)
    place.mkdir(parents=True, exist_ok=True)
    stem = NAME.format(language=language)
    pdf, png = place / f"{stem}.pdf", place / f"{stem}.png"
    for path, content in ((pdf, files.pdf), (png, files.png)):
        _replace(path, content)
    return pdf, png


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


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
