"""The figures of a brief as rows: one figure in each, with what it is, of what, where, when, and from whom.

Every companion is made from these rows. Their sections and measures are called as in `brief.json`, and the values are
rounded as there. A figure that is secret or not known has no value and a flag; a figure to compare with (an earlier
period, the Land, Germany) has a row only where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from reports.files import periods
from reports.model.brief import Brief
from reports.model.estimates import Estimate
from reports.model.market import Figure, MonthFigure, Occupation
from reports.model.measures import COUNTED, COUNTS, MEASURES
from reports.model.recognition import RecognitionRow
from reports.model.rounding import round_figure
from reports.model.starting_points import StartingPoint
from reports.words.notation import flag_of

OFFICIAL, OBSERVED, ESTIMATED, STATED = "amtlich", "beobachtet", "geschaetzt", "gemeldet"
KINDS = {
    OFFICIAL: "die Bewertung der Bundesagentur für Arbeit",
    OBSERVED: "gezählt, oder aus gezählten Zahlen gerechnet",
    ESTIMATED: "eigene Schätzung",
    STATED: "von einer Kammer, Agentur, Stadt oder in der Presse genannt",
}
REGION, LAND, GERMANY, KREIS, NAMED = "region", "land", "deutschland", "kreis", "angegeben"
BERUFE, RATED, RECOGNISED = "ba_kreis_berufe", "ba_engpassanalyse", "destatis_anerkennung"
MODEL = f"{BERUFE} {RATED}"
OK, UNKNOWN = "ok", "unknown"
NOT_RATED, NONE_DECIDED, RANGE, NOT_STATED = "not_rated", "none_decided", "range", "not_stated"
OWN, OWN_ESTIMATE = "eigene Berechnung", "eigene Schätzung"
OUTSIDE = "mit Vorsicht lesen: außerhalb dessen, woran das Modell angepasst ist"


class Row(NamedTuple):
    """A figure of the brief."""

    section: str  # key of brief.json
    code: str = ""  # KldB 2010 code as text, "Pfl", or ""
    name: str = ""  # of the code
    requirement: str = ""  # requirement level 2, 3 or 4; "" for all together
    item_code: str = ""  # ISO 3166-1 alpha-3, KldB 5-digit, or a key
    item: str = ""  # what the figure is of inside the subject: a state, a reference occupation, an organisation
    measure: str = ""
    unit: str = ""  # key of reports/files/meanings.py; in `context` as its publisher calls it
    value: float | int | None = None
    flag: str = OK
    label: str = ""  # what the figure is called: "engpass"
    kind: str = OBSERVED
    level: str = REGION
    area_id: str = ""
    area: str = ""
    period: str = ""  # ISO; a year is an annual mean
    low: float | int | None = None
    high: float | int | None = None
    source_id: str = ""
    note: str = ""


def rows(brief: Brief) -> list[Row]:
    """Return every figure of a brief, in the order of brief.json."""
    return [
        row if row.unit else row._replace(unit=MEASURES[row.section, row.measure].unit) for row in _Writer(brief).all()
    ]


class _Writer:
    """Writes the rows of one brief; what many rows share is worked out once."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        region = brief.region
        self.region = {"level": REGION, "area_id": region.id, "area": region.name}
        self.land = {"level": LAND, "area_id": region.land_id, "area": region.land_name}
        self.germany = {"level": GERMANY, "area_id": "DE", "area": "Deutschland"}
        self.rated = self.land
        if region.rated_area:
            self.rated = {"level": LAND, "area_id": "", "area": region.rated_area}
        self.rated_in = periods.of_source(brief, RATED)
        self.now = {m.name: periods.of_figure(brief, m.name) for m in COUNTED}
        self.before = {name: periods.year_before(when) for name, when in self.now.items()}
        self.recognised_in = periods.iso(brief.recognition_total.period)

    def all(self) -> Iterator[Row]:
        brief = self.brief
        for name, figure in brief.headline.items():
            yield from self.figure("headline", name, figure)
        yield from self.counts()
        for occupation in brief.occupations:
            yield from self.occupation(occupation)
        for row in brief.recognition:
            yield from self.recognition(row)
        yield from self.recognition_total()
        yield from self.map()
        for figure in brief.month_figures:
            yield from self.month(figure)
        yield from self.stated()
        yield from self.validation()
        for point in brief.starting_points:
            yield from self.starting_point(point)
        for step, bound in enumerate(brief.potential_from, 1):
            yield Row(
                "potential_from", item_code=str(step), measure="full_equivalence_from", value=bound,
                kind=ESTIMATED, **self.germany,
            )  # fmt: skip

    def figure(self, section: str, name: str, figure: Figure) -> Iterator[Row]:
        """Yield a total of the region now and a year before, and the same of the Land."""
        now = periods.iso(figure.period)
        same = {"section": section, "measure": name, "source_id": figure.source}
        yield _figure(figure.value, flag=str(figure.flag), period=now, note=figure.note, **same, **self.region)
        others = ((figure.previous, periods.year_before(now), self.region, figure.note),
                  (figure.land, now, self.land, figure.land_note),
                  (figure.land_previous, periods.year_before(now), self.land, figure.land_note))  # fmt: skip
        for value, when, area, note in others:
            yield from _known(value, period=when, note=note, **same, **area)

    def counts(self) -> Iterator[Row]:
        for name, value in self.brief.counts.items():
            recognised = name.startswith("recognition_")
            area = self.germany if name.startswith("germany_") or name == "recognition_all_full" else self.rated
            yield Row(
                "counts", item=COUNTS.get(name, name), measure=name,
                value=value, kind=OBSERVED if recognised else OFFICIAL,
                period=self.recognised_in if recognised else self.rated_in,
                source_id=RECOGNISED if recognised else RATED, **area,
            )  # fmt: skip

    def occupation(self, o: Occupation) -> Iterator[Row]:
        subject = {"section": "occupations", "code": o.occupation, "name": o.name}
        counted = subject | {"source_id": BERUFE}
        here = counted | self.region
        for name in self.now:
            flag = flag_of(o.flags, name)
            yield _figure(getattr(o, name), measure=name, flag=flag, period=self.now[name], **here)
        ratio = {"measure": "ratio", "note": OWN}
        when = self.now["unemployed"]
        yield _figure(o.ratio, flag=flag_of(o.flags, "ratio"), period=when, **ratio, **here)
        for name, before in (("vacancies", o.vacancies_previous), ("unemployed", o.unemployed_previous)):
            yield from _known(before, measure=name, period=self.before[name], **here)
        yield from _known(o.foreign_share, measure="foreign_share", period=self.now["employees"], note=OWN, **here)
        yield from _known(o.ratio_previous, period=self.before["unemployed"], **ratio, **here)
        yield from _known(o.land_ratio, period=when, **ratio, **counted, **self.land)
        yield from _known(o.germany_ratio, period=when, **ratio, **counted, **self.germany)
        yield from self.official(o, subject)
        if o.vacancy_days is not None or o.vacancy_days_flag:
            yield _figure(
                o.vacancy_days, measure="vacancy_days", flag=o.vacancy_days_flag or OK,
                period=periods.iso(self.brief.vacancy_days_month), source_id="ba_stellen_berufe",
                **subject, **self.land,
            )  # fmt: skip
        yield from self.estimate(o, subject)
        for year, value in o.trend:
            yield from _known(value, **here | {"section": "trend"}, period=str(year), **ratio)

    def official(self, o: Occupation, subject: dict[str, Any]) -> Iterator[Row]:
        for r in o.official:
            yield _figure(
                r.score, why=NOT_RATED, requirement=str(r.level), measure="official_score",
                label=r.klass or "", kind=OFFICIAL, period=self.rated_in, source_id=RATED, note=r.note,
                **subject, **self.rated,
            )  # fmt: skip

    def estimate(self, o: Occupation, subject: dict[str, Any]) -> Iterator[Row]:
        own = {"kind": ESTIMATED, "period": self.now["unemployed"], "source_id": MODEL} | subject | self.region
        if o.reading:
            yield Row(measure="reading", label=o.reading, **own)
        if (e := o.estimate) is None:
            return
        own["note"] = _rests_on(e)
        yield Row(
            measure="estimated_ratio", value=round_figure(e.ratio, 2),
            low=round_figure(e.ratio_low, 2), high=round_figure(e.ratio_high, 2), label=e.basis, **own,
        )  # fmt: skip
        yield Row(
            measure="engpass_probability", value=round_figure(e.probability, 2),
            low=round_figure(e.probability_low, 2), high=round_figure(e.probability_high, 2), label=e.klass, **own,
        )  # fmt: skip
        if e.rank:
            yield from _rank(e.rank, own)

    def recognition(self, r: RecognitionRow) -> Iterator[Row]:
        subject = {
            "section": "recognition", "code": r.occupation, "name": r.name,
            "requirement": "" if r.level is None else str(r.level), "source_id": RECOGNISED,
        }  # fmt: skip
        here = subject | {"period": str(r.year)} | self.germany
        yield _figure(r.full_equivalence, why=NONE_DECIDED, measure="full_equivalence", note=r.note, **here)
        yield Row(measure="rounded_cells", value=r.cells, **here)
        if r.decisions:
            yield Row(measure="decided", value=r.decisions.decided, **here)
            yield Row(measure="positive", value=r.decisions.positive, **here)
            yield Row(measure="decision_cells", value=r.decisions.cells, **here)
            if r.decisions.positive_share is not None:
                share = round_figure(r.decisions.positive_share)
                yield Row(measure="positive_share", value=share, note=OWN, **here)
        if r.ways:
            yield Row(measure="trained_in_eu_eea", value=r.ways.eu_eea, **here)
            yield Row(measure="trained_in_third_state", value=r.ways.third, **here)
            yield Row(measure="way_cells", value=r.ways.cells, **here)
        if r.before:
            before = here | {"period": str(r.before.year)}
            yield Row(measure="full_equivalence", value=r.before.full_equivalence, **before)
            yield Row(measure="rounded_cells", value=r.before.cells, **before)
        for f in r.references:
            yield Row(
                item_code=f.code, item=f.name, measure="full_equivalence_of_reference", value=f.full_equivalence, **here
            )
        for c in r.countries:
            yield Row(
                item_code=c.country, item=c.name, measure="full_equivalence_of_state", value=c.count,
                label="eu_ewr_schweiz" if c.eu_eea else "drittstaat", **here,
            )  # fmt: skip
        for w in r.regions:
            yield Row(item=w.name, measure="full_equivalence_of_world_region", value=w.count, **here)
        for name in (m.name for m in COUNTED[2:]):
            local = here | self.region | {"source_id": BERUFE, "period": self.now[name]}
            yield from _known(getattr(r, name), measure=name, **local)

    def recognition_total(self) -> Iterator[Row]:
        total = self.brief.recognition_total
        same = {"source_id": total.source, **self.germany}
        yield _figure(
            total.value, section="recognition_total", measure="full_equivalence", flag=str(total.flag),
            period=self.recognised_in, note=total.note, **same,
        )  # fmt: skip
        when = periods.year_before(self.recognised_in)
        yield from _known(total.previous, section="recognition_total", measure="full_equivalence", period=when, **same)
        for year, count in self.brief.recognition_series:
            yield Row("recognition_series", measure="full_equivalence", value=count, period=str(year), **same)

    def map(self) -> Iterator[Row]:
        if (shown := self.brief.map) is None:
            return
        for area in shown.areas:
            yield _figure(
                area.value, why=NOT_STATED, section="map", code=shown.occupation, name=shown.name, measure="ratio",
                level=KREIS, area_id=area.ags, area=area.name, period=periods.iso(shown.period),
                source_id=BERUFE, note=OWN,
            )  # fmt: skip

    def month(self, f: MonthFigure) -> Iterator[Row]:
        now = periods.iso(f.month)
        same = {"section": "month_figures", "item": f.name, "measure": f.measure, "unit": f.unit, "source_id": f.source}
        yield _figure(f.value, flag=str(f.flag), period=now, note=f.note, **same, **self.region)
        others = ((f.previous, periods.year_before(now), self.region), (f.land, now, self.land),
                  (f.land_previous, periods.year_before(now), self.land))  # fmt: skip
        for value, when, area in others:
            yield from _known(value, period=when, **same, **area)

    def stated(self) -> Iterator[Row]:
        """Yield what chambers, agencies, cities and the Land say."""
        brief = self.brief
        for c in brief.chamber_figures:
            same = {
                "section": "chamber_figures", "item": c.name, "measure": "chamber_figure", "kind": STATED,
                "level": NAMED, "area": c.area, "source_id": c.source, "note": c.quoted,
            }  # fmt: skip
            yield Row(value=round_figure(c.value), period=periods.iso(c.date), **same)
            yield from _known(c.previous, period=periods.iso(c.previous_date), **same)
        for p in brief.places:
            yield Row(
                "places", p.occupation, p.name, measure="places", value=p.places, kind=STATED,
                period=periods.iso(p.date), source_id=p.source, note=p.note, **self.region,
            )  # fmt: skip
        for r in brief.reports:
            same = {
                "section": "reports", "code": r.occupation, "name": r.name, "item": r.organisation, "kind": STATED,
                "level": NAMED, "area": r.area, "period": periods.iso(r.date), "source_id": r.source,
            }  # fmt: skip
            yield Row(measure="severity", value=r.severity, note=r.doing, **same)
            yield _figure(r.places, measure="places", flag=str(r.places_flag), **same)
        for c in brief.context:
            same = {
                "section": "context", "item": f"{c.title}: {c.series}" if c.series else c.title,
                "measure": "context_figure", "unit": c.unit, "level": NAMED, "area": c.area, "source_id": c.source,
                "note": c.attribution,
            }  # fmt: skip
            yield _figure(c.value, flag=str(c.flag), period=periods.iso(c.date), **same)
            yield from _known(c.previous, period=periods.iso(c.previous_date), **same)
        for n in brief.land_recognition:
            yield Row(
                "land_recognition", item_code=n.dimension, item=n.name, measure=n.measure, unit=n.unit,
                value=round_figure(n.count), kind=STATED, period=str(n.year),
                source_id="itnrw_anerkennung", note=n.quoted, **self.land,
            )  # fmt: skip

    def validation(self) -> Iterator[Row]:
        if (v := self.brief.validation) is None:
            return
        own = {"section": "validation", "kind": ESTIMATED, "period": self.rated_in, "source_id": MODEL, **self.germany}
        yield Row(measure="cells", value=v.cells, **own)
        yield Row(measure="areas", value=v.areas, **own)
        for q in v.qualities:
            for name in ("auc", "brier", "calibration_error"):
                value = round_figure(getattr(q, name))
                yield Row(item_code=q.method, item=q.title, measure=name, value=value, **own)
        for i, (predicted, observed, cells) in enumerate(v.bins, 1):
            yield Row(item_code=str(i), measure="predicted", value=round_figure(predicted), **own)
            yield Row(item_code=str(i), measure="observed", value=round_figure(observed), **own)
            yield Row(item_code=str(i), measure="bin_cells", value=cells, **own)
        held_out = own | {"period": str(v.coverage_year)}
        yield Row(measure="coverage_cells", value=v.coverage_cells, **held_out)
        yield Row(measure="coverage", value=round_figure(v.coverage), **held_out)
        for name in ("kept", "kept_lowest"):
            yield Row(measure=name, value=round_figure(getattr(v, name)), **own)

    def starting_point(self, g: StartingPoint) -> Iterator[Row]:
        """Yield the factors of a priority, and the priority."""
        official = self.brief.region.kind == "land"
        why = g.reason or NOT_STATED
        own = {
            "section": "gap", "code": g.occupation, "name": g.name, "kind": ESTIMATED, "source_id": MODEL,
            "period": self.now["unemployed"], **self.region,
        }  # fmt: skip
        for name in ("shortage", "priority"):
            value, low, high = (getattr(g, f"{name}{end}") for end in ("", "_low", "_high"))
            yield _figure(
                value, 2, why=why, measure=name, low=round_figure(low, 2), high=round_figure(high, 2),
                **own | {"kind": OFFICIAL if official and name == "shortage" else ESTIMATED},
            )  # fmt: skip
        germany = own | self.germany | {"source_id": RECOGNISED, "period": self.recognised_in}
        requirement = "+".join(map(str, g.levels))
        counted = germany | {"requirement": requirement, "kind": OBSERVED}
        yield _figure(g.full_equivalence, why=NONE_DECIDED, measure="full_equivalence", **counted)
        yield Row(measure="rounded_cells", value=g.cells, **counted)
        open_ = "next_step_possible" if g.step_open else ""
        yield _figure(g.step, why=why, measure="potential_step", label=open_, **germany)
        yield _figure(g.potential, why=why, measure="potential", **germany)
        known = own | {"kind": STATED, "source_id": "register"}
        covered = "; ".join(t for t in (g.covered_reason, g.covered_quoted, g.covered_checked) if t)
        yield Row(measure="in_focus", value=int(g.in_focus), label=self.brief.focus, **known)
        yield Row(measure="covered", value=int(bool(g.covered_by)), label=g.covered_by, note=covered, **known)
        yield Row(measure="white_spot", value=int(g.white_spot), **known)
        if g.rank:
            yield from _rank(g.rank, own)


def _figure(value: float | None, digits: int = 4, flag: str = OK, why: str = UNKNOWN, **fields: Any) -> Row:
    """Make a row of a value; `why` is its flag where there is none and `flag` does not say so."""
    if value is None:
        return Row(flag=why if flag == OK else flag, **fields)
    return Row(value=round_figure(value, digits), flag=flag, **fields)


def _known(value: float | None, **fields: Any) -> Iterator[Row]:
    """Yield a figure to compare with; nothing where there is none."""
    if value is not None:
        yield Row(value=round_figure(value), **fields)


def _rank(rank: tuple[int, int, int], own: dict[str, Any]) -> Iterator[Row]:
    """Yield the places that are possible, and of how many: there is no single place."""
    low, high, of = rank
    yield Row(measure="rank", flag=RANGE, low=low, high=high, **own)
    yield Row(measure="rank_of", value=of, **own)


def _rests_on(e: Estimate) -> str:
    basis = f"{OWN_ESTIMATE} aus den Zahlen der Hauptgruppe" if e.basis == "family" else OWN_ESTIMATE
    return f"{basis}; {OUTSIDE}" if e.outside else basis
