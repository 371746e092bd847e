"""`brief sheet`: what it writes, what it says of reviews and of old law."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import pytest

from flows.errors import STALE, UNAVAILABLE, VALIDATION
from flows.settings import Settings
from flows.steps import sheets
from flows.steps.edition import open_edition
from reports.files.batch import Result
from reports.pdf.errors import RenderError
from reports.sheet import words, write
from tests.support.cli import brief_here


def test_it_writes_a_sheet_and_says_that_it_is_not_reviewed(pilot_world: Settings, tmp_path: Path):
    done = brief_here(pilot_world.data, "sheet", "bochum", "--lang", "TR", "--lang", "ar", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    files = [tmp_path / "05911" / name for name in ("blatt-tr.pdf", "blatt-tr.png", "blatt-ar.pdf", "blatt-ar.png")]
    assert done.stdout.split() == [str(file) for file in files]
    assert sorted(tmp_path.rglob("blatt-*")) == sorted(files)
    assert "not reviewed, and marked so on the page: tr, ar" in done.stderr
    assert "bochum" not in {path.name for path in tmp_path.rglob("*")}


def test_without_a_language_all_are_made(pilot_world: Settings, tmp_path: Path, monkeypatch):
    asked = []

    def render_sheets(wanted, folder, workers, on_done):
        asked.extend((brief.region.id, tuple(languages), folder, workers) for brief, languages in wanted)
        return [Result("05911", language, (folder / "x.pdf", folder / "x.png"), None) for language in asked[0][1]]

    monkeypatch.setattr(write, "render_sheets", render_sheets)
    done = sheets.write_sheets(open_edition(pilot_world, "2025-12.pilot"), ["05911"], (), tmp_path)
    every = ("de", "en", "tr", "es", "el", "fr", "ru", "uk", "ar")
    assert asked == [("05911", every, tmp_path, pilot_world.workers)]
    assert [result.language for result in done] == list(every)
    assert not any(result.error for result in done)


def test_wrong_questions_are_usage_errors(pilot_world: Settings, tmp_path: Path):
    assert "no sheet in xx" in brief_here(pilot_world.data, "sheet", "bochum", "--lang", "xx").stderr
    assert brief_here(pilot_world.data, "sheet", "bochum", "--lang", "xx").returncode == 2
    assert brief_here(pilot_world.data, "sheet").returncode == 2
    assert "brief build" in brief_here(tmp_path, "sheet", "bochum").stderr


def not_in_english(brief, language, folder, made_for):
    if language == "en":
        raise RenderError("no room")
    return write.write_sheet(brief, language, folder, made_for)


def test_a_sheet_that_cannot_be_made_does_not_take_the_others_down(pilot_world: Settings, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(write, "write_sheet", not_in_english)
    done = brief_here(pilot_world.data, "sheet", "bochum", "--lang", "en", "--lang", "tr", "--out", str(tmp_path))
    assert done.returncode == VALIDATION
    assert "05911, en: NOT WRITTEN: no room" in done.stderr
    assert (tmp_path / "05911" / "blatt-tr.png").is_file()


def full(brief, language, folder, made_for):
    raise OSError(errno.ENOSPC, "No space left on device", str(folder))


def test_a_full_disk_ends_the_run_and_says_what_to_do(pilot_world: Settings, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(write, "write_sheet", full)
    done = brief_here(pilot_world.data, "sheet", "bochum", "--out", str(tmp_path))
    assert done.returncode == UNAVAILABLE
    assert "No space left on device" in done.stderr
    assert "No room is left" in done.stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"x = [", "tr.toml: TOMLDecodeError"),
        (b"\xff\xfe", "tr.toml: UnicodeDecodeError"),
        (b'name = "x"', "tr.toml: KeyError"),
        (None, "tr.toml: FileNotFoundError"),
    ],
    ids=["broken", "bytes", "incomplete", "gone"],
)
def test_a_translation_in_disorder_does_not_take_the_others_down(
    pilot_world: Settings, tmp_path: Path, monkeypatch, content, says
):
    folder = tmp_path / "words"
    shutil.copytree(words.FOLDER, folder)
    (folder / "tr.toml").unlink()
    if content is not None:
        (folder / "tr.toml").write_bytes(content)
    read = words.words.__wrapped__
    monkeypatch.setattr(words, "words", lambda language: read(language, folder))
    made = Result("05911", "en", (Path("x.pdf"), Path("x.png")), None)
    monkeypatch.setattr(write, "render_sheets", lambda wanted, *_: [made] if wanted[0][1] == ["en"] else [])
    done = sheets.write_sheets(open_edition(pilot_world, "2025-12.pilot"), ["05911"], ["tr", "en"], tmp_path)
    assert [bool(result.error) for result in done] == [True, False]
    assert says in done[0].error


def test_old_law_ends_the_run_with_3(pilot_world: Settings, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("reports.sheet.write.warnings", lambda brief, language: ("chancenkarte expired",))
    done = brief_here(pilot_world.data, "sheet", "bochum", "--lang", "de", "--out", str(tmp_path), "--json")
    assert done.returncode == STALE
    assert "warning: chancenkarte expired" in done.stderr
    assert json.loads(done.stdout)[0]["warnings"] == ["chancenkarte expired"]


def test_the_languages_are_listed_with_their_reviews(tmp_path: Path):
    done = brief_here(tmp_path, "sheet", "--languages")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 11
    assert "العربية" in done.stdout
    listed = json.loads(brief_here(tmp_path, "sheet", "--languages", "--json").stdout)
    assert {entry["direction"] for entry in listed} == {"ltr", "rtl"}
    assert all(len(entry["fingerprint"]) == 12 for entry in listed)
