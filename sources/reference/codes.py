"""The codes we know, and what to say about one we do not. Nothing is ever corrected silently."""

from __future__ import annotations

import csv
import difflib
import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from sources.errors import BadContent

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
REGION_FILE = REFERENCE / "region.csv"
OCCUPATION_FILE = REFERENCE / "occupation.csv"
SPELLING_FILE = REFERENCE / "country_spelling.csv"
COUNTRY_FILE = REFERENCE / "country.csv"
MEMBERSHIP_FILE = REFERENCE / "membership.csv"
CRAFT_FILE = REFERENCE / "craft.csv"
TRAINING_FILE = REFERENCE / "training_occupation.csv"


@dataclass(frozen=True)
class CodeList:
    """Codes with their names; `retired` maps a code to what became of it."""

    what: str
    names: Mapping[str, str]
    retired: Mapping[str, str] = field(default_factory=dict)

    def __contains__(self, code: object) -> bool:
        return code in self.names


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table of data/reference by heading. Raises BadContent when it is not there."""
    if not path.exists():
        raise BadContent(f"data/reference/{path.name} is missing: without it no code can be checked.")
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@lru_cache(maxsize=1)
def kreise() -> CodeList:
    """Return the Kreise of today by AGS, and those that are gone."""
    rows = [row for row in read_rows(REGION_FILE) if row["kind"] == "kreis"]
    return CodeList(
        "Kreis",
        {row["region_id"]: row["name_official"] or row["name"] for row in rows if not row["valid_to"]},
        {
            row["region_id"]: f"{row['name_official'] or row['name']}, until {row['valid_to']}, {row['note']}"
            for row in rows
            if row["valid_to"]
        },
    )


@lru_cache(maxsize=1)
def laender() -> CodeList:
    """Return the Länder by their two-digit key."""
    return CodeList("Land", {row["region_id"]: row["name"] for row in read_rows(REGION_FILE) if row["kind"] == "land"})


@lru_cache(maxsize=1)
def regions() -> CodeList:
    """Return Germany, the Länder, the Kreise of today and the compositions by id, with the official name of each."""
    rows = [row for row in read_rows(REGION_FILE) if row["kind"] != "unassigned" and not row["valid_to"]]
    return CodeList("region", {row["region_id"]: row["name_official"] or row["name"] for row in rows}, kreise().retired)


@lru_cache(maxsize=1)
def region_names() -> Mapping[str, str]:
    """Return the names readers use for the regions of `regions`: "Bochum", "Emscher-Lippe"."""
    return {row["region_id"]: row["name"] for row in read_rows(REGION_FILE) if row["region_id"] in regions()}


@lru_cache(maxsize=1)
def countries() -> CodeList:
    """Return the states of today by ISO 3166-1 alpha-3, with German names."""
    rows = read_rows(COUNTRY_FILE)
    states = [
        row for row in rows if not row["valid_to"] and (row["country_id"][0] != "X" or row["country_id"] == "XKX")
    ]
    return CodeList("country", {row["country_id"]: row["name"] for row in states})


@lru_cache(maxsize=8)
def occupations(digits: int) -> CodeList:
    """Return the positions of KldB 2010 V2020 with this many digits."""
    rows = (row for row in read_rows(OCCUPATION_FILE) if len(row["occupation_id"]) == digits)
    return CodeList(
        f"KldB 2010 {digits}-digit",
        {row["occupation_id"]: row["name"] for row in rows if row["occupation_id"].isdigit()},
    )


@lru_cache(maxsize=1)
def country_spellings() -> CodeList:
    """Return the publishers' spellings of states, each with its ISO 3166-1 alpha-3 code (or our own code)."""
    return CodeList("state", {row["spelling"]: row["country_id"] for row in read_rows(SPELLING_FILE)})


@lru_cache(maxsize=1)
def chambers() -> Mapping[str, str]:
    """Return the chamber of crafts (hwk-…) of each Kreis that is known to lie in the district of one."""
    rows = read_rows(MEMBERSHIP_FILE)
    return {row["kreis_id"]: row["region_id"] for row in rows if row["region_id"].startswith("hwk-")}


@lru_cache(maxsize=1)
def crafts() -> Mapping[str, str]:
    """Return the crafts of the Handwerksordnung by name, each with its KldB 3-digit group."""
    return {row["craft"]: row["occupation_id"] for row in read_rows(CRAFT_FILE)}


def check_codes(
    codes: Iterable[str], known: CodeList, where: str | Mapping[str, str], allowed: Collection[str] = ()
) -> None:
    """Raise BadContent naming every unknown code, where it stands and what it might be.

    `where` is a place, or the place of each code's first use.
    """
    unknown = sorted({code for code in codes if code not in known and code not in allowed})
    if not unknown:
        return
    lines = []
    for code in unknown[:10]:
        place = where if isinstance(where, str) else where.get(code, "")
        lines.append(f"  {code!r}{f' at {place}' if place else ''}: {advice(code, known)}")
    if len(unknown) > 10:
        lines.append(f"  and {len(unknown) - 10} more")
    raise BadContent(
        f"{len(unknown)} unknown {known.what} code{'s' * (len(unknown) > 1)}. Correct the file or extend "
        "data/reference; nothing was stored.\n" + "\n".join(lines)
    )


def advice(code: str, known: CodeList) -> str:
    """Say what an unknown code might be."""
    if code in known.retired:
        return f"retired ({known.retired[code]}). Ask the publisher for the table at today's borders."
    if code.isdigit() and known.names:
        width = max(len(one) for one in known.names)
        padded = code.zfill(width)
        if len(code) < width and padded in known:
            return f"a leading zero is lost, {padded!r} ({known.names[padded]}) is meant? Use the original file."
    by_name = {name: one for one, name in known.names.items()}
    near = _near_numbers(code, known) if code.isdigit() else difflib.get_close_matches(code, list(known.names), 3, 0.6)
    near_names = [f"{by_name[name]} ({name})" for name in difflib.get_close_matches(code, list(by_name), 2, 0.75)]
    proposals = [f"{one} ({known.names[one]})" for one in near] + near_names
    return f"near are {', '.join(dict.fromkeys(proposals))}" if proposals else "nothing similar is known"


def _near_numbers(code: str, known: CodeList) -> list[str]:
    """Return the codes that share the longest beginning, at least two digits, the nearest numbers first."""
    for length in range(len(code), 1, -1):
        alike = [one for one in known.names if one.startswith(code[:length]) and one.isdigit()]
        if alike:
            return sorted(alike, key=lambda one: (abs(int(one) - int(code)), one))[:3]
    return []


def reference_hash(folder: Path = REFERENCE) -> str:
    """Hash the reference tables, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.*")):
        if path.suffix in {".csv", ".geojson", ".toml"}:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
