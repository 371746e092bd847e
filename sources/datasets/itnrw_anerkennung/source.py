"""Recognition of foreign qualifications in NRW, as far as IT.NRW and the ministry told it in press releases.

No table is published; data/reference/itnrw_anerkennung.csv is typed by hand from what was printed. Counts are rounded
to multiples of 3. Nationality and state of training are different questions, asked in different years. 2012 covers
April to December only, the law being new. A total that was revised later stands there twice; the first publication is
passed over.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlsplit

import pandas as pd

from sources import observations
from sources.contract import Expect, Source
from sources.files import german
from sources.files.file import PublishedFile
from sources.records import Flag, Plan, Recognition, Request
from sources.reference import codes
from sources.reference.personal import found_in
from sources.reference.typed_tables import OwnRow, first_headings, read_own

ID = "itnrw_anerkennung"
FILE = "itnrw_anerkennung.csv"
PART = "veroeffentlicht"
LAND = "05"

HEADINGS = (
    *("jahr", "dimension", "ausprägung", "kennzahl", "wert", "einheit", "stand", "zusatz", "herausgeber", "quelle"),
)
NEEDED = ("jahr", "dimension", "kennzahl", "wert", "einheit", "herausgeber", "quelle")
DIMENSIONS = {
    "insgesamt": "total",
    "ergebnis": "outcome",
    "beruf": "occupation",
    "berufshauptgruppe": "main_group",
    "staatsangehörigkeit": "nationality",
    "ausbildungsstaat": "state",
    "beruf und staatsangehörigkeit": "occupation_nationality",
    "beruf und ausbildungsstaat": "occupation_state",
}
STATES = {"staatsangehörigkeit", "ausbildungsstaat"}
TIMES = " × "  # between the two members of a crossed dimension
OUTCOMES = {
    "volle Gleichwertigkeit": "recognition_full",
    "Auflage Ausgleichsmaßnahme": "recognition_conditions",
    "negativ": "recognition_negative",
    "noch keine Entscheidung": "recognition_pending",
    "eingestellt": "recognition_stopped",
}
PROCESSED = "bearbeitete Verfahren"
INDICATORS = OUTCOMES | {
    PROCESSED: "recognition_processed",
    "neue Anträge": "recognition_new",
    "Anteil": "recognition_share_pct",
}
UNITS = {name: "Prozent" if name == "Anteil" else "Verfahren" for name in INDICATORS}
REVISED, FIRST = "revidiert", "Erstveröffentlichung"
PUBLISHERS = {"IT.NRW": "www.it.nrw", "MAGS": "www.mags.nrw"}
PARTLY = 2012  # from April on
STEP = 3  # the office rounds to multiples of 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One published figure of NRW."""

    row: OwnRow
    year: int
    dimension: str
    member: str
    name: str
    value: float
    flag: Flag

    @property
    def key(self) -> tuple[int, str, str, str]:
        return self.year, self.dimension, self.member, self.name

    @property
    def quoted(self) -> str:
        """Say who published the figure, and where it was read if not there."""
        publisher, host = self.row["herausgeber"], urlsplit(self.row["quelle"]).netloc
        return publisher if host == PUBLISHERS[publisher] else f"{publisher}, nach {host.removeprefix('www.')}"


def recognises(file: PublishedFile) -> Recognition | None:
    """Return the years of the table. Raises LayoutChanged or BadContent for a table that is not in order."""
    if first_headings(file)[:2] != HEADINGS[:2]:
        return None
    cells = _read(file)
    first, last = min(one.year for one in cells), max(one.year for one in cells)
    return Recognition(
        PART,
        f"Anerkennungsverfahren in NRW {first}–{last}, {len(cells)} veröffentlichte Angaben",
        str(first) if first == last else f"{first}-{last}",
    )


def parse(file: PublishedFile, recognition: Recognition) -> pd.DataFrame:
    """Return one observation per figure; what stands for a first publication is left out where it was revised.

    Occupations are named, not coded: press releases use collective names. 2012 is `uncertain`.
    """
    rows = []
    for one in _read(file):
        if one.row["stand"] == FIRST:
            continue
        detail = {
            "adresse": one.row["quelle"],
            "name": one.name,
            "quelle": one.quoted,
            "zusatz": one.row["zusatz"],
        }
        rows.append(
            (
                *(LAND, f"{one.year}-01-01", "Y", INDICATORS[one.name], "total"),
                *(f"dimension={DIMENSIONS[one.dimension]}", one.member, one.value, one.flag),
                *(FILE, one.row.line, "wert", json.dumps(detail, ensure_ascii=False, sort_keys=True)),
            )
        )
    return observations.rows_frame(rows)


def _read(file: PublishedFile) -> tuple[Cell, ...]:
    cells = tuple(_cell(row) for row in read_own(file, ID, HEADINGS, NEEDED))
    seen: dict[tuple, Cell] = {}
    for one in cells:
        twin = seen.setdefault((*one.key, one.row["stand"] == FIRST), one)
        if twin is not one:
            raise one.row.fault("wert", f"the figure stands in line {twin.row.line} too ({twin.value:g}). Keep one.")
    for one in cells:
        if one.row["stand"] == FIRST and (*one.key, False) not in seen:
            raise one.row.fault("stand", f"a first publication without the revised figure; leave {FIRST!r} out.")
    _check_parts(cells)
    return cells


def _cell(row: OwnRow) -> Cell:
    dimension, member, name = row["dimension"], row["ausprägung"], row["kennzahl"]
    for column, found, allowed in (
        ("dimension", dimension, DIMENSIONS),
        ("kennzahl", name, INDICATORS),
        ("stand", row["stand"], ("", REVISED, FIRST)),
        ("herausgeber", row["herausgeber"], PUBLISHERS),
    ):
        if found not in allowed:
            raise row.fault(column, f"{found!r} is not known; known are {', '.join(filter(None, allowed))}.")
    if row["einheit"] != UNITS[name]:
        raise row.fault("einheit", f"{row['einheit']!r}, but {name} is in {UNITS[name]}.")
    _check_member(row, dimension, member, name)
    if not row["quelle"].startswith(("https://", "http://")):
        raise row.fault("quelle", f"{row['quelle']!r} is no address.")
    if found := found_in(f"{member} {row['zusatz']}"):
        raise row.fault("zusatz", f"holds {found}. Take it out.")
    year = german.year(row["jahr"], f"{row.file}, line {row.line}, column 'jahr'")
    flag = Flag.UNCERTAIN if year == PARTLY else Flag.REVISED if row["stand"] == REVISED else Flag.OK
    return Cell(row, year, dimension, member, name, _value(row), flag)


def _check_member(row: OwnRow, dimension: str, member: str, name: str) -> None:
    crossed = " und " in dimension
    if bool(member) == (dimension == "insgesamt"):
        raise row.fault("ausprägung", f"{member!r}: empty for 'insgesamt', and for nothing else.")
    if (name in OUTCOMES) != (dimension == "ergebnis") or (name in OUTCOMES and member != name):
        raise row.fault("kennzahl", f"{name!r} under {dimension} {member!r}: an outcome stands in both columns.")
    if crossed != (TIMES in member) or member.count(TIMES) > 1:
        raise row.fault("ausprägung", f"{member!r}: two members with {TIMES!r} between them for 'beruf und …' alone.")
    state = member.partition(TIMES)[2] if crossed else member if dimension in STATES else ""
    if state and state not in codes.country_spellings():
        raise row.fault("ausprägung", f"{state!r} is no state: {codes.advice(state, codes.country_spellings())}.")


def _value(row: OwnRow) -> float:
    where = f"{row.file}, line {row.line}, column 'wert'"
    value, _ = german.number(row["wert"], where, marks={})
    if row["einheit"] == "Prozent":
        if not 0 <= value <= 100:
            raise row.fault("wert", f"{row['wert']} percent cannot be right.")
    elif value < 0 or value % STEP:
        raise row.fault("wert", f"{row['wert']}: counts are rounded to multiples of {STEP}. A typing error?")
    return value


def _check_parts(cells: tuple[Cell, ...]) -> None:
    """Require that the parts of a year do not add up to more than all procedures, but for their rounding."""
    totals = {
        one.year: one
        for one in cells
        if (one.dimension, one.name) == ("insgesamt", PROCESSED) and one.row["stand"] != FIRST
    }
    parts: dict[tuple[int, str], list[Cell]] = defaultdict(list)
    for one in cells:
        if one.dimension != "insgesamt" and one.row["einheit"] != "Prozent":
            parts[one.year, one.dimension].append(one)
    for (year, dimension), found in parts.items():
        total = sum(one.value for one in found)
        if year in totals and total > totals[year].value + len(found):
            raise totals[year].row.fault(
                "wert", f"{totals[year].value:g} procedures in {year}, but those by {dimension} add up to {total:g}."
            )


def expect(part: str) -> Expect:
    """Return what the table must look like; years are not compared, since each tells something else."""
    return Expect((1, 5_000), (1, 1), frozenset(INDICATORS.values()), (0, 200_000), 10, 1e9)


def locate(plan: Plan) -> tuple[Request, ...]:
    """Return nothing: press releases are read by a person."""
    return ()


SOURCE = Source(
    id=ID,
    title="Anerkennungsverfahren in NRW",
    publisher="Information und Technik Nordrhein-Westfalen (IT.NRW)",
    page="https://www.it.nrw/",
    licence="einzelne veröffentlichte Zahlen mit Nennung der Quelle; dl-de/by-2-0 für Pressemitteilungen unbestätigt",
    attribution="© Information und Technik Nordrhein-Westfalen (IT.NRW)",
    cadence="yearly",
    lag_days=215,
    required=False,
    max_age_days=690,
    status="tested",
    expect=expect,
    locate=locate,
    recognises=recognises,
    parse=parse,
    looks_like=f"data/reference/{FILE}: {','.join(HEADINGS)}",
    reference=(codes.SPELLING_FILE,),
    by_hand=f"add a line to data/reference/{FILE} for each figure of a new press release (July)",
    local=(FILE,),
    sets_month=False,
)
