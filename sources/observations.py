"""The one table every source ends in: its schema, its expectations, its Parquet form."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pyarrow as arrow
import pyarrow.parquet as parquet

from sources.contract import Source
from sources.errors import BadContent
from sources.records import OBSERVATION_COLUMNS, WITH_VALUE, Flag, Recognition
from sources.reference import codes as known

KEY = ("region_id", "period_start", "period", "indicator_id", "occupation_id", "group_id", "label")

_PERIOD = {
    "D": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
    "Y": re.compile(r"\d{4}-01-01"),
    "Q": re.compile(r"\d{4}-(01|04|07|10)-01"),
    "M": re.compile(r"\d{4}-(0[1-9]|1[0-2])-01"),
}
_PATTERN = {
    "region_id": r"[A-Za-z0-9-]{2,20}",
    "indicator_id": r"[a-z][a-z0-9_]*",
    "occupation_id": r"\d{1,5}|[A-Za-z][A-Za-z0-9_-]*",
    "group_id": r"|[a-z_]+=[^;=]+(;[a-z_]+=[^;=]+)*",
    "sheet": r".+",
    "column": r".+",
    "detail": r"|\{.*\}",
}


def _text(pattern: str | None, name: str) -> pa.Column:
    checks = []
    if pattern is not None:
        compiled = re.compile(pattern)
        checks = [
            pa.Check(
                lambda series: all(compiled.fullmatch(str(one)) for one in series.cat.categories),
                error=f"{name} must match {pattern}",
            )
        ]
    return pa.Column(pd.CategoricalDtype, checks=checks, nullable=False, required=True)


#: Checked on the categories, not on the rows: 4.4 million rows hold a few hundred different texts.
SCHEMA = pa.DataFrameSchema(
    {
        name: _text(_PATTERN.get(name), name)
        if dtype == "category"
        else pa.Column(dtype, nullable=name == "value", checks=[pa.Check.ge(1)] if name == "row" else [])
        for name, dtype in OBSERVATION_COLUMNS.items()
    }
    | {
        "period": pa.Column(
            pd.CategoricalDtype,
            pa.Check(lambda series: set(series.cat.categories) <= set(_PERIOD), error="period must be D, M, Q or Y"),
        ),
        "flag": pa.Column(
            pd.CategoricalDtype,
            pa.Check(
                lambda series: set(series.cat.categories) <= {str(flag) for flag in Flag}, error="flag must be a Flag"
            ),
        ),
    },
    strict=True,
    ordered=True,
    checks=[
        pa.Check(
            lambda frame: bool((frame["value"].notna() == has_value(frame)).all()),
            error="a value must be present exactly when the flag says so",
        )
    ],
)


def has_value(frame: pd.DataFrame) -> pd.Series:
    """Return for each row whether its flag promises a value."""
    with_value = {str(flag) for flag in WITH_VALUE}
    by_code = np.array([str(one) in with_value for one in frame["flag"].cat.categories] or [False])
    return pd.Series(by_code[frame["flag"].cat.codes.to_numpy()], index=frame.index)


def frame_of(columns: Mapping[str, Any]) -> pd.DataFrame:
    """Build the long table from columns or constants: right order, right types, categories sorted and all in use.

    `detail` may be left out: figures have none.
    """
    length = next(
        len(column) for column in columns.values() if not isinstance(column, str) and hasattr(column, "__len__")
    )
    data = {}
    for name, dtype in OBSERVATION_COLUMNS.items():
        column = columns.get(name, "") if name == "detail" else columns[name]
        if dtype == "category":
            data[name] = _categorical(column, length)
        else:
            data[name] = np.asarray(column, dtype=dtype)
    return pd.DataFrame(data)


def rows_frame(rows: list[tuple]) -> pd.DataFrame:
    """Build the long table from tuples in the order of OBSERVATION_COLUMNS, `detail` or not."""
    names = list(OBSERVATION_COLUMNS)[: len(rows[0]) if rows else None]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return frame_of({name: list(column) for name, column in zip(names, columns, strict=True)})


def concat(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put long tables below each other without losing their categories."""
    data: dict[str, Any] = {}
    for name, dtype in OBSERVATION_COLUMNS.items():
        columns = [frame[name] for frame in frames]
        if dtype == "category":
            data[name] = pd.api.types.union_categoricals(
                [column.cat.remove_unused_categories() for column in columns], sort_categories=True
            )
        else:
            data[name] = np.concatenate([column.to_numpy() for column in columns])
    return pd.DataFrame(data)


def _categorical(column: Any, length: int) -> pd.Categorical:
    if isinstance(column, str):
        return pd.Categorical.from_codes(np.zeros(length, dtype=np.int8), categories=[str(column)])
    if isinstance(column, pd.Categorical):
        result = column
    elif isinstance(column, pd.Series) and isinstance(column.dtype, pd.CategoricalDtype):
        result = column.array
    else:
        result = pd.Categorical([str(one) for one in column])
    result = result.remove_unused_categories()
    return result.reorder_categories(sorted(result.categories))


def check(
    frame: pd.DataFrame, source: Source, recognition: Recognition, previous: Mapping[str, Any] | None = None
) -> None:
    """Raise BadContent unless the table is well-formed and looks like the part it is said to be.

    `previous` is the `summary` of the part's last snapshot: too many rows lost, or a sum that jumped, is an error.
    """
    what = f"{source.id}, {recognition.what}"
    try:
        SCHEMA.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases[["column", "check"]].drop_duplicates().astype(str)
        lines = [f"  {row['column']}: {row['check']}" for _, row in cases.head(10).iterrows()]
        raise BadContent(
            f"{what}: the parsed table breaks the contract of observations:\n" + "\n".join(lines)
        ) from None
    except pa.errors.SchemaError as error:
        raise BadContent(f"{what}: the parsed table breaks the contract of observations: {error}") from None
    _check_periods(frame, recognition, what)
    _check_duplicates(frame, what)
    _check_expectations(frame, source, recognition, what)
    if previous is not None:
        _check_against(frame, source, recognition, previous, what)


def place(frame: pd.DataFrame, position: int) -> str:
    """Name the source cell of a row of the long table."""
    row = frame.iloc[position]
    return f"{row['sheet']}!{row['column']}{row['row']}"


def _check_periods(frame: pd.DataFrame, recognition: Recognition, what: str) -> None:
    pairs = frame[["period_start", "period"]].drop_duplicates()
    # a monthly file also holds earlier months to compare with
    monthly = re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", recognition.period)
    first, last = ("0000" if monthly else recognition.period[:4]), recognition.period[0 if monthly else -4 :][:4]
    for position, (start, period) in zip(pairs.index, pairs.itertuples(index=False), strict=True):
        if not _PERIOD[period].fullmatch(start):
            raise BadContent(f"{what}: {place(frame, position)}: {start!r} is no first day of a period {period!r}.")
        if recognition.issued is not None and start > recognition.issued.isoformat():
            raise BadContent(
                f"{what}: {place(frame, position)}: period from {start}, but the file is of {recognition.issued}. "
                "A published figure cannot lie in the future: check the year in the file."
            )
        if first.isdigit() and not first <= start[:4] <= last:
            raise BadContent(
                f"{what}: {place(frame, position)}: {start[:4]} lies outside the file's period {recognition.period}."
            )


def key_codes(frame: pd.DataFrame) -> np.ndarray:
    """Return one integer per row that is equal exactly for equal keys."""
    codes = np.zeros(len(frame), dtype=np.int64)
    span = 1
    for name in KEY:
        size = max(len(frame[name].cat.categories), 1)
        if span > np.iinfo(np.int64).max // size:
            codes, span = np.unique(codes, return_inverse=True)[1].astype(np.int64), len(frame)
        codes = codes * size + frame[name].cat.codes.to_numpy().astype(np.int64)
        span *= size
    return codes


def _check_duplicates(frame: pd.DataFrame, what: str) -> None:
    codes = pd.Series(key_codes(frame))
    repeated = codes.duplicated(keep=False).to_numpy()
    if not repeated.any():
        return
    twins = frame[repeated].assign(_key=codes[repeated].to_numpy(), _at=np.flatnonzero(repeated))
    lines, conflicts = [], 0
    for number, (_, group) in enumerate(twins.groupby("_key", sort=False)):
        equal = group["value"].nunique(dropna=False) == 1 and group["flag"].astype(str).nunique() == 1
        conflicts += not equal
        if number < 5:
            row = group.iloc[0]
            key = ", ".join(f"{row[name]}" for name in KEY if str(row[name]))
            cells = ", ".join(
                f"{place(frame, at)} = {value:g}" for at, value in zip(group["_at"], group["value"], strict=True)
            )
            lines.append(f"  {'equal' if equal else 'conflicting'}: {key}: {cells}")
    total = twins["_key"].nunique()
    raise BadContent(
        f"{what}: {total} observations stand more than once in the file, {conflicts} with different values. "
        "Remove the duplicates in the source or ask the publisher.\n" + "\n".join(lines)
    )


def _check_expectations(frame: pd.DataFrame, source: Source, recognition: Recognition, what: str) -> None:
    expect = source.expect(recognition.part)
    low, high = expect.rows
    if not low <= len(frame) <= high:
        raise BadContent(f"{what}: {len(frame):,} observations, expected {low:,} to {high:,}. Is the file complete?")
    regions = _used(frame["region_id"])
    low, high = expect.regions
    if not low <= len(regions) <= high:
        raise BadContent(f"{what}: {len(regions)} regions, expected {low} to {high}. Is the file complete?")
    if expect.every_kreis:
        newest = frame["period_start"] == max(_used(frame["period_start"]))
        here = set(_used(frame.loc[newest, "region_id"]))
        lost = [f"{code} {name}" for code, name in known.kreise().names.items() if code not in here]
        if lost:
            raise BadContent(
                f"{what}: no rows for {len(lost)} Kreise in the newest period: {', '.join(lost[:10])}. "
                "Ask the publisher for the complete file, or mend data/reference/region.csv if borders changed."
            )
    indicators = _used(frame["indicator_id"])
    if expect.indicators and set(indicators) != expect.indicators:
        missing, extra = sorted(expect.indicators - set(indicators)), sorted(set(indicators) - expect.indicators)
        raise BadContent(f"{what}: indicators missing {missing}, unexpected {extra}.")
    low, high = expect.values
    values = frame["value"].to_numpy()
    outside = np.flatnonzero((values < low) | (values > high) | np.isinf(values))
    if len(outside):
        cells = ", ".join(f"{place(frame, at)} = {values[at]:g}" for at in outside[:5])
        raise BadContent(f"{what}: {len(outside)} values outside {low:g} to {high:g}: {cells}.")


def _check_against(
    frame: pd.DataFrame, source: Source, recognition: Recognition, previous: Mapping[str, Any], what: str
) -> None:
    expect, now = source.expect(recognition.part), summary(frame)
    lost = 100 * (1 - now["rows"] / previous["rows"]) if previous["rows"] else 0.0
    if lost > expect.max_lost_rows_pct:
        raise BadContent(
            f"{what}: {now['rows']:,} observations, the last file had {previous['rows']:,} ({lost:.0f} % lost, at most "
            f"{expect.max_lost_rows_pct:g} % are accepted). Is the file complete?"
        )
    gone = sorted(set(previous["indicators"]) - set(now["indicators"]))
    if gone:
        raise BadContent(f"{what}: {', '.join(gone)} stood in the last file and are missing.")
    for indicator, old in previous["indicators"].items():
        new = now["indicators"][indicator]
        change = 100 * abs(new["sum"] - old["sum"]) / abs(old["sum"]) if old["sum"] else 0.0
        if change > expect.max_total_change_pct:
            raise BadContent(
                f"{what}: the sum of {indicator} went from {old['sum']:,.0f} to {new['sum']:,.0f} ({change:.0f} %, at "
                f"most {expect.max_total_change_pct:g} % are accepted). A changed unit (persons, thousands, percent)?"
            )


def summary(frame: pd.DataFrame) -> dict[str, Any]:
    """Return what the next file of the part is compared with: rows, regions, rows and sum of each indicator.

    Sums are taken over the newest period alone, so that a file with one more year can be compared.
    """
    newest = max(_used(frame["period_start"]), default="")
    codes = frame["indicator_id"].cat.codes.to_numpy()
    names = list(frame["indicator_id"].cat.categories)
    latest = (frame["period_start"] == newest).to_numpy()
    values = np.where(latest, np.nan_to_num(frame["value"].to_numpy()), 0.0)
    rows = np.bincount(codes, minlength=len(names))
    sums = np.bincount(codes, weights=values, minlength=len(names))
    return {
        "rows": len(frame),
        "regions": len(_used(frame["region_id"])),
        "newest": newest,
        "indicators": {
            name: {"rows": int(rows[at]), "sum": round(float(sums[at]), 6)} for at, name in enumerate(names) if rows[at]
        },
    }


def _used(column: pd.Series) -> list[str]:
    return [str(one) for one in column.cat.remove_unused_categories().cat.categories]


def write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Write the long table, with `part` where staging added it: fixed order of columns, zstd, dictionaries.

    Equal tables give equal bytes.
    """
    columns = OBSERVATION_COLUMNS | {name: "category" for name in frame.columns if name not in OBSERVATION_COLUMNS}
    kinds = {"category": arrow.dictionary(arrow.int32(), arrow.string()), "float64": arrow.float64()}
    fields = [
        arrow.field(name, kinds.get(dtype, arrow.int32()), nullable=name == "value") for name, dtype in columns.items()
    ]
    table = arrow.Table.from_pandas(frame[list(columns)], preserve_index=False)
    arrays = [table.column(field.name).combine_chunks().cast(field.type) for field in fields]
    table = arrow.Table.from_arrays(arrays, schema=arrow.schema(fields))
    building = path.with_name(path.name + ".tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    parquet.write_table(table, building, compression="zstd", use_dictionary=True, store_schema=True, version="2.6")
    os.replace(building, path)
