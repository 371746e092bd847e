"""Find what must not stand in a statement: the contact data and names of persons."""

from __future__ import annotations

import re

_PATTERNS = (
    ("an e-mail address", re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)),
    # a number people are called by: 0234 910-0, +49 30 1815-1111, Tel. 910 12 34; not a date, a year or an amount
    ("a phone number", re.compile(r"(?<![\d.])(?:\+\s?\d{1,3}|00[1-9]\d|0[1-9]\d{1,4})[\s()/.-]*\d(?:[\s/.-]*\d){3,}")),
    ("a phone number", re.compile(r"\b(?:tel|telefon|fon|mobil|handy|fax)\b\.?\s*:?\s*\d[\d\s/-]{3,}", re.IGNORECASE)),
    (
        "a person's name",
        re.compile(r"\b(?:Herrn?|Frau)\s+(?:(?:Prof|Dr|Dipl|Ing)\b\S*\s+)*(?!Prof|Dr)[A-ZÄÖÜ][a-zäöüß]+"),
    ),
)


def found_in(text: str) -> str:
    """Say which personal data a text seems to hold: "a phone number"; "" for none.

    Names are recognised after Herr and Frau alone.
    """
    return next((what for what, pattern in _PATTERNS if pattern.search(text)), "")
