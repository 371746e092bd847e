"""Tables an analyst exported by hand from the Arbeitsmarktmonitor or another app of the BA, read by a mapping.

The apps have no public interface. A table is matched by its headings with a mapping of data/reference/amm, or comes as
a zip together with its own mapping.
"""

from __future__ import annotations

import difflib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sources import observations
from sources.contract import Expect, Source
from sources.datasets.amm_export import cells
from sources.datasets.amm_export import mapping as mappings
from sources.datasets.amm_export.mapping import ID, Measure, TableMapping
from sources.errors import BadContent, LayoutChanged, SkipFile
from sources.files import bundle
from sources.files.archive import read_entry
from sources.files.file import PublishedFile, decode
from sources.files.plain_table import PlainTable, find_headings, plain_name, read_table
from sources.files.workbook import heading
from sources.records import Plan, Recognition, Request
from sources.reference import codes

_ENOUGH = 0.6  # share of a mapping's headings by which a table is taken for it
_LEAST = 3


def recognises(file: PublishedFile) -> Recognition | None:
    """Return title and newest period of a table with a mapping, None for any other file.

    Raises LayoutChanged when the headings are nearly those of a mapping, SkipFile for a mapping without its table.
    """
    if mappings.looks_like_mapping(file):
        raise SkipFile(
            f"{file.name}: a mapping without its table. Put both into one zip and import that, or keep the mapping in "
            "data/reference/amm and import the table."
        )
    found = _matched(file)
    if found is None:
        return None
    mapping, table = found
    starts = sorted(start for _, start, *_ in _rows(file, mapping, table))
    if not starts:
        raise BadContent(f"{ID}: {file.name}: headings, but no rows.")
    first, last = starts[0], starts[-1]
    years = last[:4] if first[:4] == last[:4] else f"{first[:4]}-{last[:4]}"
    period = last[:7] if mapping.period in "DM" else years
    return Recognition(mapping.part, f"{mapping.title} ({mapping.app}), {period}", period)


def parse(file: PublishedFile, recognition: Recognition) -> pd.DataFrame:
    """Return the figures as mapped: `amm_<indicator>`, the heading as exported as label, unit and app in detail."""
    mapping, table = _matched(file)
    return observations.rows_frame(list(_rows(file, mapping, table)))


# Table and mapping


def _matched(file: PublishedFile) -> tuple[TableMapping, PlainTable] | None:
    names = bundle.entry_names(file)
    if names:
        return _bundled(file, names)
    if file.kind not in ("csv", "xlsx"):
        return None
    scores = []
    for mapping in mappings.shipped():
        here = set(find_headings(file, frozenset(_needed(mapping))) or ())
        shared = len(here & _needed(mapping))
        if shared >= _LEAST and shared >= _ENOUGH * len(_needed(mapping)):
            scores.append((shared / len(_needed(mapping)), mapping))
    if not scores:
        return None
    best = max(score for score, _ in scores)
    chosen = [mapping for score, mapping in scores if score == best]
    if len(chosen) > 1:
        raise BadContent(f"{ID}: {file.name}: its headings fit several mappings: {[one.file for one in chosen]}.")
    return chosen[0], _table(file, chosen[0])


def _bundled(file: PublishedFile, names: list[str]) -> tuple[TableMapping, PlainTable] | None:
    files = [one for one in names if not one.endswith("/") and not one.startswith("__MACOSX/")]
    tables = [one for one in files if one.lower().endswith((".csv", ".txt", ".xlsx"))]
    found = [one for one in files if one.lower().endswith(".toml")]
    if len(found) != 1:
        return None
    if len(tables) != 1 or len(files) != 2:
        raise BadContent(
            f"{ID}: {file.name}: a mapping and one table (CSV or XLSX) should be in the zip, found {files}."
        )
    text = decode(read_entry(file.path, found[0], file.name), name=f"{file.name}, {found[0]}")[0]
    mapping = mappings.read_mapping(text, f"{file.name}, {found[0]}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        path.write_bytes(read_entry(file.path, tables[0], file.name))
        return mapping, _table(PublishedFile(path, tables[0]), mapping)


def _needed(mapping: TableMapping) -> set[str]:
    """Return the headings the table must have."""
    return set(mapping.columns) | (set() if mapping.is_long else set(mapping.measures))


def _table(file: PublishedFile, mapping: TableMapping) -> PlainTable:
    if file.kind not in ("csv", "xlsx"):
        raise BadContent(f"{ID}: {file.describe()} The mapping wants a table as CSV or XLSX.")
    needed = _needed(mapping)
    names = [one for one in find_headings(file, frozenset(needed)) or () if one]
    missing, extra = sorted(needed - set(names)), [one for one in names if one not in needed]
    if missing or extra:
        renamed = {
            mapping.headings[one]: near[0] for one in missing if (near := difflib.get_close_matches(one, extra, 1, 0.6))
        }
        found = f"missing {[mapping.headings[one] for one in missing]}, not mapped {extra}"
        raise LayoutChanged(
            ID,
            f"{file.name}, headings",
            [mapping.headings[one] for one in sorted(needed)],
            found + (f", perhaps renamed {renamed}" if renamed else ""),
            f"Correct them in {mapping.file}; a column that is not used is mapped to 'ignored'. Nothing was stored.",
        )
    return read_table(file, frozenset(needed), notes=mapping.notes)


# Rows


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the table and where it stands."""

    file: str
    mapping: TableMapping
    table: PlainTable
    number: int
    cells: tuple[object, ...]

    def cell(self, name: str) -> tuple[object, str]:
        """Return a cell by its column's plain name, and its place for messages."""
        return self.cells[self.table.names.index(name)], f"{self.file}: {self.table.where(self.number, name)}"

    def role(self, role: str) -> tuple[object, str]:
        """Return the cell of a role, or the mapping's constant."""
        if role in self.mapping.constants:
            return self.mapping.constants[role], f"{self.mapping.file}, [constants], {role}"
        return self.cell(self.column(role))

    def column(self, role: str) -> str:
        return next(name for name, one in self.mapping.columns.items() if one == role)

    def figures(self) -> Iterator[tuple[str, Measure]]:
        """Return the columns that hold figures, and which."""
        if not self.mapping.is_long:
            yield from self.mapping.measures.items()
            return
        text, where = heading(self.role("name")[0]), self.role("name")[1]
        measure = self.mapping.measures.get(plain_name(text))
        if measure is None:
            labels = [one.label for one in self.mapping.measures.values()]
            near = difflib.get_close_matches(text, labels, 3, 0.6)
            raise BadContent(f"{ID}: {where}: {text!r} is not under [values]; near are {near or labels}.")
        if "unit" in self.mapping.columns.values():
            unit, where = heading(self.role("unit")[0]), self.role("unit")[1]
            if unit != measure.unit:
                raise BadContent(f"{ID}: {where}: {unit!r}, but the mapping says {measure.unit!r}. A changed unit?")
        yield self.column("value"), measure


def _rows(file: PublishedFile, mapping: TableMapping, table: PlainTable) -> Iterator[tuple]:
    for number, values in table.rows:
        row = _Row(file.name, mapping, table, number, values)
        region = cells.region_of(*row.role("region"), mapping)
        occupation = cells.occupation_of(*row.role("occupation"), mapping)
        start = cells.period_of(*row.role("period"), mapping.period)
        for name, measure in row.figures():
            value, flag = cells.figure_of(*row.cell(name), measure, mapping)
            detail = {"titel": mapping.title, "einheit": measure.unit, "app": mapping.app}
            yield (
                region,
                start,
                mapping.period,
                f"amm_{measure.indicator}",
                occupation,
                "",
                measure.label,
                value,
                flag,
                table.sheet,
                number,
                table.letters[table.names.index(name)],
                json.dumps(detail, ensure_ascii=False, sort_keys=True),
            )


# The source


def expect(part: str) -> Expect:
    """Return what a part must look like: anything an analyst exports, as long as it does not shrink unnoticed."""
    return Expect((1, 500_000), (1, 500), values=(-1e9, 1e9), max_lost_rows_pct=50, max_total_change_pct=80)


def locate(plan: Plan) -> tuple[Request, ...]:
    """Return nothing: tables come by hand."""
    return ()


SOURCE = Source(
    id=ID,
    title="Exporte aus dem Arbeitsmarktmonitor",
    publisher="Statistik der Bundesagentur für Arbeit",
    page="https://arbeitsmarktmonitor.arbeitsagentur.de/",
    licence="freie Nutzung mit Quellenangabe, eigene Berechnungen gekennzeichnet",
    attribution="© Statistik der Bundesagentur für Arbeit",
    cadence="when imported",
    lag_days=0,
    required=False,
    max_age_days=400,
    status="unconfirmed",
    expect=expect,
    locate=locate,
    recognises=recognises,
    parse=parse,
    looks_like="a table with the headings of a mapping in data/reference/amm, or a zip of a table and its mapping.toml",
    reference=(*mappings.files(), codes.REGION_FILE, codes.OCCUPATION_FILE),
    by_hand="export the table in the app, put it into a zip with a mapping.toml, import the zip",
    sets_month=False,
)
