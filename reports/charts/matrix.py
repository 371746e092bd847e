"""A matrix of occupations and states of training: how often, and where nobody is known to do anything."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reports.charts.plots import bar_names
from reports.charts.svg import INK, LABEL, MUTED, NAME_LINE, PETROL, RED, SMALL, dot, line, svg, text
from reports.pdf.characters import clean
from reports.pdf.typeface import cut, width
from reports.words.notation import NO_VALUE, number

ROW, ROW_TALL = 15.0, 20.5  # a name of one line, of two
HEAD_LINE, HEAD_LINES = 9.0, 3
LARGEST, LEAST = 5.6, 2.0  # radii of dots
NAMES = 0.35  # the part of the width that names take
BESIDE = 15.0  # from the left edge of a field to its figure
SOFT = "\u00ad"  # where a name of a state may be broken
FILLS = {True: ("#FFFFFF", RED, 1.1), False: (PETROL, PETROL, 0.0), None: ("#CFE2E5", PETROL, 0.7)}


@dataclass(frozen=True, slots=True)
class State:
    """A column: the name above it, and the code that stands there where the name is too long."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Field:
    """A count of an occupation and a state; `open` where nobody is known, None where that cannot be said."""

    count: int | None
    open: bool | None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An occupation with a field per state."""

    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows and columns in their order; `key` says what a kind of dot means, by `Field.open`."""

    rows: tuple[MatrixRow, ...]
    states: tuple[State, ...]
    key: tuple[tuple[bool | None, str], ...]


def row_height(label: str, across: float) -> float:
    """Height of a row by its name."""
    return ROW if width(clean(label), LABEL) <= NAMES * across - 10 else ROW_TALL


def height(drawn: Matrix, across: float) -> float:
    """Height of the drawing at a width."""
    lines = max([len(drawn.key), *(len(head(s, _room(drawn, across))) for s in drawn.states)], default=1)
    return max(lines, 1) * HEAD_LINE + 5 + sum(row_height(r.label, across) for r in drawn.rows)


def coded(drawn: Matrix, across: float) -> list[State]:
    """Return the columns that stand under their code, so that a note can spell them out."""
    return [s for s in drawn.states if head(s, _room(drawn, across)) == [clean(s.code)]]


def matrix(drawn: Matrix, across: float, title: str) -> str:
    """Draw a dot by count with its figure for each occupation and state; a white spot is a hollow dot.

    What the dots mean stands above the names. Columns for whose figures there is no room are left out.
    """
    size, room = (across, height(drawn, across)), _room(drawn, across)
    left, top = NAMES * across, size[1] - sum(row_height(r.label, across) for r in drawn.rows)
    shown = drawn.states[: int((1 - NAMES) * across / room + 0.01)]
    out = []
    for i, (open_, words) in enumerate(drawn.key):
        base = top - 5 - (len(drawn.key) - 1 - i) * HEAD_LINE
        out.append(_mark(5, base - 2.6, 3.4, open_))
        out.append(text(12, base, cut(clean(words), SMALL, left - 20), fill=RED if open_ else PETROL))
    for i, state in enumerate(shown):
        lines = head(state, room)
        for j, part in enumerate(lines):
            out.append(text(left + i * room, top - 5 - (len(lines) - 1 - j) * HEAD_LINE, part, fill=MUTED, bold=True))
    largest = max((f.count or 0 for r in drawn.rows for f in r.fields), default=0)
    for row in drawn.rows:
        tall = row_height(row.label, across)
        middle = top + tall / 2
        base = middle + LABEL * 0.34
        out.append(line(0, top, across, top))
        (name,) = bar_names([row.label], left - 10, 2 if tall > ROW else 1)
        first = base - (len(name) - 1) * NAME_LINE / 2
        out.extend(text(0, first + j * NAME_LINE, part, size=LABEL) for j, part in enumerate(name))
        for i, field in enumerate(row.fields[: len(shown)]):
            out += _field(field, left + i * room, middle, base, largest)
        top += tall
    return svg(size, title, "".join(out))


def _room(drawn: Matrix, across: float) -> float:
    """Width of a column: as many as there are share the room, but none is narrower than its figures."""
    whole = (1 - NAMES) * across
    widest = max((width(number(f.count), SMALL, bold=True) for r in drawn.rows for f in r.fields if f.count), default=0)
    return whole / max(min(len(drawn.states), int(whole // (BESIDE + widest + 3))), 1)


def head(state: State, room: float) -> list[str]:
    """Break a name above its column at blanks and soft hyphens; the code stands for one that is too long."""
    lines = [""]
    for word in state.name.split(" "):
        parts = [clean(part) for part in word.split(SOFT)]
        for k, part in enumerate(parts):
            glue, tail = " " if not k and lines[-1] else "", "-" if k < len(parts) - 1 else ""
            if width(lines[-1] + glue + part + tail, SMALL, bold=True) <= room - 3:
                lines[-1] += glue + part
            else:
                lines[-1] += "-" if k else ""
                lines.append(part)
    lines = [part for part in lines if part]
    fits = all(width(part, SMALL, bold=True) <= room - 3 for part in lines)
    if lines and fits and len(lines) <= HEAD_LINES:
        return lines
    return [cut(clean(state.code), SMALL, room - 3, bold=True)]


def _field(field: Field, x: float, middle: float, base: float, largest: int) -> list[str]:
    if field.count is None:
        return [text(x + LARGEST, base, NO_VALUE, fill=MUTED)]
    radius = max(LARGEST * math.sqrt(max(field.count, 0) / largest), LEAST) if largest else LEAST
    figure = text(x + BESIDE, base, number(field.count), fill=INK if field.open else MUTED, bold=field.open is True)
    return [_mark(x + LARGEST + 1, middle, radius, field.open), figure]


def _mark(x: float, y: float, radius: float, open_: bool | None) -> str:
    return dot(x, y, round(radius, 2), *FILLS[open_])
