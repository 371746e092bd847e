"""Hand an edition to another agency: the published figures its briefs print, as one tidy CSV with a manifest.

The CSV is in the form of `Observations`, every row naming the snapshot and the place it comes from. It quotes figures;
it contains no publisher's file and no cell below 3. Rows of a region that is a sum say so in `column`.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd

from sources import observations
from sources.records import OBSERVATION_COLUMNS, WITH_VALUE, Flag
from sources.reference.regions import all_regions
from sources.registry import SOURCES
from transforms.edition.manifest import ESTIMATES, MANIFEST, EditionError, Manifest, check_id, dumps, loads
from transforms.estimate import check, tables
from transforms.warehouse.layers import SQL

OBSERVATIONS = "observations.csv"
_OWN_REVISION = re.compile(r"\.r\d+$")
_PLACES = ("apprenticeship_places", "reported_places")
COLUMNS = ("source", "part", *OBSERVATION_COLUMNS)
_CSV = {"index": False, "lineterminator": "\n", "encoding": "utf-8", "float_format": "%.12g"}


def write(
    manifest: Manifest, staged: Mapping[str, Sequence[Path]], warehouse: Path, regions: Sequence[str],
    folder: Path, name: str,
) -> Manifest:  # fmt: skip
    """Write `observations.csv`, `estimates.json` and the manifest of edition `<month>.<name>` to `folder`.

    Holds what briefs of `regions` need: their figures, their Land's and Germany's, the map of one tight
    occupation, the Land's official scores, and the recognition statistics. Returns the manifest written.
    """
    check_id(f"{manifest.month}.{name}")
    ids = {source.id for source in SOURCES}
    with duckdb.connect() as connection:
        connection.execute("set variable regions = ?", [list(regions)])
        for source_id, paths in staged.items():
            connection.execute(f"set variable staged_{source_id} = ?", [[str(path) for path in paths]])
        connection.execute(f"attach '{str(warehouse).replace(chr(39), chr(39) * 2)}' as edition (read_only)")
        connection.execute("use edition")
        parts = [
            connection.execute(path.read_text(encoding="utf-8")).df()
            for path in sorted((SQL / "handover").glob("*.sql"))
            if path.stem in staged or path.stem not in ids
        ]
        own = tables.export(connection, regions)
    frame = pd.concat([part if "detail" in part else part.assign(detail="") for part in parts])[list(COLUMNS)]
    frame = frame.sort_values(list(COLUMNS[:9]), kind="stable").drop_duplicates()
    # annual means are twelfths and need four digits; scores are compared with 1.5 and 2.0 and need more
    frame["value"] = frame["value"].round(4).where(frame["value"] >= 10, frame["value"].round(6))
    text = frame.to_csv(**_CSV)
    handed = replace(
        manifest,
        edition=f"{manifest.month}.{name}",
        observations=hashlib.sha256(text.encode()).hexdigest(),
        estimates=hashlib.sha256(own.encode()).hexdigest(),
        regions=tuple(sorted(regions)),
    )
    folder.mkdir(parents=True, exist_ok=True)
    _put(folder / OBSERVATIONS, text)
    _put(folder / ESTIMATES, own)
    _put(folder / MANIFEST, dumps(handed))
    return handed


def read(folder: Path) -> tuple[Manifest, pd.DataFrame]:
    """Read a handed-over edition; raise `EditionError` when the table is not the one the manifest names."""
    path = folder / MANIFEST
    if not path.exists():
        raise EditionError(f"{folder} holds no {MANIFEST}: it is not a handed-over edition")
    try:
        manifest = loads(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError as error:
        raise EditionError(f"{path} is not UTF-8 text") from error
    if not (folder / OBSERVATIONS).exists():
        raise EditionError(f"{folder} holds a manifest but no {OBSERVATIONS}: the edition is incomplete")
    if not manifest.handed_over or _OWN_REVISION.search(manifest.edition):
        raise EditionError(f"{path} is the manifest of an edition built here, not of one that was handed over")
    content = (folder / OBSERVATIONS).read_bytes()
    if hashlib.sha256(content).hexdigest() != manifest.observations:
        raise EditionError(
            f"{folder / OBSERVATIONS} is not the table its manifest names: it was changed after the export. "
            "Ask for the edition again, or export it anew."
        )
    try:
        frame = pd.read_csv(
            folder / OBSERVATIONS,
            dtype={column: "str" for column in COLUMNS if column not in ("value", "row")} | {"value": "float64"},
            keep_default_na=False,
            na_values={"value": [""]},
        )
    except ValueError as error:  # no UTF-8, text where numbers stand, ragged lines
        raise EditionError(f"{folder / OBSERVATIONS} cannot be read: {error}") from error
    if tuple(frame.columns) == COLUMNS[:-1]:  # editions of before statements were handed over
        frame["detail"] = ""
    if tuple(frame.columns) != COLUMNS:
        raise EditionError(f"{folder / OBSERVATIONS}: expected the columns {COLUMNS}, found {tuple(frame.columns)}")
    _check(manifest, frame, folder)
    _check_estimates(manifest, folder)
    return manifest, frame


def stage(frame: pd.DataFrame, sha256: str, folder: Path) -> dict[str, list[Path]]:
    """Write the table as staged Parquet files, one per source; return them by source."""
    staged = {}
    for source_id, rows in frame.groupby("source", sort=True):
        target = staged_path(folder, str(source_id), sha256)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_name(f".{target.name}.{os.getpid()}")
            table = rows.drop(columns="source").astype({**OBSERVATION_COLUMNS, "part": "category"})
            observations.write_parquet(table, draft)
            os.replace(draft, target)
        staged[str(source_id)] = [target]
    return staged


def staged_path(folder: Path, source_id: str, sha256: str) -> Path:
    return folder / source_id / f"handover-{sha256[:16]}.parquet"


def _check(manifest: Manifest, frame: pd.DataFrame, folder: Path) -> None:
    named = {(entry.source, entry.part) for entry in manifest.pinned}
    strange = set(zip(frame["source"], frame["part"], strict=True)) - named
    if strange:
        raise EditionError(
            f"{folder / OBSERVATIONS} has rows of {sorted(strange)[0]}, which its manifest does not name"
        )
    unknown = set(frame["source"]) - {source.id for source in SOURCES}
    if unknown:
        raise EditionError(f"{folder / OBSERVATIONS} has rows of sources unknown here: {', '.join(sorted(unknown))}")
    unknown = set(frame["flag"]) - {flag.value for flag in Flag}
    if unknown:
        raise EditionError(f"{folder / OBSERVATIONS}: unknown flags {sorted(unknown)}")
    has_value = frame["flag"].isin([flag.value for flag in WITH_VALUE])
    wrong = frame[has_value != frame["value"].notna()]
    if len(wrong):
        raise EditionError(f"{folder / OBSERVATIONS}, line {wrong.index[0] + 2}: value and flag contradict each other")
    counted = frame["source"].eq("ba_kreis_berufe") | frame["indicator_id"].isin(_PLACES)
    persons = counted & frame["value"].between(0, 3, inclusive="neither")
    if persons.any():
        raise EditionError(f"{folder / OBSERVATIONS}, line {persons.idxmax() + 2}: a cell below 3 must not be exported")


def _check_estimates(manifest: Manifest, folder: Path) -> None:
    """Editions of before the estimate come without; with it, the file is the one the manifest names."""
    path = folder / ESTIMATES
    if not manifest.estimates:
        return
    if not path.exists():
        raise EditionError(f"{folder} lacks {ESTIMATES}, which its manifest names: the edition is incomplete")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != manifest.estimates:
        raise EditionError(
            f"{path} is not the file its manifest names: it was changed after the export. "
            "Ask for the edition again, or export it anew."
        )
    try:
        check.check(content.decode("utf-8"), str(path), manifest.regions or all_regions())
    except UnicodeDecodeError as error:
        raise EditionError(f"{path} is not UTF-8 text") from error
    except ValueError as error:
        raise EditionError(str(error)) from error


def _put(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8", newline="")
    os.replace(draft, path)
