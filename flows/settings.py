"""Where the program keeps its things and how much it may use; read once, passed down."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """`data` holds everything the program keeps, so that two worlds can stand side by side."""

    data: Path
    workers: int
    contact: str = ""  # mail or web address that publishers see in every request
    mirror: str = ""  # server that serves the publishers' paths under /<host>/
    land: str = "05"  # whose Kreise are fetched

    @property
    def fetch(self) -> Path:
        return self.data / "fetch"

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

    @property
    def site(self) -> Path:
        return self.data / "site"


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read `BRIEF_DATA` (default: the project's data folder), `BRIEF_WORKERS` (default: one per core), and for fetching
    `BRIEF_CONTACT`, `BRIEF_MIRROR` and `BRIEF_LAND` (default: 05). Raises ValueError naming the variable.
    """
    data = Path(environ.get("BRIEF_DATA") or ROOT / "data").expanduser().resolve()
    text = environ.get("BRIEF_WORKERS", "")
    if text and not (text.isdigit() and int(text) > 0):
        raise ValueError(f"BRIEF_WORKERS is {text!r}; it must be a whole number of at least 1")
    mirror = environ.get("BRIEF_MIRROR", "").rstrip("/")
    if mirror and not re.fullmatch(r"https?://[^/\s]+(/\S*)?", mirror):
        raise ValueError(f"BRIEF_MIRROR is {mirror!r}; it must be the address of a server, http://host:port")
    land = environ.get("BRIEF_LAND") or "05"
    if not re.fullmatch(r"0[1-9]|1[0-6]", land):
        raise ValueError(f"BRIEF_LAND is {land!r}; it must be the key of a Land, 01 to 16")
    contact = environ.get("BRIEF_CONTACT", "").strip()
    if contact and not re.fullmatch(r"[!-~]+[@.][!-~]+", contact):
        raise ValueError(f"BRIEF_CONTACT is {contact!r}; it must be a mail or web address in plain letters")
    return Settings(data, int(text) if text else max(1, os.cpu_count() or 1), contact, mirror, land)
