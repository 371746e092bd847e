"""Where to begin: read the priorities of a region, put them in order, and say which places are possible."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.model.starting_points import StartingPoint, counts

Row = dict[str, Any]
STALE_DAYS = 365
SHARES = ("shortage", "shortage_low", "shortage_high", "potential", "priority", "priority_low", "priority_high")


@dataclass(frozen=True)
class Priorities:
    """The priorities of some regions, and the rules they rest on."""

    by_region: Mapping[str, Sequence[Row]]
    networks: Mapping[str, Row]
    focuses: Mapping[str, str]  # id -> name
    default: str
    potential_from: tuple[int, ...]


def load(rows: Callable[..., list[Row]], regions: Sequence[str]) -> Priorities:
    """Read the priorities of some regions."""
    by_region: dict[str, list[Row]] = defaultdict(list)
    for row in rows("select * from region_starting_point where short and list_contains(?, region_id)", list(regions)):
        by_region[row["region_id"]].append(row)
    networks = rows("select * from region_network where list_contains(?, region_id)", list(regions))
    focuses = rows("select * from dim_focus")
    return Priorities(
        by_region,
        {row["region_id"]: row for row in networks},
        {row["focus_id"]: row["name"] for row in focuses},
        next(row["focus_id"] for row in focuses if row["is_default"]),
        tuple(row["at_least"] for row in rows("select * from dim_potential order by at_least") if row["at_least"]),
    )


def fields(
    read: Priorities, region: str, focus: str | None, names: Mapping[str, str], until: dt.date
) -> dict[str, Any]:
    """Return the fields of a Brief that this module fills; without a focus the one of the file counts."""
    chosen = focus or read.default
    network = read.networks.get(region, {})
    return {
        "focus": chosen,
        "focus_name": read.focuses[chosen],
        "starting_points": starting_points(read.by_region.get(region, ()), chosen, names, until),
        "potential_from": read.potential_from,
        "networks": tuple(network.get("networks", ())),
        "network_missing": network.get("network_missing"),
        "register_lands": tuple(network.get("register_lands", ())),
    }


def starting_points(
    rows: Sequence[Row], focus: str, names: Mapping[str, str], until: dt.date
) -> tuple[StartingPoint, ...]:
    """Return the short groups of a region: those with a place in the order first, then the others in focus."""
    found = [_starting_point(row, focus, names, until) for row in rows]
    return ranked(sorted(found, key=order))


def order(point: StartingPoint) -> tuple:
    """Return what puts groups in their order: in focus first, then by priority and shortage."""
    return not point.in_focus, point.priority is None, -(point.priority or 0), -(point.shortage or 0), point.occupation


def ranked(found: Sequence[StartingPoint]) -> tuple[StartingPoint, ...]:
    """Give each group in focus with a priority above 0 the places its interval allows among them.

    A place is possible unless the interval of another group lies wholly above or wholly below.
    """
    counted = [point for point in found if counts(point)]

    def places(point: StartingPoint) -> tuple[int, int, int]:
        above = sum(other.priority_low > point.priority_high for other in counted)
        level = sum(other.priority_high >= point.priority_low for other in counted)
        return above + 1, level, len(counted)

    return tuple(replace(point, rank=places(point) if counts(point) else None) for point in found)


def _starting_point(row: Row, focus: str, names: Mapping[str, str], until: dt.date) -> StartingPoint:
    checked = row["checked"] if row["covered_by"] else None
    return StartingPoint(
        occupation=row["occupation_id"],
        name=names[row["occupation_id"]],
        in_focus=focus in (row["focuses"] or ()),
        reason=row["reason"] or "",
        levels=tuple(row["recognition_levels"]),
        full_equivalence=row["recognition_full"],
        cells=row["recognition_cells"],
        step=row["recognition_step"],
        step_open=bool(row["recognition_open"]),
        covered_by=row["covered_by"] or "",
        covered_reason=row["covered_reason"] or "",
        covered_quoted=(row["quoted"] or "") if row["covered_by"] else "",
        covered_checked=f"{checked:%d.%m.%Y}" if checked else "",
        covered_stale=checked is not None and (until - checked).days > STALE_DAYS,
        initiatives=tuple(row["initiatives"]),
        white_spot=bool(row["white_spot"]),
        **{name: row[name] for name in SHARES},
    )
