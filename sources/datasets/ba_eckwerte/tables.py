"""What the tables of the BA-Statistik API are called, which lines are read, and what must hold for the figures."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sources.errors import BadContent
from sources.files import german
from sources.records import WITH_VALUE, Flag
from sources.reference import codes

ID = "ba_eckwerte"
TABLES_FILE = Path(__file__).with_name("tables.toml")

#: `-` is no value here, not zero: the API prints it for changes of rates too.
MARKS = {**german.MARKS, "-": (None, Flag.UNKNOWN), ".": (None, Flag.UNKNOWN)}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table that is read, with its parts by law."""

    labels: tuple[str, ...]
    metrics: tuple[str, ...]
    indicator: str
    slack: float
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    id: str
    table: str  # name in the address
    parameter: str  # name of the parameter that takes the Kreis
    what: str
    others: str  # "error" or "ignored": lines nobody has described
    ignored: tuple[str, ...]
    lines: tuple[Line, ...]
    later_days: int  # how much later than the others the table gets a month


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell of the file."""

    line: Line
    group: str
    month: str
    value: float | None
    flag: Flag
    sheet: str
    row: int
    column: str

    @property
    def where(self) -> str:
        return f"{self.sheet}, row {self.row}, column {self.column}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file is about; `figures` is empty while it is only being recognised."""

    table: Table
    region_id: str
    month: str  # newest month
    figures: tuple[Figure, ...] = ()


@lru_cache(maxsize=1)
def settings() -> Mapping[str, Any]:
    """Return addresses and spellings of the data file."""
    return tomllib.loads(TABLES_FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Table]:
    """Return the tables by their short name."""
    return {
        name: Table(
            name,
            entry["table"],
            entry["parameter"],
            entry["what"],
            entry["others"],
            tuple(entry["ignored"]),
            tuple(
                Line(
                    tuple(line["labels"]),
                    tuple(line["metrics"]),
                    line["indicator"],
                    line["slack"],
                    dict(line["parts"]),
                )
                for line in entry["lines"]
            ),
            entry.get("later_days", 0),
        )
        for name, entry in settings()["tables"].items()
    }


def region_of(name: str, where: str) -> str:
    """Return the AGS of a Kreis by the BA's own name of it: "München" is the Landkreis, not the city.

    Raises BadContent with near matches.
    """
    by_name = {official: ags for ags, official in codes.kreise().names.items()} | dict(settings()["spellings"])
    if name in by_name:
        return by_name[name]
    near = difflib.get_close_matches(name, list(by_name), 3, 0.6)
    raise BadContent(
        f"{ID}: {where}: no Kreis is called {name!r}; near are {[f'{by_name[one]} ({one})' for one in near]}. If it is "
        "a new spelling of the publisher, add it under [spellings] in sources/ba_eckwerte_tables.toml."
    )


def check_values(reading: Reading) -> None:
    """Raise BadContent for rates outside 0 to 100, broken counts, and parts that do not sum to their total."""
    parts: dict[tuple[str, str], list[Figure]] = {}
    totals: dict[tuple[str, str], Figure] = {}
    for figure in reading.figures:
        if figure.flag not in WITH_VALUE:
            continue
        rate = figure.line.indicator.endswith("_pct")
        if figure.value < 0 or (rate and figure.value > 100) or not (rate or float(figure.value).is_integer()):
            what = "a rate between 0 and 100" if rate else "a whole number of 0 or more"
            raise BadContent(f"{ID}: {figure.where}: {figure.value:g} where {what} should be.")
        key = figure.line.indicator, figure.month
        if figure.group:
            parts.setdefault(key, []).append(figure)
        else:
            totals[key] = figure
    for key, found in parts.items():
        total = totals.get(key)
        if total is None or len(found) < len(total.line.parts):
            continue
        added = sum(figure.value for figure in found)
        if abs(added - total.value) > total.line.slack:
            raise BadContent(
                f"{ID}: {total.where}: {total.value:g} in {total.month}, but the parts by law sum to {added:g}. "
                "More than rounding: ask the BA."
            )
