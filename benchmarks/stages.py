"""Measure the stages of a brief in a warm process: CPU milliseconds, the median of some briefs.

python benchmarks/stages.py                        7 invented briefs
python benchmarks/stages.py --briefs FILE          a pickled list of Brief
python benchmarks/stages.py --edition 2025-12.r1   the briefs of NRW in an edition of BRIEF_DATA
"""

from __future__ import annotations

import argparse
import gc
import pickle
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from benchmarks.render import invented, of_edition  # noqa: E402
from reports.files import companions, keep  # noqa: E402
from reports.files.document import to_json  # noqa: E402
from reports.files.pdf import _engine, paint, prepare  # noqa: E402
from reports.pages.compose import arrange_views, render_html  # noqa: E402


def stages(brief: Any, took: Callable[[str, Callable[[], Any]], Any], folder: Path) -> None:
    """Take a brief through its stages one by one."""
    shown = took("arranging", lambda: arrange_views(brief))
    html = took("template", lambda: render_html(brief, shown))
    document = took("reading and layout", lambda: _engine().lay_out(html))
    others = took("workbook and CSV files", lambda: companions.files(brief))
    tidy = next(content for name, content in others.items() if name.endswith("-tidy.csv"))
    pdf = took("painting, with attachments", lambda: paint(document, brief, tidy))
    json = took("brief.json", lambda: to_json(brief).encode())
    packed = took("packing for a worker", lambda: pickle.dumps(brief, pickle.HIGHEST_PROTOCOL))
    took("unpacking", lambda: pickle.loads(packed))
    made_of = took("checksum of the brief", lambda: keep.fingerprint(brief))
    place = folder / brief.region.id
    took("writing", lambda: keep.write(place, {"a.pdf": pdf, "brief.json": json, **others}, made_of))
    took("finding it unchanged", lambda: keep.find_unchanged(place, made_of))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--briefs", help="pickled list of Brief")
    options.add_argument("--edition", help="edition of BRIEF_DATA; without both: invented briefs")
    options.add_argument("--count", type=int, default=7)
    chosen = options.parse_args()
    if chosen.briefs:
        with open(chosen.briefs, "rb") as file:
            briefs = pickle.load(file)[: chosen.count]
    else:
        briefs = of_edition(chosen.edition, chosen.count) if chosen.edition else invented(chosen.count)
    started = time.process_time()
    prepare()
    _engine()
    print(f"| once per process: WeasyPrint, fonts, template | {1000 * (time.process_time() - started):.0f} |")
    times: dict[str, list[float]] = defaultdict(list)

    def took(stage: str, work: Callable[[], Any]) -> Any:
        before = time.process_time()
        found = work()
        times[stage].append(time.process_time() - before)
        return found

    gc.disable()
    with TemporaryDirectory() as folder:
        stages(briefs[0], took, Path(folder))
        times.clear()
        for brief in briefs:
            stages(brief, took, Path(folder))
    for stage, seconds in times.items():
        print(f"| {stage} | {1000 * median(seconds):.1f} |")


if __name__ == "__main__":
    main()
