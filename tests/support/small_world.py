"""A small world: a Land (Bremen with its two districts) and a handful of occupations, all figures invented.

The publishers' workbooks have thousands of rows, which the sources expect; so the world starts behind the parsers, with
snapshots whose staged tables are there already. Everything after that is the real pipeline.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from flows.settings import Settings, open_store
from sources import observations
from sources.records import OBSERVATION_COLUMNS, Recognition
from sources.reference.regions import all_regions
from transforms.staging import staged_path, write

LAND, REGIONS = "04", ("04", "04011", "04012")
BIG = {"04011", "05911"}
FETCHED = dt.datetime(2026, 10, 1, 6, tzinfo=dt.UTC)
OCCUPATIONS = ("245", "262", "342", "434", "513", "813")
MEASURES = {
    ("unemployed_persons", ""): 240,
    ("unemployed_persons", "nationality=foreign"): 60,
    ("vacancies", ""): 120,
    ("employees_persons", ""): 4000,
    ("employees_persons", "nationality=foreign"): 500,
}

Row = tuple[object, ...]  # region, year, indicator, occupation, group, label, value


def districts(newest: int, land: str) -> Iterator[Row]:
    kreise = [region.id for region in all_regions().values() if region.kind == "kreis" and region.land_id == land]
    for year in (newest - 1, newest):
        for region in sorted(kreise):
            size = 3 if region in BIG else 1
            for rank, occupation in enumerate(OCCUPATIONS, start=1):
                for (indicator, group), value in MEASURES.items():
                    yield region, year, indicator, occupation, group, "", float(value * size * rank + year - 2000)


def scores(newest: int, land: str) -> Iterator[Row]:
    for region in (all_regions()[land].land_group_id, "DE"):
        for rank, occupation in enumerate(OCCUPATIONS):
            yield region, newest, "shortage_score", occupation, "level=2", "", 2.5 - 0.25 * rank


def recognition(newest: int, _land: str) -> Iterator[Row]:
    year = newest - 1
    cells = {"26212": ("Elektroanlagenmonteur/in", 30), "34212": ("Anlagenmechaniker/in", 12)}
    for code, (name, count) in cells.items():
        yield "DE", year, "recognition_full", code, "", name, float(count)
    yield "DE", year, "recognition_full", "26212", "state=BIH", "Elektroanlagenmonteur/in", 18.0
    yield "DE", year, "recognition_full", "total", "", "", float(sum(count for _, count in cells.values()))


def parts(newest: int) -> dict[tuple[str, str, str], Callable[[int, str], Iterator[Row]]]:
    return {
        ("ba_kreis_berufe", "districts", f"{newest - 1}-{newest}"): districts,
        ("ba_engpassanalyse", f"laender-{newest}", f"{newest}"): scores,
        ("destatis_anerkennung", f"berichtsjahr-{newest - 1}", f"{newest - 1}"): recognition,
    }


def make(folder: Path, extra: Sequence[Row] = (), newest: int = 2025, land: str = LAND) -> Settings:
    """Store one snapshot per source, read already; `extra` are further rows for the districts.

    `newest` is the year of the newest figures.
    """
    settings = Settings(folder, workers=1)
    folder.mkdir(parents=True, exist_ok=True)
    for (source, part, period), rows in parts(newest).items():
        file = folder / f"{source}.csv"
        file.write_text(f"{source},{part}\n", encoding="utf-8")
        known = Recognition(part, f"Kleine Welt, {part}", period)
        snapshot, _ = open_store(settings).add(file, source, known, origin="import", fetched_at=FETCHED)
        frame = table([*rows(newest, land), *(extra if rows is districts else ())], part)
        write(frame, staged_path(settings.staged, source, snapshot.sha256), observations.summary(frame))
    return settings


def table(rows: list[Row], part: str) -> pd.DataFrame:
    names = ["region_id", "period_start", "indicator_id", "occupation_id", "group_id", "label", "value"]
    frame = pd.DataFrame(rows, columns=names)
    frame["period_start"] = frame["period_start"].astype(str) + "-01-01"
    frame = frame.assign(
        period="Y", flag="ok", sheet="world", row=range(1, len(frame) + 1), column="value", detail="", part=part
    )
    return frame.astype(OBSERVATION_COLUMNS | {"part": "category"})
