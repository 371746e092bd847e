"""The white spots of page 4: short groups and states of training for which nobody is known to do anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reports.charts import matrix as charts
from reports.model import rounding
from reports.model.brief import Brief
from reports.model.recognition import CountryCount, RecognitionRow
from reports.model.starting_points import StartingPoint
from reports.pages import fit
from reports.pages.evidence.section import Content, Section, recognition_place
from reports.pages.source_lines import source_line
from reports.pdf.characters import legible
from reports.words.market import unemployed_unknown
from reports.words.notation import listed, number
from reports.words.regions import where_rated
from reports.words.starting_points import short, together

KEY = "spots"
CARE, CARE_MARK = "Pfl", "pflege"  # the recognition statistics know care as a whole
ROWS, STATES, LEAST = 8, 8, 3  # rows and columns at most, rows at least
SHORTER = ((3, True), (2, True), (1, True), (0, True), (0, False))  # groups named below, and whether why is said
SOFT = charts.SOFT
SYLLABLES = {  # how names are written or broken that are wider than a column
    "AFG": f"Afghani{SOFT}stan", "ARG": f"Argen{SOFT}tinien", "AUT": f"Öster{SOFT}reich",
    "AZE": f"Aser{SOFT}baid{SOFT}schan", "BIH": "Bosnien u. Herzeg.", "GRC": f"Griechen{SOFT}land",
    "IDN": f"Indo{SOFT}nesien", "KAZ": f"Kasach{SOFT}stan", "KGZ": f"Kirgi{SOFT}sistan",
    "MKD": f"Nordma{SOFT}zedonien", "MNE": f"Monte{SOFT}negro", "NLD": f"Nieder{SOFT}lande",
    "PHL": f"Philip{SOFT}pinen", "UZB": f"Usbe{SOFT}kistan", "VEN": f"Vene{SOFT}zuela",
}  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """A short group, or care as a whole, with its full equivalences by state and where nobody is known."""

    name: str
    countries: Mapping[str, CountryCount]
    total: int
    open: Mapping[str, bool | None]  # by country


def spots_section(brief: Brief) -> Section | None:
    """Return the matrix as a section without a head of its own; None where no state of training is published."""
    found, without = _spots(brief)
    if not found:
        return None
    rows = found[:ROWS]
    states = _states(rows)
    year = brief.recognition[0].year
    known = brief.network_missing is not None
    title = f"{'Weiße Flecken' if known else 'Berufe'} nach Ausbildungsstaat"
    full = f"{title}: volle Gleichwertigkeiten in Deutschland {year}"
    findings = [
        f"{full}, in hier {short(brief, brief.starting_points, 'en')} Berufsgruppen",
        f"{title}: volle Gleichwertigkeiten, Deutschland {year}; hier {short(brief, brief.starting_points)}",
    ]
    if unemployed_unknown(brief):
        findings = [f"{full}, in Berufsgruppen mit Engpass {where_rated(brief.region)}"]
    finding = fit.shortest_whole(list(map(legible, findings)), fit.CELL, 1, fit.WIDTH, bold=True)
    source = source_line(brief, "destatis_anerkennung", *(["register"] if known and brief.register else []))

    def make(size: int) -> Content:
        shown = rows[: size + LEAST - 1] if size else []
        drawn = _matrix(shown, states)
        names = listed([s.name for s in shown])
        alternative = f"{title}: {names}; {listed([s.name.replace(SOFT, '') for s in drawn.states])}"
        spelled = "; ".join(f"{s.code} {_name(rows, s.code)}" for s in charts.coded(drawn, fit.WIDTH))
        more = [s.name for s in found[len(shown) :]]
        below = fit.shortest_whole(
            [_below(spelled, more, without, most, source, why) for most, why in SHORTER], fit.NOTE, 2, fit.WIDTH
        )
        return Content(
            [{}] * len(shown), charts.height(drawn, fit.WIDTH) + 4,
            finding=finding, below=[legible(below)],
            drawing=lambda: charts.matrix(drawn, fit.WIDTH, legible(alternative)),
        )  # fmt: skip

    return Section(KEY, "", max(len(rows) - LEAST, 0) + 1, make, fit.WIDTH)


def white_spots(brief: Brief) -> charts.Matrix | None:
    """Return the whole matrix, for those who read it instead of looking at it."""
    rows = _spots(brief)[0][:ROWS]
    return _matrix(rows, _states(rows)) if rows else None


def _below(spelled: str, more: Sequence[str], without: Sequence[str], most: int, source: str, why: bool) -> str:
    """Say what the drawing leaves out, naming so many groups of each kind, and why no state of some is published."""
    parts = [
        f"{together(recognition_place())}; {'gerundet auf ' if why else ''}Vielfache von 3; · kein Wert.",
        f"{spelled}." if spelled else "",
    ]
    if more:
        parts.append(f"Nicht gezeigt: {_counted(more, most)}.")
    if without:
        only = " (nur bei den 20 häufigsten Berufen)" if why else ""
        parts.append(f"Kein Staat veröffentlicht{only}: {_counted(without, most)}.")
    return " ".join([*(p for p in parts if p), source])


def _counted(names: Sequence[str], most: int) -> str:
    """Name the first of some groups and count the others."""
    rest = len(names) - most
    many = "weitere" if most else "Berufsgruppe" if rest == 1 else "Berufsgruppen"
    named = [*names[:most], *([f"{number(rest)} {many}"] if rest > 0 else [])]
    return "; ".join(named) if any("," in name for name in named) else listed(named)


def _spots(brief: Brief) -> tuple[list[Spot], list[str]]:
    """Return the short groups with published states, open ones first, and the names of those in focus without."""
    rows: dict[str, list[RecognitionRow]] = {}
    for row in brief.recognition:
        if row.countries and not row.collective:
            rows.setdefault(row.occupation, []).append(row)
    care = {o.occupation for o in brief.occupations if CARE_MARK in o.marks}
    found: dict[str, Spot] = {}
    without = []
    for point in brief.starting_points:
        key = CARE if point.occupation in care else point.occupation
        if key not in rows:
            without += [point.name] if point.in_focus else []
            continue
        spot = _spot(brief, point, rows[key], rows[key][0].name if key == CARE else point.name)
        if key in found:  # care is open where one of its groups is
            spot = replace(spot, open={c: o or found[key].open.get(c) for c, o in spot.open.items()})
        found[key] = spot
    return sorted(found.values(), key=lambda s: not any(s.open.values())), without


def _spot(brief: Brief, point: StartingPoint, rows: Sequence[RecognitionRow], name: str) -> Spot:
    counts: dict[str, CountryCount] = {}
    for row in rows:
        for c in row.countries:
            before = counts[c.country].count if c.country in counts else 0
            counts[c.country] = replace(c, count=c.count + before)
    total = sum(row.full_equivalence or 0 for row in rows)
    return Spot(name, counts, total, {code: _open(brief, point, c.name) for code, c in counts.items()})


def _open(brief: Brief, point: StartingPoint, country: str) -> bool | None:
    """Say whether nobody is known to do something for people of a group trained in a state.

    An initiative that names no states is for all of them; a rule is too. None without a register.
    """
    if brief.network_missing is None:
        return None
    if point.white_spot or point.covered_by == "rule":
        return point.white_spot
    reached = [
        e.countries
        for e in brief.register
        if e.kind == "initiative" and (not e.occupations or point.occupation in e.occupations)
    ]
    return bool(reached) and all(countries and country not in countries for countries in reached)


def _states(rows: Sequence[Spot]) -> list[CountryCount]:
    """Choose the states that lead in these rows, each row counting alike, and open rows before covered ones."""
    shares: Counter[str] = Counter()
    known: dict[str, CountryCount] = {}
    for row in rows:
        weight = 1.0 if any(o is not False for o in row.open.values()) else 0.001
        for code, c in row.countries.items():
            known[code] = c
            shares[code] += weight * c.count / max(row.total, 1)
    first = sorted(shares, key=lambda code: (-shares[code], code))[:STATES]
    return sorted((known[code] for code in first), key=lambda c: rounding.alphabetical(c.name))


def _name(rows: Sequence[Spot], code: str) -> str:
    return next((r.countries[code].name for r in rows if code in r.countries), code)


def _matrix(rows: Sequence[Spot], states: Sequence[CountryCount]) -> charts.Matrix:
    made = tuple(
        charts.MatrixRow(
            legible(row.name),
            tuple(
                charts.Field(row.countries[c.country].count, row.open[c.country])
                if c.country in row.countries
                else charts.Field(None, None)
                for c in states
            ),
        )
        for row in rows
    )
    kinds = {f.open for r in made for f in r.fields if f.count is not None}
    key = ((True, "weißer Fleck: keine Initiative bekannt"), (False, "dafür ist jemand bekannt"))
    heads = tuple(charts.State(SYLLABLES.get(c.country) or legible(c.name), legible(c.country)) for c in states)
    return charts.Matrix(made, heads, tuple((kind, words) for kind, words in key if kind in kinds))
