"""Files of a brief: all new ones or none, and kept only while nothing that makes them has changed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from hashlib import sha256
from pathlib import Path

import pytest

from reports.files import keep
from tests.support import factory

OLD = {"a.pdf": b"old", "brief.json": b"{}", "a.csv": b"1"}
NEW = {"a.pdf": b"new", "brief.json": b"{1}", "a.xlsx": b"x"}


def shown(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in place.iterdir() if path.name != keep.NOTE}


@pytest.fixture
def place(tmp_path) -> Path:
    folder = tmp_path / "05911"
    keep.write(folder, OLD, "then")
    return folder


def test_files_are_good_for_what_they_were_made_for(place):
    assert keep.find_unchanged(place, "then") == tuple(place / name for name in OLD)
    assert keep.find_unchanged(place, "now") == ()
    assert keep.find_unchanged(place.parent, "then") == ()


def test_new_files_take_the_place_of_old_ones_and_others_stay(place):
    (place / "blatt-de.pdf").write_bytes(b"sheet")
    assert keep.write(place, NEW, "now") == tuple(place / name for name in NEW)
    assert shown(place) == {**NEW, "blatt-de.pdf": b"sheet"}  # a.csv is not made any more
    assert keep.find_unchanged(place, "now")


@pytest.mark.parametrize("name", [*OLD, keep.NOTE])
def test_files_changed_or_lost_are_not_good(place, name):
    content = (place / name).read_bytes()
    for other in (content + b" ", b"", b"[]", b'{"files": 1}'):
        (place / name).write_bytes(other)
        assert keep.find_unchanged(place, "then") == () or (name, other) == (keep.NOTE, content + b" ")
    (place / name).unlink()
    assert keep.find_unchanged(place, "then") == ()
    (place / name).write_bytes(content)
    assert keep.find_unchanged(place, "then")


def test_a_note_that_leads_elsewhere_is_not_believed(place):
    (place.parent / "a.pdf").write_bytes(b"old")
    note = place / keep.NOTE
    note.write_text(note.read_text().replace('"a.pdf"', '"../a.pdf"'))
    assert keep.find_unchanged(place, "then") == ()
    keep.write(place, NEW, "now")
    assert (place.parent / "a.pdf").exists()


NOTES = {
    "NUL": {"x\0y": ""},
    "surrogate": {"\ud800": ""},
    "parent": {"..": ""},
    "nothing": {"": ""},
    "long": {"y" * 5000: ""},
    "hidden": {".rendered.json": ""},
    "folder": {"inner": ""},
    "fewer": {"brief.json": sha256(OLD["brief.json"]).hexdigest()},
    "no text": {"a.pdf": 5},
}


@pytest.mark.parametrize("case", [*NOTES, "deep", "no JSON", "bytes"])
def test_a_forged_note_is_not_believed_and_stops_nothing(place, case):
    (place / "inner").mkdir()
    note = place / keep.NOTE
    if case in NOTES:
        note.write_text(json.dumps(json.loads(note.read_text()) | {"files": NOTES[case]}))
    else:
        note.write_bytes({"deep": b"[" * 100_000, "no JSON": b"x", "bytes": b"\xff\xfe"}[case])
    assert keep.find_unchanged(place, "then") == ()
    assert keep.write(place, NEW, "now") == tuple(place / name for name in NEW)
    assert keep.find_unchanged(place, "now")
    assert (place / "inner").is_dir()


@pytest.mark.parametrize("failing", ["a.xlsx", keep.NOTE])
def test_nothing_half_written_is_visible(place, monkeypatch, failing):
    def full(path, *_, **__):
        if path.name == failing:
            raise OSError("disk full")

    monkeypatch.setattr(Path, "write_bytes" if failing != keep.NOTE else "write_text", full)
    with pytest.raises(OSError, match="disk full"):
        keep.write(place, NEW, "now")
    monkeypatch.undo()
    assert shown(place) == OLD
    assert keep.find_unchanged(place, "then")


def test_a_folder_where_a_file_belongs_stops_all_files(place):
    (place / "a.xlsx").mkdir()
    with pytest.raises(IsADirectoryError):
        keep.write(place, NEW, "now")
    assert keep.find_unchanged(place, "then")


def test_where_nothing_was_nothing_is_left(tmp_path):
    with pytest.raises(TypeError):
        keep.write(tmp_path / "05911", {"a.pdf": b"1", "b.csv": None}, "now")
    assert list(tmp_path.iterdir()) == []


def test_a_run_killed_between_two_files_is_not_taken_for_whole(place, monkeypatch):
    renamed = []

    def killed(source, target):
        if renamed:
            raise KeyboardInterrupt
        renamed.append(target)
        Path(source).rename(target)

    monkeypatch.setattr(keep.os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        keep.write(place, NEW, "now")
    monkeypatch.undo()
    assert keep.find_unchanged(place, "then") == keep.find_unchanged(place, "now") == ()
    (place / ".new").mkdir()
    (place / ".new" / "a.pdf").write_bytes(b"half")
    keep.write(place, NEW, "now")
    assert keep.find_unchanged(place, "now")
    assert not (place / ".new").exists()


def test_two_runs_in_one_folder_do_not_mix(place):
    def run(number: int):
        keep.write(place, {f"{i}.pdf": bytes([number]) * 1000 for i in range(6)}, str(number))
        return number

    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(run, range(40)))
    assert sum(bool(keep.find_unchanged(place, str(n))) for n in numbers) == 1


def test_every_field_of_a_brief_counts():
    brief = factory.bochum()
    others = [replace(brief, **{field.name: "other"}) for field in fields(brief)]
    others.append(replace(brief, region=replace(brief.region, name="Bochum-Nord")))
    assert len({keep.fingerprint(b) for b in (brief, *others)}) == len(others) + 1
    assert keep.fingerprint(brief) == keep.fingerprint(factory.bochum())


def makers() -> str:
    keep.sum_up.cache_clear()
    return keep._makers.__wrapped__()


def test_everything_that_makes_a_brief_counts(tmp_path, monkeypatch):
    (tmp_path / "templates").mkdir()
    page, code = tmp_path / "templates" / "page.j2", tmp_path / "code.py"
    page.write_text("a")
    code.write_text("b")
    monkeypatch.setattr(keep, "_MAKERS", (tmp_path,))
    found = [makers()]
    page.write_text("other")
    found.append(makers())
    code.rename(tmp_path / "moved.py")
    found.append(makers())
    monkeypatch.setattr(keep.metadata, "version", lambda package: "99")
    found.append(makers())
    monkeypatch.setattr(keep, "_LIBRARIES", {})
    found.append(makers())
    assert len(set(found)) == 5
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "code.pyc").write_bytes(b"compiled")
    assert makers() == found[-1]


def test_fonts_templates_outlines_and_libraries_are_among_them():
    files = {path.name for _, path in keep._files(*keep._MAKERS)}
    assert {"brief.css", "IBMPlexSans-Regular.ttf", "kreise.geojson", "compose.py", "table.html.j2"} <= files
    assert "seite.css" not in files, "the site makes no file of a brief"
    assert keep._version("weasyprint")
    assert keep._library("libpango-1.0.so.0").startswith("1.")
    assert keep._library("libnothing.so.0") == "" == keep._version("no-such-package")
