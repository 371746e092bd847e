"""Figures that chambers of crafts state in press releases and newspapers: new contracts, open places, firms.

The table data/reference/hwk_kammerzahlen.csv is typed by hand. A chamber counts on a day of its own choice: contracts
of 31 July are the year so far and cannot be compared with those of 31 December. A row without Kreis is the whole
district of the chamber.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import defaultdict
from dataclasses import dataclass

import pandas as pd

from sources import observations
from sources.contract import Expect, Source
from sources.files.file import PublishedFile
from sources.records import Flag, Plan, Recognition, Request
from sources.reference import codes
from sources.reference.personal import found_in
from sources.reference.typed_tables import OwnRow, first_headings, read_own

ID = "hwk_kammerzahlen"
FILE = "hwk_kammerzahlen.csv"
PART = "kammerzahlen"

HEADINGS = ("hwk_id", "kennzahl", "stichtag", "ags", "gewerk", "wert", "quelle")
NEEDED = ("hwk_id", "kennzahl", "stichtag", "wert", "quelle")
INDICATORS = {
    "neue Lehrverträge": "training_contracts_new",
    "offene Lehrstellen (Börse)": "apprenticeship_places_exchange",
    "Betriebe": "craft_firms",
    "Geschäftsklima (Index)": "business_climate",
}
COUNTS = frozenset(INDICATORS) - {"Geschäftsklima (Index)"}  # a Kreis cannot have more than its district
MOST = {"Betriebe": 100_000, "Geschäftsklima (Index)": 200}
_EARLIEST = dt.date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure. `area` is the AGS of a Kreis, or the chamber for its whole district."""

    row: OwnRow
    chamber: str
    name: str
    day: dt.date
    area: str
    occupation: str
    value: int
    quoted: str

    @property
    def key(self) -> tuple[str, dt.date, str, str]:
        return self.name, self.day, self.area, self.occupation


def recognises(file: PublishedFile) -> Recognition | None:
    """Return what the table covers. Raises LayoutChanged or BadContent for a table that is not in order."""
    if first_headings(file)[:2] != HEADINGS[:2]:
        return None
    figures = _read(file)
    first, last = min(one.day for one in figures), max(one.day for one in figures)
    chambers = len({one.chamber for one in figures})
    period = str(last.year) if first.year == last.year else f"{first.year}-{last.year}"
    return Recognition(PART, f"Kammerzahlen: {len(figures)} Angaben von {chambers} Handwerkskammern", period, last)


def parse(file: PublishedFile, recognition: Recognition) -> pd.DataFrame:
    """Return one observation per figure, on its day; `detail` holds the German name and where it was published."""
    rows = []
    for one in _read(file):
        detail = json.dumps({"name": one.name, "quelle": one.quoted}, ensure_ascii=False, sort_keys=True)
        rows.append(
            (
                *(one.area, one.day.isoformat(), "D", INDICATORS[one.name], one.occupation, "", one.row["gewerk"]),
                *(float(one.value), Flag.OK, FILE, one.row.line, "wert", detail),
            )
        )
    return observations.rows_frame(rows)


def _read(file: PublishedFile) -> tuple[Figure, ...]:
    figures = tuple(_figure(row) for row in read_own(file, ID, HEADINGS, NEEDED))
    seen: dict[tuple, Figure] = {}
    for one in figures:
        twin = seen.setdefault(one.key, one)
        if twin is not one:
            same = "the same value" if twin.value == one.value else f"{twin.value}"
            raise one.row.fault(
                "wert", f"the figure stands in line {twin.row.line} too, with {same}. Keep one of them."
            )
    _check_districts(seen)
    return figures


def _figure(row: OwnRow) -> Figure:
    chamber, name, ags = row["hwk_id"], row["kennzahl"], row["ags"]
    chambers = set(codes.chambers().values())
    if chamber not in chambers:
        raise row.fault("hwk_id", f"{chamber!r} is no chamber; known are {', '.join(sorted(chambers))}.")
    if name not in INDICATORS:
        raise row.fault("kennzahl", f"{name!r} is not known; known are {', '.join(INDICATORS)}.")
    if ags and ags not in codes.kreise():
        raise row.fault("ags", f"{ags!r} is no Kreis: {codes.advice(ags, codes.kreise())}.")
    if ags and codes.chambers().get(ags) != chamber:
        raise row.fault("ags", f"{ags} ({codes.kreise().names[ags]}) does not lie in the district of {chamber}.")
    if row["gewerk"] and row["gewerk"] not in codes.crafts():
        raise row.fault("gewerk", f"{row['gewerk']!r} is no craft of data/reference/craft.csv; leave it empty for all.")
    if found := found_in(row["quelle"]):
        raise row.fault("quelle", f"holds {found}. Name the publication alone.")
    occupation = codes.crafts()[row["gewerk"]] if row["gewerk"] else "total"
    return Figure(row, chamber, name, _day(row), ags or chamber, occupation, _value(row), row["quelle"])


def _day(row: OwnRow) -> dt.date:
    try:
        day = dt.datetime.strptime(row["stichtag"], "%Y-%m-%d").date()
    except ValueError:
        raise row.fault("stichtag", f"{row['stichtag']!r} is no day (expected as in 2025-07-30).") from None
    if not _EARLIEST <= day <= dt.date(2100, 1, 1) or row["stichtag"] != day.isoformat():
        raise row.fault("stichtag", f"{row['stichtag']!r} cannot be right (expected as in 2025-07-30).")
    return day


def _value(row: OwnRow) -> int:
    if not re.fullmatch(r"0|[1-9]\d{0,6}", row["wert"]):
        raise row.fault("wert", f"{row['wert']!r} is no whole number (digits alone, no dots, no blanks).")
    most = MOST.get(row["kennzahl"], 30_000)
    if int(row["wert"]) > most:
        raise row.fault("wert", f"{row['wert']}: more than {most} {row['kennzahl']} cannot be right.")
    return int(row["wert"])


def _check_districts(figures: dict[tuple, Figure]) -> None:
    """Require that the Kreise of a day do not add up to more than the chamber states for its district."""
    sums: dict[tuple, int] = defaultdict(int)
    for one in figures.values():
        if one.area != one.chamber and one.name in COUNTS:
            sums[one.name, one.day, one.chamber, one.occupation] += one.value
    for key, total in sums.items():
        whole = figures.get(key)
        if whole is not None and total > whole.value:
            raise whole.row.fault(
                "wert", f"{whole.value} in the whole district, but its Kreise add up to {total} on {whole.day}."
            )


def expect(part: str) -> Expect:
    """Return what the table must look like; figures of different days are not compared."""
    return Expect((1, 20_000), (1, 60), frozenset(), (0, 100_000), 10, 1e9)


def locate(plan: Plan) -> tuple[Request, ...]:
    """Return nothing: chambers publish in words, and a person types what they say."""
    return ()


SOURCE = Source(
    id=ID,
    title="Zahlen der Handwerkskammern",
    publisher="Handwerkskammern in Nordrhein-Westfalen",
    page="https://www.hwk-muenster.de/",
    licence="einzelne veröffentlichte Zahlen mit Nennung der Quelle",
    attribution="Quelle: Handwerkskammern, Veröffentlichung an der Zahl genannt",
    cadence="half-yearly",
    lag_days=45,
    required=False,
    max_age_days=400,
    status="tested",
    expect=expect,
    locate=locate,
    recognises=recognises,
    parse=parse,
    looks_like=f"data/reference/{FILE}: {','.join(HEADINGS)}",
    reference=(codes.REGION_FILE, codes.MEMBERSHIP_FILE, codes.CRAFT_FILE),
    by_hand=f"add a line to data/reference/{FILE} for each published figure",
    local=(FILE,),
    sets_month=False,
)
