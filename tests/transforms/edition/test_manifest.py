from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from sources.records import Snapshot
from transforms.edition.manifest import Attempt, EditionError, latest, load, month_of_data, pin, published, save
from transforms.month import Month


def _snapshot(sha: str, day: int = 1, part: str = "jobs", period: str = "2012-2025") -> Snapshot:
    return Snapshot(
        source="ba_kreis_berufe", part=part, what="Stellen", period=period, issued=None, name="jobs.rda",
        origin="import", fetched_at=dt.datetime(2026, 6, day, tzinfo=dt.UTC), sha256=sha * 64, size=1, path=Path("x"),
    )  # fmt: skip


def _publish(folder: Path, *snapshots: Snapshot, month: str = "2025-12", **how) -> str:
    manifest = pin(folder, list(snapshots), Month.parse(month), **how)
    save(folder, manifest)
    return manifest.edition


def test_the_same_snapshots_are_the_same_edition(tmp_path):
    assert _publish(tmp_path, _snapshot("a")) == "2025-12.r1"
    assert _publish(tmp_path, _snapshot("a")) == "2025-12.r1"


def test_new_knowledge_is_a_new_revision_and_old_knowledge_the_old_one(tmp_path):
    _publish(tmp_path, _snapshot("a"))
    assert _publish(tmp_path, _snapshot("b", 2)) == "2025-12.r2"
    assert _publish(tmp_path, _snapshot("a"), looking_back=True) == "2025-12.r1"
    assert [m.edition for m in published(tmp_path)] == ["2025-12.r1", "2025-12.r2"]


def test_what_was_taken_back_is_a_new_revision(tmp_path):
    """Else the newest revision, which is rendered, would be the one that no longer holds."""
    outage = [Attempt("ba_kreis_berufe", "unreachable", "2026-07-03")]
    _publish(tmp_path, _snapshot("a"))
    assert _publish(tmp_path, _snapshot("a"), attempts=outage) == "2025-12.r2"
    assert _publish(tmp_path, _snapshot("a")) == "2025-12.r3"
    assert load(tmp_path, "2025-12.r3").previous == "2025-12.r2"
    assert _publish(tmp_path, _snapshot("b", 2)) == "2025-12.r4"
    assert _publish(tmp_path, _snapshot("a")) == "2025-12.r5" == latest(tmp_path).edition


def test_looking_back_does_not_ask_what_failed(tmp_path):
    _publish(tmp_path, _snapshot("a"), attempts=[Attempt("ba_kreis_berufe", "unreachable", "2026-07-03")])
    assert _publish(tmp_path, _snapshot("a"), looking_back=True) == "2025-12.r1"


def test_ten_revisions_stay_in_order(tmp_path):
    for number in range(11):
        _publish(tmp_path, replace(_snapshot("a"), sha256=f"{number:064d}"))
    assert latest(tmp_path).edition == "2025-12.r11"


def test_the_month_comes_from_the_newest_figures():
    snapshots = [_snapshot("a"), _snapshot("b", part="m", period="2026-10")]
    assert str(month_of_data(snapshots)) == "2026-10"


def test_a_published_edition_never_changes(tmp_path):
    _publish(tmp_path, _snapshot("a"))
    manifest = load(tmp_path, "2025-12.r1")
    with pytest.raises(EditionError, match="never changes"):
        save(tmp_path, replace(manifest, month="2025-11"))


@pytest.mark.parametrize("name", ["../2025-12.r1", "2025-12", "2025-12.R1", "2025-12.r1/..", "", "2025-12.r1\n"])
def test_an_id_is_no_path(tmp_path, name):
    with pytest.raises(EditionError, match="id of an edition"):
        load(tmp_path, name)


def test_a_damaged_manifest_is_named(tmp_path):
    (tmp_path / "2025-12.r1").mkdir()
    (tmp_path / "2025-12.r1" / "manifest.json").write_text('{"edition": "2025-12.r1"}')
    with pytest.raises(EditionError, match=r"2025-12\.r1/manifest\.json is not a manifest"):
        published(tmp_path)


def test_a_missing_edition_names_those_that_are_there(tmp_path):
    _publish(tmp_path, _snapshot("a"))
    with pytest.raises(EditionError, match=r"editions: 2025-12\.r1"):
        load(tmp_path, "2025-12.r9")
