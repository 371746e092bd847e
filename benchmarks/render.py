"""Measure rendering: naive WeasyPrint on the same HTML, ours in one process, ours in a pool.

    python benchmarks/render.py                        14 invented briefs
    python benchmarks/render.py --briefs FILE          a pickled list of Brief
    python benchmarks/render.py --briefs FILE --count 70 --workers 2

Each way runs in a process of its own. The naive way gets the finished HTML, ours begins at the Brief.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "reports")]


def invented(count: int) -> list:
    import factory

    return [
        factory.make(f"05{i:03d}", name, factory.kreise(ags), size=0.3 + i % 7 / 3)
        for i, (ags, name) in zip(range(count), list(factory.NRW.items()) * 10, strict=False)
    ]


def naive(briefs: list) -> float:
    from reports.render import TEMPLATES, render_html
    from reports.typeface import FONTS

    faces = "".join(
        f'@font-face {{ font-family: "IBM Plex Sans{family}"; font-weight: {weight}; src: url("{path.as_uri()}") }}'
        for family, name in (("", "IBMPlexSans"), (" Arabic", "IBMPlexSansArabic"))
        for weight, path in ((400, FONTS / f"{name}-Regular.ttf"), (600, FONTS / f"{name}-SemiBold.ttf"))
    )
    style = f"<style>{faces}{(TEMPLATES / 'brief.css').read_text(encoding='utf-8')}</style></head>"
    pages = [render_html(brief).replace("</head>", style) for brief in briefs]
    from weasyprint import HTML

    started = time.perf_counter()
    for page in pages:
        HTML(string=page).write_pdf()
    return time.perf_counter() - started


def single(briefs: list) -> float:
    import gc

    from reports.render import render_pdf

    gc.disable()
    started = time.perf_counter()
    for brief in briefs:
        render_pdf(brief)
    return time.perf_counter() - started


def pool(briefs: list, workers: int) -> float:
    from reports.render import render_many

    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        results = render_many(briefs, Path(folder), workers=workers)
        took = time.perf_counter() - started
    if failed := [r for r in results if r.error]:
        raise SystemExit(f"{len(failed)} briefs failed, first: {failed[0].region_id}: {failed[0].error}")
    return took


def measure(way: str, path: str, workers: int) -> None:
    with open(path, "rb") as file:
        briefs = pickle.load(file)
    took = {"naive": naive, "single": single, "pool": lambda b: pool(b, workers)}[way](briefs)
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(u.ru_utime + u.ru_stime for u in used)
    print(json.dumps({"seconds": took, "cpu": cpu, "briefs": len(briefs), "peak_mb": max(own, children)}))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--briefs", help="pickled list of Brief; default: invented ones")
    options.add_argument("--count", type=int, default=14)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--way", choices=("naive", "single", "pool"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.way:
        measure(chosen.way, chosen.briefs, chosen.workers)
        return
    if chosen.briefs:
        with open(chosen.briefs, "rb") as file:
            briefs = pickle.load(file)[: chosen.count]
    else:
        briefs = invented(chosen.count)
    with tempfile.NamedTemporaryFile(suffix=".pickle", delete=False) as file:
        pickle.dump(briefs, file)
    environment = {k: v for k, v in os.environ.items() if k != "FONTCONFIG_FILE"}
    try:
        base = 0.0
        print(
            f"{'way':<22}{'ms per brief':>14}{'times as fast':>15}{'CPU ms per brief':>18}{'peak MB of a process':>22}"
        )
        for way, name in (
            ("naive", "naive WeasyPrint"),
            ("single", "one process"),
            ("pool", f"{chosen.workers} workers"),
        ):
            command = [sys.executable, __file__, "--way", way, "--briefs", file.name, "--workers", str(chosen.workers)]
            answer = subprocess.run(command, env=environment, capture_output=True, text=True)
            if answer.returncode:
                raise SystemExit(answer.stderr)
            found = json.loads(answer.stdout.splitlines()[-1])
            each = 1000 * found["seconds"] / found["briefs"]
            base = base or each
            cpu = 1000 * found["cpu"] / found["briefs"]
            print(f"{name:<22}{each:>14.0f}{base / each:>15.1f}{cpu:>18.0f}{found['peak_mb']:>22.0f}")
    finally:
        os.unlink(file.name)


if __name__ == "__main__":
    main()
