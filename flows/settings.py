"""Where the program keeps its things and how much it may use; read once, passed down."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """`data` holds everything the program keeps, so that two worlds can stand side by side."""

    data: Path
    workers: int

    @property
    def raw(self) -> Path:
        return self.data / "raw"

    @property
    def staged(self) -> Path:
        return self.data / "staged"

    @property
    def editions(self) -> Path:
        return self.data / "editions"

    @property
    def warehouse(self) -> Path:
        return self.data / "warehouse"

    @property
    def briefs(self) -> Path:
        return self.data / "briefs"


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read `BRIEF_DATA` (default: the project's data folder) and `BRIEF_WORKERS` (default: one per core)."""
    data = Path(environ.get("BRIEF_DATA") or ROOT / "data").expanduser().resolve()
    text = environ.get("BRIEF_WORKERS", "")
    if text and not (text.isdigit() and int(text) > 0):
        raise ValueError(f"BRIEF_WORKERS is {text!r}; it must be a whole number of at least 1")
    return Settings(data, int(text) if text else max(1, os.cpu_count() or 1))
