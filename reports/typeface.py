"""The brief's own typeface: how wide a text is, where it breaks, and which characters it can show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "templates" / "fonts"
REGULAR, SEMIBOLD = "IBMPlexSans-Regular.ttf", "IBMPlexSans-SemiBold.ttf"
ARABIC = "IBMPlexSansArabic-Regular.ttf"
LONGEST = 1000  # characters of one field that are ever shown
SUBSTITUTE = "\ufffd"  # stands for a character the fonts lack

# where a line may end: after a blank, after a hyphen or slash inside a word
_BREAKS = re.compile(r"(?<= )(?! )|(?<=\w[-/])(?=[^\W\d])")

_LOOSE = re.compile(r"(?:[ ,;·–(/-]|(?<= )(?:und|oder|u\.))+$")  # what ends no shortened text

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANKS = str.maketrans(dict.fromkeys("\t\n\r\v\f\u2028\u2029", " "))
_STACKED = (
    3  # marks above and below one letter that are shown: no writing needs more, and higher ones reach other lines
)
_MAYBE_MARKS = re.compile("[\u0300-\u036f\u0483-\u1fff\u20d0-\u20ff\u2c00-\ufe2f\U00010000-\U0010ffff]")
_WORDS = 100  # characters up to which the width of a text is remembered


@cache
def _font(name: str) -> tuple[dict[int, str], dict[str, tuple[int, int]]]:
    from fontTools.ttLib import TTFont

    with TTFont(FONTS / name, lazy=True) as font:
        return dict(font.getBestCmap()), dict(font["hmtx"].metrics)


class _Advances(dict):
    """Advance widths by character, in parts of the type size; what the font lacks counts as a full square."""

    def __init__(self, font: str) -> None:
        cmap, metrics = _font(font)
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


def clean(text: str, longest: int = LONGEST) -> str:
    """Make a text from outside harmless to the page.

    Line breaks become blanks; control, bidi and other unseen characters are spelled out (`‹U+202E›`), so that they
    are seen and turn nothing around; of marks heaped on one letter the first three stay; a text of more than `longest`
    characters is cut.
    """
    plain = len(text) <= longest and text.isprintable() and unicodedata.is_normalized("NFC", text)
    if plain and not _MAYBE_MARKS.search(text):
        return text
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    text = unicodedata.normalize("NFC", text.translate(_BLANKS).replace("\u00ad", ""))
    return _unheaped(text).translate(_SPELLED)


def _unheaped(text: str) -> str:
    """Leave out the marks beyond the first few of each letter."""
    kept, heaped = [], 0
    for char in text:
        heaped = heaped + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if heaped <= _STACKED:
            kept.append(char)
    return "".join(kept)


class _Spelled(dict):
    """What stands for each character on the page: unseen ones are spelled out."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = f"‹U+{code:04X}›" if unicodedata.category(char) in _UNSEEN else char
        return self[code]


_SPELLED = _Spelled()


def legible(text: str) -> str:
    """Clean a text from forms or open data and put `SUBSTITUTE` for each character that no font can show."""
    if len(text) <= LONGEST and text.isascii() and text.isprintable():
        return text
    return clean(text).translate(_shapes())


class _Shapes(dict):
    """What stands for each character in texts from outside: `SUBSTITUTE` where no font has a shape."""

    def __missing__(self, code: int) -> str:
        self[code] = chr(code) if code in _known() else SUBSTITUTE
        return self[code]


@cache
def _shapes() -> _Shapes:
    return _Shapes()


def missing(text: Iterable[str]) -> str:
    """Name the characters that no font of the brief can show."""
    known = _known()
    return "".join(sorted({c for c in text if ord(c) not in known and c != "\n"}))


@cache
def _known() -> frozenset[int]:
    return frozenset(_font(REGULAR)[0]) | frozenset(_font(ARABIC)[0])
