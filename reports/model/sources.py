"""The sources of a brief, and how they stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceNote:
    id: str
    title: str
    publisher: str
    period: str
    issued: str  # "29.05.2026" or ""
    licence: str
    attribution: str  # the licence line to print
    page: str
    sha256: str
    file: str
    stale: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How a source stands in this edition."""

    id: str
    title: str
    status: str  # ok, late, stale, missing, off
    text: str  # "Stand September 2026; für Oktober 2026 nicht erreichbar", "" when ok


@dataclass(frozen=True, slots=True)
class Revision:
    """Figures a publisher restated since the edition before."""

    title: str  # title of the source
    text: str  # "12 Werte für 2024 und 2025 geändert, am stärksten …"
