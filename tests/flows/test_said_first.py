"""What is said before anything heavy is done: other reference tables, and a folder without outputs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows import disclosure, pipeline
from flows.settings import Settings, load_settings
from tests.worlds import PILOT
from transforms import edition as editions


@pytest.fixture
def settings(tmp_path, monkeypatch) -> Settings:
    """Return a data folder with an edition that has no warehouse, and that cannot get one."""
    monkeypatch.setenv("BRIEF_DATA", str(tmp_path))
    monkeypatch.setattr(pipeline, "build_warehouse", lambda *_: pytest.fail("the warehouse was built"))
    own = editions.loads((PILOT / editions.MANIFEST).read_text(encoding="utf-8"), "pilot")
    editions.save(tmp_path / "editions", replace(own, reference=editions.reference_hash()))
    return load_settings()


def test_other_reference_tables_are_said(settings, monkeypatch):
    assert pipeline.reference_note(settings, "2025-12.pilot") == ""
    monkeypatch.setattr(editions, "reference_hash", lambda: "other")
    note = pipeline.reference_note(settings, "2025-12.pilot")
    assert "have changed since edition 2025-12.pilot was made" in note
    assert "\n" not in note


def test_an_empty_folder_is_refused_at_once(settings, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / ".hidden").write_text("3", encoding="utf-8")
    with pytest.raises(pipeline.PipelineError, match="holds no outputs") as told:
        disclosure.examine(settings, "2025-12.pilot", empty)
    assert told.value.exit_code == pipeline.USAGE
