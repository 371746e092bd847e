"""Write docs/validation.md and its plot from a built warehouse: `python -m reports.validation_doc WAREHOUSE`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from reports.charts_estimate import calibration_plot

DOCS = Path(__file__).resolve().parent.parent / "docs"
TEXT, PLOT = "validation.md", "calibration.svg"
_HEAD = """# Validation of the regional estimate

Made from the warehouse of edition {edition} by `python -m reports.validation_doc WAREHOUSE`; a test holds it to be
current. How the estimate is made: [estimate.md](estimate.md). Every build measures anew; page 5 of a brief prints it.
"""


def render(connection: duckdb.DuckDBPyConnection, edition: str) -> dict[str, str]:
    """Return the text and the plot by file name."""

    def rows(table: str, order: str) -> list[tuple]:
        return connection.execute(f"select * from {table} order by {order}").fetchall()

    methods = rows("validation", "auc desc")
    bins = rows("validation_bin", "bin")
    year, cells, share, shrunk, raw, land = rows("validation_coverage", "year")[0]
    choices = rows("validation_sensitivity", "kept desc")
    model = next(m for m in methods if m[0] == "model")
    parts = [
        _HEAD.format(edition=edition),
        f"## Land groups left out\n\n{model[2]} cells (Land group x 3-digit group), {model[3]} areas.\n",
        _table(
            ("way", "AUC", "Brier", "calibration error", "greatest distance"),
            [(f"{m[0]}: {m[1]}", f"{m[4]:.3f}", f"{m[5]:.4f}", f"{m[6]:.3f}", f"{m[7]:.3f}") for m in methods],
        ),
        f"![Observed over predicted share of Engpass, ten bins]({PLOT})\n",
        _table(("bin", "cells", "predicted", "observed"), [(b, n, f"{p:.3f}", f"{o:.3f}") for b, n, p, o in bins]),
        f"## Counts held out\n\nUnemployed per vacancy of {year} in every third Kreis, predicted from the year before\n"
        f"and the Land: {share:.1%} of {cells} values lie in their 90 % interval. Error of the log ratio:\n"
        f"{shrunk:.3f} (shrunken value of the year before), {raw:.3f} (value of the year before),\n"
        f"{land:.3f} (value of the Land).\n",
        "## Other choices\n",
        _table(
            ("choice", "Kreise", "of the five stay", "all five stay"),
            [(title, kreise, f"{kept:.1%}", f"{same:.1%}") for _, title, kreise, kept, same in choices],
        ),
    ]
    points = [(predicted, observed, count) for _, count, predicted, observed in bins]
    plot = calibration_plot(points, (220.0, 240.0), "Kalibrierung der Schätzung", ("beobachtet, %", "geschätzt, %"))
    return {TEXT: "\n".join(parts), PLOT: plot + "\n"}


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def main() -> None:
    path = Path(sys.argv[1])
    with duckdb.connect(str(path), read_only=True) as connection:
        for name, content in render(connection, path.stem).items():
            (DOCS / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
