"""The CSV files: one for programs with every figure, one for a German Excel with the occupation groups."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from reports.files import periods
from reports.files.lookup import Lookup
from reports.files.occupation_tables import OCCUPATIONS, occupations
from reports.files.plain_text import csv_text
from reports.files.rows import Row, rows
from reports.files.table import Table
from reports.model.brief import Brief

TIDY = ("edition", "region_id", "region_name", *Row._fields)
BOM = "\ufeff"
GERMAN = ("Berufsgruppe", *(c.head for c in OCCUPATIONS[2:]), "Region", "Jahr", "Stichtag Beschäftigte", "Ausgabe")


def german_csv(brief: Brief, table: Table | None = None) -> bytes:
    """Return the table of occupation groups for a German Excel: `;`, decimal comma, BOM, CRLF.

    Codes stand before the names in the same cell, since Excel takes the zero in front away from a code alone.
    Raises ValueError for a figure that is no number.
    """
    region = brief.region
    table = occupations(brief, Lookup(rows(brief))) if table is None else table
    same = (f"{region.id} {region.name}", periods.words(brief, "unemployed"), periods.words(brief, "employees"))
    written = _Cells(";", ",")
    lines = [";".join(written[head] for head in GERMAN)]
    for code, name, *cells in table.rows:
        lines.append(";".join([written[cell] for cell in (f"{code} {name}", *cells, *same, brief.edition)]))
    return (BOM + "\r\n".join([*lines, ""])).encode("utf-8")


def tidy_csv(brief: Brief, figures: Iterable[Row] | None = None) -> bytes:
    """Return all figures of a brief, one in a row: UTF-8, comma, decimal point, ISO periods.

    The columns are `TIDY`, explained in docs/companions.md. Raises ValueError for a figure that is no number.
    """
    written = _Cells(",")
    head = ",".join(written[text] for text in (brief.edition, brief.region.id, brief.region.name))
    cells = written.__getitem__
    lines = [f"{head},{','.join(map(cells, row))}" for row in (rows(brief) if figures is None else figures)]
    return "\n".join([",".join(TIDY), *lines, ""]).encode("utf-8")


class _Cells(dict):
    """Cells as they stand in a CSV file, each worked out once: texts that are no formulas, and numbers."""

    def __init__(self, delimiter: str, point: str = ".") -> None:
        self.quoted, self.point = re.compile(rf'[{delimiter}"\r\n]'), point

    def __missing__(self, cell: str | float | int | None) -> str:
        if cell is None:
            found = ""
        elif not isinstance(cell, str):
            found = _number(cell).replace(".", self.point)  # whole figures are never floats: no two are one key
        else:
            text = csv_text(cell)
            found = '"' + text.replace('"', '""') + '"' if self.quoted.search(text) else text
        self[cell] = found
        return found


def _number(value: float | int) -> str:
    if not math.isfinite(value):
        raise ValueError(f"{value!r} is no figure")
    return repr(value)
