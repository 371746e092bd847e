"""Read from the marts what explains a region's estimate for one occupation group.

Values and closures come from the mart `region_measure`; `fct_observation` tells only where a printed figure stands.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from reports.model.estimates import Quality
from reports.model.explanation import (
    DEVIATION,
    SCORE,
    Count,
    Estimate,
    Explanation,
    KreisCounts,
    Observed,
    Place,
    Score,
    Shrinkage,
    Source,
    Term,
    flips,
    points,
    probability_for,
)
from reports.model.region import Kreis, RegionInfo
from sources.reference.occupations import Group
from transforms.warehouse.layers import read_rows

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]
Ask = Callable[..., list[Row]]
VACANCIES, UNEMPLOYED = "vacancies", "unemployed_persons"
LEVELS = (2, 3, 4)


def load(
    connection: duckdb.DuckDBPyConnection, region_id: str, group: Group, edition: str, handed_over: bool = False
) -> Explanation:
    """Return the explanation; raise LookupError for a region or group the edition has no figures of."""

    ask = partial(read_rows, connection)
    files = {(row["source_id"], row["part"]): row for row in ask("select * from source_state")}
    region = _region(ask, region_id)
    observed, quoted = _observed(ask, region, group.id, files)
    if observed is None:
        raise LookupError(f"edition {edition} has no figures for {region.name} and {group.name} ({group.id})")
    area = ask("select land_group_id from dim_region where region_id = ?", region_id)[0]["land_group_id"]
    scores = _scores(ask, group.id, files)
    told = [s for s in scores if s.score is not None and not (s.area_id == area and region.kind == "land")]
    row = _one(ask("select * from region_estimate where region_id = ? and occupation_id = ?", region_id, group.id))
    shrinkage = _shrinkage(ask, row, group)
    estimate = _estimate(ask, row)
    possible = estimate is not None and shrinkage is not None
    counted = observed.vacancies.value if not observed.without else None
    quality, tested = _quality(ask)
    quoted |= {(s.place.source, s.place.title) for s in scores}
    return Explanation(
        edition=edition,
        handed_over=handed_over,
        region=region,
        occupation=group.id,
        name=group.name,
        everyday=group.everyday,
        family=group.family_id,
        family_name=group.family_name,
        observed=observed,
        official=tuple(s for s in scores if s.area_id == area),
        germany=tuple(s for s in scores if s.area_id == "DE"),
        elsewhere=tuple(_best(told)),
        score_elsewhere=row.get("score_elsewhere"),
        areas_elsewhere=int(row.get("areas_elsewhere") or 0),
        shrinkage=shrinkage,
        estimate=estimate,
        flips=flips(estimate, shrinkage, counted) if possible else (),
        land_class=row.get("land_class"),
        reading=row.get("reading") or "",
        reason=(row["reason"] or "") if row else _why_not_here(ask, observed),
        rank=_rank(row),
        quality=quality,
        tested=tested,
        sources=_sources(files, quoted),
    )


def _one(rows: list[Row]) -> Row:
    return rows[0] if rows else {}


def _region(ask: Ask, region_id: str) -> RegionInfo:
    row = _one(
        ask(
            "select r.*, l.name as land_name, g.name as group_name from dim_region r "
            "left join dim_region l on l.region_id = r.land_id "
            "left join dim_region g on g.region_id = r.land_group_id and g.kind = 'land_group' "
            "where r.region_id = ? and coalesce(r.valid_to, '') = ''",
            region_id,
        )
    )
    if not row:
        raise LookupError(f"the edition does not know a region {region_id}")
    kreise = ask(
        "select m.kreis_id, k.name, m.share from dim_membership m join dim_region k on k.region_id = m.kreis_id "
        "where m.region_id = ? order by m.kreis_id",
        region_id,
    )
    return RegionInfo(
        region_id, row["name"], row["kind"], tuple(Kreis(k["kreis_id"], k["name"], k["share"]) for k in kreise),
        row["land_id"], row["land_name"], row["land_name"], "", (row["group_name"] or "").replace(" / ", "/"),
    )  # fmt: skip


def _observed(
    ask: Ask, region: RegionInfo, group: str, files: dict[tuple[str, str], Row]
) -> tuple[Observed | None, set[tuple[str, str]]]:
    """Return what was counted, and the files it stands in as (source, title)."""
    areas = [region.id, *(kreis.ags for kreis in region.kreise)]
    figures = {
        (row["region_id"], row["measure"]): row
        for row in ask(
            "select region_id, measure, year, value, flag, without_kreise from region_measure "
            "where occupation_id = ? and measure in (?, ?) and list_contains(?, region_id)",
            group, VACANCIES, UNEMPLOYED, areas,
        )
    }  # fmt: skip
    ratio = _one(ask("select * from region_shortage where region_id = ? and occupation_id = ?", region.id, group))
    if not ratio or not any(area == region.id for area, _ in figures):
        return None, set()
    places = {
        (row["region_id"], row["measure"], row["year"]): _place("ba_kreis_berufe", row, files)
        for row in ask(
            'select o.region_id, o.measure, o.year, o.part, o.sheet, o."row", o."column" '
            "from fct_observation o join dim_period p on p.measure = o.measure and p.year = o.year "
            "where o.occupation_id = ? and o.measure in (?, ?) and list_contains(?, o.region_id)",
            group, VACANCIES, UNEMPLOYED, areas,
        )
    }  # fmt: skip

    def count(area: str, measure: str) -> Count:
        row = figures.get((area, measure))
        if row is None:
            return Count(None, "unknown")
        place = places.get((area, measure, row["year"])) if row["value"] is not None else None
        return Count(row["value"], row["flag"], place)

    unemployed = figures.get((region.id, UNEMPLOYED), {})
    held = {area for area, _ in figures}
    names = {kreis.ags: kreis.name for kreis in region.kreise}
    without = unemployed.get("without_kreise") if unemployed.get("flag") == "incomplete" else None
    observed = Observed(
        year=max(row["year"] for row in figures.values()),
        vacancies=count(region.id, VACANCIES),
        unemployed=count(region.id, UNEMPLOYED),
        ratio=ratio["ratio"],
        land_ratio=ratio["land_ratio"],
        germany_ratio=ratio["germany_ratio"],
        without=tuple(names.get(kreis, kreis) for kreis in without or ()),
        kreise=tuple(
            KreisCounts(k.ags, k.name, k.share, count(k.ags, VACANCIES), count(k.ags, UNEMPLOYED))
            for k in region.kreise
            if held.issuperset(names)
        ),
    )
    shown = (c.place for k in (observed, *observed.kreise) for c in (k.vacancies, k.unemployed))
    return observed, {(place.source, place.title) for place in shown if place}


def _place(source: str, row: Row, files: dict[tuple[str, str], Row]) -> Place:
    file = files.get((source, row["part"]), {})
    title = file.get("what") or file.get("title") or source
    return Place(source, title, file.get("file_name", ""), row["sheet"], row["row"] or None, row["column"])


def _scores(ask: Ask, group: str, files: dict[tuple[str, str], Row]) -> list[Score]:
    """Return the official scores of the group in every area, Germany first."""
    rows = ask(
        "select o.*, r.name from land_official o join dim_region r using (region_id) where o.occupation_id = ? "
        "order by o.region_id <> 'DE', r.name, o.level",
        group,
    )
    return [
        Score(r["region_id"], r["name"], r["level"], r["score"], r["class"], _place("ba_engpassanalyse", r, files))
        for r in rows
        if r["level"] in LEVELS
    ]


def _best(scores: list[Score]) -> list[Score]:
    """Return the highest score of each area, the lower level where two are equal."""
    best: dict[str, Score] = {}
    for score in scores:
        if score.area_id not in best or score.score > best[score.area_id].score:
            best[score.area_id] = score
    return list(best.values())


def _shrinkage(ask: Ask, row: Row, group: Group) -> Shrinkage | None:
    if not row or row["basis"] is None:
        return None
    between = _one(ask("select * from between_variance where family_id = ?", group.family_id))
    return Shrinkage(
        basis=row["basis"],
        log_ratio=row["log_ratio"],
        variance=row["log_ratio_variance"],
        land_log_ratio=row["prior_log_ratio"],
        between_variance=row["between_variance"],
        between_cells=int(between.get("cells", 0)),
        pooled=bool(between.get("pooled", False)),
        ranked=bool(between.get("ranked", False)),
        weight=row["weight"],
        ratio=row["ratio"],
        low=row["ratio_low"],
        high=row["ratio_high"],
        germany_log_ratio=row["germany_log_ratio"],
    )


def _estimate(ask: Ask, row: Row) -> Estimate | None:
    if not row or row["probability"] is None:
        return None
    fitted = {term["input"]: term for term in ask("select * from model_term")}
    start, terms = None, ()
    if {"intercept", SCORE, DEVIATION} <= set(fitted):
        start = fitted["intercept"]["coefficient"]  # of standardised inputs: the log odds where both are at their mean
        inputs = [(name, fitted[name], row[name]) for name in (SCORE, DEVIATION)]
        log_odds = [term["coefficient"] * (value - term["mean"]) / term["scale"] for _, term, value in inputs]
        parts = points(start, log_odds, row["logit_variance"])
        terms = tuple(
            Term(name, value, t["mean"], t["coefficient"] / t["scale"], t["lowest"], t["highest"], odds, part)
            for (name, t, value), odds, part in zip(inputs, log_odds, parts, strict=True)
        )
    return Estimate(
        probability=row["probability"],
        low=row["probability_low"],
        high=row["probability_high"],
        klass=row["class"],
        logit=row["logit"],
        variance=row["logit_variance"],
        start=start,
        start_probability=None if start is None else probability_for(start, row["logit_variance"]),
        cells=int(fitted["intercept"]["cells"]) if terms else 0,
        terms=terms,
    )


def _rank(row: Row) -> tuple[int, int, int] | None:
    if not row or row["rank_low"] is None:
        return None
    return int(row["rank_low"]), int(row["rank_high"]), int(row["rank_of"])


def _why_not_here(ask: Ask, observed: Observed) -> str:
    """Say why there is no row: a handed-over edition holds only those with a ratio, an older one none at all."""
    if not ask("select 1 from model_term limit 1"):
        return "not_handed_over"
    return "unknown" if observed.unemployed.flag == "unknown" else "few_cases"


def _quality(ask: Ask) -> tuple[tuple[Quality, ...], tuple[int, int]]:
    """Return the figures of the validation, and the cells and Land groups they rest on."""
    rows = ask("select * from validation order by method <> 'model', method")
    names = ("method", "title", "auc", "brier", "calibration_error")
    tested = (int(rows[0]["cells"]), int(rows[0]["areas"])) if rows else (0, 0)
    return tuple(Quality(**{name: row[name] for name in names}) for row in rows), tested


def _sources(files: dict[tuple[str, str], Row], quoted: set[tuple[str, str]]) -> tuple[Source, ...]:
    return tuple(
        Source(
            source, row["what"] or row["title"], row["period"],
            row["attribution"].replace("{year}", str(row["issued"].year if row["issued"] else row["period"][-4:])),
        )
        for (source, _), row in sorted(files.items())
        if (source, row["what"] or row["title"]) in quoted
    )  # fmt: skip
