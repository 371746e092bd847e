"""Test the finished outputs of an edition for small numbers, beside those of the editions already there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flows.errors import USAGE, StepError
from flows.progress import Progress, no_progress
from flows.steps.edition import Edition
from transforms.edition.manifest import published

FIGURES_ONLY = (".json", ".csv")  # of other editions: what their PDFs show stands there too


@dataclass(frozen=True, slots=True)
class Examined:
    """What was looked at, and what it gives away."""

    edition: str
    folder: str
    files: int
    figures: int
    others: tuple[str, ...]  # editions whose printed figures were added
    findings: tuple[str, ...]


def examine(edition: Edition, folder: Path | None = None, progress: Progress = no_progress) -> Examined:
    """Test everything below `folder` (default: the edition's briefs); it must come from the edition.

    Raises StepError where there is nothing to test.
    """
    from reports.disclosure import examine as disclosure
    from reports.disclosure.cells import load_cells, load_names

    settings = edition.settings
    folder = (folder or edition.briefs).resolve()
    if not any(path.is_file() and not path.name.startswith(".") for path in folder.rglob("*")):
        raise StepError(f"{folder} holds no outputs; write them first: brief render", USAGE)
    connection = edition.marts(progress)
    names = load_names(connection)
    newest = dict(connection.execute("select measure, year from dim_period").fetchall())
    outputs = disclosure.read_outputs(folder, names, on_file=lambda done, of: progress("outputs read back", done, of))
    others = {}
    for other in published(settings.editions):
        place = settings.briefs / other.edition
        if other.edition != edition.id and place.is_dir() and place.resolve() != folder:
            printed = disclosure.read_outputs(place, names, FIGURES_ONLY)
            others[other.edition] = disclosure.dated(printed, disclosure.newest_years(printed, newest))
    stated = [figure for output in outputs for figure in output.figures]
    lands = sorted({names.lands[s.region] for s in stated if s.region in names.lands} - {"DE"})
    years = disclosure.years_of(outputs, newest)
    years |= {s.year for figures in others.values() for s in figures if s.year and s.meaning.kind == "count"}
    cells = load_cells(connection, edition.id, names, lands, sorted(years), bool(edition.manifest.handed_over))
    findings = disclosure.examine(outputs, cells, others)
    return Examined(
        edition.id, str(folder), len(outputs), len(stated), tuple(others), tuple(str(finding) for finding in findings)
    )
