"""The long table: schema, keys, expectations, Parquet."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pyarrow.parquet as parquet
import pytest

from sources import observations
from sources.contract import Expect
from sources.datasets.ba_engpassanalyse.source import SOURCE
from sources.errors import BadContent
from sources.records import OBSERVATION_COLUMNS, Recognition

ROWS = [
    ("05911", "2024-01-01", "Y", "vacancies", "262", "", "", 10.0, "ok", "S", 1, "A", ""),
    ("05911", "2025-01-01", "Y", "vacancies", "262", "", "", 12.0, "ok", "S", 2, "A", ""),
    ("05911", "2025-01-01", "Y", "unemployed_persons", "262", "sex=women", "", None, "secret", "S", 2, "B", ""),
]
RECOGNITION = Recognition("part", "Tabelle", "2024-2025", dt.date(2026, 5, 1))


def source(**expect):
    wanted = Expect(**({"rows": (1, 10)} | expect))
    return dataclasses.replace(SOURCE, id="source", expect=lambda part: wanted)


def frame(*rows):
    return observations.rows_frame(list(rows or ROWS))


def with_(original, /, **changes):
    names = list(OBSERVATION_COLUMNS)
    return tuple(changes.get(name, value) for name, value in zip(names, original, strict=True))


def check(table, previous=None, recognition=RECOGNITION, **expect):
    observations.check(table, source(**expect), recognition, previous)


def test_a_good_table_passes():
    table = frame()
    check(table, regions=(1, 1), indicators=frozenset({"vacancies", "unemployed_persons"}), values=(0, 100))
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == OBSERVATION_COLUMNS


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"flag": "secret"}, "value must be present exactly"),
        ({"value": None}, "value must be present exactly"),
        ({"flag": "geheim"}, "flag must be a Flag"),
        ({"period": "W"}, "period must be D, M, Q or Y"),
        ({"occupation_id": "26 2"}, "occupation_id must match"),
        ({"region_id": ""}, "region_id must match"),
        ({"group_id": "women"}, "group_id must match"),
        ({"indicator_id": "Stellen"}, "indicator_id must match"),
        ({"row": 0}, "row"),
        ({"sheet": ""}, "sheet must match"),
        ({"detail": "who"}, "detail must match"),
        ({"period_start": "2025-02-01"}, "no first day of a period 'Y'"),
        ({"period_start": "2025"}, "no first day of a period 'Y'"),
        ({"period_start": "2027-01-01"}, "cannot lie in the future"),
        ({"period_start": "2023-01-01"}, "outside the file's period 2024-2025"),
        ({"period": "Q", "period_start": "2025-02-01"}, "no first day of a period 'Q'"),
    ],
)
def test_broken_rows_are_named(changes, word):
    with pytest.raises(BadContent, match=word):
        check(frame(ROWS[1], with_(ROWS[0], **changes)))


def test_missing_and_moved_columns():
    for table in (frame().drop(columns="label"), frame()[list(reversed(OBSERVATION_COLUMNS))]):
        with pytest.raises(BadContent, match="breaks the contract"):
            check(table)


def test_wrong_type():
    table = frame()
    table["value"] = table["value"].astype("float32")
    with pytest.raises(BadContent, match="value"):
        check(table)


def test_duplicates_name_their_cells():
    same, other = with_(ROWS[0], row=7, column="C"), with_(ROWS[1], row=9, value=13.0)
    with pytest.raises(BadContent) as raised:
        check(frame(*ROWS, same, other))
    for word in ("2 observations", "1 with different", "equal: 05911", "S!A1 = 10, S!C7 = 10", "S!A2 = 12, S!A9 = 13"):
        assert word in str(raised.value)


def test_label_group_and_part_of_the_key_differ():
    check(frame(*ROWS, with_(ROWS[0], label="Fk+Sp"), with_(ROWS[0], group_id="sex=men")))


def test_keys_survive_more_combinations_than_an_integer_holds():
    rows = [with_(ROWS[0], **dict.fromkeys(observations.KEY[3:], f"x{number}")) for number in range(300)]
    table = frame(*rows, *rows[:2])
    for name in observations.KEY:
        spare = [f"y{number}" for number in range(3000)]
        table[name] = table[name].cat.add_categories(spare)
    assert pd.Series(observations.key_codes(table)).duplicated(keep=False).sum() == 4


@pytest.mark.parametrize(
    ("expect", "word"),
    [
        ({"rows": (4, 10)}, "3 observations, expected 4 to 10"),
        ({"regions": (2, 5)}, "1 regions, expected 2 to 5"),
        ({"indicators": frozenset({"vacancies", "rate"})}, r"missing \['rate'\], unexpected \['unemployed_persons'\]"),
        ({"values": (0, 11)}, r"1 values outside 0 to 11: S!A2 = 12"),
    ],
)
def test_expectations(expect, word):
    with pytest.raises(BadContent, match=word):
        check(frame(), **expect)


def test_against_the_previous_file():
    table = frame()
    previous = observations.summary(table)
    assert previous["indicators"]["vacancies"] == {"rows": 2, "sum": 12.0}
    check(table, previous)
    with pytest.raises(BadContent, match="33 % lost"):
        check(frame(*ROWS[1:]), previous)
    with pytest.raises(BadContent, match=r"went from 12 to 12,000.*changed unit"):
        check(frame(ROWS[0], with_(ROWS[1], value=12000.0), ROWS[2]), previous, values=(0, 1e6))
    with pytest.raises(BadContent, match="went from 12 to 0"):
        check(frame(ROWS[0], with_(ROWS[1], value=0.12), ROWS[2]), previous)
    with pytest.raises(BadContent, match="unemployed_persons stood in the last file"):
        check(frame(ROWS[0], ROWS[1], with_(ROWS[1], label="x")), previous)


def test_parquet_is_the_same_bytes_and_text(tmp_path):
    observations.write_parquet(frame(), tmp_path / "a.parquet")
    observations.write_parquet(frame(), tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert not list(tmp_path.glob("*.tmp"))
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.column_names == list(OBSERVATION_COLUMNS)
    rows = [tuple(row.values()) for row in table.to_pylist()]
    assert rows == ROWS


def test_concatenation_keeps_categories():
    table = observations.concat([frame(ROWS[0]), frame(ROWS[1], ROWS[2])])
    assert table.equals(frame())
