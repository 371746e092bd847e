"""Figures that no brief can hold, refused by name before anything is drawn or written."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from reports.model.brief import Brief
from reports.model.estimates import Estimate
from reports.model.evidence import ChamberFigure, ContextFigure
from reports.model.starting_points import StartingPoint
from reports.pdf.errors import WrongFigure

LARGEST = 1e12  # no count of people, places or vacancies comes near, and no ratio of two of them
SIGNED = (ChamberFigure, ContextFigure)  # what is quoted as published may be a balance or a change
INTERVALS = {Estimate: ("ratio", "probability"), StartingPoint: ("shortage", "priority")}
SLACK = 0.01  # an estimate is the mean of its distribution, the ends of its interval are two of its quantiles
SHARES = {"share", "positive_share", "potential"} | {
    f"{name}{end}" for name in ("probability", "shortage", "priority") for end in ("", "_low", "_high")
}
_WORDS = {"str", "bool", "tuple[str, ...]", "str | None", "bool | None"}
Trail = tuple[Any, ...]


def check_figures(brief: Brief) -> None:
    """Refuse a brief with a figure that cannot be: not finite, below nought, or an interval turned round.

    Raises WrongFigure naming the region, the field, and the occupation or other thing it is of.
    """
    for trail, item in _things((), brief):
        for name in _figures(type(item)):
            value = getattr(item, name)
            for one in _flat(value):
                if why := _wrong(item, name, one):
                    raise WrongFigure(f"{_where(brief, (*trail, name))} is {one!r}; {why}")
        for name in INTERVALS.get(type(item), ()):
            low, value, high = (getattr(item, f"{name}{end}") for end in ("_low", "", "_high"))
            if None not in (low, value, high) and not (low <= high and low - SLACK <= value <= high + SLACK):
                raise WrongFigure(
                    f"{_where(brief, (*trail, name))} is {value!r} in an interval from {low!r} to {high!r}; the lower "
                    "end stands first, and the figure between the ends"
                )


def _where(brief: Brief, trail: Trail) -> str:
    """Write the way to a figure: "region 05911 (Bochum), occupations: 262 Energietechnik, vacancies"."""
    way = "".join(f", {step}" if isinstance(step, str) else f": {_named(step)}" for step in trail)
    return f"region {brief.region.id} ({brief.region.name[:60]}){way}"


def _wrong(item: Any, name: str, value: float) -> str:
    """Say why a figure cannot be; "" where it can."""
    if not math.isfinite(value):
        return "a figure of a brief is a finite number"
    if abs(value) > LARGEST:
        return f"no figure of a brief is beyond {LARGEST:.0e}"
    if value < 0 and not isinstance(item, SIGNED):
        return "counts, ratios and shares are not below nought"
    if value > 1 and name in SHARES:
        return "a share or probability is not above 1"
    return ""


def _things(trail: Trail, value: Any) -> Iterator[tuple[Trail, Any]]:
    """Find every value of a dataclass within a value, with the way there: names of fields, and items of lists."""
    if is_dataclass(value):
        yield trail, value
        for name in _holders(type(value)):
            yield from _things((*trail, name), getattr(value, name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _things((*trail, key), item)
    elif isinstance(value, tuple):
        for item in value:
            yield from _things((*trail, item), item)


def _named(item: Any) -> str:
    """Name an item of a list by its code and name, where it has them."""
    found = (getattr(item, name, "") for name in ("occupation", "code", "ags", "year", "id", "name", "title"))
    return " ".join(dict.fromkeys(str(part)[:60] for part in found if part)) or type(item).__name__


def _flat(value: Any) -> Iterator[float]:
    if isinstance(value, int | float):
        yield value
    elif isinstance(value, tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _flat(item)


@cache
def _kinds(cls: type) -> dict[str, str]:
    return {f.name: str(f.type) for f in fields(cls)}


@cache
def _figures(cls: type) -> tuple[str, ...]:
    """Name the fields of a dataclass that hold figures."""
    return tuple(
        name for name, kind in _kinds(cls).items() if kind not in _WORDS and ("float" in kind or "int" in kind)
    )


@cache
def _holders(cls: type) -> tuple[str, ...]:
    """Name the fields of a dataclass that hold other dataclasses."""
    return tuple(
        name for name, kind in _kinds(cls).items() if kind not in _WORDS and not ("float" in kind or "int" in kind)
    )
