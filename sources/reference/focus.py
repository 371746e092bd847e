"""Where to begin: the rules of `data/reference/focus.toml`, read strictly.

A focus is a set of occupations that the list "Wo anfangen" counts. A rule of `covered` says why a set of occupations
needs no further hands. Both are stated, dated, and switched by editing the file; nothing of it is in the code.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sources.errors import BadContent
from sources.reference import codes, personal

FILE = codes.REFERENCE / "focus.toml"
MARKS = ("mint", "craft", "care")
MOST_STEPS, MOST_BYTES = 9, 100_000
_ID = re.compile(r"[a-z][a-z0-9-]{0,30}")
_TABLES = {
    "": {"default": str, "potential": dict, "focus": list, "covered": list},
    "potential": {"from": list},
    "focus": {"id": str, "name": str, "marks": list},
    "covered": {
        "id": str, "active": bool, "mark": str, "areas": list, "reason": str, "entry": str, "source": str,
        "checked": dt.date,
    },
}  # fmt: skip
_LONGEST = {"name": 30, "reason": 60, "source": 200}
_KINDS = {str: "a text", dict: "a table", list: "a list", bool: "true or false", dt.date: "a day as 2019-11-12"}
Fault = tuple[str, str]  # where, what


@dataclass(frozen=True, slots=True)
class Focus:
    """Occupations that the list "Wo anfangen" counts."""

    id: str
    name: str  # as printed: "MINT"
    marks: tuple[str, ...]  # one of them is enough; () = all occupations


@dataclass(frozen=True, slots=True)
class Covered:
    """Why occupations of a mark need no further hands in some areas."""

    id: str
    active: bool
    mark: str
    areas: tuple[str, ...]
    reason: str
    entry: str  # the entry of the register the rule rests on; the entry counts through the rule alone
    source: str
    checked: dt.date


@dataclass(frozen=True, slots=True)
class Rules:
    """The content of the file."""

    default: str
    steps: tuple[int, ...]  # full equivalences from which a further step of potential is reached
    focuses: tuple[Focus, ...]
    covered: tuple[Covered, ...]

    def __contains__(self, focus: object) -> bool:
        return any(one.id == focus for one in self.focuses)

    def document(self) -> dict[str, Any]:
        """Return what SQL reads as stg_focus."""
        return {
            "default": self.default,
            "steps": list(self.steps),
            "focus": [{"id": f.id, "name": f.name, "marks": list(f.marks)} for f in self.focuses],
            "covered": [
                {
                    "id": c.id, "active": c.active, "mark": c.mark, "areas": list(c.areas), "reason": c.reason,
                    "entry": c.entry, "source": c.source, "checked": c.checked.isoformat(),
                }
                for c in self.covered
            ],
        }  # fmt: skip


def read(path: Path = FILE) -> Rules:
    """Return the rules of a file that is in order. Raises BadContent naming file, place and remedy of every fault."""
    if not path.is_file():
        raise BadContent(f"{path.name} is missing: it says where to begin. Take it back from the project's repository.")
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        raise BadContent(f"{path.name}: {len(content):,} bytes, at most {MOST_BYTES:,} are read")
    try:
        data = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadContent(f"{path.name} is no TOML in UTF-8: {error}. Correct it; nothing was built.") from error
    faults = list(_shape_faults(data)) or list(_content_faults(data))
    if faults:
        shown = "\n".join(f"  {where}: {what}" for where, what in faults)
        raise BadContent(
            f"{path.name}: {len(faults)} fault{'s' * (len(faults) > 1)}. Correct them (the fields are explained in "
            f"data/reference/README.md, chapter Focus); nothing was built.\n{shown}"
        )
    return Rules(
        default=data["default"],
        steps=tuple(data["potential"]["from"]),
        focuses=tuple(Focus(f["id"], f["name"], tuple(f["marks"])) for f in data["focus"]),
        covered=tuple(Covered(**{**c, "areas": tuple(c["areas"])}) for c in data["covered"]),
    )


def _entries(data: Mapping[str, Any], table: str) -> Iterator[tuple[str, Any]]:
    for number, entry in enumerate(data[table], 1):
        name = entry.get("id") if isinstance(entry, dict) else None
        yield f"[[{table}]] {name if isinstance(name, str) and name else f'number {number}'}", entry


def _shape_faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Find fields that are missing, unknown, or of another kind."""
    top = list(_fields("top of the file", data, _TABLES[""]))
    yield from top
    if top:
        return
    yield from _fields("[potential]", data["potential"], _TABLES["potential"])
    for table in ("focus", "covered"):
        for where, entry in _entries(data, table):
            yield from _fields(where, entry, _TABLES[table])


def _fields(where: str, entry: Any, wanted: Mapping[str, type]) -> Iterator[Fault]:
    if not isinstance(entry, dict):
        yield where, f"expected a table with {', '.join(wanted)}, found {entry!r}"
        return
    for name in (name for name in wanted if name not in entry):
        yield where, f"{name} is missing: {_KINDS[wanted[name]]}"
    for name, value in entry.items():
        if name not in wanted:
            near = difflib.get_close_matches(name, wanted, 1)
            yield where, f"{name} is unknown" + (f"; {near[0]} is meant?" if near else f"; fields: {', '.join(wanted)}")
        elif type(value) is not wanted[name]:
            yield where, f"{name} must be {_KINDS[wanted[name]]}, found {value!r}"


def _content_faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Find values that cannot be meant."""
    steps = data["potential"]["from"]
    rising = all(type(s) is int and s > 0 for s in steps) and sorted(set(steps)) == steps
    if not 1 <= len(steps) <= MOST_STEPS or not rising:
        yield "[potential]", f"from must be 1 to {MOST_STEPS} whole numbers above 0, each larger than the one before"
    for table in ("focus", "covered"):
        seen: set[str] = set()
        for where, entry in _entries(data, table):
            yield from ((where, what) for what in _about_entry(entry))
            if entry["id"] in seen:
                yield where, "id stands twice; every id is used once"
            seen.add(entry["id"])
    ids = [entry["id"] for entry in data["focus"]]
    if data["default"] not in ids:
        yield "top of the file", f"default {data['default']!r} is no [[focus]]; there are {', '.join(ids) or 'none'}"
    for where, entry in _entries(data, "focus"):
        yield from _marks(where, "marks", entry["marks"])
    for where, entry in _entries(data, "covered"):
        yield from _marks(where, "mark", [entry["mark"]])
        yield from _areas(where, entry["areas"])
        if entry["entry"] and not _ID.fullmatch(entry["entry"]):
            yield where, f"entry {entry['entry']!r} is no id of the register: lower-case letters, digits, hyphens"


def _about_entry(entry: Mapping[str, Any]) -> Iterator[str]:
    if not _ID.fullmatch(entry["id"]):
        yield f"id {entry['id']!r}: a lower-case letter, then lower-case letters, digits and hyphens, at most 31"
    for name, text in ((name, entry[name]) for name in _LONGEST if name in entry):
        if not 1 <= len(text) <= _LONGEST[name] or not text.isprintable() or text != text.strip():
            yield f"{name} must be 1 to {_LONGEST[name]} printable characters without blanks at its ends"
        if what := personal.found_in(text):
            yield f"{name} holds {what}; it is printed, so leave it out"


def _marks(where: str, name: str, marks: Sequence[Any]) -> Iterator[Fault]:
    for mark in marks:
        if mark not in MARKS:
            yield where, f"{name}: {mark!r} is no mark of occupation.csv; there are {', '.join(MARKS)}"


def _areas(where: str, areas: Sequence[Any]) -> Iterator[Fault]:
    if not areas:
        yield where, 'areas is empty: name where the reason holds, ["DE"] for Germany'
    for area in areas:
        if not isinstance(area, str) or area not in codes.regions():
            yield where, f"areas: {area!r} is no region; {codes.advice(str(area), codes.regions())}"
