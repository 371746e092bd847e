"""A mapping: which column of an exported table holds region, occupation, period and figures."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sources.errors import BadContent
from sources.files import german
from sources.files.file import PublishedFile
from sources.files.german import Value
from sources.files.plain_table import plain_name
from sources.records import Flag
from sources.reference import codes

ID = "amm_export"
FOLDER = codes.REFERENCE / "amm"
ROLES = ("region", "occupation", "period", "name", "value", "unit", "ignored")
PERIODS = ("D", "M", "Q", "Y")
DASHES: Mapping[str, Value] = {
    "nothing": (0.0, Flag.OK),
    "unknown": (None, Flag.UNKNOWN),
    "not_applicable": (None, Flag.NOT_APPLICABLE),
}

_KEYS = {"title", "app", "period", "dash", "empty", "notes", "digits", "columns", "values", "constants"}
_KEYS |= {"regions", "occupations"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of the table; `label` is its heading, or its name in a long table."""

    label: str
    indicator: str
    unit: str
    dash: str


@dataclass(frozen=True, slots=True)
class TableMapping:
    file: str
    title: str
    app: str
    period: str
    empty: str  # what an empty cell means, "" for an error
    notes: tuple[str, ...]
    digits: int  # of the occupation codes
    columns: Mapping[str, str]  # plain name -> role
    measures: Mapping[str, Measure]  # plain name -> figure
    constants: Mapping[str, str]
    regions: Mapping[str, str]  # as exported -> region id
    occupations: Mapping[str, str]
    headings: Mapping[str, str]  # plain name -> as written in the mapping

    @property
    def is_long(self) -> bool:
        """Say whether each row holds one figure with its name in a column."""
        return "name" in self.columns.values()

    @property
    def part(self) -> str:
        return plain_name(self.title).replace("_", "-")[:60].strip("-")


@lru_cache(maxsize=1)
def shipped() -> tuple[TableMapping, ...]:
    """Return the mappings of data/reference/amm."""
    return tuple(read_mapping(path.read_text(encoding="utf-8"), path.name) for path in files())


def files() -> list[Path]:
    """Return the mapping files that come with the program."""
    return sorted(FOLDER.glob("*.toml"))


def looks_like_mapping(file: PublishedFile) -> bool:
    """Say whether a text file is a mapping by itself, without its table."""
    return (
        file.kind in ("csv", "unknown")
        and file.size < 100_000
        and bool(re.search(rb"^\[columns\]", file.head, re.MULTILINE))
    )


def read_mapping(text: str, name: str) -> TableMapping:
    """Read a mapping. Raises BadContent naming the key that is missing, unknown or wrong."""
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadContent(f"{ID}: {name}: no valid TOML ({error}).") from None
    _only(raw, _KEYS, name)
    columns, values = _table(raw, "columns", name), _table(raw, "values", name)
    for heading, role in columns.items():
        _one_of(role, ROLES, f"{name}, [columns], {heading!r}")
    default_dash = _one_of(raw.get("dash", "nothing"), tuple(DASHES), f"{name}, dash")
    measures = {plain_name(label): _measure(label, one, default_dash, name) for label, one in values.items()}
    found = TableMapping(
        name,
        _text(raw, "title", name),
        _text(raw, "app", name),
        _one_of(raw.get("period"), PERIODS, f"{name}, period"),
        _one_of(raw.get("empty", ""), ("", "unknown", "not_applicable"), f"{name}, empty"),
        tuple(str(one) for one in raw.get("notes", ())),
        _one_of(raw.get("digits", 3), (1, 2, 3, 4, 5), f"{name}, digits"),
        {plain_name(heading): role for heading, role in columns.items()},
        measures,
        _only(_table(raw, "constants", name), {"region", "occupation", "period"}, f"{name}, [constants]"),
        _table(raw, "regions", name),
        _table(raw, "occupations", name),
        {plain_name(one): one for one in (*columns, *values)},
    )
    _check(found, len(columns), len(values))
    return found


def _check(mapping: TableMapping, columns: int, values: int) -> None:
    name, roles = mapping.file, list(mapping.columns.values())
    if len(mapping.columns) != columns or len(mapping.measures) != values or len(mapping.headings) != columns + values:
        raise BadContent(f"{ID}: {name}: two headings that differ only in case, blanks or umlauts.")
    for role in ("region", "occupation", "period"):
        sources = roles.count(role) + (role in mapping.constants)
        if sources != 1:
            raise BadContent(f"{ID}: {name}: {role!r} must be one of [columns] or one of [constants], found {sources}.")
    if not mapping.measures or [roles.count("name"), roles.count("value")] not in ([0, 0], [1, 1]):
        raise BadContent(
            f"{ID}: {name}: [values] names the figures: by their headings, or, in a long table, by what stands in the "
            "column 'name' beside one column 'value'."
        )
    if not mapping.part:
        raise BadContent(f"{ID}: {name}: the title holds no letters.")
    codes.check_codes(mapping.regions.values(), codes.regions(), f"{name}, [regions]")
    codes.check_codes(
        mapping.occupations.values(), codes.occupations(mapping.digits), f"{name}, [occupations]", {"total", "unknown"}
    )


def _measure(label: str, raw: object, dash: str, name: str) -> Measure:
    where = f"{name}, [values], {label!r}"
    if not isinstance(raw, dict):
        raise BadContent(f"{ID}: {where}: a table with indicator and unit should be here.")
    _only(raw, {"indicator", "unit", "dash"}, where)
    indicator = _text(raw, "indicator", where)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", indicator):
        raise BadContent(f"{ID}: {where}: indicator {indicator!r} must be of small letters, digits and underscores.")
    return Measure(label, indicator, _text(raw, "unit", where), _one_of(raw.get("dash", dash), tuple(DASHES), where))


def _only(raw: Mapping[str, Any], allowed: set[str], where: str) -> Mapping[str, Any]:
    for key in raw:
        if key not in allowed:
            near = difflib.get_close_matches(key, sorted(allowed), 1, 0.6)
            raise BadContent(f"{ID}: {where}: unknown {key!r}; {f'{near[0]!r} is meant?' if near else sorted(allowed)}")
    return raw


def _table(raw: Mapping[str, Any], key: str, name: str) -> Mapping[str, Any]:
    found = raw.get(key, {})
    if not isinstance(found, dict):
        raise BadContent(f"{ID}: {name}: [{key}] must be a table.")
    return found


def _text(raw: Mapping[str, Any], key: str, where: str) -> str:
    found = raw.get(key)
    if not isinstance(found, str) or not found.strip():
        raise BadContent(f"{ID}: {where}: {key!r} is missing or no text.")
    return found.strip()


def _one_of(value: Any, allowed: tuple, where: str) -> Any:
    if isinstance(value, bool) or value not in allowed:
        raise BadContent(f"{ID}: {where}: {value!r} where one of {list(allowed)} should be.")
    return value


def marks(measure: Measure) -> Mapping[str, Value]:
    """Return what the marks in the cells of a figure mean."""
    return {**german.MARKS, **german.DOT_IS_UNKNOWN, "-": DASHES[measure.dash]}
