"""Fixtures for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def originals() -> Path:
    """Return the folder with the publishers' real files, which are not part of the repository."""
    folder = Path(os.environ.get("BRIEF_ORIGINALS") or REPOSITORY.parent / "shared" / "originals")
    if not folder.is_dir():
        pytest.skip(f"the publishers' files are not here ({folder}); set BRIEF_ORIGINALS to their folder")
    return folder
