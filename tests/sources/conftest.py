"""Fixtures for the tests of sources."""

from __future__ import annotations

import pandas as pd
import pytest

from sources import ba_kreis_berufe
from sources.kit import observations
from sources.kit.files import PublishedFile


@pytest.fixture(scope="session")
def employees(originals) -> pd.DataFrame:
    """The real employees file, 4.4 million rows: parsed once, about 12 seconds."""
    file = PublishedFile(originals / "ba_kreis_berufe" / "employees_by_workplace.rda")
    recognition = ba_kreis_berufe.SOURCE.recognises(file)
    frame = ba_kreis_berufe.SOURCE.parse(file, recognition)
    observations.check(frame, ba_kreis_berufe.SOURCE, recognition)
    return frame
