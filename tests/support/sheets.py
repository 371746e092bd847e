"""Briefs as the sheet needs them, and sheets made once for many tests."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from reports.model.brief import Brief
from reports.model.starting_points import StartingPoint
from reports.sheet.draw import SheetFiles, render
from tests.support import complete, factory


def lawful(brief: Brief) -> Brief:
    """Give a brief the steps and legal ways the project ships."""
    return replace(brief, steps=complete.steps(), ways=complete.steps(ways=True))


def bochum() -> Brief:
    return lawful(factory.bochum())


def named(name: str, brief: Brief | None = None, **more: object) -> Brief:
    brief = brief or bochum()
    return replace(brief, region=replace(brief.region, name=name, **more))


def with_gaps(brief: Brief, **changes: dict[str, object]) -> Brief:
    """Change fields of the gaps of some groups: `with_gaps(brief, g262={"rank": (1, 1, 9)})`."""
    gaps = tuple(replace(gap, **changes.get(f"g{gap.occupation}", {})) for gap in brief.starting_points)
    return replace(brief, starting_points=gaps)


def gap_of(brief: Brief, occupation: str) -> StartingPoint:
    return next(gap for gap in brief.starting_points if gap.occupation == occupation)


@lru_cache(maxsize=32)
def made(language: str) -> SheetFiles:
    """Make the sheet of Bochum once a language."""
    return render(bochum(), language)
