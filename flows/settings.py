"""Where the program keeps its things and how much it may use; read once, passed down."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sources.store import SnapshotStore


ROOT = Path(__file__).resolve().parent.parent
LONGEST_NAME = 120
_PAGE = re.compile(r"https://(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s\"'<>@\\]{0,300})?")


@dataclass(frozen=True, slots=True)
class Settings:
    """`data` holds everything the program keeps, so that two worlds can stand side by side."""

    data: Path
    workers: int
    contact: str = ""  # mail or web address that publishers see in every request
    mirror: str = ""  # server that serves the publishers' paths under /<host>/
    land: str = "05"  # whose Kreise are fetched
    publisher: str = ""  # who publishes the site, on each of its pages
    imprint: str = ""  # its legal notice, https

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
    `BRIEF_CONTACT`, `BRIEF_MIRROR` and `BRIEF_LAND` (default: 05); for the site `BRIEF_PUBLISHER` and `BRIEF_IMPRINT`.
    Raises ValueError naming the variable.
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
    publisher = environ.get("BRIEF_PUBLISHER", "").strip()
    if not is_name(publisher):
        raise ValueError(
            f"BRIEF_PUBLISHER is {publisher!r}; it must be the name of an organisation, on one line of at most "
            f"{LONGEST_NAME} characters, without < > {{ }} \\ and characters that cannot be seen"
        )
    imprint = environ.get("BRIEF_IMPRINT", "").strip()
    if imprint and not _PAGE.fullmatch(imprint):
        raise ValueError(
            f"BRIEF_IMPRINT is {imprint!r}; it must be the address of a page, https://host/page, without user or port"
        )
    workers = int(text) if text else max(1, os.cpu_count() or 1)
    return Settings(data, workers, contact, mirror, land, publisher, imprint)


def is_name(text: str) -> bool:
    """Say whether a text can stand as a name on a page: seen letters alone, no markup, no marks heaped on letters."""
    marks = re.search("[\u0300-\u036f]{3}", text)
    return len(text) <= LONGEST_NAME and text.isprintable() and not marks and not re.search(r"[<>{}\\]", text)


def open_store(settings: Settings) -> SnapshotStore:
    from sources.store import SnapshotStore

    return SnapshotStore(settings.raw)
