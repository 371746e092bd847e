"""Write docs/validation.md and its plot from a built warehouse: `python -m benchmarks.validation_doc WAREHOUSE`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from reports.charts.estimates import calibration_plot

DOCS = Path(__file__).resolve().parent.parent / "docs"
TEXT, PLOT = "validation.md", "calibration.svg"
_HEAD = """# Validation of the regional estimate

Made from the warehouse of edition {edition} by `python -m benchmarks.validation_doc WAREHOUSE`; a test holds it to be
current. How the estimate is made: [estimate.md](estimate.md). Every build measures anew; page 5 of a brief prints it.
"""

_HELD = """## Values held out

Unemployed per vacancy of every third Kreis in the newest year, predicted from the year before and the Land, by the
smaller of both counts; `folded`: groups with enough cases, predicted from their 2-digit group. Intervals are made as
the printed ones are; a year's real change is in none of them and shows in the large cells. Error of the log ratio: of
the estimate, of the year before as it is, of the Land.
"""


def render(connection: duckdb.DuckDBPyConnection, edition: str) -> dict[str, str]:
    """Return the text and the plot by file name."""

    def rows(table: str, order: str) -> list[tuple]:
        return connection.execute(f"select * from {table} order by {order}").fetchall()

    methods = rows("validation", "auc desc")
    bins = rows("validation_bin", "bin")
    held = rows("validation_coverage", "size = 'folded', size <> 'all', try_cast(size[:2] as integer), length(size)")
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
        _HELD,
        _table(
            ("size", "year", "cells", "inside 90 %", "error", "year before", "Land"),
            [(*h[:3], f"{h[3]:.1%}", *("" if e is None else f"{e:.3f}" for e in h[4:])) for h in held],
        ),
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
