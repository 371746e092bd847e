"""Read the marts and make Briefs of them: one query per mart, whatever the number of regions."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

import duckdb

from reports.load import estimates, evidence, recognition
from reports.load.starting_points import fields, load
from reports.model.brief import Brief, Texts
from reports.model.estimates import Estimate
from reports.model.market import TABLE_ROWS, Figure, Occupation, Official
from reports.model.measures import COUNTED, SECTIONS
from reports.model.region import Kreis, MapArea, RegionInfo, RegionMap
from reports.model.sources import SourceNote
from reports.words import evidence as words
from reports.words.changes import NOT_COMPARED, Compared, find_changes
from reports.words.market import write_texts
from reports.words.notation import listed
from reports.words.sources import OTHER_REFERENCE
from sources.reference.codes import REFERENCE
from transforms.month import Month, last_day_of
from transforms.warehouse.layers import read_rows

Row = dict[str, Any]
RANKING_ROWS = 12
SHORT_LAND = {"05": "NRW"}
KREIS_BERUFE = "ba_kreis_berufe"
OUTLINES = "bkg_outlines"
RATIOS = ("ratio", "ratio_previous", "land_ratio", "germany_ratio")
HEADLINE = ("unemployed", "vacancies", "employees", "foreign_employees", "unemployed_foreigners")


def load_briefs(
    connection: duckdb.DuckDBPyConnection,
    regions: Sequence[str],
    edition: str,
    month: str,
    focus: str | None = None,
    compared: Compared = NOT_COMPARED,
    other_reference: bool = False,
) -> list[Brief]:
    """Return the briefs of the regions, whole, in their order; `focus` chooses what the list "Wo anfangen" counts.

    `compared` is what is known of the edition before; `other_reference` says that the reference tables of today are not
    those the edition was made with. Raises LookupError for a region without figures, KeyError for an unknown focus.
    """
    marts = _Marts(connection, regions)
    remarks = (OTHER_REFERENCE,) if other_reference else ()
    return [
        _complete(_read(marts, region, edition, Month.parse(month), focus), compared, remarks) for region in regions
    ]


def _complete(figures: Brief, compared: Compared, remarks: tuple[str, ...]) -> Brief:
    """Put the sentences to the figures of a brief."""
    changes, note = find_changes(figures, compared)
    return replace(
        figures,
        texts=write_texts(figures),
        changes=changes,
        changes_since=compared.since,
        changes_note=note,
        warnings=(*remarks, *figures.warnings),
    )


class _Marts:
    """What the briefs of some regions need from the marts, read once."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, regions: Sequence[str]) -> None:
        rows = partial(read_rows, connection)
        wanted = list(dict.fromkeys(regions))
        self.regions = {r["region_id"]: r for r in rows("select * from dim_region where coalesce(valid_to, '') = ''")}
        lands = sorted({self.regions[r]["land_id"] for r in wanted if r in self.regions})
        areas = sorted({self.regions[r]["land_group_id"] for r in wanted if r in self.regions})
        compared = list(dict.fromkeys([*wanted, *lands, "DE"]))
        self.members = _grouped(
            rows("select * from dim_membership where list_contains(?, region_id) order by kreis_id", compared),
            "region_id",
        )
        self.occupations = {
            r["occupation_id"]: r for r in rows("select * from dim_occupation where level = 3 or level is null")
        }
        self.headline = {
            (r["region_id"], r["measure"]): r
            for r in rows("select * from region_headline where list_contains(?, region_id)", compared)
        }
        self.shortage = _grouped(
            rows("select * from region_shortage where list_contains(?, region_id) order by occupation_id", wanted),
            "region_id",
        )
        self.shown = _grouped(
            rows("select * from region_shown where list_contains(?, region_id) order by position", wanted), "region_id"
        )
        self.series = defaultdict(list)
        for r in rows(
            "select s.* from region_series s semi join region_shown w on w.region_id = s.region_id "
            "and w.occupation_id = s.occupation_id where list_contains(?, s.region_id) order by year",
            wanted,
        ):
            self.series[r["region_id"], r["occupation_id"]].append((r["year"], r["ratio"]))
        self.official = defaultdict(list)
        for r in rows(
            "select * from land_official where list_contains(?, region_id) order by occupation_id, level", areas
        ):
            self.official[r["region_id"]].append(r)
        self.official_count = rows("select * from official_count")
        leads = sorted(set(filter(None, map(_mapped, self.shown.values()))))
        self.kreise = {
            (r["land_id"], r["region_id"], r["occupation_id"]): r
            for r in rows(
                "select s.region_id, r.name, s.land_id, s.occupation_id, s.ratio from region_shortage s "
                "join dim_region r using (region_id) where r.kind = 'kreis' and list_contains(?, s.land_id) "
                "and list_contains(?, s.occupation_id)",
                lands,
                leads,
            )
        }
        self.kreise_of = Counter(r["land_id"] for r in self.regions.values() if r["kind"] == "kreis")
        self.recognition = recognition.Statistics(
            references=rows("select * from shortage_recognition"),
            aggregates=rows("select * from recognition_aggregate"),
            members=rows("select * from recognition_member"),
            origins=rows("select * from shortage_origin"),
            series=rows("select * from recognition_series"),
            groups=rows("select * from recognition_group"),
        )
        self.sources = rows("select * from source_state order by source_id, part")
        self.estimates = estimates.load(rows, wanted)
        self.evidence = evidence.load(rows, wanted, lands)
        self.starting_points = load(rows, wanted)


def _mapped(shown: Sequence[Row]) -> str | None:
    """Return the group whose map the brief shows."""
    return next((r["occupation_id"] for r in shown if r["mapped"]), None)


def _grouped(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def _read(marts: _Marts, region_id: str, edition: str, month: Month, focus: str | None) -> Brief:
    if region_id not in marts.regions or not marts.shortage.get(region_id):
        raise LookupError(f"edition {edition} has no figures for region {region_id}")
    region = _region(marts, region_id)
    area = marts.regions[region_id]["land_group_id"]
    occupations = _occupations(marts, region_id, area, evidence.vacancy_days(marts.evidence, region.land_id))
    by_code = {o.occupation: o for o in occupations}
    shown = [row["occupation_id"] for row in marts.shown.get(region_id, ())]
    return Brief(
        edition=edition,
        month=str(month),
        region=region,
        headline=_headline(marts, region),
        counts=_counts(marts, area) | recognition.counts(marts.recognition, marts.official[area]),
        occupations=occupations,
        ranking=tuple(code for code in shown if by_code[code].ratio is not None)[:RANKING_ROWS],
        recognition=recognition.rows(marts.recognition, marts.official[area], marts.occupations, by_code),
        recognition_total=recognition.total(marts.recognition),
        recognition_series=recognition.series(marts.recognition),
        map=_map(marts, region, _mapped(marts.shown.get(region_id, ())), by_code),
        sources=_sources(marts),
        texts=Texts(),  # the sentences are written from these figures
        warnings=_warnings(marts),
        validation=marts.estimates.validation,
        **fields(marts.starting_points, region_id, focus, _names(marts), month.last_day),
        **evidence.fields(marts.evidence, region, _names(marts), month.last_day),
    )


def _region(marts: _Marts, region_id: str) -> RegionInfo:
    row = marts.regions[region_id]
    land = marts.regions[row["land_id"]]
    members = marts.members[region_id]
    kreise = tuple(Kreis(m["kreis_id"], marts.regions[m["kreis_id"]]["name"], m["share"]) for m in members)
    notes = [m["share_basis"] for m in members if m["share"] < 1 and m["share_basis"]]
    coverage = ""
    if any(kreis.share < 1 for kreis in kreise):
        cut = ", ".join(f"{k.name} zu {round(k.share * 100)} %" for k in kreise if k.share < 1)
        coverage = f"Anteilig gerechnet (eigene Berechnung): {cut}. {' '.join(dict.fromkeys(notes))}".strip()
    elif row["status"] == "unconfirmed":
        coverage = "Die Zuordnung der Kreise zu dieser Region ist noch nicht amtlich bestätigt."
    return RegionInfo(
        region_id, row["name"], row["kind"], kreise, land["region_id"], land["name"],
        SHORT_LAND.get(land["region_id"], land["name"]), coverage,
        _rated_area(row["land_group_id"], land, marts.regions),
    )  # fmt: skip


def _rated_area(area: str, land: Row, regions: Mapping[str, Row]) -> str:
    """Name the two Länder the BA rates together; "" where it rates the Land alone."""
    return "" if area == land["region_id"] else regions.get(area, {}).get("name", "").replace(" / ", "/")


def _headline(marts: _Marts, region: RegionInfo) -> dict[str, Figure]:
    figures: dict[str, Figure] = {}
    for name in HEADLINE:
        measure = SECTIONS["headline"][name].mart
        own, land = (marts.headline.get((area, measure)) for area in (region.id, region.land_id))
        if own is None:
            figures[name] = Figure(None, "", None, "unknown", KREIS_BERUFE)
            continue
        figures[name] = Figure(
            own["value"], _period(name, own["year"]), own["previous"], own["flag"], KREIS_BERUFE,
            land["value"] if land else None, land["previous"] if land else None, _note(marts, own),
            _missing(marts, land) if land else "",
        )  # fmt: skip
    unemployed = figures["unemployed"]
    now, before = _total_ratio(marts, region.id)
    land_now, land_before = _total_ratio(marts, region.land_id)
    figures["ratio"] = Figure(
        now, unemployed.period, before, "ok" if now is not None else "unknown", KREIS_BERUFE, land_now, land_before,
        "eigene Berechnung",
    )  # fmt: skip
    return figures


def _note(marts: _Marts, own: Row) -> str:
    if own["value"] is None:
        return ""
    return _missing(marts, own) or ("ohne geheim gehaltene Werte von 1 oder 2 Personen" if own["secret_cells"] else "")


def _missing(marts: _Marts, row: Row) -> str:
    """Name the Kreise a sum has to do without."""
    if row["value"] is None or not row["missing_cells"] or not row["without_kreise"]:
        return ""
    names = listed([marts.regions[kreis]["name"] for kreis in row["without_kreise"]])
    return (
        f"ohne {names}: Arbeitslose nach Berufen fehlen dort für {row['year']}, mitgezählt sind nur die ohne "
        "Berufsangabe; Vorjahr ebenso; „je Stelle“ auch ohne die Stellen dort"
    )


def _total_ratio(marts: _Marts, region_id: str) -> tuple[float | None, float | None]:
    """Return unemployed per vacancy now and the year before, each over the Kreise whose unemployed are known."""
    unemployed = marts.headline.get((region_id, "unemployed_matched"))
    vacancies = marts.headline.get((region_id, "vacancies_matched"))
    if not unemployed or not vacancies:
        return None, None
    return (
        _ratio(unemployed["value"], vacancies["value"]),
        _ratio(unemployed["previous"], vacancies["previous"]),
    )


def _period(name: str, year: int) -> str:
    return f"30.06.{year}" if "employees" in name else f"Jahresmittel {year}"


def _ratio(unemployed: float | None, vacancies: float | None) -> float | None:
    return unemployed / vacancies if unemployed is not None and vacancies else None


def _names(marts: _Marts) -> dict[str, str]:
    return {code: row["name"] for code, row in marts.occupations.items()}


def _warnings(marts: _Marts) -> tuple[str, ...]:
    """Name each source that is older than its greatest age once, whatever the number of its files."""
    found = []
    for rows in _grouped(marts.sources, "source_id").values():
        old = [r for r in rows if r["stale"]]
        if len(old) == len(rows):
            found.append(f"{old[-1]['title']}: {words.period_words(old[-1]['period'])}, älter als vorgesehen")
        elif old:
            found.append(f"{old[-1]['title']}: {words.partly_old(len(old), len(rows))}")
    return tuple(found)


def _occupations(
    marts: _Marts, region_id: str, area: str, days: Mapping[str, tuple[float | None, str]]
) -> tuple[Occupation, ...]:
    official = _grouped(marts.official[area], "occupation_id")
    shown = {r["occupation_id"]: i for i, r in enumerate(marts.shown.get(region_id, ())[:TABLE_ROWS], 1)}
    return tuple(
        _occupation(
            row, marts.occupations[row["occupation_id"]], official, shown.get(row["occupation_id"]), marts.series,
            days.get(row["occupation_id"], (None, "unknown") if days else (None, "")),
            marts.estimates.of.get((region_id, row["occupation_id"]), (None, "")),
        )
        for row in marts.shortage[region_id]
    )  # fmt: skip


def _occupation(
    row: Row,
    position: Row,
    official: Mapping[str, Sequence[Row]],
    place: int | None,
    series: Mapping[tuple[str, str], Sequence[tuple[int, float | None]]],
    days: tuple[float | None, str],
    estimated: tuple[Estimate | None, str],
) -> Occupation:
    code = row["occupation_id"]
    columns = {m.name: m.mart.removesuffix("_persons") for m in COUNTED}
    flags = [f"{name}:{row[column + '_flag']}" for name, column in columns.items() if row[column + "_flag"] != "ok"]
    if row["ratio"] is None:
        flags.append("ratio:unknown" if row["unemployed_flag"] == "unknown" else "ratio:few_cases")
    marks = [mark for mark, on in (("mint", "mint"), ("handwerk", "craft"), ("pflege", "care")) if position[on]]
    return Occupation(
        occupation=code,
        name=position["name"],
        everyday=position["everyday"] or "",
        **{name: row[column] for name, column in columns.items()},
        **{name: row[name] for name in RATIOS},
        **{name: row[name] for name in ("vacancies_previous", "unemployed_previous")},
        flags=tuple(flags),
        official=tuple(
            Official(r["level"], r["score"], r["class"], recognition.official_note(r)) for r in official.get(code, ())
        ),
        marks=tuple(marks),
        shown=place is not None,
        position=place,
        trend=tuple(series.get((row["region_id"], code), ())) if place else (),
        vacancy_days=days[0],
        vacancy_days_flag=days[1],
        estimate=estimated[0],
        reading=estimated[1],
    )


def _counts(marts: _Marts, area: str) -> dict[str, int]:
    land = [r for r in marts.official_count if r["region_id"] == area and r["digits"] == 3]
    germany = [r for r in marts.official_count if r["region_id"] == "DE" and r["digits"] == 4]
    classes = ("engpass", "beobachtung", "kein_engpass")
    counts = {f"rated_{r['level']}": r["rated"] for r in land}
    counts |= {f"engpass_{r['level']}": r["engpass"] for r in land}
    counts |= {name: sum(r[name] for r in land) for name in classes}
    return counts | {f"germany_{name}": sum(r[name] for r in germany) for name in ("rated", *classes)}


def _map(marts: _Marts, region: RegionInfo, code: str | None, by_code: Mapping[str, Occupation]) -> RegionMap | None:
    if code is None:
        return None
    own = {kreis.ags for kreis in region.kreise}
    areas = tuple(
        MapArea(row["region_id"], row["name"], row["ratio"], row["region_id"] in own)
        for (land_id, _, occupation_id), row in sorted(marts.kreise.items())
        if land_id == region.land_id and occupation_id == code
    )
    if len(areas) < marts.kreise_of[region.land_id]:  # a handed-over edition holds the map of one occupation only
        return None
    year = marts.headline[region.id, "vacancies"]["year"]
    return RegionMap(code, by_code[code].name, f"Jahresmittel {year}", areas)


def _sources(marts: _Marts) -> tuple[SourceNote, ...]:
    notes = [
        SourceNote(
            id=r["source_id"],
            title=r["what"] or r["title"],
            **{name: r[name] for name in ("publisher", "licence", "page", "sha256", "stale")},
            period=words.period_words(r["period"]),
            issued=r["issued"].strftime("%d.%m.%Y") if r["issued"] else "",
            attribution=r["attribution"].replace("{year}", str((r["issued"] or last_day_of(r["period"])).year)),
            file=r["file_name"],
        )
        for r in marts.sources
    ]
    return (*notes, _outlines_note())


@cache
def _outlines_note() -> SourceNote:
    content = (REFERENCE / "kreise.geojson").read_bytes()
    attribution = json.loads(content).get("attribution", "© GeoBasis-DE / BKG, dl-de/by-2-0, Daten verändert")
    return SourceNote(
        OUTLINES, "Verwaltungsgrenzen (Karte), vereinfacht", "Bundesamt für Kartographie und Geodäsie", "",
        "", "Datenlizenz Deutschland – Namensnennung – Version 2.0, www.govdata.de/dl-de/by-2-0", attribution,
        "https://gdz.bkg.bund.de", hashlib.sha256(content).hexdigest(), "kreise.geojson", False,
    )  # fmt: skip
