"""A section of page 4 that can be shown in several sizes, and the sharing of the page among sections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any

from reports.pages import fit
from reports.pdf.characters import legible
from reports.words.elsewhere import WORKBOOK
from reports.words.notation import number

COLUMN = 242.0
LINE, SMALL_LINE = 10.4, 9.8
H3, H3_LINE, HEAD, GAP = 10.5, 13.0, 6.8, 8.6


@dataclass(frozen=True)
class Content:
    """What a section shows in one size."""

    rows: Sequence[Mapping[str, Any]] = ()
    tall: float = 0.0  # height of the rows with what stands directly above them
    left: int = 0  # rows that are not shown
    finding: str = ""  # one line under the title
    above: Sequence[str] = ()  # small lines below it
    late: str = ""
    below: Sequence[str] = ()  # small lines under the rows
    drawing: Callable[[], str] | None = None
    always: Sequence[str] = ()  # small lines under the rows that stand without rows too


@dataclass(frozen=True)
class Section:
    """A section in sizes from 0, which shows nothing, to `most`."""

    key: str
    title: str
    most: int
    make: Callable[[int], Content]
    room: float = COLUMN
    rest: str = WORKBOOK  # where the rows stand that are not shown

    @cached_property
    def _sizes(self) -> dict[int, tuple[Content, float]]:
        return {}

    def _at(self, size: int) -> tuple[Content, float]:
        if size not in self._sizes:
            content = self.make(size)
            if self.most and not size:  # nothing to explain or to quote
                content = replace(content, above=(), below=())
            self._sizes[size] = content, self._height(content)
        return self._sizes[size]

    def height(self, size: int) -> float:
        """Return the height in one size."""
        return self._at(size)[1]

    def _height(self, c: Content) -> float:
        small = small_height([t for t in (*c.above, *c.below, *c.always, self._more(c)) if t], self.room, gap=2)
        small += small_height([c.late] if c.late else [], self.room, bold=True, gap=2)
        head = HEAD + fit.lines(self.title, H3, self.room, bold=True) * H3_LINE if self.title else 0.0
        found = fit.lines(c.finding, fit.CELL, self.room, bold=True) * LINE + 2 if c.finding else 0.0
        return head + found + small + c.tall + GAP

    def _more(self, c: Content) -> str:
        if not c.left:
            return ""
        if c.rows:
            return f"und {number(c.left)} weitere {self.rest}"
        return f"{'Eine Angabe' if c.left == 1 else f'{number(c.left)} Angaben'} {self.rest}"

    def arrange(self, size: int) -> dict[str, Any]:
        """Return what the template needs in one size."""
        c = self._at(size)[0]
        return {
            "key": self.key,
            "title": self.title,
            "finding": c.finding,
            "above": c.above,
            "late": c.late,
            "rows": c.rows,
            "drawing": c.drawing() if c.drawing and c.rows else "",
            "more": self._more(c),
            "below": [*c.below, *c.always],
        }


def make_empty(
    key: str, title: str, *sentences: str, finding: str = "", room: float = COLUMN, lines: int = 3
) -> Section:
    """Return a section that says why it has nothing; `Section.most` is 0."""
    content = Content(finding=finding, above=[limit(s, fit.NOTE, lines, room) for s in sentences])
    return Section(key, title, 0, lambda _: content, room)


def limit(text: str, size: float, most: int, room: float, bold: bool = False) -> str:
    """Limit a text from outside to some lines, with a substitute for what the typeface lacks."""
    return fit.limited(legible(text), size, most, room, bold)


def recognition_place() -> str:
    """Say where the table of recognition stands, seen from the sections about evidence."""
    return "auf Seite 3" if fit.on_paper() else "weiter oben"


def small_height(texts: Iterable[str], room: float, bold: bool = False, gap: float = 0.0) -> float:
    """Return the height of small lines."""
    return sum(fit.lines(t, fit.NOTE, room, bold) * SMALL_LINE + gap for t in texts)


def name_height(name: str, room: float) -> float:
    """Return the height of a name in bold; a name that is missing leaves its line empty."""
    return max(fit.lines(name, fit.CELL, room, bold=True), 1) * LINE


@dataclass(frozen=True)
class Page:
    """The sections of page 4: some over the whole width, two columns, and one over the whole width at the foot."""

    tops: Sequence[Section]
    columns: Sequence[Section]
    foot: Section
    room: float

    @property
    def sections(self) -> list[Section]:
        return [*self.tops, *self.columns, self.foot]

    def grant(self, wishes: Iterable[tuple[str, int]]) -> dict[str, int]:
        """Grant wishes, given as section and size, in their order and as far as there is room; then everything."""
        sections = {s.key: s for s in self.sections}
        sizes = {key: s.most for key, s in sections.items()}
        if self.height(sizes) <= self.room:
            return sizes
        sizes = dict.fromkeys(sections, 0)
        for key, wanted in wishes:
            while key in sizes and sizes[key] < min(wanted, sections[key].most):
                larger = {**sizes, key: sizes[key] + 1}
                if self.height(larger) > self.room:
                    break
                sizes = larger
        return sizes

    def height(self, sizes: Mapping[str, int]) -> float:
        """Return the height of the page with its sections in some sizes."""
        ends = sum(s.height(sizes[s.key]) for s in (*self.tops, self.foot))
        return ends + self._split(sizes)[0]

    def split_columns(self, sizes: Mapping[str, int]) -> tuple[list[Section], list[Section]]:
        """Split the sections in between into two columns, in their order and as even as can be."""
        sides = self._split(sizes)[1]
        return tuple([s for s, on in zip(self.columns, sides, strict=True) if on == side] for side in (0, 1))

    def _split(self, sizes: Mapping[str, int]) -> tuple[float, tuple[int, ...]]:
        tall = [s.height(sizes[s.key]) for s in self.columns]
        found = []
        for sides in product((0, 1), repeat=len(tall) - 1):
            right = sum(h for h, on in zip(tall[1:], sides, strict=True) if on)
            found.append((max(sum(tall) - right, right), (0, *sides)))
        return min(found)
