"""Does anything small follow from what an edition prints? A test over its finished outputs, all of them together.

It reads the outputs back and compares them with the raw cells of the edition's warehouse: no figure may stand where a
cell is closed, none may follow from printed sums and ratios, also not together with an earlier or later edition, and no
estimate may narrow down what a closed cell can be.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reports.disclosure.cells import Cell, Cells
from reports.disclosure.derivable import Printed, given_away
from reports.disclosure.meaning import BRIEF_NAMES, CARE, UNEMPLOYED, VACANCIES, Kind, Names, Stated, plain
from reports.disclosure.read.content import Content, Document, Passage, Unread
from reports.disclosure.read.files import read
from reports.disclosure.stated import figures, passages, region_of
from transforms.warehouse.closing import BELOW

ROUNDED_TO = 3  # recognition statistics
TOLD = 1e-3  # a count behind an estimate is worked out from nine digits of a logarithm
_NOUNS = {
    "stelle": VACANCIES,
    "arbeitslos": UNEMPLOYED,
    "beschäftigt": "employees_persons",
    "ausländ": "foreign_employees_persons",
}
_SAID = re.compile(
    r"(?<![\d.,−–-])(?P<number>\d{1,3}(?:[\u202f\u00a0 ]\d{3})+|\d+)(?P<decimals>,\d+)?[\u202f\u00a0 ]"
    r"(?:gemeldete[nr]?|offene[nr]?|freie[nr]?|weitere[nr]?|arbeitslose[nr]?|ausländische[nr]?)?[\u202f\u00a0 ]?"
    r"(?P<noun>Stellen?|Arbeitslose[nr]?|Beschäftigte[nr]?|Menschen|Personen|Ausländer(?:innen)?|Lehrstellen?|Plätzen?|"
    r"Betrieben?)\b"
)
# figures in sentences that count nobody: ratios, and how the rule itself is said
_RATIOS = re.compile(
    r"(?i)auf (?:eine|100) (?:gemeldete |offene )?stellen?[^.;]*?\d+(?:,\d+)? arbeitslosen?"
    r"|\d+(?:,\d+)? arbeitslosen? (?:je|auf)|(?:1 oder |unter |weniger als |ab |mindestens )\d+ "
    r"(?:personen|menschen|stellen|arbeitslosen?|plätzen?|betrieben?)"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something small, where it stands, and what it gives away."""

    file: str
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}{', ' if self.place else ''}{self.place}: {self.text}"


@dataclass(frozen=True, slots=True)
class Output:
    """What one file and its attachments state, and what of them could not be read."""

    figures: tuple[Stated, ...]
    passages: tuple[Passage, ...]
    unread: tuple[Unread, ...]
    newest: Mapping[str, int]  # measure -> year, where a brief says it beside its headline


def read_outputs(
    folder: Path, names: Names, endings: Sequence[str] = (), on_file: Callable[[int, int], None] = lambda done, of: None
) -> list[Output]:
    """Read every file below a folder back; with `endings` only those. Names that begin with a dot are not outputs."""
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and not p.name.startswith(".")]
    files = [p for p in files if not endings or p.suffix in endings]
    found = []
    for done, path in enumerate(files):
        on_file(done, len(files))
        found.append(output(read(path, path.relative_to(folder).as_posix()), names))
    on_file(len(files), len(files))
    return found


def output(parts: Sequence[Content], names: Names) -> Output:
    """Take from the contents of a file what is tested."""
    return Output(
        tuple(s for part in parts for s in figures(part, names) if s.meaning.kind is not Kind.FREE),
        tuple(p for part in parts for p in passages(part) if p.drawn or _SAID.search(p.text)),
        tuple(part for part in parts if isinstance(part, Unread)),
        next((years for part in parts if (years := _newest(part))), {}),
    )


def _newest(part: Content) -> dict[str, int]:
    data = part.data if isinstance(part, Document) and isinstance(part.data, dict) else {}
    years = {n: re.search(r"\d{4}$", str(f.get("period", ""))) for n, f in data.get("headline", {}).items()}
    return {BRIEF_NAMES[name]: int(year[0]) for name, year in years.items() if year and name in BRIEF_NAMES}


def years_of(outputs: Iterable[Output], newest: Mapping[str, int]) -> set[int]:
    """Return the years of which the outputs print counts."""
    stated = (s for output in outputs for s in output.figures if s.meaning.kind is Kind.COUNT)
    return {year for s in stated for measure in s.meaning.measures if (year := _year(s, measure, newest))}


def examine(outputs: Sequence[Output], cells: Cells, others: Mapping[str, Sequence[Stated]] = {}) -> list[Finding]:
    """Return what the outputs of an edition give away, in the order of the files.

    `others` holds the figures of other editions, whose years are their own (`dated`); they are known to every reader.
    """
    found = [Finding(part.file, "", part.why) for output in outputs for part in output.unread]
    for output in outputs:
        for stated in output.figures:
            found += _direct(stated, cells)
        for passage in output.passages:
            found += _said(passage, cells)
    own = [stated for output in outputs for stated in output.figures]
    found += _estimates(own, cells)
    found += _together(own, cells, others)
    return list(dict.fromkeys(found))


def dated(outputs: Iterable[Output], newest: Mapping[str, int]) -> list[Stated]:
    """Give the figures of an edition the years they stand for; `newest` is that edition's."""
    return [
        replace(s, year=_year(s, s.meaning.measures[0], newest), meaning=replace(s.meaning, dated=True))
        for output in outputs for s in output.figures if s.meaning.kind in (Kind.COUNT, Kind.RATIO)
    ]  # fmt: skip


def newest_years(outputs: Iterable[Output], default: Mapping[str, int]) -> dict[str, int]:
    """Find the newest year of each measure where a brief says it; else take the default."""
    return dict(default) | dict(next((output.newest for output in outputs if output.newest), {}))


# --- one figure -----------------------------------------------------------------------------------------------------


def _direct(s: Stated, cells: Cells) -> Iterator[Finding]:
    small = 0 < s.value < BELOW
    kind = s.meaning.kind
    if kind is Kind.STATED and small:
        yield _found(s, "a number of persons, places or firms below 3")
    elif kind is Kind.ROUNDED and s.value % ROUNDED_TO:
        yield _found(s, "a figure of the recognition statistics that is no multiple of 3, so it is not the rounded one")
    elif kind is Kind.UNKNOWN and small and s.region and s.group:
        yield _found(
            s, f"a figure below 3 of {s.region} in {s.group} under a name the test does not know; if it counts nobody, "
            "name it in reports/disclosure/fields.py",
        )  # fmt: skip
    elif kind in (Kind.COUNT, Kind.RATIO, Kind.ESTIMATE):
        closed = [cell for cell in _cells_of(s, cells) if cells.why(cell)]
        for cell in closed[:1]:
            yield _found(s, f"stands for {cells.text(cell)}, which is closed ({cells.why(cell)})")
        if kind is Kind.COUNT and small and not closed:
            yield _found(s, "a count below 3")


def _cells_of(s: Stated, cells: Cells) -> list[Cell]:
    return [
        (s.region, group, measure, year)
        for group in CARE.get(s.group, (s.group,))
        for measure in s.meaning.measures
        if (year := _year(s, measure, cells.newest)) is not None
    ]


def _year(s: Stated, measure: str, newest: Mapping[str, int]) -> int | None:
    if s.year is not None or s.meaning.dated:
        return s.year
    return newest[measure] - s.meaning.ago if measure in newest else None


def _found(s: Stated, text: str) -> Finding:
    written = f"{s.value:.{s.digits}f}"
    return Finding(s.file, s.place, f"{written} {text}")


# --- sentences ------------------------------------------------------------------------------------------------------


def _said(passage: Passage, cells: Cells) -> Iterator[Finding]:
    text = _RATIOS.sub(" ", passage.text)
    for said in _SAID.finditer(text):
        value, digits = _read(said["number"], said["decimals"])
        if 0 < value < BELOW:
            yield Finding(passage.file, passage.place, f"“{said[0]}”: a number below 3")
            continue
        sentence = plain(_sentence(text, said.start(), said.end()))
        measure = next((m for noun, m in _NOUNS.items() if said["noun"].lower().startswith(noun)), "")
        yield from _named(passage, sentence, measure, value, digits, said[0], cells)
    if passage.drawn:
        about = plain(passage.about)
        measure = VACANCIES if "stellen" in about and not re.search(r"je(gemeldete[r]?)?stelle", about) else ""
        label = re.match(r"(.*?[^\d\s,.])\s*(\d[\d\u202f ]*)(,\d+)?\s*$", passage.text)
        if measure and label:
            value, digits = _read(label[2], label[3])
            yield from _named(passage, plain(label[1]), measure, value, digits, passage.text, cells)


def _sentence(text: str, start: int, end: int) -> str:
    ends = [m.end() for m in re.finditer(r"[.;!?] ", text)]
    first = max((e for e in ends if e <= start), default=0)
    return text[first : min((e for e in ends if e >= end), default=len(text))]


def _read(whole: str, decimals: str | None) -> tuple[float, int]:
    fraction = (decimals or "")[1:]
    return float(re.sub(r"\D", "", whole) + "." + (fraction or "0")), len(fraction)


def _named(
    passage: Passage, sentence: str, measure: str, value: float, digits: int, said: str, cells: Cells
) -> Iterator[Finding]:
    """Find the figure of a closed cell said beside the name of its group."""
    region = region_of(passage.file, cells.names)
    year = cells.newest.get(measure)
    if not region or year is None:
        return
    for name, group in cells.names.plain.items():
        cell = (region, group, measure, year)
        if cells.why(cell) and name in sentence and round(cells.values.get(cell, -1.0), digits) == value:
            yield Finding(
                passage.file, passage.place, f"“{said}” says {cells.text(cell)}, which is closed ({cells.why(cell)})"
            )


# --- estimates ------------------------------------------------------------------------------------------------------


def _estimates(stated: Sequence[Stated], cells: Cells) -> Iterator[Finding]:
    """Check that estimates of 2-digit groups leave every closed cell in them as open as 0 to 3.

    In the counts such an estimate rests on, 1.5 stands for a closed cell, which tells nothing, or a share of what the
    closed cells leave of the region's total. Then at worst a reader learns that rest, and a closed cell lies between
    what the others cannot take and the rest itself.
    """
    for s in stated:
        if s.meaning.kind is not Kind.FAMILY:
            continue
        family = cells.families.get(s.group, "")
        for measure in s.meaning.measures:
            year = _year(s, measure, cells.newest)
            groups = [(s.region, group, measure, year) for group in cells.families]
            closed = [cell for cell in groups if cells.why(cell) and cell in cells.values]
            inside = [cell for cell in closed if cells.families[cell[1]] == family]
            printed = [c for c in groups if cells.families[c[1]] == family and not cells.why(c)]
            if measure == VACANCIES:
                open_ = sum(cells.matched.get((s.region, cell[1], year)) or 0.0 for cell in printed)
            else:
                open_ = sum(cells.values.get(cell, 0.0) for cell in printed)
            stand_in = cells.behind.get((s.region, family, measure), open_) - open_
            if abs(stand_in - BELOW / 2 * len(inside)) < TOLD:
                continue
            for cell in inside:
                low, high = _range(cell, closed, cells)
                if cell in cells.small and (low > 0 or high < BELOW):
                    yield _found(
                        s, f"rests on {cells.text(cell)}, which is closed: the rest of the region's total leaves it "
                        f"between {low:.1f} and {high:.1f}",
                    )  # fmt: skip


def _range(cell: Cell, closed: Sequence[Cell], cells: Cells) -> tuple[float, float]:
    """Return what a closed cell can be where the sum of the closed cells of its region is known."""
    rest = sum(cells.values[c] for c in closed)
    others = [c for c in closed if c != cell]
    open_ended = any(cells.values[c] >= BELOW for c in others)
    low = 0.0 if open_ended else max(0.0, rest - BELOW * len(others))
    return low, min(BELOW, rest)


# --- all figures together -------------------------------------------------------------------------------------------


def _together(stated: Sequence[Stated], cells: Cells, others: Mapping[str, Sequence[Stated]]) -> Iterator[Finding]:
    """Check that no small cell follows from the printed sums and ratios of all outputs, and of other editions.

    What another edition gives away by itself is told when that one is tested.
    """
    alone = _follow(stated, cells)
    for cell in sorted(alone):
        yield Finding("all outputs together", "", f"{cells.text(cell)} follows from the printed sums and ratios")
    for edition, figures_ in others.items():
        for cell in sorted(_follow([*stated, *figures_], cells) - alone - _follow(figures_, cells)):
            yield Finding(
                f"the outputs together with those of edition {edition}", "",
                f"{cells.text(cell)} follows from what both print",
            )  # fmt: skip


def _follow(stated: Sequence[Stated], cells: Cells) -> set[Cell]:
    counts: dict[tuple[str, int], set[tuple[str, str, str]]] = defaultdict(set)
    ratios: dict[tuple[str, int], dict[tuple[str, str, str, str], float]] = defaultdict(dict)
    for s in stated:
        land = cells.names.lands.get(s.region, "")
        for cell in _cells_of(s, cells) if len(CARE.get(s.group, ("",))) == 1 and s.group else ():
            region, group, measure, year = cell
            place = (land, year)
            value = cells.values.get(cell)
            if s.meaning.kind is Kind.COUNT and value is not None and _same(s, value):
                counts[place].add((region, group, measure))
            elif s.meaning.kind is Kind.RATIO:
                above, below = (cells.values.get((region, group, m, year)) for m in s.meaning.measures)
                if above is not None and below and _same(s, above / below):
                    ratios[place][(region, group, *s.meaning.measures)] = above / below
    values: dict[tuple[str, int], dict[tuple[str, str, str], float]] = defaultdict(dict)
    small: dict[tuple[str, int], set[tuple[str, str, str]]] = defaultdict(set)
    for (region, group, measure, year), value in cells.values.items():
        values[cells.names.lands.get(region, ""), year][region, group, measure] = value
    for region, group, measure, year in cells.small:
        small[cells.names.lands.get(region, ""), year].add((region, group, measure))
    found = set()
    for place, printed in counts.items():
        land, year = place
        given = given_away(
            Printed(frozenset(printed), ratios[place]), values[place], cells.shares.get(land, {}), small[place]
        )
        found |= {(*cell, year) for cell in given}
    return found


def _same(s: Stated, value: float) -> bool:
    """Say whether a figure as it is written is this value: after a revision it is another."""
    return abs(s.value - value) <= 0.5 * 10**-s.digits + 1e-6
