"""The publishers' real files, where they are at hand; without them the yearly publishers have published nothing."""

from __future__ import annotations

import os
from pathlib import Path

from tests.publisher.world import Reply

FOLDER = Path(os.environ.get("BRIEF_ORIGINALS") or Path(__file__).resolve().parents[2].parent / "shared" / "originals")
MISSING = Reply(b"<html><title>Nicht gefunden</title></html>", "text/html", 404)


def original(*pieces: str) -> Reply:
    """Return a real file as it is."""
    path = FOLDER.joinpath(*pieces)
    return Reply(path.read_bytes()) if path.is_file() else MISSING
