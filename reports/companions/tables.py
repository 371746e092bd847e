"""The tidy table of all figures as CSV: UTF-8, comma, decimal point, ISO periods."""

from __future__ import annotations

import math
import re

from reports.companions.plain_text import csv_text
from reports.companions.rows import Row, rows
from reports.model import Brief

TIDY = ("edition", "region_id", "region_name", *Row._fields)


def tidy_csv(brief: Brief) -> bytes:
    """Return all figures of a brief, one in a row; columns as `TIDY`, explained in docs/companions.md.

    Raises ValueError for a figure that is no number.
    """
    written = _Cells(",")
    head = ",".join(written[text] for text in (brief.edition, brief.region.id, brief.region.name))
    lines = [",".join(TIDY), *(f"{head},{','.join([written[cell] for cell in row])}" for row in rows(brief))]
    return "\n".join([*lines, ""]).encode("utf-8")


class _Cells(dict):
    """Cells as they stand in a CSV file, each worked out once: texts that are no formulas, and numbers."""

    def __init__(self, delimiter: str, point: str = ".") -> None:
        self.quoted, self.point = re.compile(rf'[{delimiter}"\r\n]'), point

    def __missing__(self, cell: str | float | int | None) -> str:
        if cell is None:
            found = ""
        elif not isinstance(cell, str):
            return _number(cell).replace(".", self.point)  # not kept: 1 and 1.0 and True are one key
        else:
            text = csv_text(cell)
            found = '"' + text.replace('"', '""') + '"' if self.quoted.search(text) else text
        self[cell] = found
        return found


def _number(value: float | int) -> str:
    if not math.isfinite(value):
        raise ValueError(f"{value!r} is no figure")
    return repr(value)
