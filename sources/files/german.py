"""Numbers, dates and marks as German statistical offices print them."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping

from sources.errors import BadContent
from sources.records import Flag

Value = tuple[float | None, Flag]

#: Marks on which the offices agree. `-` and `.` differ by publisher: a source adds what they mean there.
MARKS: Mapping[str, Value] = {
    "*": (None, Flag.SECRET),
    "x": (None, Flag.NOT_APPLICABLE),
    "/": (None, Flag.UNKNOWN),
    "...": (None, Flag.UNKNOWN),
}
DASH_IS_NOTHING: Mapping[str, Value] = {"-": (0.0, Flag.OK)}
DASH_IS_NOT_APPLICABLE: Mapping[str, Value] = {"-": (None, Flag.NOT_APPLICABLE)}
DOT_IS_SECRET: Mapping[str, Value] = {".": (None, Flag.SECRET)}
DOT_IS_UNKNOWN: Mapping[str, Value] = {".": (None, Flag.UNKNOWN)}

MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)

_BLANK = "[ \u00a0\u202f\u2009]"
_NUMBER = re.compile(rf"[+-]?(?:\d+|\d{{1,3}}(?:\.\d{{3}})+|\d{{1,3}}(?:{_BLANK}\d{{3}})+)(?:,\d+)?")
_DATE = re.compile(r"(\d{1,2})\.\s*([A-Za-zäöüÄÖÜ]+|\d{1,2}\.)\s*(\d{4})")


def number(
    cell: object,
    where: str,
    *,
    marks: Mapping[str, Value] = MARKS,
    empty: Value | None = None,
    percent: bool = False,
) -> Value:
    """Return value and flag of a cell: a number, a number as German text, or one of the marks.

    `empty` is what an empty cell means; without it an empty cell is an error, and so is everything else that is not
    understood in full. A percent sign is accepted only where the source declares percent values, and is dropped.
    """
    if isinstance(cell, bool):
        raise BadContent(f"{where}: a truth value {cell!r} where a number should be.")
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            raise BadContent(f"{where}: {cell!r} where a number should be.")
        return float(cell), Flag.OK
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        raise BadContent(
            f"{where}: a date ({cell}) where a number should be. A spreadsheet program has probably converted it: "
            "use the publisher's original file."
        )
    text = strip(cell)
    if not text:
        if empty is None:
            raise BadContent(f"{where}: empty where a number or a mark should be.")
        return empty
    if text in marks:
        return marks[text]
    if text.endswith("%") and percent:
        text = strip(text[:-1])
    if _NUMBER.fullmatch(text):
        return float(re.sub(rf"{_BLANK}|\.", "", text).replace(",", ".")), Flag.OK
    raise BadContent(f"{where}: {cell!r} is neither a number nor one of the marks {' '.join(sorted(marks))}.")


def strip(cell: object) -> str:
    """Return a cell's text without blanks at its ends, with plain minus and plain dots."""
    text = "" if cell is None else str(cell).strip(" \t\r\n\u00a0\u202f\u2007\u2009\u200b\ufeff")
    if text[:1] in "\u2212\u2013\u2014":
        text = "-" + text[1:] if text else text
    return {"…": "...", "X": "x"}.get(text, text)


def code(cell: object, width: int, where: str) -> str:
    """Return a code of a fixed number of digits as text, as `0513` or 513 stored as a number with four digits.

    A number or text with too few digits is an error: whether a leading zero was lost is for a person to say.
    """
    if isinstance(cell, dt.date):
        raise BadContent(f"{where}: a date ({cell}) where a code of {width} digits should be. Use the original file.")
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else strip(cell)
    if not re.fullmatch(rf"\d{{{width}}}", text):
        hint = f" A leading zero may be lost: {text.zfill(width)!r}?" if re.fullmatch(r"\d+", text) else ""
        raise BadContent(f"{where}: {cell!r} is no code of {width} digits.{hint} Use the publisher's original file.")
    return text


def date(text: object, where: str) -> dt.date:
    """Return the date in a text such as "Erschienen am 4. September 2025"."""
    if isinstance(text, dt.datetime):
        return text.date()
    if isinstance(text, dt.date):
        return text
    found = _DATE.search(re.sub(r"\s+", " ", str(text)))
    if found:
        day, month, year = found.groups()
        try:
            number = int(month[:-1]) if month.endswith(".") else _month_number(month)
            return dt.date(int(year), number, int(day))
        except ValueError:
            pass
    raise BadContent(f"{where}: no date in {text!r} (expected as in '4. September 2025').")


def month(text: object, where: str) -> str:
    """Return "2026-05" for "Mai 2026"."""
    found = re.search(r"([A-Za-zäöüÄÖÜ]{3,9})\.?\s+(\d{4})", re.sub(r"\s+", " ", str(text)))
    if found:
        try:
            return f"{found.group(2)}-{_month_number(found.group(1)):02d}"
        except ValueError:
            pass
    raise BadContent(f"{where}: no month in {text!r} (expected as in 'Mai 2026').")


def year(cell: object, where: str) -> int:
    """Return a year between 1990 and 2100 from a number or text."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else strip(cell)
    if not re.fullmatch(r"(19[9]\d|20\d\d)", text):
        raise BadContent(f"{where}: {cell!r} is no year.")
    return int(text)


def _month_number(name: str) -> int:
    for position, full in enumerate(MONTHS, 1):
        if full.lower() == name.lower() or (len(name) >= 3 and full.lower().startswith(name.lower())):
            return position
    raise ValueError(name)
