"""Read what chambers, agencies, cities and the register say: one query per mart, whatever the number of regions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.model.evidence import ChamberFigure, ContextFigure, Entry, Places, Report, Step
from reports.model.market import MonthFigure
from reports.model.measures import SECTIONS
from reports.model.recognition import LandRecognition
from reports.model.region import RegionInfo
from reports.model.sources import Revision, SourceStatus
from reports.words import evidence as words
from reports.words.notation import MONTHS

Row = dict[str, Any]
Rows = Callable[..., list[Row]]
ECKWERTE, PLACES = "ba_eckwerte", "hwk_lehrstellen"
SMALLEST = 3  # places of fewer than so many are one or two firms
FORM_DAYS, REGISTER_DAYS, CONTEXT_DAYS = 365, 365, 1095  # older statements are marked
BY_REGION = ("region_month", "region_chamber", "region_places", "region_report", "region_context", "region_register")
BY_LAND = ("land_vacancy_time", "land_recognition")
WHOLE = ("legal_pointer", "source_status", "revision")


@dataclass(frozen=True)
class Evidence:
    """The marts of one edition, by region or Land."""

    by_area: Mapping[str, Mapping[str, Sequence[Row]]]  # mart -> region or Land -> rows
    whole: Mapping[str, Sequence[Row]]
    titles: Mapping[str, str]
    countries: Mapping[str, str]

    def rows(self, mart: str, area: str) -> Sequence[Row]:
        """Return the rows of a mart for a region or Land, in the mart's order."""
        return self.by_area[mart].get(area, ())


def load(rows: Rows, regions: Sequence[str], lands: Sequence[str]) -> Evidence:
    """Read the marts for some regions and their Länder."""
    by_area: dict[str, dict[str, list[Row]]] = {}
    asked = list(dict.fromkeys([*regions, *lands]))
    for mart in BY_REGION + BY_LAND:
        key, wanted = ("region_id", asked) if mart in BY_REGION else ("land_id", list(lands))
        grouped: dict[str, list[Row]] = defaultdict(list)
        for row in rows(f"select * from {mart} where list_contains(?, {key})", wanted):
            grouped[row[key]].append(row)
        by_area[mart] = grouped
    whole = {mart: rows(f"select * from {mart}") for mart in WHOLE}
    titles = {row["source_id"]: row["title"] for row in whole["source_status"]}
    countries = {row["country_id"]: row["name"] for row in rows("select country_id, name from dim_country")}
    return Evidence(by_area, whole, titles, countries)


def fields(evidence: Evidence, region: RegionInfo, occupations: Mapping[str, str], until: dt.date) -> dict[str, Any]:
    """Return the fields of a Brief that this module fills; `until` is the last day of the brief's month."""
    days = evidence.rows("land_vacancy_time", region.land_id)
    pointers = _of_land(evidence.whole["legal_pointer"], region.land_id)
    return {
        "month_figures": month_figures(evidence, region),
        "vacancy_days_month": _month(days[0]["month"]) if days else "",
        "chamber_figures": _chamber_figures(evidence.rows("region_chamber", region.id)),
        "places": _places(evidence.rows("region_places", region.id), occupations),
        "reports": _reports(evidence.rows("region_report", region.id), occupations, until),
        "context": _context(evidence.rows("region_context", region.id), until),
        "register": _register(evidence.rows("region_register", region.id), evidence.countries, until),
        "steps": _steps(r for r in pointers if not r["kind"].startswith("way_")),
        "ways": _steps(r for r in pointers if r["kind"].startswith("way_")),
        "land_recognition": _land_recognition(evidence.rows("land_recognition", region.land_id)),
        "status": _status(evidence.whole["source_status"], f"{until:%Y-%m}"),
        "revisions": _revisions(evidence.whole["revision"], evidence.titles),
    }


def vacancy_days(evidence: Evidence, land_id: str) -> dict[str, tuple[float | None, str]]:
    """Return the completed vacancy time of a Land by occupation group with the flag that says why there is none."""
    return {
        row["occupation_id"]: (row["vacancy_days"], "" if row["vacancy_days"] is not None else row["flag"])
        for row in evidence.rows("land_vacancy_time", land_id)
    }


def month_figures(evidence: Evidence, region: RegionInfo) -> tuple[MonthFigure, ...]:
    """Return the regional totals of the newest month; the Land stands beside them where it has the same month."""
    own = {row["indicator_id"]: row for row in evidence.rows("region_month", region.id)}
    land = {row["indicator_id"]: row for row in evidence.rows("region_month", region.land_id)}
    found = []
    for m in SECTIONS["month_figures"].measures:
        row, beside = own.get(m.mart), land.get(m.mart)
        if row is None:
            continue
        if beside is not None and beside["month"] != row["month"]:
            beside = None
        incomplete = row["value"] is not None and row["missing"]
        found.append(
            MonthFigure(
                m.name, m.heading, m.unit, row["value"], _month(row["month"]), row["previous"],
                "incomplete" if incomplete else str(row["flag"]), ECKWERTE,
                beside["value"] if beside else None, beside["previous"] if beside else None,
                words.without_kreise(row["missing"]) if incomplete else "",
            )
        )  # fmt: skip
    return tuple(found)


def _month(day: dt.date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _day(day: dt.date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else ""


def _of_period(day: dt.date | None, period: str) -> str:
    """Write the date of a series: a day, a month, a quarter or a year."""
    if day is None:
        return ""
    if period == "M":
        return _month(day)
    if period == "Q":
        return f"{(day.month + 2) // 3}. Quartal {day.year}"
    return str(day.year) if period == "Y" else _day(day)


def _older(day: dt.date | None, until: dt.date, days: int) -> bool:
    return day is not None and (until - day).days > days


def _chamber_figures(rows: Sequence[Row]) -> tuple[ChamberFigure, ...]:
    newest_first = sorted(rows, key=lambda r: (-r["day"].toordinal(), r["name"] or "", -r["value"], r["area_name"]))
    return tuple(
        ChamberFigure(
            r["name"] or r["indicator_id"], words.chamber_area(r["area_name"], r["area_kind"]), r["value"],
            _day(r["day"]), r["previous"], _day(r["previous_day"]), r["quoted"] or "", r["source_id"],
        )
        for r in newest_first
    )  # fmt: skip


def _places(rows: Sequence[Row], occupations: Mapping[str, str]) -> tuple[Places, ...]:
    """Return the occupations with at least three open places, most first."""
    enough = sorted((r for r in rows if r["places"] >= SMALLEST), key=lambda r: (-r["places"], r["occupation_id"]))
    return tuple(
        Places(
            r["occupation_id"], occupations.get(r["occupation_id"], words.OTHER_CRAFTS), int(r["places"]),
            _day(r["day"]), PLACES, words.without_kreise(r["missing"]),
        )
        for r in enough
    )  # fmt: skip


def _reports(rows: Sequence[Row], occupations: Mapping[str, str], until: dt.date) -> tuple[Report, ...]:
    found = []
    for r in rows:
        few = r["places"] is not None and 0 < r["places"] < SMALLEST
        found.append(
            Report(
                r["occupation_id"], occupations.get(r["occupation_id"], r["occupation_id"]), r["severity"] or 0,
                None if few else r["places"], _places_flag("below_3" if few else r["places_flag"]), r["since"] or "",
                r["doing"] or "", r["organisation"], r["organisation_kind"] or "", r["area_name"], _day(r["day"]),
                _older(r["day"], until, FORM_DAYS), "bedarfsmeldung",
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda r: (r.stale, -r.severity, r.occupation, r.organisation)))


def _places_flag(flag: str) -> str:
    return {"secret": "below_3"}.get(str(flag), str(flag))


def _context(rows: Sequence[Row], until: dt.date) -> tuple[ContextFigure, ...]:
    found = [
        ContextFigure(
            **{name: r[name] or "" for name in ("title", "series", "unit", "uri", "attribution")},
            area=r["area_name"],
            value=r["value"],
            date=_of_period(r["day"], r["period"]),
            previous=r["previous"],
            previous_date=_of_period(r["previous_day"], r["period"]),
            flag=str(r["flag"]),
            modified=words.german_date(r["modified"] or ""),
            stale=_older(r["day"], until, CONTEXT_DAYS),
            source=r["source_id"],
        )
        for r in rows
        if r["occupation_id"] == "total"
    ]
    return tuple(sorted(found, key=lambda f: f.stale))


def _register(rows: Sequence[Row], countries: Mapping[str, str], until: dt.date) -> tuple[Entry, ...]:
    found = [
        Entry(
            id=r["entry_id"],
            **{name: r[name] for name in ("name", "kind", "area")},
            **{name: r[name] or "" for name in ("since", "link", "quoted", "note")},
            occupations=tuple(r["occupation_ids"] or ()),
            countries=tuple(countries.get(code, code) for code in r["countries"] or ()),
            languages=tuple(words.LANGUAGES.get(code, code) for code in r["languages"] or ()),
            checked=_day(r["checked"]),
            stale=_older(r["checked"], until, REGISTER_DAYS),
            exact=bool(r["exact"]),
        )
        for r in rows
    ]
    return tuple(sorted(found, key=lambda e: (not e.exact, words.kind_order(e.kind), e.name)))


def _of_land(rows: Sequence[Row], land_id: str) -> list[Row]:
    """Return the rows for all Länder, those of the Land in place of rows of the same step."""
    own = {row["step_id"] for row in rows if row["land_id"] == land_id}
    return [row for row in rows if row["land_id"] == ("" if row["step_id"] not in own else land_id)]


def _steps(rows: Iterable[Row]) -> tuple[Step, ...]:
    return tuple(
        Step(
            r["kind"], r["text"], r["link"] or "", r["link_name"] or "",
            f"Stand {_day(r['as_of'])}" if r["as_of"] else "", _day(r["checked"]), bool(r["expired"]),
            _day(r["valid_until"]), r["step_id"],
        )
        for r in sorted(rows, key=lambda r: r["position"])
    )  # fmt: skip


def _land_recognition(rows: Sequence[Row]) -> tuple[LandRecognition, ...]:
    return tuple(
        LandRecognition(
            r["year"], r["dimension"] or "total", r["name"] or "", r["count"],
            "pct" if r["indicator_id"].endswith("_pct") else "cases", r["quoted"] or "",
            r["indicator_id"].removeprefix("recognition_"),
        )
        for r in rows
    )  # fmt: skip


def _status(rows: Sequence[Row], month: str) -> tuple[SourceStatus, ...]:
    return tuple(
        SourceStatus(
            r["source_id"], r["title"], r["status"],
            words.status_text(r["status"], r["period"] or "", r["reason"] or "", r["tried"], month),
        )
        for r in rows
    )  # fmt: skip


def _revisions(rows: Sequence[Row], titles: Mapping[str, str]) -> tuple[Revision, ...]:
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_source[row["source_id"]].append(row)
    return tuple(
        Revision(titles.get(source_id, source_id), words.revision_text(found))
        for source_id, found in sorted(by_source.items())
    )
