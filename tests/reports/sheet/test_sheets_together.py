"""Sheets of many regions: one that fails, hangs, eats memory or kills its worker does not take the others down."""

from __future__ import annotations

import errno
from dataclasses import replace

import pytest

from reports.files import workers
from reports.files.batch import Result
from reports.sheet.write import render_sheets
from tests.support import sheets
from tests.support.workers import fake_sheet


def of(region_id: str):
    brief = sheets.bochum()
    return replace(brief, region=replace(brief.region, id=region_id))


@pytest.fixture(scope="module", autouse=True)
def started(tmp_path_factory):
    """Start what workers are forked from, so that no limit below counts it."""
    render_sheets([(of("05913"), ("de",))], tmp_path_factory.mktemp("started"), 1, write=fake_sheet)


def test_a_sheet_that_fails_hangs_or_eats_memory_is_named_and_the_others_are_made(tmp_path):
    languages = ("el", "de", "fr", "tr", "ru", "es", "en")
    heard = []
    results = render_sheets(
        [(of("05911"), languages), (of("05913"), ("el", "fr"))],
        tmp_path, 2, heard.append, seconds=2, memory=1024**3, write=fake_sheet,
    )  # fmt: skip
    asked = [*(("05911", language) for language in languages), ("05913", "el"), ("05913", "fr")]
    assert [(r.region_id, r.language) for r in results] == asked
    assert {r.language: r.error for r in results if r.error} == {
        "el": "not finished after 2 s; its process was ended",
        "fr": "MemoryError: more than 1024 MB",
        "tr": "its texts leave no room",
        "ru": "its process ended with code 9",
        "es": "KeyError: 'title'",
    }
    assert [r.region_id for r in results if r.error] == ["05911"] * 5
    assert all(r.files[0].is_file() for r in results if not r.error)
    assert sorted(asked) == sorted((r.region_id, r.language) for r in heard)


def test_a_full_disk_ends_all(tmp_path):
    with pytest.raises(OSError, match=r"No space left on device: '.*05911'") as raised:
        render_sheets([(of("05911"), ("ar", "de"))], tmp_path, 1, write=fake_sheet)
    assert raised.value.errno == errno.ENOSPC


def test_workers_are_replaced_after_some_sheets(tmp_path):
    results = render_sheets([(of("05913"), ("de", "en", "tr", "es"))], tmp_path, 1, recycle=2, write=fake_sheet)
    first, second, third, fourth = (r.files[0].read_text() for r in results)
    assert first == second != third == fourth


class Hired(Exception):
    """A worker was asked for."""


def hire(*_):
    raise Hired


def test_a_worker_draws_what_is_drawn_here_and_only_once(tmp_path, monkeypatch):
    bochum = sheets.bochum()
    wanted = [(bochum, ("de",))]
    (made,) = render_sheets(wanted, tmp_path, 1)
    place = tmp_path / "05911"
    assert made == Result("05911", "de", (place / "blatt-de.pdf", place / "blatt-de.png"), None)
    assert [file.read_bytes() for file in made.files] == [sheets.made("de").pdf, sheets.made("de").png]
    monkeypatch.setattr(workers, "_hire", hire)
    assert render_sheets(wanted, tmp_path, 1) == [replace(made, unchanged=True)]
    for changed in [(bochum, ("de", "tr"))], [(replace(bochum, month="2026-01"), ("de",))]:
        with pytest.raises(Hired):
            render_sheets(changed, tmp_path, 1)


def test_an_id_that_would_leave_the_folder_is_refused(tmp_path):
    (result,) = render_sheets([(of("../x"), ("de",))], tmp_path)
    assert result.error.startswith("UnsafeName: ")


def test_no_sheets(tmp_path):
    assert render_sheets([], tmp_path) == render_sheets([(of("05911"), ())], tmp_path) == []
