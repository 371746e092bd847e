"""Texts of the brief in the cells of tables: no unseen characters, never a formula."""

from __future__ import annotations

import unicodedata

from reports.typeface import clean

LONGEST = 32_767  # characters a cell of a spreadsheet holds
_FORMULA = frozenset("=+-@\t\r\n")


def cell_text(text: str) -> str:
    """Write a text as one line without unseen characters, no longer than a cell."""
    shown = clean(text, LONGEST)
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"


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
    """Write a text for a CSV file: an apostrophe goes before what a spreadsheet could take for a formula."""
    shown = cell_text(text)
    return f"'{shown}"[:LONGEST] if starts_formula(text) or starts_formula(shown) else shown
