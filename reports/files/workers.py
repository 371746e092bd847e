"""Workers that do many jobs: one job that fails, hangs or eats memory does not take the others down."""

from __future__ import annotations

import io
import multiprocessing
import os
import pickle
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache
from multiprocessing.connection import Connection, wait
from operator import attrgetter
from pathlib import Path
from threading import Thread
from typing import Any

RECYCLE = 35  # jobs after which a worker is replaced: it works with the garbage collector off
SECONDS = 120.0
MEMORY = 2 * 1024**3  # address space; a worker that has rendered 35 briefs takes about a third of it
LONGEST = 4000  # characters of an error
_READY = "ready"

Files = tuple[Path, ...]
Job = tuple[Any, ...]  # what its function is called with; can be pickled
Done = Callable[[int, Files, Exception | None, float], None]  # number of the job, its files, its error, its seconds


class Failed(Exception):
    """A job is not done; the text says it all."""


def said(error: Exception) -> str:
    """Say what went wrong."""
    return str(error) if isinstance(error, Failed) else f"{type(error).__name__}: {error}"


class Crew:
    """As many workers as are of use; who is done, dead or late is replaced."""

    def __init__(self, hire: Callable[[], Worker], size: int, seconds: float, recycle: int) -> None:
        self._hire = hire
        self._size = max(size, 1)
        self._seconds = seconds
        self._recycle = recycle
        self._workers: list[Worker] = []

    def work(self, jobs: Iterable[tuple[int, Job]], done: Done) -> None:
        """Do jobs, each with its number. What `done` raises ends all."""
        waiting = deque(jobs)
        if waiting:
            _make_font_cache()
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

    def _awaited(self) -> list[Worker]:
        return [worker for worker in self._workers if not worker.ready or worker.index is not None]

    def _listen(self, waiting: deque[tuple[int, Job]], done: Done) -> None:
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
                worker.jobs += 1
                if spent or worker.jobs >= self._recycle:
                    self._dismiss(worker)
            elif worker.pipe in heard or late:
                # one that does not even begin takes the next job with it: else it would be tried for ever
                index = worker.index if worker.index is not None else waiting.popleft()[0] if waiting else None
                why, took = worker.why(self._seconds), time.monotonic() - worker.since
                self._dismiss(worker)
                if index is not None:
                    done(index, (), Failed(why), took)

    def _dismiss(self, worker: Worker) -> None:
        worker.stop()
        self._workers.remove(worker)


class Worker:
    """One process that does jobs one after another, and the pipe to it.

    It calls `write` with what each job holds, and once, before the first, `warm_up`.
    """

    def __init__(self, memory: int, write: Callable[..., Files], warm_up: Callable[[], None] | None = None) -> None:
        context = _context()
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, memory, write, warm_up), daemon=True)
        self.process.start()
        theirs.close()
        self.ready = False  # it has begun to read
        self.index: int | None = None
        self.jobs = 0
        self.since = time.monotonic()
        self._sending: Thread | None = None

    def begin(self, index: int, job: Job) -> bool:
        """Hand over a job without waiting until it is taken; False where nobody is there to take it.

        A job may be larger than what a pipe holds: a worker that does not read is late like one that does not answer.
        """
        if self.pipe.poll():  # one with nothing to do has nothing to say: it is gone
            return False
        self.index = index
        self.since = time.monotonic()
        self._sending = Thread(target=self._send, args=(packed(job),), daemon=True)
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
    context.set_forkserver_preload(["reports.files.preload"])
    return context


def _make_font_cache() -> None:
    """Make fontconfig's cache folder before the workers start: two that make it at once complain."""
    with suppress(OSError, RuntimeError):
        (Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fontconfig").mkdir(
            parents=True, exist_ok=True
        )


def _work(pipe: Connection, memory: int, write: Callable[..., Files], warm_up: Callable[[], None] | None) -> None:
    import gc
    import resource
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal, meant for the parent, which ends its workers
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
    gc.disable()
    if warm_up:
        warm_up()
    pipe.send(_READY)
    while True:
        try:
            content = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        spent = False  # whether what is left of this process can be trusted
        try:
            answer = write(*pickle.loads(content)), None
        except MemoryError:
            answer, spent = ((), Failed(f"MemoryError: more than {memory // 1024**2} MB")), True
        except Exception as error:
            answer = (), _sendable(error)
        pipe.send((*answer, spent))


def _sendable(error: Exception) -> Exception:
    """Return an error that comes out of the pipe as it went in; in words where it would not."""
    with suppress(Exception):
        if len(str(error)) <= LONGEST and said(pickle.loads(pickle.dumps(error))) == said(error):
            return error
    return Failed(said(error)[:LONGEST])


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
