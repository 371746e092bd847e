"""Fixtures for all tests."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

from flows.settings import Settings
from tests.support import worlds

REPOSITORY = Path(__file__).resolve().parent.parent

# Pages and tables are millions of small objects; looking through them all the time took a third of the suite.
gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def originals() -> Path:
    """Return the folder with the publishers' real files, which are not part of the repository."""
    folder = Path(os.environ.get("BRIEF_ORIGINALS") or REPOSITORY.parent / "shared" / "originals")
    if not folder.is_dir():
        pytest.skip(f"the publishers' files are not here ({folder}); set BRIEF_ORIGINALS to their folder")
    return folder


@pytest.fixture(scope="session")
def pilot_world(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return a data folder that holds the embedded pilot edition."""
    return worlds.shared(_base(tmp_path_factory), "pilot", worlds.import_pilot)


@pytest.fixture(scope="session")
def real_world(originals: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return a data folder with an edition built from the publishers' real files."""
    return worlds.shared(_base(tmp_path_factory), "real", worlds.import_originals(originals))


def _base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest file that needs the edition of real files, and take the others that do last.

    The edition takes half a minute to make; a second test process would else only wait for it.
    """
    needing = {item.path for item in items if "real_world" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: (item.path.name != "test_golden.py", item.path in needing))
