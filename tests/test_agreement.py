"""Every output of a region says the same: PDF, brief.json, workbook, both CSV files, nine sheets, the page of the site.

Each is read back from its finished file. What it states of a region, an occupation group, a measure and a year is
compared with `brief.json`, as exactly as it is written.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from flows.steps.briefs import read_briefs, render_briefs
from flows.steps.build import name_warehouse
from flows.steps.edition import open_edition
from flows.steps.sheets import write_sheets
from flows.steps.site import publish
from reports.disclosure import stated
from reports.disclosure.meaning import TOTAL, Kind, Names, Stated
from reports.disclosure.read.files import read
from reports.files import companions
from transforms.warehouse.layers import open_marts

EDITION = "2025-12.r1"
REGIONS = ("05911", "emscher-lippe")
NEWEST = 2025
EXACT = 4  # decimals of brief.json
# figures a region states at least, by the ending of the file: fewer, and something is no longer read
LEAST = {
    ".json": 2500, "-tidy.csv": 2400, ".csv": 1000, ".xlsx": 1500, ".pdf": 95, "index.html": 250, "blatt-de.pdf": 4,
    "blatt-ar.pdf": 4,
}  # fmt: skip


@pytest.fixture(scope="module")
def written(real_world, tmp_path_factory) -> Path:
    """A folder with every file of two regions."""
    folder = tmp_path_factory.mktemp("outputs")
    assert not [r.error for r in render_briefs(open_edition(real_world, EDITION), REGIONS, folder) if r.error]
    assert not [r.error for r in write_sheets(open_edition(real_world, EDITION), REGIONS, out=folder) if r.error]
    site = publish(open_edition(real_world, EDITION), REGIONS, folder / "site")
    for region in REGIONS:
        (Path(site.folder) / region / "index.html").rename(folder / region / "index.html")
    return folder


@pytest.fixture(scope="module")
def names(real_world) -> Names:
    with open_marts(name_warehouse(real_world, EDITION)) as connection:
        regions = connection.execute("select region_id, name, land_id from dim_region").fetchall()
        groups = dict(connection.execute("select occupation_id, name from dim_occupation where level = 3").fetchall())
    return Names.of({r: name for r, name, _ in regions}, {r: land for r, _, land in regions}, groups)


def figures(path: Path, names: Names) -> Iterator[Stated]:
    """Yield what a file itself states; attachments are files of their own."""
    file = f"{path.parent.name}/{path.name}"
    for part in read(path, file):
        if part.file == file:
            yield from (s for s in stated.figures(part, names) if s.meaning.kind not in (Kind.FREE, Kind.UNKNOWN))


def key(one: Stated, names: Names) -> tuple:
    """Return what a figure is of. Recognitions are counted for Germany: without a group, they are all there are."""
    kind, of = one.meaning.kind, one.meaning.of
    region = {"land": names.lands.get(one.region, ""), "country": "DE"}.get(of, one.region)
    if kind is Kind.STATED:  # by chambers or offices, of areas of their own
        return (kind,)
    if kind is Kind.ROUNDED:
        return kind, "" if one.group == TOTAL else one.group
    return kind, one.meaning.measures, region, one.group, one.year or NEWEST - one.meaning.ago


def same(shown: Stated, meant: Stated) -> bool:
    """Say whether a figure is another one, rounded to its decimals; a share may be written in percent."""
    share = any(abs(shown.value - s * meant.value) <= s * 10**-EXACT / 2 + 0.5 * 10**-shown.digits for s in (1, 100))
    return (
        share if shown.meaning.kind is Kind.RATIO else abs(shown.value - meant.value) < 0.5 * 10**-shown.digits + 1e-9
    )


def compared(folder: Path, names: Names) -> tuple[list[tuple], Counter[str]]:
    """Return the figures of a region's files that brief.json does not state, and how many each file states."""
    known: Mapping[tuple, list[Stated]] = defaultdict(list)
    for one in figures(folder / "brief.json", names):
        known[key(one, names)].append(one)
    counted: Counter[str] = Counter()
    wrong = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".png" or path.name.startswith("."):
            continue
        for one in figures(path, names):
            counted[path.name] += 1
            if not any(same(one, meant) for meant in known.get(key(one, names), ())):
                wrong.append((path.name, one.place, one.name, one.value))
    return wrong, counted


@pytest.mark.parametrize("region", REGIONS)
def test_all_outputs_state_the_same_figures(written, names, region):
    wrong, counted = compared(written / region, names)
    assert wrong == []
    assert len([name for name in counted if name.startswith("blatt-")]) == 9
    for ending, least in LEAST.items():
        found = [number for name, number in counted.items() if name.endswith(ending)]
        assert found, f"nothing ends in {ending}"
        assert max(found) >= least, f"{ending}: {found}"


@pytest.mark.parametrize("region", REGIONS)
def test_estimates_are_the_same_wherever_they_are_printed(written, names, region):
    """In the PDF and on the site an estimate stands in one cell with its interval: "0,63 (0,50–0,80)"."""
    folder = written / region
    occupations = json.loads((folder / "brief.json").read_text(encoding="utf-8"))["occupations"]
    estimates = {o["occupation"]: o["estimate"] for o in occupations if o["estimate"]}
    for path in (next(folder.glob("fachkraefte-*.pdf")), folder / "index.html"):
        seen = 0
        for group, *printed in spans(path, names):
            meant = estimates[group]
            seen += 1
            for shown, name in zip(printed, ("ratio", "ratio_low", "ratio_high"), strict=True):
                digits = len(shown.partition(",")[2])
                assert abs(float(shown.replace(",", ".")) - meant[name]) <= 0.5 * 10**-digits + 0.005, (
                    path.name,
                    group,
                )
        assert seen >= 25, path.name


def spans(path: Path, names: Names) -> Iterator[tuple[str, ...]]:
    for part in read(path, f"{path.parent.name}/{path.name}"):
        for row in getattr(part, "rows", ()):
            group = names.group(row[0]) if row else ""
            for cell in row[1:]:
                if group and (found := re.match(r"([\d,]+)\s\(([\d,]+)–([\d,]+)\)", str(cell))):
                    yield group, *found.groups()


def test_a_figure_that_differs_is_found(written, names, tmp_path, real_world):
    """One vacancy more in the companions of one occupation: each of the three says so."""
    (brief,) = read_briefs(open_edition(real_world, EDITION), REGIONS[:1])
    chosen = next(o for o in brief.occupations if o.vacancies and o.vacancies > 100)
    spoiled = tuple(replace(o, vacancies=o.vacancies + 1) if o is chosen else o for o in brief.occupations)
    folder = tmp_path / REGIONS[0]
    folder.mkdir()
    shutil.copy(written / REGIONS[0] / "brief.json", folder)
    for name, content in companions.files(replace(brief, occupations=spoiled)).items():
        (folder / name).write_bytes(content)
    wrong, _ = compared(folder, names)
    assert {name.rpartition("-")[2] for name, *_ in wrong} == {"tidy.csv", "12.r1.csv", "12.r1.xlsx"}
