"""The tidy table of all figures as CSV: UTF-8, comma, decimal point, ISO periods."""

from __future__ import annotations

import csv
import io
import math

from reports.companions.plain_text import csv_text
from reports.companions.rows import Row, rows
from reports.model import Brief

TIDY = ("edition", "region_id", "region_name", *Row._fields)


class _Texts(dict):
    """Texts as they stand in a CSV file, each worked out once."""

    def __missing__(self, text: str) -> str:
        found = self[text] = csv_text(text)
        return found


def tidy_csv(brief: Brief) -> bytes:
    """Return all figures of a brief, one in a row; columns as `TIDY`, explained in docs/companions.md.

    Raises ValueError for a figure that is no number.
    """
    texts = _Texts()
    head = tuple(texts[text] for text in (brief.edition, brief.region.id, brief.region.name))
    target = io.StringIO()
    write = csv.writer(target, lineterminator="\n").writerow
    write(TIDY)
    for row in rows(brief):
        write((*head, *[texts[cell] if isinstance(cell, str) else _number(cell) for cell in row]))
    return target.getvalue().encode("utf-8")


def _number(value: float | int | None) -> float | int | str:
    if value is None:
        return ""
    if not math.isfinite(value):
        raise ValueError(f"{value!r} is no figure")
    return value
