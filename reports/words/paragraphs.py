"""Plain text for a screen: headings over paragraphs, and tables set in columns."""

from __future__ import annotations

import textwrap

WIDTH = 100
INDENT = "  "


def set_section(heading: str, lines: list[str]) -> str:
    """Set a heading over paragraphs; a line that begins with a blank is part of a table and stays as it is."""
    if not lines:
        return ""
    set_lines = [INDENT + line[1:] if line.startswith(" ") else _wrap(line) for line in lines]
    return "\n".join([heading.upper(), *set_lines])


def _wrap(line: str) -> str:
    return textwrap.fill(
        line, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT, break_long_words=False, break_on_hyphens=False
    )


def set_table(rows: list[tuple[str, ...]], right: tuple[int, ...] = ()) -> list[str]:
    """Set rows in columns; `right` names the columns of numbers."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        " "
        + "   ".join(
            text.rjust(width) if i in right else text.ljust(width)
            for i, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
