"""Pages of hits of the Lehrstellen-Radar, and nothing of them that names a firm or a person.

A hit is `a.list-group-item[data-resultid]`, its occupation in `strong`, its place in `.list-group-item-text`. The
postcode stands only in its detail block `#detail_<id>.lsrdetail`, in the line "PLZ Ort" of the address, between the
firm's name, mail address and contact, which are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from sources.errors import LayoutChanged
from sources.files.plain_table import plain_name
from sources.reference.personal import found_in

ID = "hwk_lehrstellen"
HITS = 15  # on every page but the last

_POSITION = re.compile(r"Seite\s+(\d+)\s+von\s+(\d+)")  # with no-break spaces
_NOTHING = re.compile(r"\b(?:keine|0)\s+(?:\w+\s+){0,3}(?:Lehrstellen|Treffer|Ergebnisse|Angebote)\b", re.IGNORECASE)
_TOWN = re.compile(r"(\d{5})\s+(\D+)")
_RESULT = re.compile(r"\d+_\d+")
_LONGEST = 120


@dataclass(frozen=True, slots=True, order=True)
class Offer:
    """What is kept of a hit. `id` is "<chamber>_<number>"."""

    id: str
    occupation: str
    postcode: str
    place: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of hits: "Seite `number` von `pages`"."""

    number: int
    pages: int
    offers: tuple[Offer, ...]


def read_page(html: str, where: str) -> Page:
    """Return the hits of a page. Raises LayoutChanged naming the hit and what is missing there, never its content."""
    soup = BeautifulSoup(html, "html.parser")
    hits = soup.select("a.list-group-item[data-resultid]")
    text = soup.get_text(" ")
    position = _POSITION.search(text)
    if position is None and not hits and _NOTHING.search(text):
        return Page(1, 1, ())
    if not hits or (position is None and len(hits) >= HITS):
        title = " ".join(soup.title.get_text().split()) if soup.title else ""
        missing = "a.list-group-item[data-resultid]" if not hits else "'Seite X von Y'"
        raise LayoutChanged(ID, where, missing, f"a page titled {title[:80]!r} without it")
    number, pages = (int(one) for one in position.groups()) if position else (1, 1)
    return Page(number, pages, tuple(_offer(soup, hit, where) for hit in hits))


def _offer(soup: BeautifulSoup, hit: Tag, where: str) -> Offer:
    result = str(hit["data-resultid"]).strip()
    if not _RESULT.fullmatch(result):
        raise LayoutChanged(ID, f"{where}, data-resultid", "<chamber>_<number>", result[:40])
    where = f"{where}, hit {result}"
    occupation = _words(hit.find("strong"))
    said = _words(hit.select_one(".list-group-item-text"))
    if not occupation or not said:
        raise LayoutChanged(ID, where, "strong and .list-group-item-text with words", "no words")
    detail = soup.find(id=f"detail_{result}")
    if detail is None or "lsrdetail" not in detail.get("class", []):
        raise LayoutChanged(ID, where, f"#detail_{result}.lsrdetail", "no such block")
    postcode, place = _town(detail, said, where)
    for what, words in (("occupation", occupation), ("place", place)):
        if len(words) > _LONGEST or found_in(words):
            raise LayoutChanged(ID, f"{where}, {what}", f"an {what}" if what == "occupation" else "a place", "more")
    return Offer(result, occupation, postcode, place)


def _town(detail: Tag, said: str, where: str) -> tuple[str, str]:
    """Return postcode and place of the address, which must be the place the hit names."""
    lines = {" ".join(line.split()) for line in detail.stripped_strings}
    towns = sorted({found.groups() for line in lines if (found := _TOWN.fullmatch(line))})
    if len(towns) != 1:
        raise LayoutChanged(ID, f"{where}, detail", "one line 'PLZ Ort'", f"{len(towns)} such lines")
    postcode, place = towns[0]
    if plain_name(place) not in plain_name(said):
        raise LayoutChanged(ID, where, "the same place in the hit and in its address", "two places")
    return postcode, place


def _words(tag: Tag | None) -> str:
    return " ".join(tag.get_text(" ").split()) if tag is not None else ""
