"""Read a volunteer sheet back: its table in German, and every number in its sentences accounted for.

A sheet may print recognitions in its table, and in its sentences only the numbers of its own texts, dates, the phone
number and the edition. Any other number is told as unread, in whatever language it stands.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

from reports.disclosure.read.content import Content, Grid, Passage, Unread
from reports.sheet.picture import drawn_from
from reports.sheet.words import Words, languages, words
from reports.sheet.write import NAME

HEAD = ("Beruf", "volle Gleichwertigkeiten")
_YEAR = r"(?:19|20)\d\d"
_EDITION = rf"{_YEAR}-\d\d\.[a-z0-9-]+"


def language_of(file: str) -> str:
    """Return the language of a sheet by the name of its file; "" for another file."""
    stem = PurePath(file).stem
    return next((language for language in languages() if stem == NAME.format(language=language)), "")


def reword(parts: Iterable[Content], language: str) -> Iterator[Content]:
    """Yield the contents of a sheet as those of a brief, and what of its numbers nobody knows."""
    say = words(language)
    explained = _match_explained(say)
    for part in parts:
        if isinstance(part, Grid):
            part = _reword_table(part, say)
        elif isinstance(part, Passage):
            for number in re.findall(r"\d+", explained.sub(" ", part.text)):
                yield Unread(part.file, f"{part.place}: nothing explains the number {number} in “{part.text[:80]}”")
        yield part


def read_picture(png: bytes, path: Path, file: str) -> Iterator[Content]:
    """Tell of a picture only where it was not drawn from the PDF beside it, which is read itself."""
    pdf = path.with_suffix(".pdf")
    try:
        source = drawn_from(png)
    except Exception as error:  # whatever is wrong with it, nobody knows what it shows
        yield Unread(file, f"cannot be read back: {type(error).__name__}: {error}")
        return
    if not pdf.is_file() or source != hashlib.sha256(pdf.read_bytes()).hexdigest():
        yield Unread(file, "a picture that was not drawn from a PDF beside it")


def _reword_table(grid: Grid, say: Words) -> Grid:
    """Write headings and occupations of a sheet's table as briefs do, and counts without marks between thousands."""
    head, *rows = grid.rows
    expected = (say.text["head_occupation"], say.text["head_count"])
    known = len(head) == len(expected) and all(map(_says, head, expected))
    codes = {_plain(word.text): code for code, named in say.occupations.items() for word in named}
    between = re.compile(rf"(?<=\d){re.escape(str(say.notation['thousands']))}(?=\d{{3}})")
    read = [
        (codes.get(_plain(row[0]).split("\n")[0], row[0]), *(between.sub("", str(c)) for c in row[1:])) for row in rows
    ]
    return Grid(grid.file, grid.name, (HEAD if known else (HEAD[0], *head[1:]), *read))


def _says(cell: object, text: str) -> bool:
    pattern = re.escape(_plain(text)).replace(r"\{year\}", rf"(?:{_YEAR})?")
    return re.fullmatch(pattern, " ".join(_plain(cell).split())) is not None


def _plain(text: object) -> str:
    return str(text).replace("\u00a0", " ")


def _match_explained(say: Words) -> re.Pattern[str]:
    """Match what may hold digits in a sentence of a sheet."""
    months = "|".join(map(re.escape, say.notation["months_in_dates"]))
    between = r"[\s.]*(?:de\s)?"
    date = rf"\b\d{{1,2}}(?:er)?{between}(?:{months}){between}{_YEAR}\b"
    own = [number for entry in say.law for number in re.findall(r"\d+(?:/\d+)*", entry.text)]
    phone = say.links["hotline"].shown
    return re.compile("|".join([re.escape(phone), _EDITION, date, *map(re.escape, own), rf"\b{_YEAR}\b"]))
