from __future__ import annotations

import pandas as pd
import pytest

from sources import observations
from sources.contract import Expect
from sources.errors import BadContent
from sources.records import Recognition
from sources.reference import codes
from sources.registry import by_id


def _frame(kreise: list[str]) -> pd.DataFrame:
    return observations.frame_of(
        {
            "region_id": kreise, "period_start": "2025-01-01", "period": "Y", "indicator_id": "vacancies",
            "occupation_id": "262", "group_id": "", "label": "", "value": [1.0] * len(kreise), "flag": "ok",
            "sheet": "jobs", "row": list(range(1, len(kreise) + 1)), "column": "total",
        }
    )  # fmt: skip


def test_a_file_without_one_kreis_is_refused_and_the_kreis_is_named():
    from dataclasses import replace

    source = replace(
        by_id("ba_kreis_berufe"), expect=lambda part: Expect((1, 1000), (1, 1000), values=(0, 10), every_kreis=True)
    )
    recognition = Recognition("vacancies", "Stellen", "2025")
    every = list(codes.kreise().names)
    observations.check(_frame(every), source, recognition)
    with pytest.raises(BadContent, match="no rows for 1 Kreise in the newest period: 05911 Bochum"):
        observations.check(_frame([kreis for kreis in every if kreis != "05911"]), source, recognition)


@pytest.mark.parametrize("part", ["unemployed", "unemployed_foreigners", "vacancies", "employees"])
def test_the_special_evaluation_has_every_kreis(part):
    assert by_id("ba_kreis_berufe").expect(part).every_kreis
