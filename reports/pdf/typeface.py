"""The brief's own typeface: how wide a text is, where it breaks, and which characters it can show."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from reports.pdf.characters import LONGEST, REGULAR, SEMIBOLD, read_font

# where a line may end: after a blank, after a hyphen or slash inside a word
_BREAKS = re.compile(r"(?<= )(?! )|(?<=\w[-/])(?=[^\W\d])")
_LOOSE = re.compile(r"(?:[ ,;·–(/-]|(?<= )(?:und|oder|u\.))+$")  # what ends no shortened text
_WORDS = 100  # characters up to which the width of a text is remembered


class _Advances(dict):
    """Advance widths by character, in parts of the type size; what the font lacks counts as a full square."""

    def __init__(self, font: str) -> None:
        cmap, metrics = read_font(font)
        super().__init__((chr(code), metrics[glyph][0] / 1000) for code, glyph in cmap.items())

    def __missing__(self, char: str) -> float:
        return 1.0


@cache
def _advances(font: str) -> _Advances:
    return _Advances(font)


def width(text: str, size: float, bold: bool = False) -> float:
    """Width of a line of text in the unit of `size`; kerning, which narrows it a little, is left out."""
    return size * (_known_width if len(text) <= _WORDS else _width)(text, bold)


def _width(text: str, bold: bool) -> float:
    return sum(map(_advances(SEMIBOLD if bold else REGULAR).__getitem__, text))


_known_width = lru_cache(maxsize=16_384)(_width)


def wrap(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than `room`, as the page does without hyphenation."""
    return [line.strip(" ") for line in _slices(text.strip(" "), size, room, bold)]


def _slices(text: str, size: float, room: float, bold: bool) -> tuple[str, ...]:
    """Cut a text where its lines end; joined again the slices are the text."""
    return (_known_slices if len(text) <= LONGEST else _cut_up)(text, size, room, bold)


def _cut_up(text: str, size: float, room: float, bold: bool) -> tuple[str, ...]:
    slices, line, used = [], "", 0.0
    for piece in _BREAKS.split(text):
        bare = width(piece.rstrip(" "), size, bold)
        if line and used + bare > room:
            slices.append(line)
            line, used = "", 0.0
        while bare > room and len(piece) > 1:
            at = _fitting(piece, size, room, bold)
            slices.append(piece[:at])
            piece = piece[at:]
            bare = width(piece.rstrip(" "), size, bold)
        line += piece
        used += width(piece, size, bold)
    return (*slices, line) if line else tuple(slices)


_known_slices = lru_cache(maxsize=4096)(_cut_up)


def _fitting(text: str, size: float, room: float, bold: bool) -> int:
    total = 0.0
    for i, char in enumerate(text):
        total += width(char, size, bold)
        if total > room:
            return max(i, 1)
    return len(text)


def cut(text: str, size: float, room: float, bold: bool = False, lines: int = 1) -> str:
    """Shorten a text to so many lines, ending in "…" where something was left out."""
    text = text[:LONGEST]
    slices = _slices(text, size, room, bold)
    if len(slices) <= lines:
        return text
    last = slices[lines - 1].rstrip(" ")
    kept = last
    while kept and width(kept + "…", size, bold) > room:
        kept = kept[:-1]
    if len(kept) < len(last):  # not within a word, unless there is but one
        kept = "".join(_BREAKS.split(kept)[:-1]) or kept
    return "".join(slices[: lines - 1]) + _LOOSE.sub("", kept) + "…"
