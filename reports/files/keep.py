"""The files of a brief: shown all at once, and kept as long as nothing that makes them has changed."""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import platform
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from reports.model.brief import Brief

NOTE = ".rendered.json"  # beside the files: what they were made from, and their checksums
_NEW = ".new"  # where files lie until all are written
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_HERE = Path(__file__).resolve().parents[1]
_MAKERS = (_HERE, _HERE.parent / "data" / "reference" / "kreise.geojson")  # code, templates, fonts; outlines
_OTHERS = {"disclosure", "sheet", "site"}  # what makes no file of a brief
_PACKAGES = (
    "weasyprint",
    "pydyf",
    "tinycss2",
    "cssselect2",
    "fonttools",
    "Pillow",
    "Jinja2",
    "MarkupSafe",
    "XlsxWriter",
)
_LIBRARIES = {
    "libpango-1.0.so.0": "pango_version_string",
    "libharfbuzz.so.0": "hb_version_string",
    "libharfbuzz-subset.so.0": "",
}


def fingerprint(brief: Brief) -> str:
    """Return the checksum of a brief and of everything that makes its files.

    The text of a dataclass names every field; to_json leaves out what only the pages show.
    """
    return sha256(f"{_makers()}\n{brief!r}".encode()).hexdigest()


@cache
def _makers() -> str:
    """Return the checksum of code, templates, fonts, outlines and libraries; read once per process."""
    versions = [platform.python_version(), *map(_version, _PACKAGES), *map(_library, _LIBRARIES)]
    return sha256(f"{json.dumps(versions)}\n{sum_up(*_MAKERS)}".encode()).hexdigest()


@cache
def sum_up(*tops: Path) -> str:
    """Return the checksum of folders and files; read once per process."""
    total = sha256()
    for name, path in _files(*tops):
        total.update(f"{name} {_checksum(path)}\n".encode())
    return total.hexdigest()


def _files(*tops: Path) -> Iterator[tuple[Path, Path]]:
    for top in tops:
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            name = path.relative_to(top.parent)
            if path.is_file() and "__pycache__" not in name.parts and not _OTHERS.intersection(name.parts[1:2]):
                yield name, path


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _library(name: str) -> str:
    """Return the version of a shared library, "" where it is missing or does not say."""
    try:
        library = ctypes.CDLL(name)
        function = getattr(library, _LIBRARIES.get(name) or "_", None)
    except OSError:
        return ""
    if function is None:
        return "there"
    function.restype = ctypes.c_char_p
    return (function() or b"").decode()


def find_unchanged(place: Path, wanted: str, note: str = NOTE) -> tuple[Path, ...]:
    """Return the files of a note in their order made for this fingerprint, where none has changed since."""
    noted = _read_note(place, note)
    return find_complete(place, note) if noted and noted.get("fingerprint") == _seal(wanted, noted["files"]) else ()


def find_complete(place: Path, note: str = NOTE) -> tuple[Path, ...]:
    """Return the files of a note as one run wrote them; none where that was broken off or one has changed since."""
    files = _read_note(place, note).get("files", {})
    paths = tuple(place / name for name in files)
    try:
        same = all(_checksum(path) == found for path, found in zip(paths, files.values(), strict=True))
    except OSError:
        return ()
    return paths if same else ()


def _seal(made_for: str, files: Mapping[str, str]) -> str:
    """Bind a fingerprint to the files made for it: a note that names others, or fewer, is not believed."""
    return sha256(f"{made_for}\n{json.dumps(files)}".encode()).hexdigest()


def write(place: Path, files: Mapping[str, bytes], made_for: str, note: str = NOTE) -> tuple[Path, ...]:
    """Write the files of a brief, or of a sheet, into a folder; either all new ones become visible or none.

    Files that the note named and that are not made any more are removed. Raises OSError.
    """
    place.mkdir(parents=True, exist_ok=True)
    try:
        with alone_in(place):
            return _write(place, files, made_for, note)
    except BaseException:
        with suppress(OSError):
            place.rmdir()  # where nothing was before
        raise


def _write(place: Path, files: Mapping[str, bytes], made_for: str, note: str) -> tuple[Path, ...]:
    for name in files:
        if (place / name).is_dir():
            raise IsADirectoryError(f"{place / name} is a folder")
    new = place / _NEW
    shutil.rmtree(new, ignore_errors=True)  # of a run that was killed: we are alone
    new.mkdir()
    try:
        for name, content in files.items():
            (new / name).write_bytes(content)
        checksums = {name: sha256(content).hexdigest() for name, content in files.items()}
        noted = {"fingerprint": _seal(made_for, checksums), "files": checksums}
        (new / note).write_text(json.dumps(noted, indent=1), encoding="utf-8")
        outdated = _read_note(place, note).get("files", {}).keys() - files.keys()
        (place / note).unlink(missing_ok=True)  # between old and new nothing is whole
        for name in files:
            os.replace(new / name, place / name)
        for path in (place / name for name in outdated):
            if not path.is_dir():
                path.unlink(missing_ok=True)
        os.replace(new / note, place / note)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return tuple(place / name for name in files)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process writes into the folder, and let none."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _read_note(place: Path, note: str) -> dict:
    """Return what a note in a folder says; nothing where it names what no brief has."""
    try:
        noted = json.loads((place / note).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    known = isinstance(noted, dict) and isinstance(noted.get("files"), dict)
    return noted if known and all(map(_NAME.fullmatch, noted["files"])) else {}


def _checksum(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
