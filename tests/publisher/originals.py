"""The publishers' real files, where they are at hand; without them the yearly publishers have published nothing."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

from tests.publisher.world import Reply

FOLDER = Path(os.environ.get("BRIEF_ORIGINALS") or Path(__file__).resolve().parents[2].parent / "shared" / "originals")
MISSING = Reply(b"<html><title>Nicht gefunden</title></html>", "text/html", 404)


def original(*pieces: str, rename_sheet: tuple[str, str] | None = None) -> Reply:
    """Return a real file as it is, or a workbook with one sheet renamed, as publishers do now and then."""
    path = FOLDER.joinpath(*pieces)
    if not path.is_file():
        return MISSING
    data = path.read_bytes()
    return Reply(_renamed(data, *rename_sheet) if rename_sheet else data)


def _renamed(data: bytes, old: str, new: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "xl/workbook.xml":
                content = content.replace(f'name="{old}"'.encode(), f'name="{new}"'.encode())
            copy.writestr(entry, content)
    return target.getvalue()
