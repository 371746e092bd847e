"""The project's own register: initiatives, networks, advice centres, migrant organisations and partners.

YAML files under data/reference/register, edited by hand. They are read as text through and through: 05 is a Land and
not the number 5, NO and no are no truth values. Whatever can hide something (aliases, tags, doubled keys) is refused.
"""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sources import observations
from sources.contract import Expect, Source
from sources.errors import BadContent
from sources.files.file import PublishedFile, decode
from sources.records import Flag, Plan, Recognition, Request
from sources.reference import codes as known
from sources.reference import personal
from sources.reference.findings import Finding

ID = "register"
FOLDER = known.REFERENCE / "register"
SCHEMA_FILE = FOLDER / "register.schema.json"
MAX_BYTES = 1_000_000
MAX_DEPTH = 6
STALE_DAYS = 365

_FIRST_LINE = re.compile(r"\ufeff?(?:---[ \t\r]*\n|[ \t\r]*(?:#[^\n]*)?\n)*register:[ \t]*[^\s#]")
_TEXTS = ("name", "source", "note")
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, and where."""

    line: int
    where: str  # "entry mozaik-iq-nrw, link"
    message: str

    @property
    def text(self) -> str:
        """The fault in one line."""
        return f"line {self.line}, {self.where}: {self.message}" if self.where else f"line {self.line}: {self.message}"


@dataclass(frozen=True)
class Register:
    """The content of one file; every scalar is text. `lines` says where each value stands."""

    data: Any
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """Return the line of a value, or of the nearest thing that holds it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def where(self, place: Place) -> str:
        """Name a value for an error message."""
        if place[:1] != ("entries",) or len(place) < 2:
            return str(place[0]) if place else ""
        entry = self.data["entries"][place[1]]
        name = entry.get("id") if isinstance(entry, dict) else None
        shown = f"entry {name}" if isinstance(name, str) and name else f"entry number {int(place[1]) + 1}"
        return f"{shown}, {place[2]}" if len(place) > 2 else shown


def recognises(file: PublishedFile) -> Recognition | None:
    """Return the name of a register and the day its newest entry was checked, for YAML that starts with `register:`.

    Raises BadContent naming file, line, entry and field of every fault.
    """
    if file.kind not in ("unknown", "csv") or not _FIRST_LINE.match(decode(file.head, partial=True)[0][:4000]):
        return None
    register = read(file)
    newest = max(dt.date.fromisoformat(entry["checked"]) for entry in register.data["entries"])
    return Recognition(
        part=register.data["register"],
        what=f"Register {register.data['register']}, {len(register.data['entries'])} Einträge",
        period=f"{newest:%Y-%m}",
        issued=newest,
    )


def parse(file: PublishedFile, recognition: Recognition) -> pd.DataFrame:
    """Return one row for each entry, region and group of occupations; the whole entry is its detail."""
    register = read(file)
    rows = []
    for number, entry in enumerate(register.data["entries"]):
        detail = json.dumps(
            {
                "id": entry["id"],
                "art": entry["art"],
                "berufe": entry["occupations"],
                "laender": entry["countries"],
                "sprachen": entry["languages"],
                "seit": entry["since"],
                "link": entry["link"],
                "quelle": entry["source"],
                "hinweis": entry["note"],
            },
            ensure_ascii=False,
        )
        for region in entry["regions"]:
            for occupation in entry["occupations"] or ["total"]:
                rows.append(
                    (
                        *(region, entry["checked"], "D", "register_entry", occupation, f"kind={entry['art']}"),
                        *(entry["name"], 1, Flag.OK, f"{register.data['register']}.yaml"),
                        *(register.line(("entries", number)), "entries", detail),
                    )
                )
    return observations.rows_frame(rows)


def read(file: PublishedFile) -> Register:
    """Return the content of a file that is in order. Raises BadContent naming every fault."""
    if file.size > MAX_BYTES:
        raise BadContent(f"{file.name}: {file.size:,} bytes, at most {MAX_BYTES:,} are read. Split the register.")
    register, faults = _examined(file.text())
    if register is None or faults:
        shown = "\n".join(f"  {fault.text}" for fault in faults[:40])
        more = f"\n  and {len(faults) - 40} more" if len(faults) > 40 else ""
        raise BadContent(
            f"{file.name}: {len(faults)} fault{'s' * (len(faults) > 1)} in the register. Correct them (the fields are "
            f"explained in docs/sources/register.md); nothing was stored.\n{shown}{more}"
        )
    return register


def check(folder: Path, today: dt.date) -> list[Finding]:
    """Return what is wrong in the register files of a folder (errors) and what should be looked at (warnings)."""
    found: list[Finding] = []
    first_at: dict[str, str] = {}
    paths = sorted(path for path in folder.glob("*") if path.is_file()) if folder.is_dir() else []
    for path in paths:
        if path.suffix in (".yml", ".YAML", ".YML"):
            found.append(Finding("error", path.name, "", "is not read: give it a name that ends in .yaml"))
    files = [path for path in paths if path.suffix == ".yaml"]
    if not files:
        found.append(Finding("error", folder.name, "", "no register here: a file that ends in .yaml is missing"))
    for path in files:
        register, problems = _load(path)
        found += problems
        if register is not None:
            found += _about_file(path, register, first_at, today)
    return sorted(found, key=lambda finding: finding.severity)


def _load(path: Path) -> tuple[Register | None, list[Finding]]:
    try:
        file = PublishedFile(path)
        if not _FIRST_LINE.match(decode(file.head, partial=True)[0][:4000]):
            return None, [Finding("error", path.name, "line 1", "the file must begin with register: and its name")]
        if file.size > MAX_BYTES:
            return None, [Finding("error", path.name, "", f"more than {MAX_BYTES:,} bytes; split the register")]
        register, faults = _examined(file.text())
    except BadContent as error:
        return None, [Finding("error", path.name, "", str(error).removeprefix(f"{path.name}: "))]
    problems = [
        Finding("error", path.name, f"line {fault.line}, {fault.where}".rstrip(", "), fault.message) for fault in faults
    ]
    return (None if faults else register), problems


def _about_file(path: Path, register: Register, first_at: dict[str, str], today: dt.date) -> Iterator[Finding]:
    """Find what shows only beside the other files, the file's name and today's date."""
    if register.data["register"] != path.stem:
        yield Finding(
            "error", path.name, "line 1, register", f"{register.data['register']!r}, but the file is {path.stem!r}"
        )
    for number, entry in enumerate(register.data["entries"]):

        def at(field: str, severity: str, message: str, number: int = number) -> Finding:
            place = ("entries", number, field)
            return Finding(severity, path.name, f"line {register.line(place)}, {register.where(place)}", message)

        if entry["id"] in first_at:
            yield at("id", "error", f"stands in {first_at[entry['id']]} already; every id is used once")
        else:
            first_at[entry["id"]] = f"{path.name}, line {register.line(('entries', number, 'id'))}"
        if not entry["link"]:
            yield at("link", "warning", "no public page is named")
        checked = dt.date.fromisoformat(entry["checked"])
        if checked > today:
            yield at("checked", "error", f"{checked:%d.%m.%Y} is in the future")
        elif (today - checked).days > STALE_DAYS:
            yield at("checked", "warning", f"stale: last checked on {checked:%d.%m.%Y}, more than 12 months ago")


# Reading YAML that may hold anything


class _Plain(yaml.SafeLoader):
    """Reads mappings, lists and text; refuses what can hide or multiply something."""

    _depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.YAMLError(_Refused(event.start_mark, "aliases and anchors (& and *) are not read; write it out"))
        if getattr(event, "tag", None):
            raise yaml.YAMLError(_Refused(event.start_mark, f"the tag {event.tag!r} is not read; leave it out"))
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise yaml.YAMLError(_Refused(event.start_mark, "nested too deep"))
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


@dataclass(frozen=True, slots=True)
class _Refused:
    mark: Any
    problem: str


def _examined(text: str) -> tuple[Register | None, list[Fault]]:
    """Return the content and its faults; no content when it is no YAML."""
    try:
        node = yaml.compose(text, Loader=_Plain)
    except yaml.YAMLError as error:
        refused = error.args[0] if error.args and isinstance(error.args[0], _Refused) else None
        mark = refused.mark if refused else getattr(error, "problem_mark", None)
        problem = refused.problem if refused else getattr(error, "problem", None) or str(error).splitlines()[0]
        return None, [Fault(mark.line + 1 if mark else 1, "", f"no plain YAML: {problem}")]
    lines: dict[Place, int] = {}
    faults: list[Fault] = []
    register = Register(_value(node, (), lines, faults) if node else None, lines)
    faults += _schema_faults(register)
    if not faults:
        faults += _content_faults(register)
    return register, sorted(faults, key=lambda fault: fault.line)


def _value(node: yaml.Node, place: Place, lines: dict[Place, int], faults: list[Fault]) -> Any:
    line = node.start_mark.line + 1
    lines[place] = line
    if isinstance(node, yaml.SequenceNode):
        return [_value(one, (*place, number), lines, faults) for number, one in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return node.value  # the text as it stands there, whatever YAML takes it for
    data: dict[str, Any] = {}
    for key, one in node.value:
        at = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            faults.append(Fault(at, "", "a name of a field must be plain text"))
        elif key.value in data:
            faults.append(Fault(at, "", f"{key.value!r} stands twice, first in line {lines[(*place, key.value)]}"))
        else:
            data[key.value] = _value(one, (*place, key.value), lines, faults)
            lines[(*place, key.value)] = at
    return data


# What must hold


@lru_cache(maxsize=1)
def _validator() -> Any:
    import jsonschema

    return jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def _schema_faults(register: Register) -> Iterator[Fault]:
    for error in _validator().iter_errors(register.data):
        place = tuple(error.absolute_path)
        for extra, message in _words(error):
            at = (*place, extra) if extra else place
            yield Fault(register.line(at), register.where(at), message)


def _words(error: Any) -> Iterator[tuple[str, str]]:
    """Say what a schema error means: the field it is about, where it is not the place itself, and the message."""
    expected = error.schema.get("description", "")
    if error.validator == "required":
        name = error.message.split("'")[1]  # one error for each missing field
        yield "", f"the field {name} is missing ({error.schema['properties'][name]['description']})"
        return
    if error.validator == "additionalProperties":
        fields = list(error.schema["properties"])
        for name in error.instance:
            if name not in fields:
                near = difflib.get_close_matches(name, fields, 1, 0.6)
                yield name, f"no such field{f'; {near[0]} is meant?' if near else f'; the fields are {fields}'}"
        return
    shown = repr(error.instance)
    shown = shown if len(shown) < 80 else f"{shown[:76]}…"
    if error.validator == "enum":
        near = difflib.get_close_matches(str(error.instance), error.validator_value, 3, 0.5)
        yield (
            "",
            f"{shown} is not {expected}: {'near are ' + ', '.join(near) if near else ', '.join(error.validator_value)}",
        )
    elif error.validator in ("minLength", "maxLength", "minItems", "maxItems"):
        yield "", f"{len(error.instance)} long; expected is {expected}"
    elif error.validator == "uniqueItems":
        yield "", f"{shown} names something twice"
    else:
        yield "", f"{shown}; expected is {expected}"


def _content_faults(register: Register) -> Iterator[Fault]:
    """Find what a schema cannot say: unknown codes, personal data, dates that contradict each other."""
    places: dict[tuple[str, ...], int] = {}
    lists = {
        "regions": known.CodeList("region", known.region_names(), known.kreise().retired),
        "occupations": known.occupations(3),
        "countries": known.countries(),
    }
    twice = defaultdict(list)
    for number, entry in enumerate(register.data["entries"]):

        def at(field: str, message: str, *item: int, number: int = number) -> Fault:
            place = ("entries", number, field, *item)
            return Fault(register.line(place), register.where(place), message)

        for field, codes in lists.items():
            for position, code in enumerate(entry[field]):
                if code not in codes:
                    advised = known.kreise() if field == "regions" and code.isdigit() else codes
                    yield at(field, f"{code!r}: {known.advice(code, advised)}", position)
        for field in (*_TEXTS, "link"):
            if what := personal.found_in(entry[field]):
                yield at(field, f"holds {what}; organisations are named, persons are not")
            if hidden := sorted({f"U+{ord(one):04X}" for one in entry[field] if not one.isprintable()}):
                yield at(field, f"characters that cannot be seen ({', '.join(hidden)}); write it in one line")
        try:
            checked = dt.date.fromisoformat(entry["checked"]).isoformat()
            if entry["since"] > checked[: len(entry["since"])]:
                yield at("since", f"{entry['since']} is after the check of {checked}")
        except ValueError:
            yield at("checked", f"{entry['checked']} is no day of the calendar")
        if entry["id"] in places:
            yield at("id", f"{entry['id']} stands twice, first in line {places[entry['id']]}")
        places.setdefault(entry["id"], register.line(("entries", number, "id")))
        twice[entry["name"].casefold(), entry["art"], entry["checked"]].append(number)
    for numbers in twice.values():
        for number in numbers[1:]:
            first = register.data["entries"][numbers[0]]
            if set(first["regions"]) & set(register.data["entries"][number]["regions"]):
                place = ("entries", number, "name")
                yield Fault(register.line(place), register.where(place), f"the same as entry {first['id']}")


def expect(part: str) -> Expect:
    """Return what a register must look like; how it changes is the business of whoever edits it."""
    return Expect(
        rows=(1, 100_000),
        indicators=frozenset({"register_entry"}),
        values=(1, 1),
        max_lost_rows_pct=100,
        max_total_change_pct=float("inf"),
    )


def locate(plan: Plan) -> tuple[Request, ...]:
    """Return nothing: the register is part of the project."""
    return ()


SOURCE = Source(
    id=ID,
    title="Register der Initiativen und Netzwerke",
    publisher="das Projekt",
    page="",
    licence="frei",
    attribution="© Register des Projekts; jeder Eintrag nennt seine Quelle",
    cadence="when edited",
    lag_days=0,
    required=False,
    max_age_days=STALE_DAYS + 1,
    status="tested",
    expect=expect,
    locate=locate,
    recognises=recognises,
    parse=parse,
    looks_like="a register file of the project: YAML that begins with register:",
    reference=(SCHEMA_FILE, known.REGION_FILE, known.OCCUPATION_FILE, known.COUNTRY_FILE),
    by_hand="edit the files in data/reference/register, then brief register check",
    local=tuple(f"register/{path.name}" for path in sorted(FOLDER.glob("*.yaml"))),
    sets_month=False,
)
