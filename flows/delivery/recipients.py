"""The list of recipients: who gets which files of which region. Everything wrong with it is told at once."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.delivery.addresses import address_fault, line_fault
from flows.errors import USAGE, StepError
from sources.reference.regions import BRIEF_KINDS, UnknownRegion, all_regions, resolve

COLUMNS = ("region_id", "address", "files")
DEFAULT = ("pdf",)
MAX_ROWS, MAX_BYTES = 2000, 1_000_000
SHOWN = 40  # faults of a message; --json has all


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, where, and what to do. Addresses are not repeated."""

    file: str
    line: int  # 0: the file as a whole
    column: str
    what: str
    advice: str

    def __str__(self) -> str:
        place = [self.file, f"line {self.line}" if self.line else "", f"column {self.column}" if self.column else ""]
        return f"{', '.join(filter(None, place))}: {self.what}. {self.advice[:1].upper()}{self.advice[1:]}"


class Refused(StepError):
    """Nothing was sent or copied; `faults` holds all that is wrong."""

    def __init__(self, faults: Sequence[Fault], exit_code: int = USAGE) -> None:
        more = f"\n… and {len(faults) - SHOWN} more; --json lists all" if len(faults) > SHOWN else ""
        lines = "\n".join(f"  {fault}" for fault in faults[:SHOWN])
        super().__init__(f"nothing was sent or copied.\n{lines}{more}", exit_code)
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A row: one address gets files of one region."""

    line: int
    region_id: str
    address: str
    files: tuple[str, ...]


def file_words() -> tuple[str, ...]:
    """Name the files a row may ask for: those of the brief, and the volunteer sheet in each language."""
    from flows.delivery.enclosures import BRIEF_FILES
    from reports.sheet.words import languages

    return (*BRIEF_FILES, *(f"blatt-{language}" for language in languages()))


def checked(path: Path) -> list[Recipient]:
    """Read a list that must be right. Raises Refused with everything that is wrong."""
    rows, faults = read(path)
    if faults:
        raise Refused(faults)
    return rows


def read(path: Path) -> tuple[list[Recipient], list[Fault]]:
    """Read a list: CSV, UTF-8 with or without BOM, semicolons, a header. Return its good rows and all faults."""
    try:
        text = _text(path)
        lines = list(_lines(text))
    except _Unreadable as why:
        return [], [Fault(path.name, why.line, "", why.what, why.advice)]
    if not lines:
        return [], [Fault(path.name, 0, "", "the list is empty", f"write the columns {';'.join(COLUMNS)}")]
    (first, header), rows = lines[0], lines[1:]
    if wrong := _header_fault(header):
        return [], [Fault(path.name, first, *wrong)]
    if not rows:
        return [], [Fault(path.name, 0, "", "the list has no rows", "name at least one recipient")]
    if all(len(cells) > 1 and "@" in cells[0] and "@" not in cells[1] for _, cells in rows):
        what = "the columns are swapped: addresses stand under region_id"
        return [], [Fault(path.name, rows[0][0], "region_id", what, "region_id first, then address")]
    return _read_rows(path.name, rows)


class _Unreadable(Exception):
    def __init__(self, what: str, advice: str, line: int = 0) -> None:
        self.what, self.advice, self.line = what, advice, line


def _text(path: Path) -> str:
    try:
        with path.open("rb") as handle:
            data = handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise _Unreadable(f"cannot be read ({error.strerror})", "name the list as a file") from None
    save = "save the table as “CSV UTF-8” with semicolons"
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _Unreadable("this is a workbook, not a CSV file", save)
    if len(data) > MAX_BYTES:
        raise _Unreadable(f"larger than {MAX_BYTES // 1000} kB", "this is no list of recipients, or split it")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Unreadable("not UTF-8", save, data.count(b"\n", 0, error.start) + 1) from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty with the line on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    start, found = 1, 0
    try:
        for cells in reader:
            if any(cell.strip(" ") for cell in cells):
                found += 1
                if found > MAX_ROWS + 1:
                    raise _Unreadable(f"more than {MAX_ROWS} rows", "send to a distribution list, or split the list")
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise _Unreadable(f"no proper CSV ({error})", "look for a quotation mark without its partner", start) from None


def _header_fault(header: Sequence[str]) -> tuple[str, str, str] | None:
    """Say column, what is wrong with the first row, and what to do."""
    names = [name.strip() for name in header]
    if tuple(names) == COLUMNS:
        return None
    wanted = f"the first row must be {';'.join(COLUMNS)}"
    if len(names) == 1 and any(sign in names[0] for sign in ",\t"):
        return "", "the columns are not separated by semicolons", wanted
    if any("@" in name for name in names):
        return "", "the header is missing", wanted
    known = [name for name in names if name in COLUMNS]
    if sorted(names) == sorted(COLUMNS):
        return "", "the columns stand in another order", wanted
    if not known:
        return "", "this is another table, perhaps an address book", f"{wanted}; copy nothing else into it"
    if extra := [name for name in names if name not in COLUMNS]:
        shown = ", ".join(repr(name[:30]) for name in extra[:8])
        return "", f"columns that do not belong here: {shown}", f"remove them, they may be personal; {wanted}"
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        return twice[0], "the column stands there twice", wanted
    missing = next(name for name in COLUMNS if name not in names)
    return missing, "the column is missing", wanted


def _read_rows(file: str, lines: Sequence[tuple[int, list[str]]]) -> tuple[list[Recipient], list[Fault]]:
    rows: list[Recipient] = []
    faults: list[Fault] = []
    words, before = file_words(), {}
    for line, cells in lines:
        if len(cells) != len(COLUMNS):
            what = f"{len(cells)} cell{'s' if len(cells) > 1 else ''}, expected {len(COLUMNS)}"
            faults.append(Fault(file, line, "", what, f"fill in {';'.join(COLUMNS)}, the last may be empty"))
            continue
        region, address, asked = (cell.strip() if not line_fault(cell) else cell for cell in cells)
        chosen = tuple(dict.fromkeys(asked.split())) or DEFAULT
        found = {
            "region_id": _region_fault(region),
            "address": address_fault(address),
            "files": _files_fault(asked, words),
        }
        wrong = [Fault(file, line, column, *told) for column, told in found.items() if told[0]]
        who = (region, address.casefold())
        if not wrong and who in before:
            advice = "one row for each address and region; name all files in it"
            wrong = [Fault(file, line, "address", f"the same address and region as in line {before[who]}", advice)]
        before.setdefault(who, line)
        faults += wrong
        rows += [] if wrong else [Recipient(line, region, address, chosen)]
    return rows, faults


def _region_fault(text: str) -> tuple[str, str]:
    listed = "`brief regions` lists the regions with their ids"
    if found := line_fault(text):
        return found, "type the id anew"
    if "@" in text:
        return "an address, not a region", "region_id first, then address"
    if not text:
        return "no region", listed
    known, shown = all_regions(), text[:40]
    if text in known:
        return ("", "") if known[text].kind in BRIEF_KINDS else (f"{known[text].name} gets no brief", listed)
    for width in (2, 5):
        if text.isascii() and text.isdigit() and text.zfill(width) in known:
            full = text.zfill(width)
            return (f"{shown!r} is no id: has {full} lost its zero", "make it a text column, then write it anew")
    try:
        meant = resolve(text)
    except UnknownRegion as error:
        near = str(error).removeprefix(f"no region is called {text[:80]!r}. ")
        return f"there is no region {shown!r}", near
    return f"{shown!r} is a name or an alias", f"write the id, {meant.id}"


def _files_fault(text: str, words: Sequence[str]) -> tuple[str, str]:
    if found := line_fault(text):
        return found, "type the words anew"
    unknown = [word[:30] for word in text.split() if word not in words]
    if unknown:
        return f"unknown: {', '.join(map(repr, unknown[:5]))}", f"separated by blanks: {' '.join(words)}"
    return "", ""
