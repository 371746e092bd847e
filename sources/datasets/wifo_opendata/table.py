"""Read a municipal CSV by its contract, and by nothing else."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import difflib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sources.datasets.wifo_opendata.contracts import Dataset, Series
from sources.errors import BadContent, LayoutChanged
from sources.files import german
from sources.files.german import Value
from sources.files.workbook import Grid, column_letter, heading
from sources.records import Flag

ID = "wifo_opendata"
DELIMITERS = ";,\t"
_HEAD = 1 << 16  # characters the headings stand in
_MARKS: Mapping[str, Value] = {
    "nothing": (0.0, Flag.OK),
    "unknown": (None, Flag.UNKNOWN),
    "secret": (None, Flag.SECRET),
    "not_applicable": (None, Flag.NOT_APPLICABLE),
}
_PLAIN = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure of a file."""

    start: str
    period: str
    series: Series
    label: str
    value: float | None
    flag: Flag
    row: int  # line in the file where the row begins
    column: str


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row by heading."""

    number: int
    cells: Mapping[str, str]
    name: str

    def where(self, column: str) -> str:
        at = list(self.cells).index(column) + 1
        return f"{self.name}, row {self.number}, column {column_letter(at)} ({column!r})"


def fits(text: str, dataset: Dataset) -> bool:
    """Say whether a text begins with exactly the headings of a contract."""
    return any(_headings(text, one) == [heading(text) for text in dataset.headings] for one in DELIMITERS)


def readings(text: str, dataset: Dataset, name: str) -> list[Reading]:
    """Return the figures of a file, by date and series.

    Raises LayoutChanged for headings and series that are not as in the contract, BadContent for a cell that cannot be.
    """
    rows = list(_rows(text, dataset, name))
    if not rows:
        raise BadContent(f"{name}: headings, but no rows.")
    found = list(_LAYOUTS[dataset.layout](rows, dataset))
    if not found:
        raise LayoutChanged(ID, f"{name}, rows", f"{dataset.title}: at least one figure", "none")
    return sorted(found, key=lambda one: (one.start, one.label, one.row))


def _headings(text: str, delimiter: str) -> list[str]:
    """Return the first record's cells; of a file that is no such table, what comes out of it."""
    try:
        cells = [heading(cell) for cell in next(csv.reader(io.StringIO(text[:_HEAD], newline=""), delimiter=delimiter))]
    except (csv.Error, StopIteration):
        return []
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _rows(text: str, dataset: Dataset, name: str) -> Iterator[_Row]:
    wanted = [heading(one) for one in dataset.headings]
    found = {one: _headings(text, one) for one in DELIMITERS}
    exact = [one for one in DELIMITERS if found[one] == wanted]
    if not exact:
        best = max(found.values(), key=lambda cells: (len(set(cells) & set(wanted)), len(cells)))
        Grid(ID, name, [best]).require_headings(1, wanted)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=exact[0], strict=True)
    above: dict[str, str] = {}
    try:
        next(reader)
        start = reader.line_num + 1
        for cells in reader:
            number, start = start, reader.line_num + 1
            stripped = [german.strip(cell) for cell in cells]
            while stripped and not stripped[-1] and len(stripped) > len(wanted):
                stripped.pop()
            if not any(stripped):
                continue
            if len(stripped) != len(wanted):
                raise BadContent(
                    f"{name}, row {number}: {len(stripped)} cells under {len(wanted)} headings. A separator inside an "
                    "unquoted text, or a note below the table? Ask the publisher, or mend the file."
                )
            row = dict(zip(wanted, stripped, strict=True))
            for column in dataset.fill_down:
                row[column] = row[column] or above.get(column, "")
            above = row
            yield _Row(number, row, name)
    except csv.Error as error:
        raise BadContent(f"{name}, line {reader.line_num}: {error}. Fetch the file again.") from error


# Layouts


def _wide(rows: list[_Row], dataset: Dataset) -> Iterator[Reading]:
    read = [one for one in dataset.headings if one not in (*dataset.date.columns, *dataset.ignored)]
    missing = sorted(set(read) ^ set(dataset.series))
    if missing:
        raise LayoutChanged(ID, f"contract {dataset.id}", "a series for each column", missing)
    for row in rows:
        start, period = _date(row, dataset)
        values = {column: _value(row, column, dataset, dataset.series[column].unit) for column in read}
        values = _checked(row, values, start, dataset)
        for column, (value, flag) in values.items():
            series = dataset.series[column]
            yield Reading(start, period, series, series.label, value, flag, row.number, _letter(dataset, column))


def _long(rows: list[_Row], dataset: Dataset) -> Iterator[Reading]:
    for row in rows:
        name = heading(row.cells[dataset.name])
        if name in dataset.ignored:
            continue
        if name not in dataset.series:
            near = difflib.get_close_matches(name, dataset.series, 3, 0.5) or sorted(dataset.series)
            raise LayoutChanged(ID, row.where(dataset.name), f"one of {near}", name)
        start, period = _date(row, dataset)
        series = dataset.series[name]
        value, flag = _value(row, dataset.value, dataset, series.unit)
        letter = _letter(dataset, dataset.value)
        yield Reading(start, period, series, series.label, value, flag, row.number, letter)


def _years(rows: list[_Row], dataset: Dataset) -> Iterator[Reading]:
    series = dataset.series["*"]
    for row in rows:
        label = heading(row.cells[dataset.name])[:200]
        if label in dataset.ignored:
            continue
        if not label:
            raise BadContent(f"{row.where(dataset.name)}: empty where a name should be.")
        for column in dataset.date.columns:
            value, flag = _value(row, column, dataset, series.unit)
            start = f"{german.year(column, row.where(column))}-01-01"
            yield Reading(start, "Y", series, label, value, flag, row.number, _letter(dataset, column))


def _count(rows: list[_Row], dataset: Dataset) -> Iterator[Reading]:
    count = dataset.count
    dates = {_date(row, dataset) for row in rows}
    if len(dates) != 1:
        days = sorted(start for start, _ in dates)
        raise BadContent(f"{rows[0].name}: {len(dates)} dates in one list ({days[0]} to {days[-1]}), one was expected.")
    counted = [row for row in rows if row.cells[count.column] == count.value]
    if not counted:
        found = sorted({row.cells[count.column] for row in rows})[:8]
        raise LayoutChanged(ID, f"{rows[0].name}, column {count.column!r}", count.value, found)
    keys = {row.cells[count.distinct] for row in counted}
    if "" in keys:
        raise BadContent(f"{rows[0].name}: a row without {count.distinct!r}.")
    series = dataset.series[count.value]
    start, period = dates.pop()
    letter = _letter(dataset, count.column)
    yield Reading(start, period, series, series.label, float(len(keys)), Flag.OK, counted[0].number, letter)


_LAYOUTS = {"wide": _wide, "long": _long, "years": _years, "count": _count}


# Cells


def _letter(dataset: Dataset, column: str) -> str:
    return column_letter([heading(one) for one in dataset.headings].index(column) + 1)


def _value(row: _Row, column: str, dataset: Dataset, unit: str) -> Value:
    where, text = row.where(column), row.cells[column]
    marks = {mark: _MARKS[meaning] for mark, meaning in dataset.marks.items()}
    if text in marks:
        return marks[text]
    if dataset.numbers == "plain":
        if not _PLAIN.fullmatch(text):
            raise BadContent(f"{where}: {text!r} is neither a number such as 1234.5 nor one of {sorted(marks)}.")
        value = float(text)
    else:
        value, _ = german.number(text, where, marks={}, percent=unit == "Prozent")
    if unit != "Prozent" and not value.is_integer():
        raise BadContent(f"{where}: {text!r} is no whole number of {unit}. Is the point or comma for thousands?")
    if value < 0:
        raise BadContent(f"{where}: a negative count {text!r}.")
    return value, Flag.OK


def _checked(row: _Row, values: dict[str, Value], start: str, dataset: Dataset) -> dict[str, Value]:
    """Compare a total with its parts; in a period known to break the rule the total is uncertain."""
    total = dataset.total
    if total is None:
        return values
    unit, value = dataset.series[total.column].unit, values[total.column][0]
    parts = [_value(row, one, dataset, unit)[0] for one in total.parts]
    if value is None or None in parts or sum(parts) == value:
        return values
    if not any(start.startswith(one) for one in total.exceptions):
        raise BadContent(
            f"{row.where(total.column)}: total {value:g}, but its {len(parts)} parts sum to {sum(parts):g}. Ask the "
            "publisher which is right; a slip that stays is named in sources/wifo_opendata.toml (exceptions)."
        )
    return {**values, total.column: (value, Flag.UNCERTAIN)}


def _date(row: _Row, dataset: Dataset) -> tuple[str, str]:
    columns = dataset.date.columns
    texts, where = [row.cells[one] for one in columns], row.where(columns[0])
    form, text = dataset.date.form, texts[0]
    if form == "year":
        return f"{german.year(text, where)}-01-01", "Y"
    if form == "year-month":
        return f"{german.year(text, where)}-{_month(texts[1], row.where(columns[1])):02d}-01", "M"
    if form == "german-month":
        return f"{german.month(text, where)}-01", "M"
    if form == "month" and re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", text):
        return f"{text}-01", "M"
    if form == "german-day" and re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{4}", text):
        return german.date(text, where).isoformat(), "D"
    if form in ("day", "month-end") and re.fullmatch(r"(19|20)\d\d-\d\d-\d\d", text):
        day = _iso(text, where)
        if form == "day":
            return day.isoformat(), "D"
        if day.day == calendar.monthrange(day.year, day.month)[1]:
            return day.replace(day=1).isoformat(), "M"
        raise BadContent(f"{where}: {text} is not the last day of its month, which this series is counted on.")
    raise BadContent(f"{where}: {text!r} is no date of the form {form!r}.")


def _iso(text: str, where: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadContent(f"{where}: there is no day {text!r}.") from None


def _month(text: str, where: str) -> int:
    if re.fullmatch(r"0?[1-9]|1[0-2]", text):
        return int(text)
    return int(german.month(f"{text} 2000", where)[-2:])
