"""The reference tables as lists of rows."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parents[4] / "data" / "reference"
Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def table() -> Callable[[str], Rows]:
    """Return a reader of one reference table by its file name without suffix."""

    def read(name: str) -> Rows:
        with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read
