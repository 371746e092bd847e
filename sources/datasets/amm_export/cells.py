"""What the cells of an exported table say: a region, an occupation, a period, a figure."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from functools import lru_cache

from sources.datasets.amm_export.mapping import ID, Measure, TableMapping, marks
from sources.errors import BadContent
from sources.files import german
from sources.files.workbook import heading
from sources.records import Flag
from sources.reference import codes as known

TOTALS = frozenset({"insgesamt", "alle berufe", "berufe insgesamt", "gesamt"})
COUNTS = frozenset({"personen", "stellen", "betriebe", "anzahl", "fälle"})
_EMPTY = {"unknown": (None, Flag.UNKNOWN), "not_applicable": (None, Flag.NOT_APPLICABLE)}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def region_of(cell: object, where: str, mapping: TableMapping) -> str:
    """Return a region by its key or by exactly one of its names. Raises BadContent with near matches."""
    text = heading(cell)
    if text in mapping.regions:
        return mapping.regions[text]
    if re.fullmatch(r"\d+", text):
        known.check_codes([text], known.laender() if len(text) <= 2 else known.kreise(), where)
        return text
    found = _region_names().get(text, frozenset({text} if text in known.regions() else ()))
    if len(found) == 1:
        return next(iter(found))
    if found:
        names = [f"{one} ({known.regions().names[one]})" for one in sorted(found)]
        raise BadContent(f"{ID}: {where}: {text!r} may be {' or '.join(names)}: say which under [regions].")
    near = difflib.get_close_matches(text, list(_region_names()), 3, 0.6)
    raise BadContent(
        f"{ID}: {where}: no region is called {text!r}; near are {near}. Correct the table, or name it under [regions] "
        "of the mapping."
    )


@lru_cache(maxsize=1)
def _region_names() -> Mapping[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for region_id, official in known.regions().names.items():
        for name in (official, known.region_names()[region_id]):
            names.setdefault(name, set()).add(region_id)
    return {name: frozenset(found) for name, found in names.items()}


def occupation_of(cell: object, where: str, mapping: TableMapping) -> str:
    """Return a KldB code of the mapping's length, or "total". Raises BadContent with near matches."""
    text = heading(cell)
    if text in mapping.occupations:
        return mapping.occupations[text]
    if text.casefold() in TOTALS or text == "total":
        return "total"
    codes = known.occupations(mapping.digits)
    found = re.fullmatch(r"(\d+)(?:\s+\D.*)?", text)
    if found:
        known.check_codes([found.group(1)], codes, where)
        return found.group(1)
    named = [code for code, name in codes.names.items() if name == text]
    if len(named) == 1:
        return named[0]
    near = difflib.get_close_matches(text, list(codes.names.values()), 3, 0.6)
    raise BadContent(
        f"{ID}: {where}: no group of {mapping.digits} digits is called {text!r}; near are {near}. Correct the table, "
        "or name it under [occupations] of the mapping."
    )


def period_of(cell: object, where: str, kind: str) -> str:
    """Return the first day of a month, quarter or year, or a day: "September 2026", "09/2026", "2. Quartal 2026", …"""
    text = heading(f"{cell:%Y-%m-%d}" if isinstance(cell, dt.date) else cell)
    start = {"D": _day, "M": _month, "Q": _quarter, "Y": _year}[kind](text, where)
    if not 1990 <= int(start[:4]) <= 2100:
        raise BadContent(f"{ID}: {where}: the year {start[:4]} in {text!r}.")
    return start


def _day(text: str, where: str) -> str:
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
        try:
            return dt.date(*map(int, found.groups())).isoformat()
        except ValueError:
            pass
    return german.date(text, where).isoformat()


def _month(text: str, where: str) -> str:
    found = re.fullmatch(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(-01)?", text)
    found = found or re.fullmatch(r"(01\.)?(?P<month>\d{1,2})[-/.](?P<year>\d{4})", text)
    if found and 1 <= int(found["month"]) <= 12:
        return f"{found['year']}-{int(found['month']):02d}-01"
    if not re.fullmatch(r"\D+ \d{4}", text):
        raise BadContent(f"{ID}: {where}: {text!r} is no month (expected as 'September 2026' or '09/2026').")
    return f"{german.month(text, where)}-01"


def _quarter(text: str, where: str) -> str:
    found = re.fullmatch(r"Q?(?P<q>[1-4])\.? ?(Quartal|/)? ?(?P<year>\d{4})", text, re.IGNORECASE)
    found = found or re.fullmatch(r"(?P<q>IV|I{1,3})\.? ?(Quartal|/)? ?(?P<year>\d{4})", text, re.IGNORECASE)
    found = found or re.fullmatch(r"(?P<year>\d{4})[-/ ]?Q(?P<q>[1-4])", text, re.IGNORECASE)
    if not found:
        raise BadContent(f"{ID}: {where}: {text!r} is no quarter (expected as '2. Quartal 2026' or '2026-Q2').")
    number = int(found["q"]) if found["q"].isdigit() else _ROMAN[found["q"].lower()]
    return f"{found['year']}-{3 * number - 2:02d}-01"


def _year(text: str, where: str) -> str:
    return f"{german.year(text, where)}-01-01"


def figure_of(cell: object, where: str, measure: Measure, mapping: TableMapping) -> german.Value:
    """Return value and flag of a cell. A count of 1 or 2 is kept secret; a negative count is an error."""
    empty = _EMPTY.get(mapping.empty)
    percent = measure.unit.startswith(("%", "Prozent"))
    value, flag = german.number(cell, where, marks=marks(measure), empty=empty, percent=percent)
    if value is not None and measure.unit.lower() in COUNTS:
        if value < 0:
            raise BadContent(f"{ID}: {where}: {value:g} where a count should be.")
        if 0 < value < 3:
            return None, Flag.SECRET
    return value, flag
