"""Sizes of page and type in points, and how much room a text takes: what decides how many rows a page shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeVar

from reports.pdf.characters import clean
from reports.pdf.typeface import cut, wrap

MM = 72 / 25.4
WIDTH = 176 * MM
FIRST_PAGE = (297 - 16) * MM  # the masthead reaches the upper edge
PAGE = (297 - 18 - 16) * MM
ENDLESS = 20_000.0

BODY, BODY_LINE = 9.0, 12.8
H1, H1_LINE = 27.0, 32.0
H2, H2_LINE = 13.5, 17.0
SUB, SUB_LINE = 8.5, 12.0
CELL, CELL_LINE = 8.2, 10.0
NOTE, NOTE_LINE = 7.5, 10.0

Row = TypeVar("Row")


@contextmanager
def endless() -> Iterator[None]:
    """Let pages be as long as their content inside the block, as a screen does; not for several threads."""
    global PAGE, FIRST_PAGE
    paper = PAGE, FIRST_PAGE
    PAGE = FIRST_PAGE = ENDLESS
    try:
        yield
    finally:
        PAGE, FIRST_PAGE = paper


def on_paper() -> bool:
    """Say whether pages end, and texts must be short."""
    return PAGE < ENDLESS


@lru_cache(maxsize=4096)
def lines(text: str, size: float, room: float = WIDTH, bold: bool = False) -> int:
    """Count the lines a text takes."""
    return max(len(wrap(clean(text), size, room * 0.985, bold)), 1) if text else 0


def limited(text: str, size: float, most: int, room: float = WIDTH, bold: bool = False) -> str:
    """Clean a text and shorten it to so many lines: whatever a field holds, the page stays in shape.

    The hyphen before a suffix ("-sprechung") becomes one that no line can end after.
    """
    cleaned = clean(text).replace(" -", " \u2011")
    return cut(cleaned, size, room * 0.985, bold, most) if on_paper() else cleaned


@lru_cache(maxsize=256)
def balanced(text: str, size: float, room: float = WIDTH, bold: bool = False) -> float:
    """Return the least width in which a text takes as many lines as in a room, so that its lines are alike."""
    wanted, low, high = lines(text, size, room, bold), 0.5 * room, room
    while wanted > 1 and high - low > 4:
        middle = (low + high) / 2
        low, high = (low, middle) if lines(text, size, middle, bold) <= wanted else (middle, high)
    return high


def shortest_whole(texts: Sequence[str], size: float, most: int, room: float = WIDTH, bold: bool = False) -> str:
    """Return the first of some wordings, fullest first, that fits into so many lines; the last is cut if need be."""
    fitting = (t for t in texts if not on_paper() or lines(t, size, room, bold) <= most)
    found = next(fitting, texts[-1] if texts else "")
    return limited(found, size, most, room, bold)


def on_one_line(wordings: Sequence[str], size: float = H2, remark: str = "") -> str:
    """Return the first bold wording that takes one line, a remark at its end not counted; else the last."""
    fitting = (t for t in wordings if lines(t.removesuffix(remark), size, bold=True) == 1)
    return next(fitting, wordings[-1] if wordings else "")


def no_taller(wordings: Sequence[str], size: float) -> str:
    """Return the first wording that takes no more lines than the last."""
    return next(t for t in wordings if lines(t, size) <= lines(wordings[-1], size))


def without_brackets(text: str, size: float, most: int, room: float = WIDTH, at_most: int = 0) -> str:
    """Limit a text to so many lines; where it is too long, brackets go, those with figures first, so that none is cut.

    Where that is not enough it may take `at_most` lines.
    """
    figures = re.sub(r" \([^()]*\d[^()]*\)", "", text)
    wordings = [text, figures, re.sub(r" \([^()]*\)", "", figures)]
    found = next((t for t in wordings if lines(t, size, room) <= most), wordings[-1])
    return limited(found, size, max(most, at_most), room)


def sentences(text: str) -> list[str]:
    """Return the wordings of a text that lose one sentence after the other from its end."""
    ends = [m.end() for m in re.finditer(r"[^.!?]{4}[.!?](?= )", text)]
    return [text, *(text[:end] for end in reversed(ends))]


def titles(title: str, subtitle: str) -> tuple[str, str]:
    """Limit a title and its subtitle to two lines each."""
    return limited(title, H2, 2, bold=True), limited(subtitle, SUB, 2)


def heading(title: str, subtitle: str, room: float = WIDTH) -> float:
    """Height of a title with its subtitle."""
    return lines(title, H2, room, True) * H2_LINE + lines(subtitle, SUB, room) * SUB_LINE + 8.5


def paragraphs(texts: Sequence[str], room: float, size: float = BODY, leading: float = BODY_LINE, gap=4.0) -> float:
    """Height of paragraphs with a gap after each."""
    return sum(lines(t, size, room) * leading + gap for t in texts)


def rows_that_fit(rows: Sequence[Row], height: Callable[[Row], float], room: float) -> tuple[int, float]:
    """Count the rows that fit into a height, and the height they take."""
    used = 0.0
    for i, row in enumerate(rows):
        if used + height(row) > room:
            return i, used
        used += height(row)
    return len(rows), used
