"""Build the warehouse of an edition: SQL layer by layer, checks, and the marts that reports read.

The file is built under `<edition>.duckdb.building` and renamed when every check that must hold holds, so that a
reader never sees half a warehouse. Hand-over from staging is Parquet only.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from sources import next_steps
from sources.kit import observations
from transforms import estimates, focus
from transforms.edition import reference_hash
from transforms.regions import REFERENCE
from transforms.secrecy import BELOW, closed_cells

SQL = Path(__file__).resolve().parent / "sql"
CORE_ORDER = (
    "dim_region",
    "dim_membership",
    "dim_occupation",
    "dim_country",
    "dim_indicator",
    "dim_overlap",
    "fct_observation",
    "dim_period",
    "fct_region_occupation",
    "fct_gap",
    "fct_official",
    "fct_recognition",
    "fct_recognition_origin",
    "fct_month",
    "fct_land_month",
    "fct_evidence",
    "fct_initiative",
    "dim_focus",
    "dim_covered",
    "dim_potential",
)
FIGURE_ORDER = (
    "gap_vacancy",
    "region_measure",
    "region_headline",
    "region_shortage",
    "region_series",
    "land_official",
)
MART_ORDER = (
    "region_estimate",
    "region_shown",
    "official_count",
    "shortage_recognition",
    "recognition_group",
    "recognition_aggregate",
    "recognition_member",
    "shortage_origin",
    "recognition_series",
    "source_state",
    "source_status",
    "region_month",
    "land_vacancy_time",
    "region_chamber",
    "region_places",
    "region_report",
    "region_context",
    "region_register",
    "region_network",
    "region_gap",
    "land_recognition",
    "legal_pointer",
    "revision",
)
SAMPLE_ROWS = 5
CODE = ("warehouse", "secrecy", "estimates", "shortage", "validation", "focus")  # modules a warehouse is made by


@dataclass(frozen=True, slots=True)
class CheckResult:
    name: str
    severity: str  # "fail" or "warn"
    question: str  # what the check asks, its first comment line
    rows: int
    sample: tuple[str, ...]


class CheckFailed(Exception):
    """A check that must hold does not; nothing was published."""

    def __init__(self, failed: Sequence[CheckResult]) -> None:
        self.failed = tuple(failed)
        lines = [f"{c.name}: {c.rows} rows ({c.question}) e.g. {'; '.join(c.sample[:2])}" for c in failed]
        super().__init__("the warehouse fails its checks, nothing was published:\n  " + "\n  ".join(lines))


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


def open_marts(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a published warehouse for reports: read-only, no file or network access from SQL."""
    connection = duckdb.connect(str(path), read_only=True)
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


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
    _set(connection, "reference", str(REFERENCE))
    _set(connection, "manifest", str(work))
    _set(connection, "month_end", inputs.month_end)
    layers = sorted(path.stem for path in (SQL / "staging").glob("*.sql"))
    given = dict(inputs.staged) | {"before": inputs.before, "after": inputs.after}
    for name, paths in ({layer.removeprefix("stg_"): () for layer in layers} | given).items():
        _set(connection, f"staged_{name}", [str(path) for path in paths or (work / "nothing.parquet",)])
    for name in layers:
        on_step(name)
        connection.execute(_sql("staging", name))
    for name in CORE_ORDER:
        on_step(name)
        connection.execute(_sql("core", name))
    on_step("closed_cell")
    _close_cells(connection, work, inputs.already_closed)
    for name in FIGURE_ORDER:
        on_step(name)
        connection.execute(_sql("marts", name))
    on_step("estimate")
    if inputs.already_closed:
        estimates.take_over(connection, inputs.estimates, work)
    else:
        estimates.compute(connection, work)
    for name in MART_ORDER:
        on_step(name)
        connection.execute(_sql("marts", name))
    results = run_checks(connection, on_step)
    _keep_checks(connection, results, work)
    connection.execute("create table built_with as select ? as code", [inputs.code])
    for name, kind in connection.execute(
        "select table_name, table_type from information_schema.tables where starts_with(table_name, 'stg_') "
        "order by table_type desc"
    ).fetchall():
        connection.execute(f'drop {"view" if kind == "VIEW" else "table"} "{name}"')
    connection.execute("checkpoint")
    return results


def _set(connection: duckdb.DuckDBPyConnection, name: str, value: object) -> None:
    connection.execute(f"set variable {name} = ?", [value])


def _sql(layer: str, name: str) -> str:
    return (SQL / layer / f"{name}.sql").read_text(encoding="utf-8")


def _close_cells(connection: duckdb.DuckDBPyConnection, work: Path, already_closed: bool) -> None:
    """Write `closed_cell`: which figures of the two newest years carry no value from the marts on.

    Of vacancies and unemployed of earlier years too: their ratios are printed, and an edition of then printed counts.
    """
    connection.execute(
        "create table closed_cell "
        "(region_id varchar, occupation_id varchar, measure varchar, year smallint, reason varchar)"
    )
    if already_closed:
        return
    compositions = _compositions(connection)
    parts = []
    for measure, year, figures in _figures(connection):
        state = closed_cells(dict(zip(figures.index, figures.to_numpy(), strict=True)), compositions)
        closed = np.stack([state[region] for region in figures.index]) > 0
        at_region, at_occupation = np.nonzero(closed)
        small = figures.to_numpy()[at_region, at_occupation]
        parts.append(
            pd.DataFrame(
                {
                    "region_id": figures.index.to_numpy()[at_region],
                    "occupation_id": figures.columns.to_numpy()[at_occupation],
                    "measure": measure,
                    "year": year,
                    "reason": np.where((small > 0) & (small < BELOW), "below_3", "secret"),
                }
            )
        )
    if not parts:
        return
    path = work / "closed_cell.parquet"
    pd.concat(parts).astype({"year": "int64"}).to_parquet(path, index=False)
    connection.execute("insert into closed_cell by name select * from read_parquet(?)", [str(path)])


def _figures(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, int, pd.DataFrame]]:
    """Yield measure, year and the figures that sums are made of, regions by occupations; NaN: the publisher's secret.

    A figure the publisher does not have is in no sum, so it gives nothing away: it counts as 0.
    """
    names = ("region_id", "occupation_id", "measure")
    region_ids, occupation_ids, measures = (
        connection.execute(f"select distinct {name} from fct_region_occupation order by 1").df()[name].to_numpy()
        for name in names
    )
    numbered = ", ".join(
        f"{name}_number as (select {name}, row_number() over (order by {name}) - 1 as {name[0]} "
        f"from (select distinct {name} from fct_region_occupation))"
        for name in names
    )
    # numbers only: the texts of two million cells would take longer than everything else here
    cell = connection.execute(
        f"with {numbered} "
        "select r, o, m, f.year::integer as year, f.missing_cells > 0 as missing, "
        "coalesce(f.value, 'nan'::double) as value "
        "from fct_region_occupation f join dim_period p on p.measure = f.measure "
        "and (f.year >= p.year - 1 or f.measure in ('vacancies', 'unemployed_persons')) "
        "join region_id_number using (region_id) join occupation_id_number using (occupation_id) "
        "join measure_number on measure_number.measure = f.measure "
        "where f.occupation_id <> 'total' and not ends_with(f.measure, '_matched')"
    ).fetchnumpy()
    block = cell["m"] * 10_000 + cell["year"]
    order = np.argsort(block, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(block[order])) + 1) if len(order) else ():
        region, occupation, value = (cell[name][rows] for name in ("r", "o", "value"))
        table = np.zeros((len(region_ids), len(occupation_ids)))
        table[region, occupation] = np.where(np.isnan(value) & cell["missing"][rows], 0.0, value)
        present = np.unique(region)
        figures = pd.DataFrame(table[present], index=region_ids[present], columns=occupation_ids)
        yield measures[cell["m"][rows[0]]], int(cell["year"][rows[0]]), figures


def _compositions(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, list[str]]]:
    """Return what is printed as a sum: regions of Kreise, and Länder of the Regionalagentur regions they consist of."""
    rows = connection.execute(
        "select m.region_id, list(m.kreis_id order by m.kreis_id) "
        "from dim_membership m join dim_region r using (region_id) "
        "where r.kind in ('ra', 'land') and coalesce(r.valid_to, '') = '' group by m.region_id order by m.region_id"
    ).fetchall()
    rows += connection.execute(
        "select land_id, list(region_id order by region_id) from dim_region where kind = 'ra' "
        "group by land_id order by land_id"
    ).fetchall()
    return rows


@cache
def code_hash() -> str:
    """Hash everything a warehouse is made by, beside its inputs: SQL, the modules of `CODE`, reference tables."""
    digest = hashlib.sha256(reference_hash().encode())
    here = Path(__file__).resolve().parent
    queries = [path for path in sorted(SQL.rglob("*.sql")) if path.parent.name != "diff"]  # those only read warehouses
    for path in [*queries, *(here / f"{name}.py" for name in CODE)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def stored_checks(connection: duckdb.DuckDBPyConnection) -> list[CheckResult]:
    """Return the results of the checks that the warehouse was published with."""
    rows = connection.execute(
        "select name, severity, question, rows, sample from check_result order by name"
    ).fetchall()
    return [
        CheckResult(name, severity, question, count, tuple(sample)) for name, severity, question, count, sample in rows
    ]


def _keep_checks(connection: duckdb.DuckDBPyConnection, results: Sequence[CheckResult], work: Path) -> None:
    path = work / "checks.json"
    path.write_text(json.dumps([asdict(result) for result in results]), encoding="utf-8")
    connection.execute(
        "create table check_result as select * from read_json(?, format = 'array', columns = "
        "{name: 'varchar', severity: 'varchar', question: 'varchar', rows: 'bigint', sample: 'varchar[]'})",
        [str(path)],
    )


def run_checks(
    connection: duckdb.DuckDBPyConnection, on_step: Callable[[str], None] = lambda step: None
) -> list[CheckResult]:
    """Run every check query; a check finds nothing when all is well."""
    results = []
    for path in sorted((SQL / "checks").glob("*.sql")):
        on_step(path.stem)
        text = path.read_text(encoding="utf-8")
        cursor = connection.execute(text)
        names = [column[0] for column in cursor.description]
        found = cursor.fetchall()
        sample = tuple(", ".join(f"{n}={v}" for n, v in zip(names, row, strict=True)) for row in found[:SAMPLE_ROWS])
        question = text.splitlines()[0].removeprefix("-- ")
        results.append(CheckResult(path.stem, path.stem.split("_")[0], question, len(found), sample))
    return results
