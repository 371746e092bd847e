"""What the template of the sheet shows, in the words of one language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from reports.model.brief import Brief
from reports.model.evidence import Step
from reports.pages.fit import limited
from reports.sheet import qr
from reports.sheet.choice import Choice, Chosen
from reports.sheet.words import GERMAN, Link, Words, land_where, words

ROOM, SMALL = 200.0, 9.0  # width of the column of occupations and size of the second line in it, in points
SOURCES = ("ba_engpassanalyse", "ba_kreis_berufe", "destatis_anerkennung")
FOREIGN = ("sources", "edition", "phone", "who", "address")  # values written from left to right in every language
_PLACE = re.compile(r"\{(\w+)\}")
_ACT = re.compile(r"(\d+(?:/\w+)+)")  # the number of an act of law, "2005/36/EC": from left to right in Arabic too


@dataclass(frozen=True, slots=True)
class Row:
    word: str
    german: str  # the German word, to search with; on the German sheet the name in the statistics
    count: str


@dataclass(frozen=True, slots=True)
class Way:
    """Something to do: a code to scan, what it leads to, its address."""

    what: str
    link: Link
    code: Markup


@dataclass(frozen=True, slots=True)
class LegalWay:
    text: Markup
    dated: Markup
    expired: bool


@dataclass(frozen=True, slots=True)
class View:
    language: str
    direction: str
    title: str  # of the document
    stamp: str
    series: str
    region: str
    place: str
    month: str
    marks: tuple[tuple[str, Markup], ...]  # language, text: whether the translation is reviewed
    heading: str
    where: Markup
    head: str
    head_count: str  # "" where no recognitions are published
    rows: tuple[Row, ...]
    note: str  # what is short besides
    law_heading: str
    law: LegalWay | None
    do_heading: str
    ways: tuple[Way, ...]
    hotline: Markup
    inform: tuple[str, str]
    sources: Markup


def view(brief: Brief, say: Words, chosen: Choice) -> View:
    """Arrange a sheet."""
    text = say.text
    region = brief.region
    land = say.lands[region.land_id]
    month = say.month(brief.month)
    credits = dict.fromkeys(s.attribution.replace("© ", "©\u00a0") for s in brief.sources if s.id in SOURCES)
    counted = any(row.count is not None for row in chosen.rows)
    return View(
        language=say.language,
        direction=say.direction,
        title=f"{region.name}: {text['title']}, {month}",
        stamp=f"{brief.month}-01T00:00:00Z",
        series=f"Fachkräfte-Kompass {region.land_short}",
        region=region.name,
        place=text["place"].format(land=land, where=say.where[land_where()[region.land_id]]),
        month=month,
        marks=_marks(say),
        heading=text["title"],
        where=filled(text[f"short_{chosen.where}"], land=_rated(brief, say)),
        head=text["head_occupation"],
        head_count=text["head_count"].format(year=brief.recognition_total.period) if counted else "",
        rows=tuple(_row(row, say) for row in chosen.rows),
        note=" ".join(_besides(chosen, say)),
        law_heading=text["law_title"],
        law=legal_way(brief, say),
        do_heading=text["do_title"],
        ways=tuple(_way(name, say) for name in ("finder", "portal", "agency")),
        hotline=filled(text["hotline"], phone=say.links["hotline"].shown),
        inform=(text["inform_title"], text["inform_text"]),
        sources=filled(text["sources"], sources=", ".join(credits), edition=brief.edition),
    )


def filled(text: str, **values: str) -> Markup:
    """Put values into a text; those that are Latin letters or digits everywhere keep their own direction."""

    def put(found: re.Match[str]) -> str:
        value = escape(values[found[1]])
        return f'<bdi dir="ltr">{value}</bdi>' if found[1] in FOREIGN else str(value)

    pieces = _PLACE.split(text)
    done = [put(_PLACE.match(f"{{{piece}}}")) if i % 2 else str(escape(piece)) for i, piece in enumerate(pieces)]
    return Markup("".join(done))


def legal_way(brief: Brief, say: Words) -> LegalWay | None:
    """Join what the brief's steps say of the law; None where the brief holds none of them.

    It bears the oldest date of all. It has expired when a step has, or when a step has moved on and its translation
    has not.
    """
    steps = {step.id: step for step in (*brief.steps, *brief.ways) if step.id}
    found = [(entry, steps[entry.step]) for entry in say.law if entry.step in steps]
    if not found:
        return None
    as_of = min(min(entry.as_of, _day(step.as_of)) for entry, step in found)
    until = min(_day(step.valid_until) for _, step in found)
    expired = any(step.expired for _, step in found) or bool(outdated(brief, say))
    name = "law_expired" if expired else "law_dated"
    dated = filled(say.text[name], as_of=say.date(as_of), until=say.date(until))
    return LegalWay(Markup(" ").join(_law(entry.text, say) for entry, _ in found), dated, expired)


def _law(text: str, say: Words) -> Markup:
    pieces = [escape(piece) for piece in _ACT.split(text)]
    if say.direction == "rtl":
        pieces[1::2] = [Markup(f'<bdi dir="ltr">{piece}</bdi>') for piece in pieces[1::2]]
    return Markup("").join(pieces)


def outdated(brief: Brief, say: Words) -> list[Step]:
    """Return the steps whose translation was written for an earlier state of them."""
    written = {entry.step: entry.as_of for entry in say.law}
    return [s for s in (*brief.steps, *brief.ways) if s.id in written and _day(s.as_of) != written[s.id]]


def _day(text: str) -> dt.date:
    day, month, year = text.removeprefix("Stand ").split(".")
    return dt.date(int(year), int(month), int(day))


def _marks(say: Words) -> tuple[tuple[str, Markup], ...]:
    if say.reviewed_by:
        return ((say.language, filled(say.text["reviewed"], who=say.reviewed_by)),)
    own = (say.language, filled(say.text["unreviewed"]))
    return (own,) if say.language == GERMAN else (own, (GERMAN, Markup("Übersetzung noch nicht geprüft")))


def _row(row: Chosen, say: Words) -> Row:
    own = say.language == GERMAN
    german = row.name if own else words(GERMAN).occupation(row.occupation, row.levels)
    word = say.occupation(row.occupation, row.levels)
    return Row(word, limited(german, SMALL, 2 if own else 1, ROOM), _count(row, say))


def _count(row: Chosen, say: Words) -> str:
    if row.told_with:
        return say.text["see"].format(word=say.occupation(row.told_with, row.levels))
    if row.count is None:
        return say.text["unknown"]
    return say.number(row.count) if row.count else say.text["few"]


def _besides(chosen: Choice, say: Words) -> Iterator[str]:
    if chosen.care:
        yield say.text["care"]
    if chosen.rows and chosen.others:
        yield say.text["more"]


def _way(name: str, say: Words) -> Way:
    link = say.links[name]
    code = qr.drawing(link.address, say.text["qr"].format(address=link.address))
    return Way(say.text[f"do_{name}"], link, Markup(code))


def _rated(brief: Brief, say: Words) -> str:
    """Name the area the official rating is for: the Land, or the two Länder rated together."""
    by_name: Mapping[str, str] = {name: key for key, name in words(GERMAN).lands.items()}
    keys = [by_name.get(name) for name in brief.region.rated_area.split("/")] if brief.region.rated_area else []
    if not keys or None in keys:
        return say.lands[brief.region.land_id]
    return ", ".join(say.lands[key] for key in keys)
