"""The first page of an edition: which regions there are, what each brief says first, and the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.model.brief import Brief
from reports.model.market import Occupation
from reports.pages import fit
from reports.pages.source_lines import source_line
from reports.site.overview_map import NO_BRIEF, Place, draw
from reports.words import estimates
from reports.words.estimate_notation import estimated, interval, ratio
from reports.words.notation import NO_VALUE, number, period
from reports.words.regions import in_land
from sources.reference.regions import all_regions

GROUPS = (
    ("land", "Land"),
    ("ra", "Regionen der Regionalagenturen"),
    ("kreis", "Kreise und kreisfreie Städte"),
)
NOTE = (
    "Arbeitslose je Stelle: alle Arbeitslosen auf alle gemeldeten Stellen, eigene Berechnung. Knappe Berufsgruppen: So "
    "viele der Gruppen, die im Land amtlich als Engpass gelten, sind nach eigener Schätzung auch in der Region eng; "
    "für das Land steht die amtliche Zahl. Unter den knappsten: die wenigsten Arbeitslosen je Stelle, aus Zahlen der "
    "Region geschätzt, mit Spanne; für das Land gezählt. Andere Gruppen können ebenso knapp sein. „nicht zu "
    "sagen“: Dafür gibt es dort zu wenige Fälle, oder keine Gruppe ist sicher eng."
)
LEADS = "Jeder Kreis führt zu seinem Bericht."
LEADS_SOME = "Kreise mit Bericht führen dorthin."
OUTLINES_SOURCE = "bkg_outlines"


def index_view(briefs: Sequence[Brief]) -> dict[str, Any]:
    """Arrange the first page of an edition."""
    kinds = [
        {"kind": kind, "title": title, "rows": rows}
        for kind, title in GROUPS
        if (rows := [_row(b) for b in _by_name(briefs) if b.region.kind == kind])
    ]
    land_ids = sorted({b.region.land_id for b in briefs})
    when = {period(b.headline["ratio"]) for b in briefs if "ratio" in b.headline}
    return {
        "count": "eine Region" if len(briefs) == 1 else f"{number(len(briefs))} Regionen",
        "lands": [_land(land, briefs) for land in land_ids],
        "title": "Eine Region" if len(briefs) == 1 else f"Alle {number(len(briefs))} Regionen dieser Ausgabe",
        "subtitle": f"Was jeder Bericht zuerst sagt, {' und '.join(sorted(when))}",
        "groups": kinds,
        "note": NOTE,
        "source": _sources(briefs[0], "ba_kreis_berufe", "ba_engpassanalyse"),
    }


def series_of(briefs: Sequence[Brief]) -> str:
    """Name the series: with its Land where all regions are in one."""
    shorts = {b.region.land_short for b in briefs}
    return f"Fachkräfte-Kompass {shorts.pop()}" if len(shorts) == 1 else "Fachkräfte-Kompass"


def by_kind(briefs: Sequence[Brief]) -> list[tuple[str, str, list[Brief]]]:
    """Group briefs as the list does: kind, its title, briefs by name."""
    found = [(kind, title, [b for b in _by_name(briefs) if b.region.kind == kind]) for kind, title in GROUPS]
    return [group for group in found if group[2]]


def _by_name(briefs: Sequence[Brief]) -> list[Brief]:
    return sorted(briefs, key=lambda b: (_collated(b.region.name), b.region.id))


def _collated(name: str) -> str:
    """Order names as German lists do, by the place before the word for its kind."""
    for word in ("Kreis ", "Region ", "Städteregion "):
        name = name.removeprefix(word)
    return name.lower().translate(str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"}))


def _ratio(brief: Brief) -> str:
    figure = brief.headline.get("ratio")
    return NO_VALUE if figure is None or figure.value is None else number(figure.value, 1)


def _row(brief: Brief) -> dict[str, str]:
    in_land_short = estimates.short_in_land(brief)
    if brief.region.kind == "land" or not estimated(brief):
        top = _tightest(brief)
        here = number(len(in_land_short)) if brief.region.kind == "land" else NO_VALUE
        figure = "" if top is None else number(top.ratio, 2)
    else:
        both = estimates.read_as(brief, "beide_eng")
        tight = [o for o in estimates.called_short(brief) if o.reading == "beide_eng"]
        top = tight[0] if tight else None
        here = f"{number(len(both))} von {number(len(in_land_short))}"
        figure = f"{ratio(top.estimate.ratio)} ({interval(top.estimate)})" if top else ""
    return {
        "id": brief.region.id,
        "name": brief.region.name,
        "ratio": _ratio(brief),
        "short": here,
        "top": top.name if top else "nicht zu sagen",
        "top_figure": figure,
    }


def _tightest(brief: Brief) -> Occupation | None:
    found = [o for o in brief.occupations if o.occupation in brief.ranking and o.ratio is not None]
    return min(found, key=lambda o: (o.ratio, o.occupation), default=None)


def _land(land: str, briefs: Sequence[Brief]) -> dict[str, Any]:
    own = [b for b in briefs if b.region.land_id == land]
    by_id = {b.region.id: b for b in own}
    places = []
    for kreis in (r for r in all_regions().values() if r.kind == "kreis" and r.land_id == land):
        brief = by_id.get(kreis.id)
        if brief is None:
            places.append(Place(kreis.id, kreis.name, None, f"{kreis.name}: {NO_BRIEF}", ""))
            continue
        figure = brief.headline.get("ratio")
        value = figure.value if figure else None
        said = f"{number(value, 1)} Arbeitslose je Stelle" if value is not None else "kein Wert"
        places.append(Place(kreis.id, kreis.name, value, f"{kreis.name}: {said}", f"{kreis.id}/index.html"))
    first, whole = own[0], by_id.get(land)
    when = period(first.headline["ratio"]) if "ratio" in first.headline else ""
    drawing, key = draw(places, f"Karte {first.region.land_name}: Arbeitslose je gemeldete Stelle, {when}")
    leads = LEADS if all(p.href for p in places) else LEADS_SOME
    return {
        "id": land,
        "title": _title(places, first),
        "subtitle": f"Arbeitslose je gemeldete Stelle, alle Berufe, {when}. {leads}",
        "drawing": drawing,
        "key": key,
        "texts": _texts(places, whole),
        "whole": {"id": land, "name": whole.region.name} if whole else None,
        "source": _sources(next((b for b in own if b.map), first), "ba_kreis_berufe", OUTLINES_SOURCE),
    }


def _ends(places: Sequence[Place]) -> tuple[Place, Place] | None:
    """Return the Kreise with the fewest and the most unemployed per vacancy."""
    known = sorted((p for p in places if p.value is not None), key=lambda p: (p.value, p.ags))
    return (known[0], known[-1]) if len(known) > 1 else None


def _title(places: Sequence[Place], first: Brief) -> str:
    ends = _ends(places)
    if ends is None:
        return f"Arbeitslose je Stelle {in_land(first.region)}"
    low, high = (number(p.value, 1) for p in ends)
    told = sum(1 for p in places if p.href)
    if told < len(places):
        kreise = f"{number(told)} von {number(len(places))} Kreisen"
        return f"{low} bis {high} Arbeitslose je Stelle in {kreise} {in_land(first.region)}"
    if low == high:
        return f"Überall {low} Arbeitslose je Stelle {in_land(first.region)}"
    return f"Von {low} bis {high} Arbeitslosen je Stelle: So verschieden ist die Lage {in_land(first.region)}"


def _texts(places: Sequence[Place], whole: Brief | None) -> list[str]:
    texts = []
    if ends := _ends(places):
        low, high = (f"{p.name} ({number(p.value, 1)})" for p in ends)
        few = "Am wenigsten sind es" if all(p.href for p in places) else "Unter den Kreisen mit Bericht am wenigsten"
        texts.append(f"{few} in: {low}, am meisten in: {high}.")
    if whole is not None and _ratio(whole) != NO_VALUE:
        texts.append(f"Im Land sind es {_ratio(whole)}.")
    texts.append("Dunkel heißt: wenige Arbeitslose je Stelle. Dieselben Zahlen stehen in der Liste darunter.")
    return texts


def _sources(brief: Brief, *ids: str) -> str:
    """Name the sources of those the brief lists."""
    held = {s.id for s in brief.sources}
    return source_line(brief, *(i for i in ids if i in held), computed=True, room=10 * fit.WIDTH)
