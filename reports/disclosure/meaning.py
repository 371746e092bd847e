"""What a figure of an output can be: a count of persons, a ratio that stands for two, or nothing of anybody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from reports.model.measures import COUNTED

_NUMBER = re.compile(r"\(?([−+-]?\d{1,3}(?:[\u202f\u00a0 .]\d{3})+|[−+-]?\d+)(?:([,.])(\d+))?\)?\*?(\s?%)?")
TOTAL = "total"
CARE = {"Pfl": ("813", "821")}  # the BA's aggregate is printed as one
CARE_NAME = "pflegeberufe"
VACANCIES, UNEMPLOYED = "vacancies", "unemployed_persons"
EMPLOYEES, FOREIGN = "employees_persons", "foreign_employees_persons"
FOREIGN_UNEMPLOYED = "unemployed_foreign_persons"


class Kind(StrEnum):
    COUNT = "count"  # of persons or vacancies, from the cells of the Kreise
    RATIO = "ratio"  # unemployed per vacancy, or a share: it stands for both its counts
    ESTIMATE = "estimate"  # rests on the counts of the group itself
    FAMILY = "family"  # rests on the counts of the 2-digit group
    STATED = "stated"  # persons, places or firms from elsewhere: never below 3
    ROUNDED = "rounded"  # recognition statistics: always a multiple of 3
    FREE = "free"  # no count of anybody: scores, ranks, probabilities, days
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Meaning:
    kind: Kind
    measures: tuple[str, ...] = ()
    ago: int = 0  # years before the edition's newest
    of: str = "region"  # "land", "country": the figure stands for another region than its row
    dated: bool = False  # its own year is stated beside it


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure, and where it stands."""

    file: str
    place: str
    name: str  # key or heading
    meaning: Meaning
    region: str
    group: str  # KldB group, "total", "Pfl", or ""
    value: float
    digits: int  # decimals it is written with
    year: int | None = None  # where it is dated itself


@dataclass(frozen=True, slots=True)
class Names:
    """Regions and groups as outputs may write them."""

    regions: Mapping[str, str]  # id -> name
    lands: Mapping[str, str]  # region -> Land
    groups: Mapping[str, str]  # KldB 3-digit -> name
    by_name: Mapping[str, str] = field(default_factory=dict)  # plain name -> region
    plain: Mapping[str, str] = field(default_factory=dict)  # plain name -> group, longest first

    @classmethod
    def of(cls, regions: Mapping[str, str], lands: Mapping[str, str], groups: Mapping[str, str]) -> Names:
        plain_groups = sorted(((plain(name), code) for code, name in groups.items()), key=lambda p: -len(p[0]))
        return cls(regions, lands, groups, {plain(n): r for r, n in regions.items()}, dict(plain_groups))

    def region(self, text: object) -> str:
        """Find the region a cell or a part of a file's name means; "" where none."""
        found = str(text).strip()
        if found.isdigit() and len(found) in (1, 4):  # a spreadsheet took the zero in front away
            found = "0" + found
        if found in self.regions:
            return found
        id, _, name = found.partition(" ")  # "05911 Bochum"
        if id in self.regions and plain(self.regions[id]) == plain(name):
            return id
        return self.by_name.get(plain(found), "")

    def group(self, text: object) -> str:
        """Find the occupation group a cell means: by number, or by a name at its beginning, also one cut with "…"."""
        found = str(text).strip()
        if found in self.groups or found in CARE or found == TOTAL:
            return found
        code = found[:3]
        if code in self.groups and (len(found) == 3 or not found[3].isdigit()):
            return code
        found = plain(found)
        for name, code in self.plain.items():
            if found.startswith(name):
                return code
        if found.startswith(CARE_NAME):
            return next(iter(CARE))
        head, dots, _ = found.partition("…")
        cut = [code for name, code in self.plain.items() if dots and len(head) > 5 and name.startswith(head)]
        return cut[0] if len(cut) == 1 else ""


def plain(text: str) -> str:
    """Leave out what only sets a text: blanks, hyphens at line ends, capitals."""
    return re.sub(r"[\s\u00ad\u2010]+", "", text).replace("\u2011", "-").lower()


def number(text: object) -> tuple[float, int, bool] | None:
    """Read a figure as briefs and tables write it: value, decimals, whether percent; None for words."""
    if isinstance(text, bool):
        return None
    if isinstance(text, (int, float)):
        decimals = repr(round(float(text), 6)).partition(".")[2].rstrip("0")
        return (float(text), len(decimals), False) if text == text else None
    found = _NUMBER.fullmatch(str(text).strip())
    if not found:
        return None
    whole = re.sub(r"[\u202f\u00a0 .+]", "", found[1]).replace("−", "-")
    decimals = found[3] or ""
    return float(f"{whole}.{decimals or 0}"), len(decimals), bool(found[4])


def count(measure: str, ago: int = 0, of: str = "region") -> tuple[Meaning, ...]:
    return (Meaning(Kind.COUNT, (measure,), ago, of),)


def ratio(ago: int = 0, of: str = "region", dated: bool = False) -> tuple[Meaning, ...]:
    return (Meaning(Kind.RATIO, (UNEMPLOYED, VACANCIES), ago, of, dated),)


SHARE = (Meaning(Kind.RATIO, (FOREIGN, EMPLOYEES)),)
FREE = (Meaning(Kind.FREE),)
STATED = (Meaning(Kind.STATED),)
ROUNDED = (Meaning(Kind.ROUNDED),)
UNKNOWN = (Meaning(Kind.UNKNOWN),)
BRIEF_NAMES = {measure.name: measure.mart for measure in COUNTED}  # as brief.json calls them
