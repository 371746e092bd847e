"""A bundle: several pieces of one answer in one zip whose bytes depend on its content alone."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sources.errors import BadContent
from sources.files.archive import check_archive, read_entry
from sources.files.file import PublishedFile

_DATE = (1980, 1, 1, 0, 0, 0)  # the oldest a zip can hold


def write_bundle(target: Path, entries: Mapping[str, bytes]) -> Path:
    """Write entries in the order of their names, all of one date: the same entries give the same bytes."""
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(entries):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, entries[name])
    return target


def facts(content: Mapping[str, Any]) -> bytes:
    """Return facts about an answer as JSON of a fixed form."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def entry_names(file: PublishedFile) -> list[str]:
    """Return the entries of a zip, () for everything else. Raises BadContent for a damaged or hostile archive."""
    if file.kind != "zip":
        return []
    check_archive(file.path, file.name)
    with zipfile.ZipFile(file.path) as archive:
        return archive.namelist()


def read_facts(file: PublishedFile, entry: str) -> dict[str, Any]:
    """Return the JSON object in an entry of a zip that passed `entry_names`."""
    try:
        content = json.loads(read_entry(file.path, entry, file.name))
    except (ValueError, RecursionError) as error:
        raise BadContent(f"{file.name}: {entry} is no JSON ({error}). Fetch the file again.") from error
    if not isinstance(content, dict):
        raise BadContent(f"{file.name}: {entry} is no JSON object. Fetch the file again.")
    return content
