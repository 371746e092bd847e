"""Render many briefs in worker processes: one that fails, hangs or eats memory does not take the others down."""

from __future__ import annotations

import multiprocessing
import os
import re
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

from reports.model import Brief

RECYCLE = 35  # briefs after which a worker is replaced: it renders with the garbage collector off
SECONDS = 120.0
MEMORY = 2 * 1024**3  # address space; a worker that has rendered 35 briefs takes about a quarter of it
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True, slots=True)
class RenderResult:
    """What became of one brief; `error` is None exactly when both files are there."""

    region_id: str
    edition: str
    pdf: Path | None
    json: Path | None
    error: str | None
    seconds: float


class UnsafeName(ValueError):
    """A region or edition whose id cannot be a file name."""


def target(brief: Brief, folder: Path) -> tuple[Path, Path]:
    """Name the PDF and the JSON file of a brief; both lie inside the folder, whatever the id holds."""
    for part in (brief.region.id, brief.edition):
        if not _SAFE.fullmatch(part) or ".." in part:
            raise UnsafeName(f"{part[:80]!r} cannot name a file: letters, digits, '-', '_' and '.' are allowed")
    root = folder.resolve()
    place = (root / brief.region.id).resolve()
    if place.parent != root:
        raise UnsafeName(f"{place} lies outside {root}")
    return place / f"fachkraefte-kompass-{brief.region.id}-{brief.edition}.pdf", place / "brief.json"


def write_brief(brief: Brief, folder: Path) -> tuple[Path, Path]:
    """Render one brief to its two files. Nothing half-written is ever visible under their names."""
    from reports.document import to_json
    from reports.render import render_pdf

    pdf, json = target(brief, folder)
    contents = ((pdf, render_pdf(brief)), (json, to_json(brief).encode()))
    pdf.parent.mkdir(parents=True, exist_ok=True)
    for path, content in contents:
        _replace(path, content)
    return pdf, json


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _make_font_cache() -> None:
    """Make fontconfig's cache folder before the workers start: two that make it at once complain."""
    with suppress(OSError, RuntimeError):
        (Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fontconfig").mkdir(
            parents=True, exist_ok=True
        )


def render_many(
    briefs: Sequence[Brief],
    folder: Path,
    workers: int = 2,
    on_done: Callable[[RenderResult], None] | None = None,
    *,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    recycle: int = RECYCLE,
    write: Callable[[Brief, Path], tuple[Path, Path]] = write_brief,
) -> list[RenderResult]:
    """Render briefs side by side and return what became of each, in their order.

    A brief that raises, takes longer than `seconds`, more than `memory` bytes, or kills its worker is reported in its
    result; the others are finished. `on_done` hears of each brief as it is done.
    """
    _make_font_cache()
    results: dict[int, RenderResult] = {}
    waiting = deque(enumerate(briefs))
    crew: list[_Worker] = []

    def done(index: int, paths: tuple[Path, Path] | None, error: str | None, took: float) -> None:
        brief = briefs[index]
        pdf, json = paths or (None, None)
        results[index] = RenderResult(brief.region.id, brief.edition, pdf, json, error, took)
        if on_done:
            on_done(results[index])

    try:
        while waiting or any(w.index is not None for w in crew):
            while waiting and len(crew) < max(workers, 1):
                crew.append(_Worker(folder, memory, write))
            for worker in crew:
                if worker.index is None and waiting:
                    worker.start(*waiting.popleft(), seconds=seconds)
            busy = [w for w in crew if w.index is not None]
            nearest = min(w.deadline for w in busy)
            ready = wait([w.pipe for w in busy], timeout=max(nearest - time.monotonic(), 0))
            for worker in busy:
                answer = worker.answer() if worker.pipe in ready else None
                if answer is not None:
                    done(worker.index, *answer)
                    worker.index = None
                    if worker.rendered >= recycle:
                        worker.stop()
                        crew.remove(worker)
                elif worker.pipe in ready or time.monotonic() >= worker.deadline:
                    done(worker.index, None, worker.why(seconds), time.monotonic() - worker.since)
                    worker.stop()
                    crew.remove(worker)
    finally:
        for worker in crew:
            worker.stop()
    return [results[i] for i in range(len(briefs))]


class _Worker:
    """One process that renders briefs one after another, and the pipe to it."""

    def __init__(self, folder: Path, memory: int, write: Callable[[Brief, Path], tuple[Path, Path]]) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, folder, memory, write), daemon=True)
        self.process.start()
        theirs.close()
        self.index: int | None = None
        self.rendered = 0
        self.since = self.deadline = 0.0

    def start(self, index: int, brief: Brief, seconds: float) -> None:
        self.index = index
        self.since = time.monotonic()
        self.deadline = self.since + seconds
        try:
            self.pipe.send(brief)
        except OSError:
            self.deadline = self.since

    def answer(self) -> tuple[tuple[Path, Path] | None, str | None, float] | None:
        try:
            paths, error = self.pipe.recv()
        except (EOFError, OSError):
            return None
        self.rendered += 1
        return paths, error, time.monotonic() - self.since

    def why(self, seconds: float) -> str:
        if time.monotonic() >= self.deadline and self.process.is_alive():
            return f"not finished after {seconds:g} s; its process was ended"
        self.process.join(1)
        return f"its process ended with code {self.process.exitcode}"

    def stop(self) -> None:
        self.pipe.close()
        if self.index is None:
            self.process.join(1)
        if self.process.is_alive():
            self.process.kill()
        self.process.join()


def _work(pipe: Connection, folder: Path, memory: int, write: Callable[[Brief, Path], tuple[Path, Path]]) -> None:
    import gc
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
    gc.disable()
    while True:
        try:
            brief = pipe.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        try:
            answer = write(brief, folder), None
        except MemoryError:
            answer = None, f"MemoryError: more than {memory // 1024**2} MB"
        except Exception as error:
            answer = None, f"{type(error).__name__}: {error}"
        pipe.send(answer)
