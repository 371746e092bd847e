"""What stands in the fields of a form: every faulty cell is named, all in one error."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from sources.datasets.bedarfsmeldung import layout
from sources.errors import BadContent
from sources.files import german
from sources.files.workbook import Grid, heading
from sources.reference import codes as known
from sources.reference import personal

ID = "bedarfsmeldung"
AGAIN = "Ask for a fresh form (brief form) or copy the answers into one. Nothing was stored."
_EARLIEST = dt.date(2020, 1, 1)
_EARLIEST_SINCE = "1990-01"


@dataclass(frozen=True, slots=True)
class Line:
    """One occupation on a form."""

    row: int
    occupation: str
    severity: int
    places: int | None
    since: str  # "2024-03", or ""
    doing: str
    quoted: str


@dataclass
class Faults:
    """Every faulty cell, in the order of reading."""

    found: list[str] = field(default_factory=list)

    def add(self, cell: str, shown: object, problem: str) -> None:
        if isinstance(shown, float) and shown.is_integer():
            shown = int(shown)
        elif isinstance(shown, dt.date):
            shown = f"{shown:%d.%m.%Y}"
        said = "empty" if shown is None or shown == "" else repr(shown if len(str(shown)) < 60 else f"{shown!s:.57}…")
        self.found.append(f"  cell {cell} ({said}): {problem}")


def read_region(grid: Grid, faults: Faults) -> str:
    shown, name = grid[layout.REGION_ID_CELL], heading(grid[layout.REGION_NAME_CELL])
    code = heading(shown)
    names = known.region_names()
    if code not in names:
        listed = known.kreise() if code.isdigit() else known.regions()
        faults.add(
            layout.REGION_ID_CELL, shown, f"no region: {known.advice(code, listed) if code else 'it was filled in'}"
        )
    elif names[code] != name:
        faults.add(layout.REGION_NAME_CELL, name, f"{code} is {names[code]!r}; the two must belong together")
    return code


def read_clean(grid: Grid, cell: str, faults: Faults) -> str:
    """Return a cell's text with single blanks; characters nobody sees are a fault."""
    value = grid[cell]
    text = value if isinstance(value, str) else heading(value)
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    hidden = sorted({f"U+{ord(letter):04X}" for letter in text if unicodedata.category(letter)[0] == "C"})
    if hidden or re.search(r"_x00[0-9A-Fa-f]{2}_", text):
        faults.add(cell, text, f"characters that cannot be seen ({', '.join(hidden) or 'control'}); type the text anew")
        return ""
    return text


def read_text(grid: Grid, cell: str, longest: int, faults: Faults) -> str:
    text = read_clean(grid, cell, faults)
    if len(text) > longest:
        faults.add(cell, text, f"{len(text)} characters, at most {longest}; shorten it, nothing is cut off")
    found = personal.found_in(text)
    if found:
        faults.add(cell, text, f"holds {found}; organisations are named, persons are not: leave it out")
    return text


def read_choice(grid: Grid, cell: str, choices: tuple[str, ...], faults: Faults) -> str:
    text = read_clean(grid, cell, faults)
    for choice in choices:
        if text.casefold() == choice.casefold():
            return choice
    if text or not heading(grid[cell]):
        near = difflib.get_close_matches(text.casefold(), {one.casefold(): one for one in choices}, 2, 0.6)
        proposals = [one for one in choices if one.casefold() in near] or list(choices)
        faults.add(cell, text, f"one of {', '.join(proposals)}{', …' * (len(proposals) < len(choices))}")
    return ""


def read_day(grid: Grid, faults: Faults) -> dt.date | None:
    cell, value = layout.DATE_CELL, grid[layout.DATE_CELL]
    day = _date_of(value)
    if day is None:
        faults.add(cell, value, "the day of the report as TT.MM.JJJJ, for example 05.10.2026")
    elif day < _EARLIEST:
        faults.add(cell, f"{day:%d.%m.%Y}", f"before {_EARLIEST:%d.%m.%Y}; is the year right?")
        return None
    return day


def _date_of(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = german.strip(value)
    for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(re.sub(r"\s+", "", text), pattern).date()
        except ValueError:
            continue
    return None


def read_lines(grid: Grid, day: dt.date | None, faults: Faults) -> list[Line]:
    lines, first_at = [], {}
    for row in range(layout.FIRST_LINE, layout.LAST_LINE + 1):
        if all(not heading(grid[f"{column}{row}"]) for column in list(layout.COLUMNS)[1:]):
            continue
        at = {column: f"{column}{row}" for column in layout.COLUMNS}
        occupation = _occupation(grid, at[layout.OCCUPATION], faults)
        if occupation and occupation in first_at:
            faults.add(
                at[layout.OCCUPATION],
                grid[at[layout.OCCUPATION]],
                f"stands in cell {first_at[occupation]} already; one line for each occupation",
            )
        elif occupation:
            first_at[occupation] = at[layout.OCCUPATION]
        severity = read_choice(grid, at[layout.SEVERITY], tuple(layout.SEVERITIES), faults)
        lines.append(
            Line(
                row,
                occupation,
                layout.SEVERITIES.get(severity, 0),
                _places(grid, at[layout.PLACES], faults),
                _since(grid, at[layout.SINCE], day, faults),
                read_text(grid, at[layout.DOING], layout.MAX_DOING, faults),
                read_text(grid, at[layout.QUOTED], layout.MAX_QUOTED, faults),
            )
        )
    return lines


def _occupation(grid: Grid, cell: str, faults: Faults) -> str:
    """Return the code of a group given as listed, by its number alone, or by one of its names alone."""
    text = read_clean(grid, cell, faults)
    if not text:
        if not heading(grid[cell]):
            faults.add(cell, "", "the occupation of this line is missing; choose one from the list")
        return ""
    groups = layout.occupations()
    listed = re.match(r"(\d{3})\s*·\s*(.*)", text)
    code = listed.group(1) if listed else text
    if code in groups:
        # the number decides; a name beside it must be the group's own, its everyday name may be an older one
        if listed and not listed.group(2).casefold().startswith(groups[code][0].casefold()):
            faults.add(cell, text, f"{code} is {groups[code][0]!r}; number and name must belong together")
            return ""
        return code
    named = {name.casefold(): one for one, names in groups.items() for name in (*names, layout.entry(one))}
    if text.casefold() in named:
        return named[text.casefold()]
    faults.add(cell, text, f"no KldB group of three digits; {_near(text, code, groups, named)}")
    return ""


def _near(text: str, code: str, groups: dict[str, tuple[str, ...]], named: dict[str, str]) -> str:
    if code.isdigit():
        return known.advice(code, known.occupations(3))
    words = difflib.get_close_matches(text.casefold(), list(named), 5, 0.6)
    inside = [name for name in named if len(text) > 3 and text.casefold() in name]
    codes = list(dict.fromkeys(named[name] for name in [*inside, *words]))[:3]
    return (
        f"near are {', '.join(f'{one} ({groups[one][0]})' for one in codes)}" if codes else "choose one from the list"
    )


def _places(grid: Grid, cell: str, faults: Faults) -> int | None:
    value = grid[cell]
    if not heading(value):
        return None
    if isinstance(value, str) and re.fullmatch(r"\d{1,6}", value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        faults.add(cell, value, "a whole number of open places, or nothing; remarks belong into another column")
    elif value < 0 or value != int(value):
        faults.add(cell, value, "a whole number of open places, 0 or more")
    elif value > layout.MAX_PLACES:
        faults.add(cell, value, f"at most {layout.MAX_PLACES} places are believed")
    else:
        return int(value)
    return None


def _since(grid: Grid, cell: str, day: dt.date | None, faults: Faults) -> str:
    value = grid[cell]
    if not heading(value):
        return ""
    month = _month_of(value)
    if month and month < _EARLIEST_SINCE:
        typed = f"; was the year alone typed? {(value - dt.date(1899, 12, 30)).days}" if month < "1910" else ""
        faults.add(cell, value, f"before {_EARLIEST_SINCE}; write month and year, for example 03/2025{typed}")
    elif month and day and month > f"{day:%Y-%m}":
        faults.add(cell, value, f"later than the report of {day:%d.%m.%Y}")
    elif not month:
        faults.add(cell, value, "month and year, for example 03/2025")
    return month


def _month_of(value: Any) -> str:
    if isinstance(value, dt.date):
        return f"{value:%Y-%m}"
    text = german.strip(value)
    numbers = re.fullmatch(r"(0?[1-9]|1[0-2])\s*[/.-]\s*(\d{4})", text)
    if numbers:
        return f"{numbers.group(2)}-{int(numbers.group(1)):02d}"
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        return text
    try:
        return german.month(text, "") if re.fullmatch(r"[A-Za-zäÄ]{3,9}\.?\s+\d{4}", text) else ""
    except BadContent:
        return ""
