"""An edition as a command uses it: opened once, its manifest and its warehouse passed down to every step."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from flows.errors import USAGE, StepError
from flows.progress import Progress, no_progress
from flows.settings import Settings
from flows.steps.build import name_warehouse, open_warehouse
from flows.steps.pin import load_manifest
from sources.reference.codes import reference_hash
from transforms.edition.manifest import Manifest, latest

if TYPE_CHECKING:
    import duckdb


class Edition:
    """What is known of a published edition. The warehouse is opened when it is first asked for, and closed with it."""

    def __init__(self, settings: Settings, manifest: Manifest) -> None:
        self.settings = settings
        self.manifest = manifest
        self._marts: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> Edition:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._marts is not None:
            self._marts.close()
            self._marts = None

    @property
    def id(self) -> str:
        return self.manifest.edition

    @property
    def briefs(self) -> Path:
        """The folder its finished files lie in."""
        return self.settings.briefs / self.id

    @property
    def warehouse(self) -> Path:
        return name_warehouse(self.settings, self.id)

    def marts(self, progress: Progress = no_progress) -> duckdb.DuckDBPyConnection:
        """Return the warehouse, read-only; it is made again from the manifest when it is gone or outdated."""
        if self._marts is None:
            self._marts = open_warehouse(self.settings, self.manifest, progress)
        return self._marts

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Return what a query of the marts finds, a dict a row."""
        from transforms.warehouse.layers import read_rows

        return read_rows(self.marts(), sql)

    @cached_property
    def reference_note(self) -> str:
        """Say that the reference tables are others than those it was made with; "" where they are the same."""
        if self.manifest.reference == reference_hash():
            return ""
        return (
            f"note: the reference tables have changed since edition {self.id} was made; today's rules are used. "
            "Build a new edition: brief build"
        )


def open_edition(settings: Settings, edition: str | None = None) -> Edition:
    """Open an edition by its id, or the newest. Raises StepError where there is none."""
    if edition:
        return Edition(settings, load_manifest(settings, edition))
    found = latest(settings.editions)
    if found is None:
        raise StepError("there is no edition yet; run `brief build`, or `brief edition import`", USAGE)
    return Edition(settings, found)
