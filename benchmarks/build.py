"""Measure the build of an edition from staged files: all of Germany, every group and year, with the validation.

    python -m benchmarks.build [FOLDER OF THE ORIGINALS]

Prints seconds and share of each part and the peak memory; the limits are 60 s and 3 GB on 2 cores.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.__main__ import ROOT, SOURCES, measure

LIMIT_SECONDS, LIMIT_MB = 60, 3 * 1024


def main() -> None:
    originals = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "originals"
    if not originals.is_dir():
        raise SystemExit(f"the publishers' files are not at {originals}; name their folder")
    with tempfile.TemporaryDirectory(prefix="brief-bench-") as folder:
        environ = os.environ | {"BRIEF_DATA": folder}
        command = [sys.executable, "-m", "flows.cli.main", "import", *(str(originals / name) for name in SOURCES)]
        subprocess.run(command, check=True, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        steps = Path(folder) / "steps.txt"
        environ["BENCHMARK_STEPS"] = str(steps)
        seconds, peak = measure([sys.executable, "-m", "benchmarks.build", "--one"], environ)
        print(f"{'part':<28}{'seconds':>9}{'share':>8}")
        for line in steps.read_text(encoding="utf-8").splitlines():
            part, spent = line.split("\t")
            print(f"{part:<28}{float(spent):>9.1f}{float(spent) / seconds:>8.0%}")
        print(f"{'all, with start of Python':<28}{seconds:>9.1f}{1:>8.0%}")
        print(f"peak memory {peak:.0f} MB (limit {LIMIT_MB}), {seconds:.1f} s (limit {LIMIT_SECONDS})")
        if seconds > LIMIT_SECONDS or peak > LIMIT_MB:
            raise SystemExit("over the limit")


def one() -> None:
    """Build once in this process and write the seconds of each part."""
    from flows.settings import Settings
    from flows.steps.build import build_edition

    settings = Settings(Path(os.environ["BRIEF_DATA"]), 2)
    spent: dict[str, float] = defaultdict(float)
    current, since = "choose the files", time.perf_counter()

    def progress(what: str, done: int, of: int) -> None:
        nonlocal current, since
        now = time.perf_counter()
        spent[current] += now - since
        current, since = _part(what.removeprefix("warehouse: ")), now

    build_edition(settings, progress=progress)
    spent[current] += time.perf_counter() - since
    lines = [f"{part}\t{seconds:.3f}" for part, seconds in sorted(spent.items(), key=lambda item: -item[1])]
    Path(os.environ["BENCHMARK_STEPS"]).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _part(step: str) -> str:
    from transforms.warehouse.layers import build_order

    layers = {
        "staging": "staged files to tables", "core": "core tables", "closing": "closing of small cells",
        "estimate": "estimate and validation",
    }  # fmt: skip
    layer = next((one.layer for one in build_order() if one.name == step), "checks")
    return layers.get(layer, "checks" if layer == "checks" else "marts")


if __name__ == "__main__":
    one() if "--one" in sys.argv else main()
