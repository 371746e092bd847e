"""What may stand in a mail header: one plain address, one line of visible text."""

from __future__ import annotations

import re
import unicodedata

_LOCAL = r"[A-Za-z0-9_+~&'-]+(?:\.[A-Za-z0-9_+~&'-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{6,254}}\Z)(?=[^@]{{1,64}}@){_LOCAL}@(?:{_LABEL}\.)+(?!\d+\Z){_LABEL}")
_UNSEEN = {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}  # control, bidi and joining characters, halves, line ends


def is_address(text: str) -> bool:
    """Say whether a text is one mail address in plain letters, at a domain with a dot."""
    return _ADDRESS.fullmatch(text) is not None


def address_fault(text: str) -> tuple[str, str]:
    """Say what is wrong with an address, without repeating it, and what to do; twice "" where nothing is."""
    if found := line_fault(text):
        return found, "type the address anew, without anything before or after it"
    if is_address(text):
        return "", ""
    if not text:
        return "no address", "write one, or delete the row"
    if text.count("@") > 1 or re.search(r"[,;]", text):
        return "more than one address", "one row for each address: nobody is to see those of others"
    if re.search(r"[<>\"]", text):
        return "a name beside the address", "only the address, for example office@example.org"
    if not text.isascii():
        return "letters that mail servers do not take", "write the domain in its ASCII form (xn--…)"
    return "not a mail address", "write it as office@example.org"


def line_fault(text: str) -> str:
    """Say what in a text could forge or hide a part of a header; "" where nothing can."""
    for char in text:
        if unicodedata.category(char) in _UNSEEN:
            return f"a character that does not show (U+{ord(char):04X})"
    if "=?" in text or "?=" in text:
        return "an encoded word (=?…?=)"
    return ""
