"""The snapshot store: append-only, crash-safe, by content."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sources.records import Recognition
from sources.store import DamagedStore, SnapshotStore

ROOT = Path(__file__).resolve().parents[2]
NOW = dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)
PART = Recognition("laender-2025", "Länder", "2025", dt.date(2026, 5, 29))


def add(store, path, text, *, when=NOW, part=PART, name=None):
    path.write_text(text)
    return store.add(path, "ba_engpassanalyse", part, origin="import", fetched_at=when, name=name)


@pytest.fixture
def store(tmp_path):
    return SnapshotStore(tmp_path / "raw")


def test_a_file_is_kept_with_its_facts(store, tmp_path):
    snapshot, new = add(store, tmp_path / "2025.csv", "a;b")
    assert new
    assert snapshot.path.read_text() == "a;b"
    assert snapshot.path.name == f"{snapshot.sha256}.csv"
    assert (snapshot.name, snapshot.size, snapshot.issued) == ("2025.csv", 3, dt.date(2026, 5, 29))
    assert store.all() == [snapshot]
    assert store.get("ba_engpassanalyse", snapshot.sha256) == snapshot
    store.verify(snapshot)


def test_identical_bytes_make_no_second_snapshot(store, tmp_path):
    first, _ = add(store, tmp_path / "a.csv", "a;b")
    second, new = add(store, tmp_path / "other name.csv", "a;b", when=NOW + dt.timedelta(days=40))
    assert (second, new) == (first, False)
    assert len(list(store.root.rglob("*"))) == 3


def test_newest_and_pinned_look_back_in_time(store, tmp_path):
    old, _ = add(store, tmp_path / "a.csv", "a;b")
    new, _ = add(store, tmp_path / "a.csv", "a;c", when=NOW + dt.timedelta(days=30))
    other = Recognition("deutschland-2025", "Deutschland", "2025")
    third, _ = add(store, tmp_path / "b.csv", "x;y", part=other, when=NOW + dt.timedelta(days=60))
    assert store.pinned(NOW) == [old]
    assert store.pinned(NOW + dt.timedelta(days=30)) == [new]
    assert store.pinned() == [third, new]
    assert store.newest("ba_engpassanalyse", "laender-2025", NOW + dt.timedelta(days=1)) == old
    assert store.newest("ba_engpassanalyse", "laender-2025") == new
    assert store.newest("ba_engpassanalyse", "laender-2026") is None
    assert store.for_source("genesis") == []


def test_a_file_the_publisher_went_back_to_is_the_newest_again(store, tmp_path):
    first, _ = add(store, tmp_path / "a.csv", "a;b")
    second, _ = add(store, tmp_path / "a.csv", "a;c", when=NOW + dt.timedelta(days=1))
    again = NOW + dt.timedelta(days=2)
    store.came_again(first, again)
    assert [(one.sha256, one.fetched_at) for one in store.pinned()] == [(first.sha256, again)]
    assert store.pinned(NOW + dt.timedelta(days=1)) == [second]
    assert store.pinned(NOW) == [first]
    (path,) = store.root.rglob("*.again")
    path.write_text("gestern\n")
    with pytest.raises(DamagedStore, match=r"\.again is damaged"):
        store.pinned()


def test_pinned_chooses_among_those_that_fit(store, tmp_path):
    old, _ = add(store, tmp_path / "a.csv", "a;b", part=Recognition("land-05", "NRW", "2026-08"))
    new, _ = add(store, tmp_path / "b.csv", "a;c", part=Recognition("land-05", "NRW", "2026-09"))
    assert store.pinned() == [new]
    assert store.pinned(fits=lambda snapshot: snapshot.period < "2026-09") == [old]


def test_leftovers_of_a_crash_are_ignored_and_overwritten(store, tmp_path):
    snapshot, _ = add(store, tmp_path / "a.csv", "a;b")
    snapshot.path.with_suffix(".json").unlink()
    snapshot.path.write_text("half")
    snapshot.path.with_name("x.csv.tmp").write_text("rest")
    assert store.all() == []
    again, new = add(store, tmp_path / "a.csv", "a;b")
    assert new
    assert again.path.read_text() == "a;b"
    store.verify(again)


@pytest.mark.parametrize("step", ["copyfileobj", "fsync", "replace", "dumps"])
def test_killed_at_each_step_nothing_half_is_visible(store, tmp_path, step):
    (tmp_path / "a.csv").write_text("a;b")
    script = f"""
        import datetime as dt, json, os, shutil, signal
        from pathlib import Path
        from sources.records import Recognition
        from sources.store import SnapshotStore
        def die(*args, **kwargs):
            os.kill(os.getpid(), signal.SIGKILL)
        for module in (shutil, os, json):
            if hasattr(module, {step!r}):
                setattr(module, {step!r}, die)
        store = SnapshotStore(Path({str(store.root)!r}))
        store.add(Path({str(tmp_path / "a.csv")!r}), "ba_engpassanalyse", Recognition("p", "w", "2025"),
                  origin="import", fetched_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, env={**os.environ})
    assert done.returncode == -signal.SIGKILL
    assert store.all() == []
    snapshot, new = add(store, tmp_path / "a.csv", "a;b")
    assert new
    store.verify(snapshot)


def test_a_changed_file_is_found(store, tmp_path):
    snapshot, _ = add(store, tmp_path / "a.csv", "a;b")
    snapshot.path.write_text("a;x")
    with pytest.raises(DamagedStore, match="has changed on disk"):
        store.verify(snapshot)
    snapshot.path.unlink()
    with pytest.raises(DamagedStore, match="is missing"):
        store.verify(snapshot)
    assert add(store, tmp_path / "a.csv", "a;b") == (snapshot, False)
    store.verify(snapshot)


@pytest.mark.parametrize("broken", ["", "{", '{"part": 1}', "outside"])
def test_a_damaged_sidecar_is_named(store, tmp_path, broken):
    snapshot, _ = add(store, tmp_path / "a.csv", "a;b")
    sidecar = snapshot.path.with_suffix(".json")
    if broken == "outside":
        broken = json.dumps(json.loads(sidecar.read_text()) | {"file": "../../../etc/passwd"})
    sidecar.write_text(broken)
    with pytest.raises(DamagedStore, match=sidecar.name):
        store.all()


@pytest.mark.parametrize("name", ["../../x.csv", "a\x00b.csv", "y" * 300, "CON"])
def test_names_never_reach_the_file_system(store, tmp_path, name):
    snapshot, _ = add(store, tmp_path / "a.csv", "a;b", name=name)
    assert snapshot.path.parent == store.root / "ba_engpassanalyse"
    assert snapshot.path.stem == snapshot.sha256
    assert "/" not in snapshot.name
    assert len(snapshot.name) <= 120


@pytest.mark.parametrize("source_id", ["../x", "", "a/b", "X"])
def test_source_ids_are_checked(store, tmp_path, source_id):
    (tmp_path / "a.csv").write_text("a;b")
    with pytest.raises(ValueError, match="no source id"):
        store.add(tmp_path / "a.csv", source_id, PART, origin="import", fetched_at=NOW)


def test_unknown_snapshot(store):
    with pytest.raises(DamagedStore, match="not in the store"):
        store.get("ba_engpassanalyse", "0" * 64)


def test_unwritable_folder_is_an_error(tmp_path):
    (tmp_path / "raw").write_text("a file, not a folder")
    with pytest.raises(OSError, match="raw"):
        add(SnapshotStore(tmp_path / "raw"), tmp_path / "a.csv", "a;b")
