"""What a zip archive and a workbook must look like before anything opens them."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from sources.errors import BadContent

MAX_ENTRIES = 2_000
MAX_TOTAL_BYTES = 400_000_000
MAX_RATIO = 200  # the largest of the real workbooks compresses its sheets about 20 times
RATIO_FROM_BYTES = 10_000_000
MAX_CELLS = 20_000_000  # rows x columns of the rectangle that holds a sheet's values
MAX_STRING = 32_767  # Excel's own limit for one cell
MAX_TEXT_BYTES = 1_000_000_000  # text of all cells of a sheet once shared strings are written out

_REFUSED = "This is no publisher's table; the file was not opened. Fetch it again from the publisher."
_CHUNK = 1 << 20
_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_SHARED = re.compile(rb'<c\b[^>]*?\bt="s"[^>]*>\s*<v>(\d+)</v>')
_STRING_ITEM = re.compile(rb"<si\b.*?</si>|<si\s*/>", re.DOTALL)
_MARKUP = re.compile(rb"<[^>]*>")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def check_archive(path: Path, name: str) -> None:
    """Refuse an archive that is damaged, or would unpack to more than a publisher's table ever holds.

    Raises BadContent naming the entry, before any entry is unpacked.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise BadContent(
            f"{name}: damaged zip archive ({error}). The download was probably cut off: fetch the file again."
        ) from error
    if len(entries) > MAX_ENTRIES:
        raise BadContent(f"{name}: {len(entries)} entries in the archive, at most {MAX_ENTRIES} are read. {_REFUSED}")
    total = sum(entry.file_size for entry in entries)
    if total > MAX_TOTAL_BYTES:
        raise BadContent(f"{name}: unpacks to {total:,} bytes, at most {MAX_TOTAL_BYTES:,} are read. {_REFUSED}")
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise BadContent(f"{name}: entry {entry.filename!r} is encrypted. Save the file without a password.")
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > RATIO_FROM_BYTES and ratio > MAX_RATIO:
            raise BadContent(
                f"{name}: entry {entry.filename!r} unpacks to {ratio:.0f} times its size "
                f"(at most {MAX_RATIO} above {RATIO_FROM_BYTES:,} bytes). {_REFUSED}"
            )


def check_workbook(path: Path, name: str) -> None:
    """Refuse a workbook with macros, links to other files, or XML that declares a document type.

    Raises BadContent naming the part of the workbook.
    """
    check_archive(path, name)
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            part = entry.filename
            if part.lower().endswith("vbaproject.bin"):
                raise BadContent(f"{name}: contains macros ({part}). Save it as .xlsx without macros and import again.")
            if "externallinks/" in part.lower():
                raise BadContent(
                    f"{name}: takes values from other files ({part}). Break the links in Excel "
                    "(Daten > Verknüpfungen bearbeiten) or fetch the publisher's own file."
                )
            if part.endswith((".xml", ".rels", ".vml")):
                _check_xml(archive, entry, name)


def _check_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> None:
    tail = b""
    for position, chunk in enumerate(_chunks(archive, entry, name)):
        if position == 0 and (chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in chunk[:64]):
            raise BadContent(f"{name}: {entry.filename} is not UTF-8, so it cannot be checked. {_REFUSED}")
        window = tail + chunk
        if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
            raise BadContent(f"{name}: {entry.filename} declares a document type or entities. {_REFUSED}")
        tail = chunk[-16:]


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    size = 0
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > entry.file_size:
                    raise BadContent(f"{name}: {entry.filename} is longer than the archive says. {_REFUSED}")
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise BadContent(f"{name}: {entry.filename} cannot be unpacked ({error}). Fetch the file again.") from error


def read_entry(path: Path, part: str, name: str) -> bytes:
    """Return one unpacked entry of an archive that passed `check_archive`."""
    with zipfile.ZipFile(path) as archive:
        try:
            entry = archive.getinfo(part)
        except KeyError:
            raise BadContent(f"{name}: the workbook lacks {part}. Fetch the file again.") from None
        return b"".join(_chunks(archive, entry, name))


def sheet_parts(path: Path, name: str) -> dict[str, str]:
    """Map the sheets of a workbook to the entries that hold them."""
    try:
        book = ElementTree.fromstring(read_entry(path, "xl/workbook.xml", name))
        links = ElementTree.fromstring(read_entry(path, "xl/_rels/workbook.xml.rels", name))
    except ElementTree.ParseError as error:
        raise BadContent(f"{name}: the workbook's table of contents is damaged ({error}).") from error
    targets = {link.get("Id"): (link.get("Target") or "") for link in links}
    parts = {}
    for node in book.iter():
        if node.tag.endswith("}sheet"):
            target = targets.get(node.get(_RELATION), "")
            parts[node.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def check_sheet(path: Path, sheet: str, name: str) -> None:
    """Refuse a sheet whose values span more cells, or unpack to more text, than any published table.

    A single value in the last cell of a sheet, or one long text used in every cell, is enough to fill the memory.
    """
    part = sheet_parts(path, name).get(sheet)
    if part is None:
        return
    xml = read_entry(path, part, name)
    rows = columns = 0
    for letters, row in set(_CELL.findall(xml)):
        rows = max(rows, int(row))
        columns = max(columns, _column(letters))
    if rows * columns > MAX_CELLS:
        raise BadContent(
            f"{name}: sheet {sheet!r} spans {rows:,} rows and {columns:,} columns, at most {MAX_CELLS:,} cells are "
            "read. Delete what stands far outside the table, or fetch the publisher's own file."
        )
    references = [int(index) for index in _SHARED.findall(xml)]
    if references:
        _check_text(path, sheet, name, references)


def _check_text(path: Path, sheet: str, name: str, references: list[int]) -> None:
    with zipfile.ZipFile(path) as archive:
        part = next((one for one in archive.namelist() if one.lower() == "xl/sharedstrings.xml"), None)
    items = _STRING_ITEM.findall(read_entry(path, part, name)) if part else []
    lengths = [len(_MARKUP.sub(b"", item)) for item in items]
    longest = max(lengths, default=0)
    if longest > 4 * MAX_STRING:
        raise BadContent(
            f"{name}: a text of {longest:,} bytes in one cell of the workbook, Excel allows {MAX_STRING:,} characters. "
            f"{_REFUSED}"
        )
    total = sum(lengths[index] for index in references if index < len(lengths))
    if total > MAX_TEXT_BYTES:
        raise BadContent(f"{name}: sheet {sheet!r} would hold {total:,} bytes of text. {_REFUSED}")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
