"""Render many briefs in worker processes: one that fails, hangs or eats memory does not take the others down."""

from __future__ import annotations

import io
import multiprocessing
import os
import pickle
import re
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from multiprocessing.connection import Connection, wait
from operator import attrgetter
from pathlib import Path
from threading import Thread
from typing import Any

from reports import kept
from reports.model import Brief
from reports.typesetting.stack import in_one_piece

RECYCLE = 35  # briefs after which a worker is replaced: it renders with the garbage collector off
SECONDS = 120.0
MEMORY = 2 * 1024**3  # address space; a worker that has rendered 35 briefs takes about a third of it
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_READY = "ready"

Write = Callable[[Brief, Path, str], tuple[Path, ...]]


@dataclass(frozen=True, slots=True)
class RenderResult:
    """What became of one brief; `error` is None exactly when all its files are there."""

    region_id: str
    edition: str
    pdf: Path | None
    json: Path | None
    error: str | None
    seconds: float
    files: tuple[Path, ...] = ()
    unchanged: bool = False  # the files of an earlier run are those that would be made


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


@in_one_piece
def write_brief(brief: Brief, folder: Path, mark: str = "") -> tuple[Path, ...]:
    """Make all files of a brief and show them at once: PDF, brief.json, then its companions.

    `mark` is that of `kept.mark` where it is known already.
    """
    from reports import companions
    from reports.document import to_json
    from reports.render import render_pdf

    pdf, json = target(brief, folder)
    others = companions.files(brief)
    tidy = others.get(f"{pdf.stem}-tidy.csv")
    files = {pdf.name: render_pdf(brief, tidy), json.name: to_json(brief).encode(), **others}
    return kept.write(pdf.parent, files, mark or kept.mark(brief))


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
    again: bool = False,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    recycle: int = RECYCLE,
    write: Write = write_brief,
) -> list[RenderResult]:
    """Render briefs side by side and return what became of each, in their order.

    A brief whose files are there and would come out the same is not rendered, unless `again`. A brief that raises,
    takes longer than `seconds`, more than `memory` bytes, or kills its worker is reported in its result; the others
    are finished. `on_done` hears of each brief as it is done.
    """
    results: dict[int, RenderResult] = {}

    def done(index: int, files: tuple[Path, ...], error: str | None, took: float, unchanged: bool = False) -> None:
        brief = briefs[index]
        pdf, json = (files or (None, None))[:2]
        results[index] = RenderResult(brief.region.id, brief.edition, pdf, json, error, took, files, unchanged)
        if on_done:
            on_done(results[index])

    marks: dict[int, str] = {}
    for index, brief in enumerate(briefs):
        try:
            place = target(brief, folder)[0].parent
        except UnsafeName as error:
            done(index, (), f"UnsafeName: {error}", 0.0)
            continue
        mark = kept.mark(brief)
        if files := () if again else kept.still_good(place, mark):
            done(index, files, None, 0.0, unchanged=True)
        else:
            marks[index] = mark
    if marks:
        _make_font_cache()
        crew = _Crew(lambda: _Worker(folder, memory, write), workers, seconds, recycle)
        crew.work(deque((index, briefs[index], mark) for index, mark in marks.items()), done)
    return [results[i] for i in range(len(briefs))]


class _Crew:
    """As many workers as are of use; who is done, dead or late is replaced."""

    def __init__(self, hire: Callable[[], _Worker], size: int, seconds: float, recycle: int) -> None:
        self._hire = hire
        self._size = max(size, 1)
        self._seconds = seconds
        self._recycle = recycle
        self._workers: list[_Worker] = []

    def work(self, waiting: deque[tuple[int, Brief, str]], done: Callable[..., None]) -> None:
        try:
            while waiting or any(worker.index is not None for worker in self._workers):
                while len(self._workers) < self._size and len(self._workers) < len(waiting) + self._busy():
                    self._workers.append(self._hire())
                for worker in [w for w in self._workers if w.ready and w.index is None]:
                    if waiting and worker.begin(*waiting[0]):
                        waiting.popleft()
                    elif waiting:  # killed while it had nothing to do
                        self._dismiss(worker)
                if self._awaited():
                    self._listen(waiting, done)
        finally:
            for worker in self._workers:
                worker.stop()

    def _busy(self) -> int:
        return sum(worker.index is not None for worker in self._workers)

    def _awaited(self) -> list[_Worker]:
        return [worker for worker in self._workers if not worker.ready or worker.index is not None]

    def _listen(self, waiting: deque[tuple[int, Brief, str]], done: Callable[..., None]) -> None:
        """Wait until a worker has something to say, or is late."""
        awaited = self._awaited()
        late_at = min(worker.since for worker in awaited) + self._seconds
        heard = wait([worker.pipe for worker in awaited], timeout=max(late_at - time.monotonic(), 0))
        for worker in awaited:
            late = time.monotonic() >= worker.since + self._seconds
            answer = worker.answer() if worker.pipe in heard else None
            if answer == _READY:
                worker.ready = True
            elif answer is not None:
                files, error, spent = answer
                done(worker.index, files, error, time.monotonic() - worker.since)
                worker.index = None
                worker.rendered += 1
                if spent or worker.rendered >= self._recycle:
                    self._dismiss(worker)
            elif worker.pipe in heard or late:
                # one that does not even begin takes the next brief with it: else it would be tried for ever
                index = worker.index if worker.index is not None else waiting.popleft()[0] if waiting else None
                why, took = worker.why(self._seconds), time.monotonic() - worker.since
                self._dismiss(worker)
                if index is not None:
                    done(index, (), why, took)

    def _dismiss(self, worker: _Worker) -> None:
        worker.stop()
        self._workers.remove(worker)


class _Worker:
    """One process that renders briefs one after another, and the pipe to it."""

    def __init__(self, folder: Path, memory: int, write: Write) -> None:
        context = _context()
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, folder, memory, write), daemon=True)
        self.process.start()
        theirs.close()
        self.ready = False  # it has begun to read
        self.index: int | None = None
        self.rendered = 0
        self.since = time.monotonic()
        self._sending: Thread | None = None

    def begin(self, index: int, brief: Brief, mark: str) -> bool:
        """Hand over a brief without waiting until it is taken; False where nobody is there to take it.

        A brief may be larger than what a pipe holds: a worker that does not read is late like one that does not answer.
        """
        if self.pipe.poll():  # one with nothing to do has nothing to say: it is gone
            return False
        self.index = index
        self.since = time.monotonic()
        self._sending = Thread(target=self._send, args=(packed((brief, mark)),), daemon=True)
        self._sending.start()
        return True

    def _send(self, content: bytes) -> None:
        with suppress(OSError):  # the worker is gone, which the other end of the pipe says too
            self.pipe.send_bytes(content)

    def answer(self) -> Any:
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            return None

    def why(self, seconds: float) -> str:
        if time.monotonic() >= self.since + seconds and self.process.is_alive():
            return f"not finished after {seconds:g} s; its process was ended"
        self.process.join(1)
        return f"its process ended with code {self.process.exitcode}"

    def stop(self) -> None:
        idle = self.ready and self.index is None
        if not idle:
            self.process.kill()
        if self._sending:
            self._sending.join()  # nobody closes a pipe that is written to
        self.pipe.close()
        if idle:
            self.process.join(1)  # it ends when the pipe does
        if self.process.is_alive():
            self.process.kill()
        self.process.join()


@cache
def _context() -> multiprocessing.context.BaseContext:
    """Fork workers from a process that has imported everything and holds no threads, files or connections of ours."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["reports.warm"])
    return context


def _work(pipe: Connection, folder: Path, memory: int, write: Write) -> None:
    import gc
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
    gc.disable()
    if write is write_brief:
        from reports.render import warm_up

        warm_up()
    pipe.send(_READY)
    while True:
        try:
            content = pipe.recv_bytes()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        spent = False  # whether what is left of this process can be trusted
        try:
            brief, mark = pickle.loads(content)
            answer = write(brief, folder, mark), None
        except MemoryError:
            answer, spent = ((), f"MemoryError: more than {memory // 1024**2} MB"), True
        except Exception as error:
            answer = (), f"{type(error).__name__}: {error}"
        pipe.send((*answer, spent))


def packed(value: Any) -> bytes:
    """Pickle a value, dataclasses as calls of their class: a third of the time that frozen ones take otherwise."""
    out = io.BytesIO()
    _Pickler(out, pickle.HIGHEST_PROTOCOL).dump(value)
    return out.getvalue()


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            return type(value), _values(type(value))(value)
        return NotImplemented


@cache
def _values(kind: type) -> Callable[[Any], tuple]:
    names = [field.name for field in fields(kind)]
    return attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
