"""Many briefs: one that fails, hangs, eats memory or kills its worker does not take the others down."""

from __future__ import annotations

import os
import time
from dataclasses import replace

import factory
import pytest

from reports import pool
from reports.render import render_many


def renamed(*names: str) -> list:
    brief = factory.emptiest()
    return [replace(brief, region=replace(brief.region, id=name)) for name in names]


def fake_write(brief, folder):
    """Do what the region's name says."""
    what = brief.region.id.partition("-")[0]
    if what == "fail":
        raise ValueError("no such figure")
    if what == "hang":
        time.sleep(600)
    if what == "die":
        os._exit(9)
    if what == "eat":
        return [bytearray(1024**3) for _ in range(64)]
    paths = pool.target(brief, folder)
    paths[0].parent.mkdir(parents=True, exist_ok=True)
    for path in paths:
        path.write_text(str(os.getpid()))
    return paths


def test_the_others_are_finished(tmp_path):
    briefs = renamed("a", "fail", "b", "hang", "c", "die", "d", "eat", "e")
    heard = []
    results = render_many(briefs, tmp_path, 2, heard.append, seconds=6, memory=2 * 1024**3, write=fake_write)
    assert [r.region_id for r in results] == [b.region.id for b in briefs]
    errors = {r.region_id: r.error for r in results if r.error}
    assert errors["fail"] == "ValueError: no such figure"
    assert "not finished after 6 s" in errors["hang"]
    assert "ended with code 9" in errors["die"]
    assert "MemoryError" in errors["eat"]
    assert len(errors) == 4
    assert all(r.pdf.exists() and r.json.exists() for r in results if r.error is None)
    assert sorted(r.region_id for r in heard) == sorted(b.region.id for b in briefs)


def test_workers_are_replaced_after_some_briefs(tmp_path):
    results = render_many(renamed(*(f"r{i}" for i in range(6))), tmp_path, 1, recycle=2, write=fake_write)
    assert len({r.pdf.read_text() for r in results}) == 3


def test_real_briefs_and_one_that_cannot_be_shown(tmp_path):
    good = factory.bochum()
    bad = replace(good, region=replace(good.region, id="05112", name="Duisburg 🚀"))
    results = render_many([bad, good], tmp_path, 1)
    assert results[0].error.startswith("MissingGlyph: region 05112")
    assert not (tmp_path / "05112").exists()
    assert results[1].pdf == tmp_path / "05911" / "fachkraefte-kompass-05911-2025-12.r1.pdf"
    assert results[1].pdf.read_bytes().startswith(b"%PDF-1.7")
    assert sorted(p.name for p in results[1].pdf.parent.iterdir()) == ["brief.json", results[1].pdf.name]


@pytest.mark.parametrize("name", ["..", "../x", "a/b", "", "a\x00b", "x" * 300, ".hidden", "ä", "a..b", "c:\\x"])
def test_an_id_that_would_leave_the_folder_is_refused(tmp_path, name):
    with pytest.raises(pool.UnsafeName):
        pool.target(renamed(name)[0], tmp_path)


def test_a_folder_that_is_a_link_elsewhere_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "05911").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(pool.UnsafeName, match="outside"):
        pool.target(factory.bochum(), tmp_path / "out")


def test_nothing_half_written_is_visible(tmp_path, monkeypatch):
    path = tmp_path / "x.pdf"
    path.write_bytes(b"old")

    def broken(*_):
        raise OSError("disk full")

    monkeypatch.setattr(pool.os, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        pool._replace(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.pdf"]


def test_no_briefs(tmp_path):
    assert render_many([], tmp_path) == []
