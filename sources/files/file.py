"""What can be said about a file before anybody trusts it."""

from __future__ import annotations

import bz2
import codecs
import gzip
import hashlib
import html
import lzma
import re
import zipfile
import zlib
from functools import cached_property
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from sources.errors import BadContent
from sources.files.archive import check_workbook

if TYPE_CHECKING:
    from sources.files.workbook import Workbook

KINDS = ("xlsx", "rda", "csv", "html", "zip", "xls", "pdf", "empty", "unknown")
MAX_TEXT_BYTES = 400_000_000

_HEAD = 1 << 16
_PACKED = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open, b"\xfd7": lzma.open}
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


class PublishedFile:
    """A file as someone sent it: its facts are read on first use and never change.

    `name` is what the sender called it, reduced to a harmless file name; it is shown, never opened.
    """

    def __init__(self, path: Path | str, name: str | None = None) -> None:
        self.path = Path(path)
        self.name = safe_name(name if name is not None else self.path.name)

    def __repr__(self) -> str:
        return f"PublishedFile({self.name!r})"

    @cached_property
    def size(self) -> int:
        """Size in bytes."""
        return self.path.stat().st_size

    @cached_property
    def sha256(self) -> str:
        """Hash of the bytes, in hexadecimal."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    @cached_property
    def head(self) -> bytes:
        """The first 64 kB."""
        with self.path.open("rb") as stream:
            return stream.read(_HEAD)

    @cached_property
    def kind(self) -> str:
        """One of `KINDS`, from the bytes alone; the file's name says nothing."""
        head = self.head
        if not head.strip(b"\x00 \t\r\n"):
            return "empty"
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return "xlsx" if self._is_workbook() else "zip"
        if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
            return "xls"
        if head.startswith(b"%PDF"):
            return "pdf"
        if _unpacked_start(self.path, head).startswith((b"RDX2\n", b"RDX3\n")):
            return "rda"
        return self._text_kind()

    def _is_workbook(self) -> bool:
        try:
            with zipfile.ZipFile(self.path) as archive:
                return "xl/workbook.xml" in archive.namelist()
        except zipfile.BadZipFile:
            return b"xl/" in self.head  # cut off before its table of contents; opening it will say so

    def _text_kind(self) -> str:
        if b"\x00" in self.head and not self.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "unknown"
        start = decode(self.head, partial=True)[0].lstrip()
        if re.match(r"<(!doctype\s+html|html|\?xml[^>]*>\s*<(!doctype\s+)?html)", start, re.IGNORECASE) or re.search(
            r"<html[\s>]", start[:4000], re.IGNORECASE
        ):
            return "html"
        lines = [line for line in start.splitlines() if line.strip()][:20] or [""]
        if start.startswith(("{", "[", "<")):
            return "unknown"
        return "csv" if any(mark in lines[0] for mark in ";,\t") or _is_titled_table(lines) else "unknown"

    @cached_property
    def title(self) -> str:
        """Title of an HTML page, "" for everything else."""
        found = _TITLE.search(decode(self.head, partial=True)[0]) if self.kind == "html" else None
        return " ".join(html.unescape(found.group(1)).split())[:200] if found else ""

    @cached_property
    def encoding(self) -> str:
        """Encoding of a text file: utf-8-sig, utf-16 or cp1252."""
        return self._decoded[1]

    def text(self) -> str:
        """Return the whole text. Raises BadContent when the bytes fit no encoding or were decoded wrongly once."""
        return self._decoded[0]

    @cached_property
    def _decoded(self) -> tuple[str, str]:
        if self.size > MAX_TEXT_BYTES:
            raise BadContent(f"{self.name}: {self.size:,} bytes of text, at most {MAX_TEXT_BYTES:,} are read.")
        text, encoding = decode(self.path.read_bytes(), name=self.name)
        check_mojibake(text, self.name)
        return text, encoding

    def open_workbook(self) -> Workbook:
        """Open an XLSX after checking the archive. Raises BadContent saying what is wrong with the file."""
        return self._workbook

    @cached_property
    def _workbook(self) -> Workbook:
        from sources.files.workbook import Workbook

        if self.kind != "xlsx":
            raise BadContent(f"{self.describe()} An XLSX workbook was expected.")
        check_workbook(self.path, self.name)
        return Workbook(self.path, self.name)

    def describe(self) -> str:
        """Say in one sentence what the file is."""
        what = {
            "empty": "is empty: the download failed, fetch it again",
            "html": f"is an HTML page titled {self.title!r}, not data: open its address in a browser to see why",
            "xls": "is an old .xls or a password-protected workbook: save it as .xlsx without a password",
            "zip": "is a zip archive without a workbook: unpack it and import the files in it",
            "pdf": "is a PDF: ask the publisher for the table as XLSX or CSV",
            "unknown": "has no known format",
            "xlsx": "is an XLSX workbook",
            "csv": "is a CSV table",
            "rda": "is a file of R data",
        }
        return f"{self.name}: {what[self.kind]}."


_MOJIBAKE = {
    wrong: right
    for right in ("ä", "ö", "ü", "Ä", "Ö", "Ü", "ß", "é", "–")
    for wrong in [right.encode().decode("cp1252", errors="replace")]
    if "\ufffd" not in wrong
} | {"\ufffd": "a letter"}


def check_mojibake(text: str, name: str) -> None:
    """Raise BadContent naming the line of a text that was once decoded wrongly."""
    for wrong, right in _MOJIBAKE.items():
        if wrong in text:
            line = text.count("\n", 0, text.index(wrong)) + 1
            raise BadContent(
                f"{name}: line {line} holds {wrong!r}, which is {right!r} read in the wrong encoding. "
                "Export the file again as UTF-8; nothing is repaired silently."
            )


def decode(data: bytes, *, partial: bool = False, name: str = "text") -> tuple[str, str]:
    """Decode bytes as utf-8 (with or without BOM), utf-16 (with BOM) or cp1252, and say which it was."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        decoder = codecs.getincrementaldecoder("utf-16")("replace" if partial else "strict")
        try:
            return decoder.decode(data, final=not partial), "utf-16"
        except UnicodeDecodeError as error:
            raise BadContent(
                f"{name}: damaged UTF-16 at byte {error.start:,}. Export the file again as UTF-8."
            ) from error
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(data, final=not partial), "utf-8-sig"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as error:
        if partial:
            return data.decode("latin-1"), "unknown"
        raise BadContent(
            f"{name}: neither UTF-8 nor Windows-1252 (byte {data[error.start]:#04x} at {error.start:,}). "
            "Export the file again as UTF-8."
        ) from error


def safe_name(name: str) -> str:
    """Reduce what a sender called a file to a harmless last piece of at most 120 characters."""
    last = PureWindowsPath(PurePosixPath(name.replace("\x00", "")).name).name
    clean = "".join(letter if letter.isprintable() and letter not in '<>:"|?*' else "_" for letter in last).strip(". ")
    if len(clean) > 120:
        clean = f"{clean[:100]}…{clean[-19:]}"
    return clean or "unnamed"


def _is_titled_table(lines: list[str]) -> bool:
    """Say whether a table stands below title lines: three lines with the same number of separators, at least two."""
    for mark in ";\t":
        counts = [line.count(mark) for line in lines]
        if any(count >= 2 and counts.count(count) >= 3 for count in counts):
            return True
    return False


def _unpacked_start(path: Path, head: bytes) -> bytes:
    opener = _PACKED.get(head[:2])
    if opener is None:
        return head[:8]
    try:
        with opener(path, "rb") as stream:
            return stream.read(8)
    except (OSError, EOFError, lzma.LZMAError, zlib.error):
        return b""
