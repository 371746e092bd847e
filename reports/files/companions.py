"""What goes with a brief for people who work with numbers: workbook, CSV files, provenance."""

from __future__ import annotations

from reports.files import csv_files, rows, workbook
from reports.model.brief import Brief


def files(brief: Brief) -> dict[str, bytes]:
    """Return the workbook, the CSV for a German Excel and the tidy CSV of a brief by file name.

    The same brief gives the same bytes. Raises ValueError for a figure that is no number.
    """
    figures = rows.rows(brief)
    shown = workbook.tables(brief, figures)
    name = f"fachkraefte-kompass-{brief.region.id}-{brief.edition}"
    return {
        f"{name}.xlsx": workbook.xlsx(brief, shown),
        f"{name}.csv": csv_files.german_csv(brief, shown[0]),
        f"{name}-tidy.csv": csv_files.tidy_csv(brief, figures),
    }
