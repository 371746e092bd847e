"""What is said before anything heavy is done: other reference tables, and a folder without outputs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.errors import USAGE, StepError
from flows.settings import Settings, load_settings
from flows.steps import build, disclosure, edition
from flows.steps.edition import open_edition
from sources.reference.codes import reference_hash
from tests.support.worlds import PILOT
from transforms.edition.manifest import MANIFEST, loads, save


@pytest.fixture
def settings(tmp_path, monkeypatch) -> Settings:
    """Return a data folder with an edition that has no warehouse, and that cannot get one."""
    monkeypatch.setenv("BRIEF_DATA", str(tmp_path))
    monkeypatch.setattr(build, "build_warehouse", lambda *_: pytest.fail("the warehouse was built"))
    own = loads((PILOT / MANIFEST).read_text(encoding="utf-8"), "pilot")
    save(tmp_path / "editions", replace(own, reference=reference_hash()))
    return load_settings()


def test_other_reference_tables_are_said(settings, monkeypatch):
    assert open_edition(settings, "2025-12.pilot").reference_note == ""
    monkeypatch.setattr(edition, "reference_hash", lambda: "other")
    note = open_edition(settings, "2025-12.pilot").reference_note
    assert "have changed since edition 2025-12.pilot was made" in note
    assert "\n" not in note


def test_an_empty_folder_is_refused_at_once(settings, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / ".hidden").write_text("3", encoding="utf-8")
    with pytest.raises(StepError, match="holds no outputs") as told:
        disclosure.examine(open_edition(settings, "2025-12.pilot"), empty)
    assert told.value.exit_code == USAGE
