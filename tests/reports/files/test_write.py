"""Many briefs: one that fails, hangs, eats memory or kills its worker does not take the others down."""

from __future__ import annotations

import os
import resource
import signal
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from reports.files import batch, keep, workers
from reports.files.write import render_many
from tests.support import factory
from tests.support.workers import fake_brief


def renamed(*names: str) -> list:
    brief = factory.emptiest()
    return [replace(brief, region=replace(brief.region, id=name)) for name in names]


@pytest.fixture(scope="module", autouse=True)
def started(tmp_path_factory):
    """Start what workers are forked from, so that no limit below counts it."""
    render_many(renamed("a"), tmp_path_factory.mktemp("started"), 1, write=fake_brief)


def processes(results) -> list[str]:
    return [r.pdf.read_text() for r in results if r.pdf]


def test_the_others_are_finished(tmp_path):
    briefs = renamed("a", "fail", "b", "hang", "c", "die", "d", "killed", "e", "eat", "f")
    heard = []
    results = render_many(briefs, tmp_path, 2, heard.append, seconds=3, memory=1024**3, write=fake_brief)
    assert [r.region_id for r in results] == [b.region.id for b in briefs]
    errors = {r.region_id: r.error for r in results if r.error}
    assert errors == {
        "fail": "ValueError: no such figure",
        "hang": "not finished after 3 s; its process was ended",
        "die": "its process ended with code 9",
        "killed": "its process ended with code -9",
        "eat": "MemoryError: more than 1024 MB",
    }
    assert all(r.pdf.exists() and r.json.exists() and r.files for r in results if r.error is None)
    assert sorted(r.region_id for r in heard) == sorted(b.region.id for b in briefs)


def test_a_worker_that_ate_memory_is_not_used_again(tmp_path):
    results = render_many(renamed("a", "b", "eat", "c"), tmp_path, 1, memory=1024**3, write=fake_brief)
    first, second, third = processes(results)
    assert first == second != third


class Deadly:
    """What ends the process that unpacks it."""

    def __reduce__(self):
        return os._exit, (3,)


def test_workers_that_never_begin_are_not_hired_for_ever(tmp_path):
    results = render_many(renamed("a", "b", "c"), tmp_path, 2, write=Deadly())
    assert [r.error for r in results] == ["its process ended with code 3"] * 3


def test_workers_are_replaced_after_some_briefs_and_none_is_lost(tmp_path):
    results = render_many(renamed(*(f"r{i}" for i in range(6))), tmp_path / "a", 1, recycle=2, write=fake_brief)
    assert len(set(processes(results))) == 3
    results = render_many(renamed(*(f"r{i}" for i in range(7))), tmp_path / "b", 2, recycle=1, write=fake_brief)
    assert [r.error for r in results] == [None] * 7
    assert len(set(processes(results))) == 7


def test_workers_are_warm_bounded_and_without_garbage_collection(tmp_path):
    (result,) = render_many(renamed("a"), tmp_path, 2, memory=3 * 1024**3, write=fake_brief)
    assert result.json.read_text() == f"True 1 False {3 * 1024**3}"


def test_a_worker_killed_while_it_waits_costs_no_brief(tmp_path):
    def kill(result):
        if result.region_id == "a":
            process = int(result.pdf.read_text())
            os.kill(process, signal.SIGKILL)
            with suppress(ProcessLookupError):
                for _ in range(1000):
                    os.kill(process, 0)
                    time.sleep(0.005)

    results = render_many(renamed("a", "b"), tmp_path, 1, kill, write=fake_brief)
    assert [r.error for r in results] == [None, None]
    assert len(set(processes(results))) == 2


def stop_after(first: str):
    """Return what stops the worker that made the first brief, and waits until it stands still."""

    def stop(result):
        if result.region_id == first:
            process = int(result.pdf.read_text())
            os.kill(process, signal.SIGSTOP)
            while Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "T":
                time.sleep(0.005)

    return stop


def test_a_worker_that_does_not_read_a_long_brief_is_late_and_the_others_are_finished(tmp_path):
    first, long, *others = renamed("a", "b", "c", "d")
    long = replace(long, warnings=("x" * 20_000_000,))
    briefs = [first, long, *others]
    results = render_many(briefs, tmp_path, 1, stop_after("a"), seconds=2, write=fake_brief)
    assert [r.error for r in results] == [None, "not finished after 2 s; its process was ended", None, None]
    assert len(set(processes(results))) == 2


def starve(result):
    if result.region_id == "a":
        resource.prlimit(int(result.pdf.read_text()), resource.RLIMIT_AS, (0, 0))


def test_a_worker_that_ends_while_it_reads_a_long_brief_costs_no_brief(tmp_path):
    first, long, other = renamed("a", "b", "c")
    long = replace(long, warnings=("x" * 20_000_000,))
    results = render_many([first, long, other], tmp_path, 1, starve, write=fake_brief)
    assert [r.error for r in results] == [None, None, None]
    assert len(set(processes(results))) == 2


def test_a_brief_that_no_worker_can_read_is_not_tried_for_ever(tmp_path):
    (long,) = renamed("long")
    long = replace(long, warnings=("x" * 20_000_000,))
    results = render_many([long, long], tmp_path, 1, memory=1, write=fake_brief)
    assert [r.error for r in results] == ["BrokenProcessPool: its process ended before it had read its job"] * 2


def test_an_interrupt_from_the_terminal_is_left_to_the_parent(tmp_path):
    (result,) = render_many(renamed("interrupt"), tmp_path, 1, write=fake_brief)
    assert result.error is None


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Render a real brief, and one that cannot be shown."""
    folder = tmp_path_factory.mktemp("real")
    good = factory.bochum()
    bad = replace(good, region=replace(good.region, id="05112", name="Duisburg 🚀"))
    return folder, good, render_many([bad, good], folder, 1)


def test_real_briefs_and_one_that_cannot_be_shown(real):
    folder, _, (failed, made) = real
    assert failed.error.startswith("MissingGlyph: region 05112")
    assert not (folder / "05112").exists()
    stem = "fachkraefte-kompass-05911-2025-12.r1"
    assert [str(path.relative_to(folder / "05911")) for path in made.files] == [
        f"{stem}.pdf", "brief.json", f"{stem}.xlsx", f"{stem}.csv", f"{stem}-tidy.csv",
    ]  # fmt: skip
    assert (made.pdf, made.json) == made.files[:2]
    assert made.pdf.read_bytes().startswith(b"%PDF-1.7")
    assert {p.name for p in made.pdf.parent.iterdir()} == {keep.NOTE, *(p.name for p in made.files)}
    assert not made.unchanged


class Hired(Exception):
    """A worker was asked for."""


def hire(*_):
    raise Hired


def test_what_would_come_out_the_same_is_not_rendered(real, monkeypatch):
    folder, brief, (_, made) = real
    monkeypatch.setattr(workers, "_hire", hire)
    heard = []
    (result,) = render_many([brief], folder, 1, heard.append)
    assert (result.unchanged, result.error, result.files) == (True, None, made.files)
    assert heard == [result]
    with pytest.raises(Hired):
        render_many([brief], folder, 1, again=True)
    with pytest.raises(Hired):
        render_many([replace(brief, warnings=("anders",))], folder, 1)
    content = made.pdf.read_bytes()
    made.pdf.write_bytes(content[:-1] + b" ")
    with pytest.raises(Hired):
        render_many([brief], folder, 1)
    made.pdf.write_bytes(content)
    assert render_many([brief], folder, 1)[0].unchanged


@pytest.mark.parametrize("name", ["..", "../x", "a/b", "", "a\x00b", "x" * 300, ".hidden", "ä", "a..b", "c:\\x"])
def test_an_id_that_would_leave_the_folder_is_refused(tmp_path, name):
    (brief,) = renamed(name)
    with pytest.raises(batch.UnsafeName):
        batch.target(brief, tmp_path)
    (result,) = render_many([brief], tmp_path)
    assert result.error.startswith("UnsafeName: ")


def test_a_folder_that_is_a_link_elsewhere_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "05911").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(batch.UnsafeName, match="outside"):
        batch.target(factory.bochum(), tmp_path / "out")


def test_no_briefs(tmp_path):
    assert render_many([], tmp_path) == []
