"""Which characters the brief's typeface can show, and how a text from outside is made harmless."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
REGULAR, SEMIBOLD = "IBMPlexSans-Regular.ttf", "IBMPlexSans-SemiBold.ttf"
ARABIC = "IBMPlexSansArabic-Regular.ttf"
LONGEST = 1000  # characters of one field that are ever shown
SUBSTITUTE = "\ufffd"  # stands for a character the fonts lack
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANKS = str.maketrans(dict.fromkeys("\t\n\r\v\f\u2028\u2029", " "))
_STACKED = 3  # marks on one letter that are shown: no writing needs more, and higher ones reach other lines
_MAYBE_MARKS = re.compile("[\u0300-\u036f\u0483-\u1fff\u20d0-\u20ff\u2c00-\ufe2f\U00010000-\U0010ffff]")


@cache
def read_font(name: str) -> tuple[dict[int, str], dict[str, tuple[int, int]]]:
    from fontTools.ttLib import TTFont

    with TTFont(FONTS / name, lazy=True) as font:
        return dict(font.getBestCmap()), dict(font["hmtx"].metrics)


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


class _Table(dict):
    """What stands for each character on the page: a rule says it when the character is first met."""

    def __init__(self, rule: Callable[[int], str]) -> None:
        self._rule = rule

    def __missing__(self, code: int) -> str:
        self[code] = self._rule(code)
        return self[code]


_SPELLED = _Table(lambda code: f"‹U+{code:04X}›" if unicodedata.category(chr(code)) in _UNSEEN else chr(code))
_SHOWN = _Table(lambda code: chr(code) if code in _known() else SUBSTITUTE)


def legible(text: str) -> str:
    """Clean a text from forms or open data and put `SUBSTITUTE` for each character that no font can show."""
    if len(text) <= LONGEST and text.isascii() and text.isprintable():
        return text
    return clean(text).translate(_SHOWN)


def missing(text: Iterable[str]) -> str:
    """Name the characters that no font of the brief can show."""
    known = _known()
    return "".join(sorted({c for c in text if ord(c) not in known and c != "\n"}))


@cache
def _known() -> frozenset[int]:
    return frozenset(read_font(REGULAR)[0]) | frozenset(read_font(ARABIC)[0])
