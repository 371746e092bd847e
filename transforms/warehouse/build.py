"""Build the warehouse of an edition: SQL layer by layer, checks, and the marts that reports read.

The file is built under `<edition>.duckdb.building` and renamed when every check that must hold holds, so that a
reader never sees half a warehouse. Hand-over from staging is Parquet only.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from sources import observations
from sources.reference import focus, next_steps
from sources.reference.codes import REFERENCE
from transforms.estimate import tables
from transforms.warehouse.checks import CheckFailed, CheckResult, keep_checks, run_checks
from transforms.warehouse.closing import close_cells
from transforms.warehouse.layers import build_order, read_sql, set_variable


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a warehouse is made from. `staged` names the Parquet files of each source."""

    month_end: dt.date
    staged: Mapping[str, Sequence[Path]]
    snapshots: Sequence[Mapping[str, object]]  # rows of stg_snapshot
    sources: Sequence[Mapping[str, object]]  # rows of stg_source
    attempts: Sequence[Mapping[str, object]] = ()  # rows of stg_attempt
    before: Sequence[Path] = ()  # staged files of the edition before whose parts have a new version now
    after: Sequence[Path] = ()  # the new versions
    code: str = ""  # the code the warehouse is made by, kept in it
    already_closed: bool = False  # a handed-over edition: small cells were closed before it left
    estimates: Path | None = None  # what such an edition brings along of the regional estimate


def build(inputs: Inputs, target: Path, on_step: Callable[[str], None] = lambda step: None) -> list[CheckResult]:
    """Build, check and publish the warehouse at `target`; raise `CheckFailed` and leave `target` alone on a failure."""
    target.parent.mkdir(parents=True, exist_ok=True)
    building = target.with_name(target.name + ".building")
    work = target.with_name(f".{target.stem}.work")
    _clear(building, work)
    try:
        work.mkdir()
        with duckdb.connect(str(building)) as connection:
            results = _fill(connection, inputs, work, on_step)
        failed = [r for r in results if r.severity == "fail" and r.rows]
        if failed:
            raise CheckFailed(failed)
        os.replace(building, target)
    except duckdb.Error as error:
        full = next((code for code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) if os.strerror(code) in str(error)), 0)
        if not full:
            raise
        raise OSError(full, os.strerror(full), str(building)) from None
    finally:
        _clear(building, work)
    return results


def _clear(building: Path, work: Path) -> None:
    """Remove what an earlier build left behind, or this one."""
    for leftover in (building, building.with_name(building.name + ".wal")):
        leftover.unlink(missing_ok=True)
    shutil.rmtree(work, ignore_errors=True)


def _fill(
    connection: duckdb.DuckDBPyConnection, inputs: Inputs, work: Path, on_step: Callable[[str], None]
) -> list[CheckResult]:
    connection.execute("set preserve_insertion_order = false")
    connection.execute("set memory_limit = '2GB'")
    (work / "snapshots.json").write_text(json.dumps(list(inputs.snapshots), default=str), encoding="utf-8")
    (work / "sources.json").write_text(json.dumps(list(inputs.sources), default=str), encoding="utf-8")
    (work / "attempts.json").write_text(json.dumps(list(inputs.attempts)), encoding="utf-8")
    (work / "focus.json").write_text(json.dumps([focus.read().document()], ensure_ascii=False), encoding="utf-8")
    observations.write_parquet(observations.rows_frame([]).assign(part=pd.Categorical([])), work / "nothing.parquet")
    next_steps.require_public_links(REFERENCE / "next_step.csv")
    set_variable(connection, "reference", str(REFERENCE))
    set_variable(connection, "manifest", str(work))
    set_variable(connection, "month_end", inputs.month_end)
    order = build_order()
    nothing = {step.name.removeprefix("stg_"): () for step in order if step.layer == "staging"}
    for name, paths in (nothing | dict(inputs.staged) | {"before": inputs.before, "after": inputs.after}).items():
        set_variable(connection, f"staged_{name}", [str(path) for path in paths or (work / "nothing.parquet",)])
    for step in order:
        on_step(step.name)
        if step.layer == "closing":
            close_cells(connection, work, inputs.already_closed)
        elif step.layer == "estimate":
            if inputs.already_closed:
                tables.take_over(connection, inputs.estimates, work)
            else:
                tables.compute(connection, work)
        else:
            connection.execute(read_sql(step.layer, step.name))
    results = run_checks(connection, on_step)
    keep_checks(connection, results, work)
    set_variable(connection, "code", inputs.code)
    connection.execute(read_sql("published", "built_with"))
    for name, kind in connection.execute(read_sql("published", "staging")).fetchall():
        connection.execute(f'drop {kind} "{name}"')
    connection.execute("checkpoint")
    return results
