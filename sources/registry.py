"""All sources, and which of them a file belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules

from sources import datasets
from sources.contract import Source
from sources.errors import SourceError, UnknownFile
from sources.files.file import PublishedFile
from sources.files.workbook import heading
from sources.records import Recognition

SOURCES: tuple[Source, ...] = tuple(
    import_module(f"{datasets.__name__}.{found.name}.source").SOURCE for found in iter_modules(datasets.__path__)
)


def by_id(source_id: str) -> Source:
    """Return a source by its id. Raises KeyError naming the known ids."""
    for source in SOURCES:
        if source.id == source_id:
            return source
    raise KeyError(f"no source {source_id!r}; known are {', '.join(source.id for source in SOURCES)}")


def recognise(file: PublishedFile, sources: Iterable[Source] = SOURCES) -> tuple[Source, Recognition]:
    """Return the one source a file belongs to, whatever the file's name.

    Raises UnknownFile saying what the file is and why each source does not take it, SkipFile for a file that is known
    and not used, BadContent or LayoutChanged for a file that is recognisable but broken.
    """
    sources = tuple(sources)
    found = [(source, recognition) for source in sources if (recognition := source.recognises(file)) is not None]
    if len(found) == 1:
        return found[0]
    if found:
        claims = "; ".join(f"{source.id}: {recognition.what}" for source, recognition in found)
        raise SourceError(f"{file.name}: more than one source takes this file ({claims}). Name the source by hand.")
    reasons = "\n".join(f"  {source.id}: takes {source.looks_like or source.title}" for source in sources)
    raise UnknownFile(f"{file.describe()}{_contents(file)} No source takes it:\n{reasons}")


def _contents(file: PublishedFile) -> str:
    """Say what a reader would see first in the file."""
    if file.kind == "xlsx":
        book = file.open_workbook()
        texts = [heading(cell) for row in book.rows(book.sheet_names[0])[:15] for cell in row if heading(cell)]
        return f" Its sheets are {book.sheet_names[:8]}, its first texts {texts[:6]}."
    if file.kind == "csv":
        line = next((line for line in file.text().splitlines() if line.strip()), "")
        return f" Its first line is {line[:160]!r}."
    if file.kind == "rda":
        from sources.files import rdata

        header = rdata.read_header(file)
        return f" It holds the R object {header.name!r} with columns {list(header.columns)}."
    return ""
