"""Next steps for volunteers: what to say, where to send people. Rules for the table that is kept by hand.

A statement of law carries the day it stands for and the day it expires, at most two years later: law changes, and a
brief must not go on saying what was true once. A row of a Land stands there in place of that of the same step for all.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from sources.errors import BadContent
from sources.files.file import PublishedFile
from sources.reference import codes, personal
from sources.reference.findings import Finding

FILE = codes.REFERENCE / "next_step.csv"
COLUMNS = (
    "step_id", "land_id", "position", "kind", "text", "link", "link_name", "as_of", "checked", "valid_until", "source",
)  # fmt: skip
WAYS = ("way_eu", "way_third")  # by which law a qualification from there is recognised; printed beside the countries
LAW = ("law", *WAYS)
KINDS = ("inform", "law", "help", "stay", *WAYS)
MAX_TEXT = 220
_DATES = ("as_of", "checked", "valid_until")
Row = dict[str, str]


def check(path: Path, today: dt.date) -> list[Finding]:
    """Return what is wrong in the table (errors) and what should be looked at again (warnings)."""
    try:
        text = PublishedFile(path).text()
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            return [Finding("error", path.name, "line 1", f"the columns are {', '.join(COLUMNS)}")]
        rows = [(reader.line_num, row) for row in reader]
    except (BadContent, csv.Error, OSError) as error:
        return [Finding("error", path.name, "", str(error))]
    found = [
        Finding(severity, path.name, f"line {line}, step {row['step_id'] or '?'}", message)
        for line, row in rows
        for severity, message in _about_row(row, today)
    ]
    found += [Finding("error", path.name, "", message) for message in _about_all([row for _, row in rows])]
    return sorted(found, key=lambda finding: finding.severity)


def require_public_links(path: Path) -> None:
    """Refuse a table with a link that leads elsewhere than it seems to, before any of it is used.

    Raises BadContent naming line and column of each: user names ("https://known.example@other.example"), ports,
    addresses in figures, other schemes.
    """
    reader = csv.DictReader(io.StringIO(PublishedFile(path).text(), newline=""))
    wrong = [
        f"line {reader.line_num}, column link: {row['link']!r}"
        for row in reader
        if row.get("link") and not _is_public(row["link"])
    ]
    if wrong:
        raise BadContent(
            f"{path.name}: {'; '.join(wrong[:5])}: a public https address is expected, without user, password or port; "
            "mend it, then brief register check"
        )


def _is_public(link: str) -> bool:
    """Say whether a link is https and its host a public name, with nothing before or after it."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    seen = link.isprintable() and not re.search(r"[\s\\@]", link.partition("?")[0])
    return bool(seen and parts.scheme == "https" and re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", parts.netloc))


def _about_all(rows: list[Row]) -> Iterator[str]:
    ids = [(row["step_id"], row["land_id"] or "") for row in rows]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        yield from (f"step_id {step!r} stands twice" + (f" for Land {land}" if land else "") for step, land in twice)
        return
    steps = [(step, list(some)) for step, some in groupby(rows, lambda row: row["step_id"])]
    if len({step for step, _ in steps}) < len(steps):
        yield "rows of a step must stand together, one for each land_id"
    if any(row["position"] != str(number) for number, (_, some) in enumerate(steps, 1) for row in some):
        yield f"positions must count from 1 to {len(steps)} in the order of the steps"
    for step, some in steps:
        if len({row["kind"] for row in some}) > 1:
            yield f"step_id {step!r}: kind must be the same for every Land"
    if "inform" not in {row["kind"] for row in rows[:1]}:
        yield "the first step says what volunteers may do and what not: kind inform"


def _about_row(row: Row, today: dt.date) -> Iterator[tuple[str, str]]:
    if None in row or any(value is None for value in row.values()):
        yield "error", f"{len(COLUMNS)} values are expected"
        return
    if not re.fullmatch(r"[a-z][a-z0-9-]{2,39}", row["step_id"]):
        yield "error", "step_id: lower-case letters, digits and hyphens"
    if row["land_id"] and row["land_id"] not in codes.laender():
        yield "error", f"land_id {row['land_id']!r}: {codes.advice(row['land_id'], codes.laender())}; empty for all"
    if row["kind"] not in KINDS:
        yield "error", f"kind {row['kind']!r}: one of {', '.join(KINDS)}"
    if not 20 <= len(row["text"]) <= MAX_TEXT or not row["text"].isprintable() or row["text"][-1:] != ".":
        yield "error", f"text: one or two plain sentences of 20 to {MAX_TEXT} characters, on one line, with a full stop"
    if len(row["source"]) < 5:
        yield "error", "source: where the statement comes from"
    what = personal.found_in(row["text"])
    if what and not (what == "a phone number" and row["kind"] == "help"):
        yield "error", f"text holds {what}; only a public hotline may be named, in a step of kind help"
    yield from _about_link(row)
    yield from _about_dates(row, today)


def _about_link(row: Row) -> Iterator[tuple[str, str]]:
    if bool(row["link"]) != bool(row["link_name"]):
        yield "error", "link and link_name belong together"
    if row["link"]:
        if not _is_public(row["link"]):
            yield "error", f"link {row['link']!r}: a public https address, without user or port"
        if not row["checked"]:
            yield "warning", f"link {row['link']} was never looked at live: open it and set checked"


def _about_dates(row: Row, today: dt.date) -> Iterator[tuple[str, str]]:
    days: dict[str, dt.date | None] = {}
    for name in _DATES:
        try:
            days[name] = dt.date.fromisoformat(row[name]) if row[name] else None
        except ValueError:
            yield "error", f"{name} {row[name]!r}: a day as 2025-03-12, or empty"
            return
    as_of, until = days["as_of"], days["valid_until"]
    for name in ("as_of", "checked"):
        if days[name] and days[name] > today:
            yield "error", f"{name} {row[name]} is in the future"
    if row["kind"] in LAW and not (as_of and until):
        yield "error", "a statement of law needs as_of and valid_until"
    if as_of and until and not as_of < until <= _two_years_after(as_of):
        yield "error", f"valid_until {until}: after {as_of}, at most two years after it"
    if until and until < today:
        yield "warning", f"expired on {until:%d.%m.%Y}: check the statement, then set as_of and valid_until anew"


def _two_years_after(day: dt.date) -> dt.date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 2, day=28 if leap_day else day.day)
