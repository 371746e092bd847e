"""Measure a month from the publishers' real files: import, build, one brief cold, all briefs of NRW.

    python -m benchmarks [FOLDER OF THE ORIGINALS]

Every step is a process of its own in a fresh data folder; memory is the sum over the step's processes, sampled.
Seconds depend on the machine; the ratios of the last table are taken within one run.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("ba_engpassanalyse", "ba_kreis_berufe", "destatis_anerkennung")
SAMPLE_SECONDS = 0.05


def main() -> None:
    originals = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "originals"
    if not originals.is_dir():
        raise SystemExit(f"the publishers' files are not at {originals}; name their folder")
    with tempfile.TemporaryDirectory(prefix="brief-bench-") as folder:
        environ = os.environ | {"BRIEF_DATA": folder}
        out = str(Path(folder) / "out")
        steps = (
            ("import of all originals", ["import", *(str(originals / name) for name in SOURCES)]),
            ("the same import again", ["import", *(str(originals / name) for name in SOURCES)]),
            ("build", ["build"]),
            ("the same build again", ["build"]),
            ("one brief, cold", ["render", "bochum", "--out", out]),
            ("70 briefs of NRW", ["render", "--land", "05", "--out", out]),
            ("brief --help", ["--help"]),
        )
        print(f"{'step':<28}{'seconds':>9}{'peak MB':>9}")
        for name, arguments in steps:
            seconds, peak = measure([sys.executable, "-m", "flows.cli.main", *arguments], environ)
            print(f"{name:<28}{seconds:>9.1f}{peak:>9.0f}", flush=True)
        briefs = Path(folder) / "briefs.pickle"
        briefs.write_bytes(pickle.dumps(_briefs(Path(folder))))
        command = [sys.executable, str(ROOT / "benchmarks" / "render.py"), "--briefs", str(briefs), "--count", "70"]
        subprocess.run(command, check=True, cwd=ROOT, env=environ)


def measure(command: list[str], environ: dict[str, str]) -> tuple[float, float]:
    """Run a command; return its seconds and the largest sum of resident memory of its processes, in MB."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = 0
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        time.sleep(SAMPLE_SECONDS)
    if process.returncode not in (0, 3):
        raise SystemExit(process.stderr.read().decode())
    return time.perf_counter() - started, peak / 2**20


def _memory(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(_memory(int(child)) for child in children)


def _briefs(data: Path) -> list:
    from flows.settings import Settings
    from flows.steps.edition import open_edition
    from flows.steps.regions import list_regions
    from reports.load.brief import load_briefs

    with open_edition(Settings(data, 2)) as edition:
        return load_briefs(edition.marts(), list_regions("05"), edition.id, edition.manifest.month)


if __name__ == "__main__":
    main()
