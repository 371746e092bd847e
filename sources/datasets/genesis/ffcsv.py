"""The flat CSV ("ffcsv") of all GENESIS databases: one value a row, headings in English whatever the language.

UTF-8 with BOM, `;`, decimal comma in German and point in English, no thousands separators. `-` is nothing (0), `.`
unknown or secret, `...` not out yet, `/` too uncertain, `x` makes no sense. The order of the rows changes from answer
to answer.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from sources.errors import BadContent, LayoutChanged
from sources.files.german import Value
from sources.records import Flag
from sources.reference import codes

ID = "genesis"
TABLES_FILE = Path(__file__).with_name("tables.toml")
RETIRED_FILE = Path(__file__).with_name("retired.toml")

_FIRST = ("statistics_code", "statistics_label", "time_code", "time_label", "time")
_VARIABLE = ("variable_code", "variable_label", "variable_attribute_code", "variable_attribute_label")
_LAST = ("value", "value_unit", "value_variable_code", "value_variable_label")
_QUALITY = "value_q"

MARKS: Mapping[str, Value] = {
    "-": (0.0, Flag.OK),
    ".": (None, Flag.UNKNOWN),
    "...": (None, Flag.UNKNOWN),
    "/": (None, Flag.UNKNOWN),
    "x": (None, Flag.NOT_APPLICABLE),
}


@dataclass(frozen=True, slots=True)
class Base:
    """One of the databases."""

    id: str
    name: str
    url: str
    page: str
    token: bool  # takes a token as user name

    @property
    def user(self) -> str:
        """Environment variable that holds the user name."""
        return f"BRIEF_GENESIS_{self.id.upper()}_USER"

    @property
    def password(self) -> str:
        """Environment variable that holds the password."""
        return f"BRIEF_GENESIS_{self.id.upper()}_PASSWORD"


@dataclass(frozen=True, slots=True)
class Measure:
    """What a value_variable_code counts; a published value times `factor` is in `unit`."""

    indicator: str
    name: str
    unit: str
    published: tuple[str, ...]
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table and how it is read; see genesis_tables.toml."""

    code: str
    base: str
    title: str
    statistics: str
    time: str
    regions: Mapping[str, str]
    measures: Mapping[str, Measure]
    parameters: Mapping[str, str] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored_variables: tuple[str, ...] = ()
    ignored_units: tuple[str, ...] = ()
    brief: bool = False
    rows: tuple[int, int] = (1, 1_000_000)
    kreise: tuple[int, int] = (1, 500)
    status: str = "described"

    @property
    def part(self) -> str:
        return self.code.lower()


@dataclass(frozen=True, slots=True)
class Member:
    """A variable's value in a row; the code of a total is "total"."""

    variable: str
    name: str
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of a flat file."""

    line: int
    statistics: str
    time_code: str
    time: str
    members: tuple[Member, ...]
    measure: str
    unit: str
    value: float | None
    flag: Flag


@lru_cache(maxsize=1)
def bases() -> Mapping[str, Base]:
    return {key: Base(key, **one) for key, one in _config()["bases"].items()}


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Table]:
    """Return the configured tables by part."""
    made = [make_table(code, **one) for code, one in _config()["tables"].items()]
    return {table.part: table for table in made}


def make_table(code: str, measures: Mapping[str, Mapping], **more) -> Table:
    """Return a table from its block of the configuration."""
    made = {key: Measure(**{**one, "published": tuple(one["published"])}) for key, one in measures.items()}
    fixed = {name: tuple(value) if isinstance(value, list) else value for name, value in more.items()}
    return Table(code, measures=made, **fixed)


@lru_cache(maxsize=1)
def _config() -> Mapping:
    return tomllib.loads(TABLES_FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _retired() -> Mapping[str, tuple[str, str]]:
    content = tomllib.loads(RETIRED_FILE.read_text(encoding="utf-8"))
    return {code: (one["until"].isoformat(), one["why"]) for one in content["retired"] for code in one["codes"]}


# Reading


@dataclass(frozen=True, slots=True)
class Shape:
    """What the first rows say about a flat file."""

    statistics: str
    time_code: str
    variables: frozenset[str]
    language: str


def is_flat(text: str) -> bool:
    """Say whether a text begins as a flat file does."""
    return text.startswith(f"{_FIRST[0]};")


def check_headings(names: list[str], where: str) -> int:
    """Return how many variables a flat file has. Raises LayoutChanged naming the first column that differs."""
    found = names[:-1] if names[-1:] == [_QUALITY] else names
    count = max(0, (len(found) - len(_FIRST) - len(_LAST)) // len(_VARIABLE))
    wanted = [*_FIRST, *(f"{at}_{name}" for at in range(1, count + 1) for name in _VARIABLE), *_LAST]
    for at, pair in enumerate(itertools.zip_longest(wanted, found), start=1):
        if pair[0] != pair[1]:
            raise LayoutChanged(ID, f"{where}, column {at} (heading)", pair[0] or "no further column", pair[1] or "")
    return count


def shape(text: str, where: str, rows: int = 2_000) -> Shape:
    """Return what a flat file holds, from its first rows."""
    lines = io.StringIO(text)
    head = "".join(itertools.islice(lines, rows + 1))
    reader = csv.reader(io.StringIO(head), delimiter=";", strict=True)
    count = check_headings(next(reader, []), where)
    first: list[str] = []
    variables: set[str] = set()
    for row in reader:
        if len(row) >= len(_FIRST) + 4 * count:
            first = first or row
            variables |= {row[len(_FIRST) + 4 * at] for at in range(count)}
    if not first:
        raise BadContent(f"{where}: headings, but no rows. The table is empty for these parameters.")
    return Shape(first[0], first[2], frozenset(variables), _language(first[3], where))


def years(text: str, where: str) -> tuple[str, str]:
    """Return the first and the last year of a flat file."""
    found = {line.split(";", 5)[4][:4] for line in text.splitlines()[1:] if line.count(";") >= 5}
    bad = sorted(year for year in found if not re.fullmatch(r"(19|20)\d\d", year))
    if bad or not found:
        raise LayoutChanged(ID, f"{where}, column 'time'", "years or days as 2024-12-31", bad or "no rows")
    return min(found), max(found)


def _language(time_label: str, where: str) -> str:
    for language, words in _config()["languages"].items():
        if time_label in words["times"]:
            return language
    known_words = [word for words in _config()["languages"].values() for word in words["times"]]
    raise LayoutChanged(ID, f"{where}, column 'time_label'", f"one of {known_words}", time_label)


def cells(text: str, where: str) -> Iterator[Cell]:
    """Yield the rows of a flat file, in its own order. Raises BadContent or LayoutChanged naming line and column."""
    language = _config()["languages"][shape(text, where).language]
    number = re.compile(rf"-?\d+(?:{re.escape(language['decimal'])}\d+)?")
    qualities = {code: Flag(flag) for code, flag in _config()["quality"].items()}
    reader = csv.reader(io.StringIO(text), delimiter=";", strict=True)
    try:
        names = next(reader)
        count, width = check_headings(names, where), len(names)
        has_quality = names[-1] == _QUALITY
        after = len(_FIRST) + 4 * count
        for row in reader:
            if len(row) != width:
                raise BadContent(
                    f"{where}, line {reader.line_num}: {len(row)} cells under {width} headings. The download was "
                    "probably cut off: fetch it again."
                )
            spot = f"{where}, line {reader.line_num}, column 'value'"
            value, flag = _value(row[after], number, language["decimal"], spot)
            if has_quality and (mark := row[-1].strip()):
                if mark not in qualities:
                    raise LayoutChanged(
                        ID, f"{where}, line {reader.line_num}, column 'value_q'", sorted(qualities), mark
                    )
                flag = qualities[mark] if value is not None else flag
            yield Cell(
                line=reader.line_num,
                statistics=row[0],
                time_code=row[2],
                time=row[4],
                members=tuple(_member(row[at : at + 4], language["total"]) for at in range(len(_FIRST), after, 4)),
                measure=row[after + 2],
                unit=row[after + 1].strip(),
                value=value,
                flag=flag,
            )
    except csv.Error as error:
        raise BadContent(f"{where}, line {reader.line_num}: {error}. Fetch the table again.") from error


def _member(four: list[str], total: str) -> Member:
    variable, name, code, label = four
    return Member(variable, name, "total" if not code or label == total else code, label)


def _value(text: str, number: re.Pattern[str], decimal: str, where: str) -> Value:
    text = text.strip()
    if text in MARKS:
        return MARKS[text]
    if not number.fullmatch(text):
        raise BadContent(
            f"{where}: {text!r} is neither a number with {decimal!r} before the decimals nor one of the marks "
            f"{' '.join(MARKS)}."
        )
    return float(text.replace(decimal, ".")), Flag.OK


# Regions and times


def region(code: str, kind: str, day: str, value: float | None, where: str) -> str | None:
    """Return our id of a region, None for one that is passed over on purpose.

    Passed over are parts of a Kreis (eight digits), Regierungsbezirke, and Kreise that were gone at the time or later
    came to be so. Raises BadContent for an unknown key, and for a figure of a Kreis that no longer existed.
    """
    if code in ("DG", "DINSG") and kind in ("germany", "any"):
        return "DE"
    if kind in ("land", "any") and re.fullmatch(r"\d\d", code):
        codes.check_codes([code], codes.laender(), where)
        return code
    if kind == "any" and re.fullmatch(r"\d{3}", code):
        return None
    if kind in ("kreis", "any"):
        if re.fullmatch(r"\d{8}", code):
            codes.check_codes([code[:2]], codes.laender(), where)
            return None
        if code in _retired():
            until, why = _retired()[code]
            if day > until and value:
                raise BadContent(
                    f"{where}: a figure of {day} for Kreis {code}, which ended on {until} ({why}). Ask for the table "
                    "at today's borders."
                )
            return None
        codes.check_codes([code], codes.kreise(), where)
        return code
    raise BadContent(f"{where}: {code!r} is no region of the kind {kind!r}. Correct genesis_tables.toml.")


def period(time_code: str, text: str, where: str) -> tuple[str, str]:
    """Return the first day of a time, and its period: a year or a single day."""
    if time_code == "JAHR" and re.fullmatch(r"(19|20)\d\d", text):
        return f"{text}-01-01", "Y"
    if time_code == "STAG":
        try:
            return dt.date.fromisoformat(text).isoformat(), "D"
        except ValueError:
            pass
    raise LayoutChanged(ID, where, "a year (JAHR) or a day as 2024-12-31 (STAG)", f"{time_code}: {text}")
