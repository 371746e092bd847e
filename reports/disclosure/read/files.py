"""Read finished outputs back, whatever made them: documents, tables and sentences of PDF, JSON, XLSX, CSV and text.

Attachments of a PDF are read like files. Nothing is passed over: what cannot be read says so.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path, PurePath
from typing import Any

import python_calamine

from reports.disclosure.read import html, pdf
from reports.disclosure.read.content import Content, Document, Grid, Passage, Unread
from reports.disclosure.read.sheet import language_of, read_picture, reword
from reports.site.frame import ASSETS

TEXTS = (".txt", ".md", ".css", ".js")
PAGES = (".html", ".svg")
FONTS = (".woff2",)
_TOLD = re.compile(r">([^<>]*\d[^<>]*[^\W\d]{4}[^<>]*)<|=\"([^<>\"]*\d[^<>\"]*[^\W\d]{4}[^<>\"]*)\"")  # in XML
_DELIMITERS = ";,\t|"


def read(path: Path, name: str) -> list[Content]:
    """Read one file; `name` is what findings call it."""
    if path.suffix.lower() == ".png":
        return list(read_picture(path.read_bytes(), path, name))
    return list(contents(path.read_bytes(), name))


def contents(data: bytes, file: str) -> Iterator[Content]:
    """Read the bytes of a file, by the ending of its name."""
    ending = PurePath(file).suffix.lower()
    try:
        if ending == ".json":
            yield Document(file, json.loads(data.decode("utf-8"), object_pairs_hook=_refuse_twice))
        elif ending == ".csv":
            yield Grid(file, "", tuple(_read_lines(data.decode("utf-8-sig"))))
        elif ending in (".xlsx", ".xlsm", ".xls", ".ods"):
            yield from _read_workbook(data, file)
        elif ending == ".pdf":
            yield from _reword(_read_pdf(data, file), file)
        elif ending in PAGES:
            yield from _read_page(data, file)
        elif ending in FONTS and _is_own(data, file):
            return
        elif ending in TEXTS:
            for number, line in enumerate(data.decode("utf-8").splitlines(), 1):
                yield Passage(file, f"line {number}", line)
        else:
            yield Unread(file, "a kind of file that cannot be read back")
    except Exception as error:  # whatever is wrong with it, nobody knows what it tells
        yield Unread(file, f"cannot be read back: {type(error).__name__}: {error}")


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its members; of two with one name a reader might see the other."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return made


def _read_lines(text: str) -> Iterator[tuple[str, ...]]:
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    for row in csv.reader(io.StringIO(text), delimiter=delimiter):
        yield tuple(row)


def _read_workbook(data: bytes, file: str) -> Iterator[Grid | Passage]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    for sheet in book.sheet_names:
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        yield Grid(file, sheet, tuple(tuple(row) for row in rows))
    if zipfile.is_zipfile(io.BytesIO(data)):
        yield from _read_beside_the_cells(data, file)


def _read_beside_the_cells(data: bytes, file: str) -> Iterator[Passage]:
    """Yield what else a workbook says: properties, names, comments, foot lines, boxes, formulas, hints."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            if part.endswith((".xml", ".rels", ".vml")) and part != "xl/sharedStrings.xml":  # the texts of cells
                for found in _TOLD.finditer(archive.read(part).decode("utf-8")):
                    yield Passage(file, part, unescape(found[1] or found[2]))


def _read_pdf(data: bytes, file: str) -> Iterator[Content]:
    found, attachments = pdf.read_pdf(data)
    for part in found:
        if isinstance(part, pdf.Block):
            place = f"page {part.page}" if part.page else "outside the pages"
            yield Passage(file, place, part.text, part.about, part.drawn)
        else:
            yield Grid(file, f"page {part.page}, table", part.rows)
    for name, files in attachments.items():
        for attached in files:
            yield from contents(attached, f"{file} » {name}")


def _reword(parts: Iterator[Content], file: str) -> Iterator[Content]:
    """Yield the contents of a PDF, those of a volunteer sheet in the words of briefs."""
    language = language_of(file)
    return reword(parts, language) if language else parts


def _read_page(data: bytes, file: str) -> Iterator[Content]:
    for part in html.read_html(data):
        if isinstance(part, html.Block):
            yield Passage(file, part.place, part.text, part.about, part.drawn)
        else:
            yield Grid(file, f"table {part.number}", part.rows)


def _is_own(data: bytes, file: str) -> bool:
    """Say whether a font of the site is one of the project's, which tells nothing."""
    own = ASSETS / "fonts" / PurePath(file).name
    return own.is_file() and own.read_bytes() == data
