"""The cells of an edition as they are behind its outputs: which are closed, and which sums they are in."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import duckdb

from reports.disclosure.meaning import FOREIGN, FOREIGN_UNEMPLOYED, TOTAL, UNEMPLOYED, VACANCIES, Names
from transforms.warehouse.closing import BELOW

Cell = tuple[str, str, str, int]  # region, occupation group, measure, year
_AS = {"vacancies_matched": VACANCIES, "unemployed_matched": UNEMPLOYED}
WORDS = {
    VACANCIES: "vacancies",
    UNEMPLOYED: "unemployed",
    FOREIGN_UNEMPLOYED: "unemployed foreigners",
    FOREIGN: "foreign employees",
    "employees_persons": "employees",
}


@dataclass(frozen=True, slots=True)
class Cells:
    """Everything of some Länder and years, raw. It never leaves this program."""

    edition: str
    names: Names
    newest: Mapping[str, int]  # measure -> year
    values: Mapping[Cell, float]
    hidden: Mapping[Cell, str]  # no output may show it -> why
    small: frozenset[Cell]  # no output may give it away: below 3, or closed by the publisher
    shares: Mapping[str, Mapping[str, Mapping[str, float]]]  # Land -> region -> Kreis -> part of it
    matched: Mapping[tuple[str, str, int], float | None]  # region, group, year -> vacancies its ratio is made with
    families: Mapping[str, str]  # KldB 3-digit -> 2-digit
    behind: Mapping[tuple[str, str, str], float]  # region, 2-digit group, measure -> count an estimate rests on

    def why(self, cell: Cell) -> str | None:
        """Say why a cell is closed; None for an open one."""
        region, group, measure, year = cell
        return self.hidden.get((region, group, _AS.get(measure, measure), year))

    def text(self, cell: Cell) -> str:
        region, group, measure, year = cell
        name = self.names.regions.get(region, "")
        what = "all occupations" if group == TOTAL else f"{group} {self.names.groups.get(group, '')}".strip()
        return f"{WORDS.get(measure, measure)} of {region} {name} in {what}, {year}"


def load_names(connection: duckdb.DuckDBPyConnection) -> Names:
    regions = connection.execute(
        "select region_id, name, coalesce(land_id, '') from dim_region where coalesce(valid_to, '') = '' "
        "and kind in ('kreis', 'ra', 'land', 'country')"
    ).fetchall()
    groups = connection.execute("select occupation_id, name from dim_occupation where level = 3").fetchall()
    lands = {r: land or r for r, _, land in regions}
    return Names.of({r: name for r, name, _ in regions}, lands, dict(groups))


def load_cells(
    connection: duckdb.DuckDBPyConnection,
    edition: str,
    names: Names,
    lands: Collection[str],
    years: Collection[int],
    handed_over: bool = False,
) -> Cells:
    """Read the cells of some Länder and years from the warehouse of an edition.

    Of one that was handed over the small cells are not known; what is marked as closed is taken for small. Nor are the
    Kreise that it leaves out: they are in the sums of their Land all the same.
    """
    newest = dict(connection.execute("select measure, year from dim_period").fetchall())
    rows = connection.execute(
        "select f.region_id, f.occupation_id, f.measure, f.year, f.value, f.secret_cells, f.closed_as, r.kind, "
        "c.reason from fct_region_occupation f join dim_region r using (region_id) "
        "left join closed_cell c using (region_id, occupation_id, measure, year) "
        "where r.kind in ('kreis', 'ra', 'land') and list_contains(?, coalesce(r.land_id, r.region_id)) "
        "and list_contains(?, f.year)",
        [list(lands), list(years)],
    ).fetchall()
    shares, cut = _shares(connection, lands)
    values: dict[Cell, float] = {}
    hidden: dict[Cell, str] = {}
    small: set[Cell] = set()
    by_kreis = {row[:4]: row[4] for row in rows if row[7] == "kreis" and row[4]}
    matched: dict[tuple[str, str, int], float | None] = {}
    for region, group, measure, year, value, secret, closed_as, kind, reason in rows:
        cell = (region, group, measure, year)
        if measure == "vacancies_matched":
            matched[region, group, year] = value
        if measure in _AS:
            continue
        if value is not None:
            values[cell] = value
            if 0 < value < BELOW:
                hidden[cell] = "below 3"
                # what is reckoned by a part of a Kreis is no count of persons, where that part is not 0
                if not any(by_kreis.get((kreis, group, measure, year)) for kreis in cut.get(region, ())):
                    small.add(cell)
            elif reason:
                hidden[cell] = "closed with another"
        elif secret:
            hidden[cell] = "closed by the publisher"
            if handed_over and closed_as == "below_3":
                small.add(cell)
            if handed_over and kind == "kreis":
                values[cell] = float("nan")
    if handed_over:
        values |= _left_out(values, shares)
    families = connection.execute("select occupation_id, parent_id from dim_occupation where level = 3").fetchall()
    return Cells(
        edition, names, newest, values, hidden, frozenset(small), shares, matched, dict(families),
        _behind(connection),
    )  # fmt: skip


def _left_out(
    values: Mapping[Cell, float], shares: Mapping[str, Mapping[str, Mapping[str, float]]]
) -> dict[Cell, float]:
    """Return an unknown number for every cell of the Kreise that have none."""
    known = {(region, measure, year) for region, _, measure, year in values}
    asked = {(group, measure, year) for _, group, measure, year in values}
    kreise = {kreis for regions in shares.values() for members in regions.values() for kreis in members}
    return {(kreis, *rest): float("nan") for kreis in kreise for rest in asked if (kreis, *rest[1:]) not in known}


def _behind(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, str], float]:
    """Work out the counts that estimates of 2-digit groups rest on, from the log ratio and its variance."""
    found = {}
    rows = connection.execute(
        "select distinct region_id, basis_id, log_ratio, log_ratio_variance from fct_estimate where basis = 'family'"
    ).fetchall()
    for region, family, log_ratio, variance in rows:
        below = (1 + math.exp(-log_ratio)) / variance
        found[region, family, VACANCIES] = below - 0.5
        found[region, family, UNEMPLOYED] = math.exp(log_ratio) * below - 0.5
    return found


def _shares(
    connection: duckdb.DuckDBPyConnection, lands: Collection[str]
) -> tuple[dict[str, dict[str, dict[str, float]]], dict[str, set[str]]]:
    """Return the Kreise of each region by Land, and of each region those it has a part of only."""
    shares: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    cut: dict[str, set[str]] = defaultdict(set)
    rows = connection.execute(
        "select coalesce(r.land_id, r.region_id), m.region_id, m.kreis_id, m.share "
        "from dim_membership m join dim_region r using (region_id) "
        "where r.kind in ('kreis', 'ra', 'land') and coalesce(r.valid_to, '') = '' "
        "and list_contains(?, coalesce(r.land_id, r.region_id))",
        [list(lands)],
    ).fetchall()
    for land, region, kreis, share in rows:
        shares[land].setdefault(region, {})[kreis] = share
        shares[land].setdefault(kreis, {kreis: 1.0})
        if share < 1:
            cut[region].add(kreis)
    return dict(shares), cut
