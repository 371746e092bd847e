"""Open apprenticeship places in the exchange of the chambers of crafts (Lehrstellen-Radar), as counts per Kreis.

Only occupation, postcode, place, number and day of an offer are kept: no firm, no address, no mail, no person. One
search asks for circles around postcodes that overlap; an offer is counted once, in the Kreis of its place, and only in
a Kreis the circles cover whole. An offer may stand for several places, which the list does not tell.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pandas as pd

from sources import observations
from sources.contract import Expect, Source
from sources.datasets.hwk_lehrstellen import chambers, occupations, pages, places
from sources.datasets.hwk_lehrstellen.pages import Offer
from sources.errors import BadContent, LayoutChanged, Unavailable
from sources.files.file import PublishedFile
from sources.records import Fetched, Flag, Plan, Recognition, Request, Snapshot
from sources.reference import codes
from sources.reference.personal import found_in
from sources.web.client import Answer, Client

ID = "hwk_lehrstellen"
HOST = "www.lehrstellen-radar.de"
HOSTS = (HOST,)
FORM = f"https://{HOST}/5100,90,lsrsearch.html"
LIST = f"https://{HOST}/5100,90,lsrlist.html"
CIRCLE_FILE = Path(__file__).with_name("circles.csv")

PART = "lehrstellen"
INDICATOR = "apprenticeship_places"
UNKNOWN = "unknown"
SEARCH = "Suche"  # first line of our file: Suche;2026-10-01;05112 05513
HEADINGS = ("id", "beruf", "plz", "ort", "datum")
READINGS = 3  # how often a circle is read until it holds still
MAX_UNKNOWN_PCT = 30.0
MIN_UNKNOWN = 5  # fewer say nothing about the table of occupations


# what to ask for


@dataclass(frozen=True, slots=True)
class Circle:
    """A search around the middle of a postcode; `radius` in km. `kreise` are those that need it to be covered whole."""

    postcode: str
    radius: str
    kreise: frozenset[str]


@lru_cache(maxsize=1)
def circles() -> tuple[Circle, ...]:
    """Return the circles that cover the Kreise of NRW."""
    rows = codes.read_rows(CIRCLE_FILE)
    return tuple(Circle(row["postcode"], row["radius"], frozenset(row["kreise"].split())) for row in rows)


def locate(plan: Plan) -> tuple[Request, ...]:
    """Return one request: the circles around the Kreise in scope, and those Kreise."""
    covered = frozenset().union(*(circle.kreise for circle in circles()))
    kreise = sorted(covered & set(plan.kreise))
    if not kreise:
        return ()
    around = [f"{one.postcode}/{one.radius}" for one in circles() if one.kreise & set(kreise)]
    return (Request(LIST, PART, data=(("umkreis", " ".join(around)), ("kreise", " ".join(kreise)))),)


# asking


class _Moving(Exception):
    """The list changed while it was read."""


def collect(client: Client, request: Request, target: Path, _known: Snapshot | None = None) -> Fetched:
    """Read all circles of a search and write what is kept of their offers to `target`.

    Raises LayoutChanged for pages that read differently, Unavailable for a list that does not hold still, BadContent
    for an offer that differs between two circles.
    """
    asked = dict(request.data)
    kept: dict[str, Offer] = {}
    day = ""
    for around in asked["umkreis"].split():
        found, answered = _read_circle(client, *around.split("/"))
        day = day or answered
        for offer in found:
            if kept.setdefault(offer.id, offer) != offer:
                raise BadContent(
                    f"{ID}: offer {offer.id} reads differently around {around} than in another circle of the same "
                    "search: two offers with one number? Nothing was stored; search again later."
                )
    target.write_text(_write(kept.values(), day, asked["kreise"]), encoding="utf-8", newline="")
    return Fetched(target, f"lehrstellen-{day}.csv", (("url", request.url), ("offers", str(len(kept)))))


def _read_circle(client: Client, postcode: str, radius: str) -> tuple[list[Offer], str]:
    reason = ""
    for _ in range(READINGS):
        try:
            return _read_pages(client, postcode, radius)
        except _Moving as moving:
            reason = str(moving)
    raise Unavailable(
        f"{HOST}: the list around {postcode} changed during each of {READINGS} readings ({reason}). Search again later."
    )


def _read_pages(client: Client, postcode: str, radius: str) -> tuple[list[Offer], str]:
    """Read one circle from its first to its last page. Raises _Moving when pages and hits do not fit together."""
    found: dict[str, Offer] = {}
    number = total = 1
    day = ""
    while number <= total:
        where = f"{postcode}, {radius} km, page {number}"
        answer = _ask(client, postcode, radius, number)
        page = pages.read_page(answer.text(), where)
        day = day or _day(answer)
        if number == 1:
            total = page.pages
        if (page.number, page.pages) != (number, total):
            raise _Moving(f"{where}: reads page {page.number} of {page.pages}, expected {number} of {total}")
        full = len(page.offers) == pages.HITS
        if not full and (number < total or len(page.offers) > pages.HITS or (not page.offers and total > 1)):
            raise _Moving(f"{where} of {total}: {len(page.offers)} hits")
        again = sorted({one.id for one in page.offers} & set(found))
        new = {one.id: one for one in page.offers}
        if again or len(new) < len(page.offers):
            raise _Moving(f"{where}: {again[0] if again else 'a hit'} stands there a second time")
        found |= new
        number += 1
    return list(found.values()), day


def _ask(client: Client, postcode: str, radius: str, number: int) -> Answer:
    """Ask for a page of hits; where it is refused, open the search form first, which begins a session."""
    fields = {
        "search-fromsearchform": "1",
        "search-ls": "1",  # apprenticeships, not traineeships
        "search-plz": postcode,
        "search-radius": radius,
        "page": str(number),
    }
    url = f"{LIST}?{urlencode(fields)}"
    answer = client.read(url, HOSTS, once=False, accept=(200, 403))
    if answer.status == 403:
        client.read(FORM, HOSTS, once=False)
        answer = client.read(url, HOSTS, once=False)
    return answer


def _day(answer: Answer) -> str:
    """Return the day the publisher answered, in Germany."""
    try:
        moment = parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError, TypeError):
        raise Unavailable(f"{HOST}: the answer carries no date, so the day of the search is unknown.") from None
    return moment.astimezone(ZoneInfo("Europe/Berlin")).date().isoformat()


def _write(offers: Iterable[Offer], day: str, kreise: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow((SEARCH, day, kreise))
    writer.writerow(HEADINGS)
    writer.writerows((one.id, one.occupation, one.postcode, one.place, day) for one in sorted(offers))
    return text.getvalue()


# reading what was kept


@dataclass(frozen=True, slots=True)
class _Search:
    """Our file: the day, the Kreise searched whole, and the offers with their lines."""

    day: dt.date
    kreise: tuple[str, ...]
    offers: tuple[tuple[int, Offer], ...]


def recognises(file: PublishedFile) -> Recognition | None:
    """Return the day of a search and how many of its offers lie in the Kreise it covers.

    Raises LayoutChanged for a file that begins like ours and goes on differently.
    """
    if file.kind != "csv":
        return None
    first = next(iter(file.text().splitlines()), "")
    if first.split(";")[0] != SEARCH and first != ";".join(HEADINGS):
        return None
    search = _read(file)
    inside = sum(_kreis_or_none(offer) in search.kreise for _, offer in search.offers)
    return Recognition(
        PART,
        f"Lehrstellen-Radar vom {search.day:%d.%m.%Y}: {len(search.offers)} Angebote, davon {inside} in den gesuchten "
        f"Kreisen ({len(search.kreise)})",
        f"{search.day:%Y-%m}",
        search.day,
    )


def parse(file: PublishedFile, recognition: Recognition) -> pd.DataFrame:
    """Return the number of offers per Kreis, KldB group and occupation as advertised, on the day of the search.

    An occupation the tables do not know stays `unknown` under its own words. Offers outside NRW, or in a Kreis the
    circles only touch, are left out. A Kreis without offers is `unknown`, not 0, and so is one whose chamber takes no
    part. Raises BadContent for places no municipality is known for, naming line and near matches, and where more than
    30 % of the occupations are unknown.
    """
    search = _read(file)
    located = _located(search, file)
    counted, first, unknown = Counter(), {}, Counter()
    stated = set(search.kreise) & chambers.find_taking_part((offer.id, kreis) for _, offer, kreis in located)
    for line, offer, kreis in located:
        if kreis not in stated:
            continue
        group = occupations.group_of(offer.occupation) or UNKNOWN
        unknown[offer.occupation] += group == UNKNOWN
        key = (kreis, group, offer.occupation)
        counted[key] += 1
        first.setdefault(key, line)
    _check_occupations(unknown, counted.total(), file)
    day = search.day.isoformat()
    rows = [
        (*(key[0], day, "D", INDICATOR, key[1], "", key[2]), float(number), Flag.OK, "CSV", first[key], "beruf")
        for key, number in sorted(counted.items())
    ]
    for kreis in sorted(set(search.kreise) - {kreis for kreis, *_ in counted}):
        rows.append((kreis, day, "D", INDICATOR, UNKNOWN, "", "", None, Flag.UNKNOWN, "CSV", 1, "kreise"))
    return observations.rows_frame(rows)


def _read(file: PublishedFile) -> _Search:
    rows = list(csv.reader(io.StringIO(file.text(), newline=""), delimiter=";"))
    if len(rows[0]) != 3 or rows[0][0] != SEARCH or len(rows) < 2 or tuple(rows[1]) != HEADINGS:
        raise LayoutChanged(
            ID,
            f"{file.name}, lines 1 and 2",
            f"'{SEARCH};<day>;<Kreise searched whole>' and '{';'.join(HEADINGS)}'",
            [";".join(row) for row in rows[:2]],
        )
    day = _date(rows[0][1], f"{file.name}, line 1")
    kreise = tuple(sorted(rows[0][2].split()))
    codes.check_codes(kreise, codes.kreise(), f"{file.name}, line 1")
    offers: dict[str, tuple[int, Offer]] = {}
    for line, row in enumerate(rows[2:], 3):
        offer = _offer(row, day, f"{file.name}, line {line}")
        if offer.id in offers:
            raise BadContent(f"{file.name}, line {line}: offer {offer.id} stands in line {offers[offer.id][0]} too.")
        offers[offer.id] = (line, offer)
    return _Search(day, kreise, tuple(offers.values()))


def _offer(row: list[str], day: dt.date, where: str) -> Offer:
    if len(row) != len(HEADINGS):
        raise BadContent(f"{where}: {len(row)} cells under {len(HEADINGS)} headings.")
    number, occupation, postcode, place, written = row
    for name, value, form in (("id", number, r"[\w-]+"), ("plz", postcode, r"\d{5}"), ("ort", place, r"\S.*\S")):
        if not re.fullmatch(form, value):
            raise BadContent(f"{where}, column {name!r}: {value[:40]!r} cannot be right.")
    if not occupation or occupation != occupation.strip():
        raise BadContent(f"{where}, column 'beruf': {occupation[:40]!r} cannot be right.")
    if found := found_in(occupation) or found_in(place):
        raise BadContent(f"{where}: holds {found}. Only occupations and places are kept: take it out.")
    if _date(written, where) != day:
        raise BadContent(f"{where}, column 'datum': {written}, but the search is of {day}.")
    return Offer(number, occupation, postcode, place)


def _date(text: str, where: str) -> dt.date:
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise BadContent(f"{where}: {text[:40]!r} is no day (expected as in '2026-10-01').") from None


def _kreis_or_none(offer: Offer) -> str | None:
    try:
        return places.places().find(offer.place, offer.postcode)[:5]
    except places.UnknownPlace:
        return None


def _located(search: _Search, file: PublishedFile) -> list[tuple[int, Offer, str]]:
    """Return line, offer and Kreis of each offer in NRW."""
    found, lost = [], []
    for line, offer in search.offers:
        try:
            kreis = places.places().find(offer.place, offer.postcode)[:5]
        except places.UnknownPlace as problem:
            lost.append(f"  line {line}, column 'ort': {offer.place!r}, {offer.postcode}: {problem}")
            continue
        if kreis != places.OUTSIDE:
            found.append((line, offer, kreis))
    if lost:
        more = [f"  and {len(lost) - 10} more"] if len(lost) > 10 else []
        raise BadContent(
            f"{file.name}: {len(lost)} offers in places that are not known. Extend "
            "data/reference/municipality_alias.csv or municipality_postcode.csv; nothing was counted.\n"
            + "\n".join([*lost[:10], *more])
        )
    return found


def _check_occupations(unknown: Counter[str], offers: int, file: PublishedFile) -> None:
    number = unknown.total()
    if number >= MIN_UNKNOWN and 100 * number > MAX_UNKNOWN_PCT * offers:
        often = ", ".join(f"{name!r} ({count})" for name, count in sorted(unknown.items(), key=_often)[:10] if count)
        raise BadContent(
            f"{file.name}: {number} of {offers} offers are in occupations that are not known, at most "
            f"{MAX_UNKNOWN_PCT:g} % may be. Most often: {often}. Extend data/reference/training_occupation.csv by "
            "build/training_occupations.py."
        )


def _often(entry: tuple[str, int]) -> tuple[int, str]:
    return -entry[1], entry[0]


def expect(part: str) -> Expect:
    """Return what a search must look like. Much is accepted: places fill up in summer, and the Kreise in scope vary."""
    return Expect((1, 20_000), (1, 53), frozenset({INDICATOR}), (0, 5_000), 95, 2_000)


SOURCE = Source(
    id=ID,
    title="Offene Lehrstellen im Handwerk",
    publisher="Handwerkskammern (Lehrstellen-Radar)",
    page="https://www.lehrstellen-radar.de/",
    licence="Nutzungsbedingungen nicht bekannt; nur Anzahlen, mit Erlaubnis des Betreibers",
    attribution=(
        "Quelle: Lehrstellen-Radar der Handwerkskammern, eigene Zählung; "
        "Postleitzahlen © OpenStreetMap-Mitwirkende (ODbL)"
    ),
    cadence="monthly",
    lag_days=0,
    required=False,
    max_age_days=75,
    status="unconfirmed",
    expect=expect,
    locate=locate,
    recognises=recognises,
    parse=parse,
    looks_like="a search of ours: line 1 Suche;2026-10-01;05112 05513, line 2 id;beruf;plz;ort;datum",
    reference=(
        codes.MEMBERSHIP_FILE,
        places.MUNICIPALITY_FILE,
        places.POSTCODE_FILE,
        places.ALIAS_FILE,
        codes.TRAINING_FILE,
        codes.CRAFT_FILE,
        codes.REGION_FILE,
    ),
    hosts=HOSTS,
    collect=collect,
    switch="BRIEF_LEHRSTELLEN",
    by_hand="ask a chamber for its open places, write them as id;beruf;plz;ort;datum under a line Suche;day;Kreise",
    sets_month=False,
)
