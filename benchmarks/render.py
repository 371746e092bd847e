"""Compare the ways to a brief's PDF in one run: naive WeasyPrint, ours, Chromium and Typst on equal content.

    python benchmarks/render.py                        14 invented briefs
    python benchmarks/render.py --briefs FILE          a pickled list of Brief
    python benchmarks/render.py --edition 2025-12.r1   the briefs of NRW in an edition of BRIEF_DATA
    python benchmarks/render.py --count 70 --ways naive single pool

Each way runs in a process of its own, after a first brief that is not counted; a pool's start is counted. Ours begins
at the Brief and ends with a PDF/A-3a that has its attachments; the others get finished HTML, or finished Typst.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows.steps.edition import open_edition

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "reports")]

from benchmarks import browser, processes, typst_brief  # noqa: E402

SAMPLE_SECONDS = 0.1
One = Callable[[int], bytes]  # from the number of a brief to its PDF


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a PDF: what it is called, and why it cannot be tried here."""

    title: str
    missing: Callable[[], str] = str


WAYS = {
    "naive-fonttools": Way("naive WeasyPrint without harfbuzz-subset"),
    "naive": Way("naive WeasyPrint"),
    "plain": Way("our HTML, plain WeasyPrint"),
    "single": Way("ours, one process"),
    "pool": Way("ours, {workers} workers"),
    "files": Way("ours, {workers} workers, all files"),
    "chromium": Way("Chromium that stays", browser.missing),
    "chromium-once": Way("Chromium, started for each", browser.missing),
    "typst": Way("Typst", typst_brief.missing),
}


def invented(count: int) -> list:
    import factory

    return [
        factory.make(f"05{i:03d}", name, factory.kreise(ags), size=0.3 + i % 7 / 3)
        for i, (ags, name) in zip(range(count), list(factory.NRW.items()) * 10, strict=False)
    ]


def of_edition(edition: str, count: int) -> list:
    from flows.settings import load_settings
    from flows.steps.briefs import read_briefs
    from flows.steps.regions import list_regions

    settings = load_settings()
    return read_briefs(open_edition(settings, edition), list_regions("05")[:count])


@contextmanager
def naive(briefs: list) -> Iterator[One]:
    from benchmarks.naive import page
    from reports.pages.compose import render_html

    pages = [page(render_html(brief)) for brief in briefs]
    from weasyprint import HTML

    yield lambda i: HTML(string=pages[i]).write_pdf(pdf_variant="pdf/ua-1")


@contextmanager
def naive_fonttools(briefs: list) -> Iterator[One]:
    """Let the library that cuts fonts not be found: what is usual where nobody has installed it."""
    import cffi

    load = cffi.FFI.dlopen

    def other_libraries(ffi, name, flags=0):
        if "harfbuzz-subset" in str(name):
            raise OSError(f"{name} is not to be found")
        return load(ffi, name, flags)

    cffi.FFI.dlopen = other_libraries
    warnings.simplefilter("ignore")
    with naive(briefs) as one:
        from weasyprint.text import ffi

        assert ffi.harfbuzz_subset is None
        yield one


@contextmanager
def plain(briefs: list) -> Iterator[One]:
    from reports.pages.compose import render_html

    pages = [browser.page(render_html(brief)) for brief in briefs]
    from weasyprint import HTML

    yield lambda i: HTML(string=pages[i]).write_pdf(pdf_variant="pdf/ua-1")


@contextmanager
def single(briefs: list) -> Iterator[One]:
    import gc

    from reports.files.pdf import render_pdf

    gc.disable()
    yield lambda i: render_pdf(briefs[i])


@contextmanager
def chromium(briefs: list) -> Iterator[One]:
    with _html_files(briefs) as files, browser.staying() as to_pdf:
        yield lambda i: to_pdf(files[i])


@contextmanager
def chromium_once(briefs: list) -> Iterator[One]:
    with _html_files(briefs) as files:
        yield lambda i: browser.once(files[i])


@contextmanager
def _html_files(briefs: list) -> Iterator[list[Path]]:
    from reports.pages.compose import render_html

    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{i}.html" for i in range(len(briefs))]
        for brief, file in zip(briefs, files, strict=True):
            file.write_text(browser.page(render_html(brief)), encoding="utf-8")
        yield files


@contextmanager
def typst(briefs: list) -> Iterator[One]:
    from reports.pages.compose import render_html

    sources = [typst_brief.document(render_html(brief)) for brief in briefs]
    yield lambda i: typst_brief.to_pdf(sources[i])


def pdf_alone(brief, folder: Path, _mark: str) -> tuple[Path, ...]:
    from reports.files.pdf import render_pdf
    from reports.files.write import target

    pdf, json_file = target(brief, folder)
    pdf.parent.mkdir(parents=True)
    pdf.write_bytes(render_pdf(brief))
    return pdf, json_file


def in_pool(briefs: list, workers: int, write: Callable) -> list[bytes]:
    from reports.files.write import render_many

    with tempfile.TemporaryDirectory() as folder:
        results = render_many(briefs, Path(folder), workers=workers, again=True, write=write)
        if failed := [r for r in results if r.error]:
            raise SystemExit(f"{len(failed)} briefs failed, first: {failed[0].region_id}: {failed[0].error}")
        return [r.pdf.read_bytes() for r in results]


def measure(way: str, briefs: list, workers: int) -> dict:
    """Render all briefs but the first, which warms up; a pool renders all."""
    if way in ("pool", "files"):
        from reports.files.write import write_brief

        before = time.perf_counter(), processes.cpu_seconds(os.getpid())
        pdfs = in_pool(briefs, workers, write_brief if way == "files" else pdf_alone)
        after = time.perf_counter(), processes.cpu_seconds(os.getpid())
    else:
        with globals()[way.replace("-", "_")](briefs) as one:
            one(0)
            before = time.perf_counter(), processes.cpu_seconds(os.getpid())
            pdfs = [one(i) for i in range(1, len(briefs))]
            after = time.perf_counter(), processes.cpu_seconds(os.getpid())
    return {
        "ms": 1000 * (after[0] - before[0]) / len(pdfs),
        "cpu": 1000 * (after[1] - before[1]) / len(pdfs),
        "kb": sum(map(len, pdfs)) / len(pdfs) / 1000,
        **_content(pdfs[-1]),
    }


def _content(pdf: bytes) -> dict[str, int]:
    from pypdfium2 import PdfDocument

    texts = [page.get_textpage().get_text_bounded() for page in PdfDocument(pdf)]
    return {"pages": len(texts), "letters": sum(not c.isspace() for text in texts for c in text)}


def run(way: str, file: str, workers: int) -> dict:
    """Measure a way in a process of its own and sample its memory."""
    environment = {k: v for k, v in os.environ.items() if k != "FONTCONFIG_FILE"}
    command = [sys.executable, __file__, "--way", way, "--briefs", file, "--workers", str(workers)]
    child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peak = 0.0
    while child.poll() is None:
        peak = max(peak, processes.memory_mb(child.pid))
        time.sleep(SAMPLE_SECONDS)
    out, errors = child.communicate()
    if child.returncode:
        raise SystemExit(errors)
    return json.loads(out.splitlines()[-1]) | {"mb": peak}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--briefs", help="pickled list of Brief")
    options.add_argument("--edition", help="edition of BRIEF_DATA; without both: invented briefs")
    options.add_argument("--count", type=int, default=14)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    options.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.way:
        with open(chosen.briefs, "rb") as file:
            print(json.dumps(measure(chosen.way, pickle.load(file), chosen.workers)))
        return
    if chosen.briefs:
        with open(chosen.briefs, "rb") as file:
            briefs = pickle.load(file)[: chosen.count]
    else:
        briefs = of_edition(chosen.edition, chosen.count) if chosen.edition else invented(chosen.count)
    with tempfile.NamedTemporaryFile(suffix=".pickle") as file:
        pickle.dump(briefs, file)
        file.flush()
        compare(chosen.ways, file.name, chosen.workers, len(briefs))


def compare(ways: list[str], file: str, workers: int, count: int) -> None:
    """Print a row for each way; the first two say what the others are compared with."""
    print(f"{count} briefs; ms, CPU and size for one of them\n")
    print(
        "| way | ms | times as fast as naive | as without harfbuzz-subset | CPU ms | peak MB | pages | letters | kB |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    found: dict[str, dict] = {}
    for way in ways:
        title = WAYS[way].title.format(workers=workers)
        if why := WAYS[way].missing():
            print(f"| {title} | {why} |")
            continue
        one = found[way] = run(way, file, workers)
        times = " | ".join(
            f"{found[base]['ms'] / one['ms']:.1f}" if base in found else "" for base in ("naive", "naive-fonttools")
        )
        print(
            f"| {title} | {one['ms']:.0f} | {times} | {one['cpu']:.0f} | {one['mb']:.0f} | {one['pages']} | "
            f"{one['letters']} | {one['kb']:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
