"""Unemployed, vacancies and employees by Kreis, KldB 2010 3-digit group and year: a special evaluation of the BA.

Published as R data frames in the package RegioHub/badata. Unemployed and vacancies are annual means (fractions are
n/12); employees are the stock of 30 June, kept with the period of its year. No requirement level, helpers included.
An agency that orders its own evaluation may hand in a plain CSV or XLSX: docs/sources/ba_kreis_berufe.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sources import observations
from sources.contract import Expect, Source
from sources.datasets.ba_kreis_berufe import table
from sources.errors import BadContent, LayoutChanged, SkipFile
from sources.files import rdata
from sources.files.file import PublishedFile
from sources.records import Flag, Plan, Recognition, Request
from sources.reference import codes as known

ID = "ba_kreis_berufe"

#: Vacancies the BA assigns to no Kreis, and persons without a stated target occupation.
NO_KREIS = "DE-NA"
NO_OCCUPATION = "unknown"


@dataclass(frozen=True, slots=True)
class RObject:
    """An R data frame of the publication; `measures` maps a column to indicator and group."""

    part: str
    what: str
    columns: tuple[str, ...]
    measures: Mapping[str, tuple[str, str]]


_KEYS = ("region", "occupational_group", "year")
OBJECTS = {
    "unemployed_total": RObject(
        "unemployed",
        "Arbeitslose nach Kreis und Berufsgruppe",
        (*_KEYS, "total", "women"),
        {"total": ("unemployed_persons", ""), "women": ("unemployed_persons", "sex=women")},
    ),
    "unemployed_foreigners": RObject(
        "unemployed_foreigners",
        "Arbeitslose Ausländer nach Kreis und Berufsgruppe",
        (*_KEYS, "total", "women"),
        {
            "total": ("unemployed_persons", "nationality=foreign"),
            "women": ("unemployed_persons", "nationality=foreign;sex=women"),
        },
    ),
    "jobs": RObject(
        "vacancies",
        "Gemeldete Arbeitsstellen nach Kreis und Berufsgruppe",
        (*_KEYS, "total", "social_insurance"),
        {"total": ("vacancies", ""), "social_insurance": ("vacancies_social_insurance", "")},
    ),
    "employees_by_workplace": RObject(
        "employees",
        "Beschäftigte am Arbeitsort nach Kreis und Berufsgruppe",
        (*_KEYS, "type", "group", "n"),
        {},
    ),
}
EMPLOYEE_TYPES = {"social insurance": "employees_persons", "marginal part-time": "marginal_employees_persons"}
EMPLOYEE_GROUPS = {"total": "", "foreigners": "nationality=foreign", "women": "sex=women"}
SKIPPED = {
    "occupational_group_codes": "the list of the groups, data/reference/occupation.csv is used instead",
    "region_codes": "the list of the Kreise, data/reference/region.csv is used instead",
    "employees_by_residence": "employees by residence, the briefs count them at their workplace",
}


def recognises(file: PublishedFile) -> Recognition | None:
    """Return what a file is by its R object and columns, or by the headings of a plain table.

    Raises SkipFile for the package's code lists.
    """
    if file.kind == "rda":
        return _recognise_rda(file)
    return table.recognises(file) if file.kind in ("csv", "xlsx") else None


def parse(file: PublishedFile, recognition: Recognition) -> pd.DataFrame:
    """Return the observations of one file: persons or vacancies per Kreis, group and year.

    NaN of employees is `secret` (the smallest published value is 3). NaN of unemployed, always a whole Kreis and
    year, is `unknown`. Raises BadContent for unknown codes and for values that break these rules.
    """
    if file.kind != "rda":
        return table.parse(file)
    name, spec = next((name, spec) for name, spec in OBJECTS.items() if spec.part == recognition.part)
    frame = rdata.read_frame(file, name)
    if tuple(frame.columns) != spec.columns:
        raise LayoutChanged(ID, f"R object {name!r}, columns", spec.columns, tuple(frame.columns))
    region = _region(frame["region"], name, allow_none=name == "jobs")
    occupation = _occupation(frame["occupational_group"], name)
    start = _start(frame["year"])
    if name == "employees_by_workplace":
        return _employees(frame, name, region, occupation, start)
    return _annual_means(frame, name, spec, region, occupation, start)


# R data frames


def _recognise_rda(file: PublishedFile) -> Recognition | None:
    header = rdata.read_header(file)
    if header.name in SKIPPED:
        raise SkipFile(f"{file.name}: R object {header.name!r}: known, not used ({SKIPPED[header.name]}).")
    spec = OBJECTS.get(header.name)
    if spec is None:
        return None
    if header.columns != spec.columns:
        raise LayoutChanged(ID, f"{file.name}, R object {header.name!r}, columns", spec.columns, header.columns)
    if header.years is None or not 1990 <= header.years[0] <= header.years[1] <= 2100:
        raise LayoutChanged(ID, f"{file.name}, R object {header.name!r}, column 'year'", "years", header.years)
    first, last = header.years
    period = str(first) if first == last else f"{first}-{last}"
    return Recognition(spec.part, f"{spec.what} {period.replace('-', '–')}", period)


def _region(column: pd.Series, name: str, *, allow_none: bool) -> pd.Categorical:
    codes, categories = column.cat.codes.to_numpy(), [str(one) for one in column.cat.categories]
    known.check_codes(categories, known.kreise(), f"R object {name!r}, column 'region'")
    if (codes < 0).any() and not allow_none:
        row = int(np.flatnonzero(codes < 0)[0]) + 1
        raise BadContent(f"{ID}: R object {name!r}, row {row}, column 'region': empty.")
    return _filled(codes, categories, NO_KREIS)


def _occupation(column: pd.Series, name: str) -> pd.Categorical:
    codes, categories = column.cat.codes.to_numpy(), [str(one) for one in column.cat.categories]
    known.check_codes(categories, known.occupations(3), f"R object {name!r}, column 'occupational_group'")
    return _filled(codes, categories, NO_OCCUPATION)


def _filled(codes: np.ndarray, categories: list[str], none: str) -> pd.Categorical:
    return pd.Categorical.from_codes(np.where(codes < 0, len(categories), codes), categories=[*categories, none])


def _start(years: pd.Series) -> pd.Categorical:
    values = years.to_numpy()
    first, last = int(values.min()), int(values.max())
    return pd.Categorical.from_codes(values - first, categories=[f"{year}-01-01" for year in range(first, last + 1)])


def _annual_means(
    frame: pd.DataFrame,
    name: str,
    spec: RObject,
    region: pd.Categorical,
    occupation: pd.Categorical,
    start: pd.Categorical,
) -> pd.DataFrame:
    missing = frame[spec.columns[3]].isna().to_numpy()
    _check_missing(missing, region, occupation, start, name)
    length = len(frame)
    frames = []
    for column, (indicator, group) in spec.measures.items():
        value = frame[column].to_numpy()
        if (np.isnan(value) != missing).any():
            row = int(np.flatnonzero(np.isnan(value) != missing)[0]) + 1
            raise BadContent(f"{ID}: R object {name!r}, row {row}: only one of {list(spec.measures)} is missing.")
        frames.append(
            observations.frame_of(
                {
                    "region_id": region,
                    "period_start": start,
                    "period": "Y",
                    "indicator_id": indicator,
                    "occupation_id": occupation,
                    "group_id": group,
                    "label": "",
                    "value": value,
                    "flag": _flags(missing, Flag.UNKNOWN),
                    "sheet": name,
                    "row": np.arange(1, length + 1, dtype=np.int32),
                    "column": column,
                }
            )
        )
    return observations.concat(frames)


def _check_missing(
    missing: np.ndarray, region: pd.Categorical, occupation: pd.Categorical, start: pd.Categorical, name: str
) -> None:
    """Require that figures are missing only for a whole Kreis and year, as the BA's evaluation leaves them out."""
    if not missing.any():
        return
    coded = occupation.codes != len(occupation.categories) - 1
    place = region.codes.astype(np.int64) * len(start.categories) + start.codes
    size = len(region.categories) * len(start.categories)
    all_rows = np.bincount(place[coded], minlength=size)
    gone = np.bincount(place[coded & missing], minlength=size)
    partly = (gone > 0) & (gone < all_rows)
    lost = missing & (partly[place] | ~coded)
    if lost.any():
        row = int(np.flatnonzero(lost)[0])
        raise BadContent(
            f"{ID}: R object {name!r}, row {row + 1}: no figure for group {occupation[row]} in Kreis {region[row]}, "
            f"while other groups of {start[row][:4]} have one. Only whole Kreise and years are known to miss: ask the "
            "publisher."
        )


def _employees(
    frame: pd.DataFrame, name: str, region: pd.Categorical, occupation: pd.Categorical, start: pd.Categorical
) -> pd.DataFrame:
    value = frame["n"].to_numpy()
    small = (value > 0) & (value < 3)
    if small.any():
        row = int(np.flatnonzero(small)[0]) + 1
        raise BadContent(
            f"{ID}: R object {name!r}, row {row}: a count of 1 or 2 employees. The BA keeps these secret, so "
            "the column does not hold what it should."
        )
    return observations.frame_of(
        {
            "region_id": region,
            "period_start": start,
            "period": "Y",
            "indicator_id": _mapped(frame["type"], EMPLOYEE_TYPES, name),
            "occupation_id": occupation,
            "group_id": _mapped(frame["group"], EMPLOYEE_GROUPS, name),
            "label": "",
            "value": value,
            "flag": _flags(np.isnan(value), Flag.SECRET),
            "sheet": name,
            "row": np.arange(1, len(frame) + 1, dtype=np.int32),
            "column": "n",
        }
    )


def _mapped(column: pd.Series, names: Mapping[str, str], name: str) -> pd.Categorical:
    found = [str(one) for one in column.cat.categories]
    if set(found) != set(names) or (column.cat.codes < 0).any():
        raise LayoutChanged(ID, f"R object {name!r}, column {column.name!r}", sorted(names), sorted(found))
    return pd.Categorical.from_codes(column.cat.codes.to_numpy(), categories=[names[one] for one in found])


def _flags(missing: np.ndarray, flag: Flag) -> pd.Categorical:
    return pd.Categorical.from_codes(missing.astype(np.int8), categories=[str(Flag.OK), str(flag)])


# The source

_EXPECT = {
    "unemployed": Expect(
        (1_200_000, 2_600_000), (395, 405), frozenset({"unemployed_persons"}), (0, 100_000), every_kreis=True
    ),
    "unemployed_foreigners": Expect(
        (1_200_000, 2_600_000), (395, 405), frozenset({"unemployed_persons"}), (0, 60_000), every_kreis=True
    ),
    "vacancies": Expect(
        (1_200_000, 2_600_000),
        (396, 406),
        frozenset({"vacancies", "vacancies_social_insurance"}),
        (0, 20_000),
        every_kreis=True,
    ),
    "employees": Expect(
        (4_000_000, 6_000_000), (395, 405), frozenset(EMPLOYEE_TYPES.values()), (0, 500_000), every_kreis=True
    ),
}


def expect(part: str) -> Expect:
    """Return what a part must look like."""
    return _EXPECT.get(part, Expect((1, 5_000_000), (1, 401), frozenset(), (0, 3e6), 50, 60))


def locate(plan: Plan) -> tuple[Request, ...]:
    """Return the package's files; they are replaced in place once a year, whatever the month."""
    base = "https://raw.githubusercontent.com/RegioHub/badata/main/data"
    return tuple(Request(f"{base}/{name}.rda", spec.part) for name, spec in OBJECTS.items())


SOURCE = Source(
    id=ID,
    title="Arbeitsmarkt nach Kreis und Berufsgruppe",
    publisher="Statistik der Bundesagentur für Arbeit (Sonderauswertung)",
    page="https://github.com/RegioHub/badata",
    licence="freie Nutzung mit Quellenangabe, eigene Berechnungen gekennzeichnet",
    attribution="© Statistik der Bundesagentur für Arbeit",
    cadence="yearly",
    lag_days=210,
    required=True,
    max_age_days=660,
    status="tested",
    expect=expect,
    locate=locate,
    recognises=recognises,
    parse=parse,
    looks_like="an .rda file of RegioHub/badata, or CSV/XLSX with columns kreis, beruf, jahr and e.g. arbeitslose",
    reference=(known.REGION_FILE, known.OCCUPATION_FILE),
    hosts=("raw.githubusercontent.com",),
    by_hand="save the .rda files under data/ of the package, or order a special evaluation from the BA",
)
