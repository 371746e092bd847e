"""Texts of the brief in the cells of tables: no unseen characters, never a formula."""

from __future__ import annotations

import re
import unicodedata

from reports.pdf.characters import clean

LONGEST = 32_767  # UTF-16 units a cell of a spreadsheet holds
_FORMULA = frozenset("=+-@\t\r\n")
# a program that parts cells at another sign than the file's sees a cell begin inside a text; ", -betrieb" is a word
_CELL_INSIDE = re.compile(
    r"""([;,|\t][\s"]*)(?=[=@\uff1d\uff20\ufe66\ufe6b])"""
    r"""|([;,|\t]"*)(?=[-+\uff0d\uff0b\ufe63\ufe62])|([;,|\t][\s"]+)(?=[-+\uff0d\uff0b\ufe63\ufe62][^\w"]|[-+]\d)"""
)


def cell_text(text: str, longest: int = LONGEST) -> str:
    """Write a text as one line without unseen characters, no longer than a cell."""
    if text.isascii() and text.isprintable() and len(text) <= longest:
        return text
    shown = clean(text, longest)
    if len(shown) <= longest // 2 or len(shown.encode("utf-16-le")) <= 2 * longest:
        return shown
    return shown.encode("utf-16-le")[: 2 * longest - 2].decode("utf-16-le", "ignore") + "…"


def starts_formula(text: str) -> bool:
    """Say whether a spreadsheet could take a text for a formula: `=`, `+`, `-` or `@`, also wide, after blanks too.

    The minus sign U+2212 begins no formula.
    """
    if text[:1].isalnum():
        return False
    for char in text:
        if char in _FORMULA:
            return True
        if not char.isspace() and unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn", "Co"):
            return unicodedata.normalize("NFKC", char)[:1] in _FORMULA
    return False


def csv_text(text: str) -> str:
    """Write a text for a CSV file: an apostrophe goes before what a spreadsheet could take for a formula.

    A German Excel parts the cells of the tidy file at `;`, an English one those of the other file at `,`.
    """
    shown = cell_text(text, LONGEST - 1)
    if not shown.isalnum():
        inside = _CELL_INSIDE.sub(r"\g<0>'", shown)
        shown = shown if inside == shown else cell_text(inside, LONGEST - 1)
    return f"'{shown}" if starts_formula(text) or starts_formula(shown) else shown
