"""Worker processes that do many jobs: one that fails, hangs or eats memory does not take the others down.

Each worker is a pool of one (pebble): workers share no pipe and no lock, so one that stands still or dies while it
reads holds up nobody.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import resource
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool

LONGEST = 4000  # characters of an error
_SPENT = 77  # exit code of a worker that ran out of memory: what is left of such a process is not trusted

Files = tuple[Path, ...]
Job = tuple[Any, ...]  # what its function is called with; can be pickled
Done = Callable[[int, Files, Exception | None, float], None]  # number of the job, its files, its error, its seconds


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a job may take."""

    seconds: float = 120.0
    memory: int = 2 * 1024**3  # bytes of address space; a worker that has rendered 20 briefs takes about a third of it
    recycle: int = 20  # jobs after which a worker is replaced: it works with the garbage collector off


class Failed(Exception):
    """A job is not done; the text says it all."""


def name_error(error: BaseException) -> str:
    """Say what went wrong."""
    return str(error) if isinstance(error, Failed) else f"{type(error).__name__}: {error}"


def do_jobs(
    write: Callable[..., Files], jobs: Iterable[tuple[int, Job]], size: int, bounds: Bounds, done: Done
) -> None:
    """Call `write` with what each numbered job holds, in at most `size` workers. What `done` raises ends all."""
    waiting = deque((index, job, 1) for index, job in jobs)
    idle: list[ProcessPool] = []
    busy: dict[ProcessFuture, tuple[ProcessPool, float, tuple[int, Job, int]]] = {}
    if waiting:
        _make_font_cache()
    try:
        while waiting or busy:
            while waiting and len(busy) < max(size, 1):
                worker = idle.pop() if idle else _hire(bounds)
                if not worker.active:  # killed while it had nothing to do
                    _dismiss(worker)
                    continue
                content = pickle.dumps((write, waiting[0][1]), pickle.HIGHEST_PROTOCOL)
                busy[worker.schedule(_do, (content,))] = worker, time.monotonic(), waiting.popleft()
            late_at = min(since for _, since, _ in busy.values()) + bounds.seconds
            wait(busy, max(late_at - time.monotonic(), 0), FIRST_COMPLETED)
            for future, (worker, since, (index, job, attempt)) in list(busy.items()):
                took, late = time.monotonic() - since, not future.done()
                if late and took < bounds.seconds:
                    continue
                del busy[future]
                files, error = _read_outcome(future, bounds, late)
                if late or isinstance(error, BrokenProcessPool):
                    _dismiss(worker)
                else:
                    idle.append(worker)
                if isinstance(error, BrokenProcessPool) and attempt == 1:  # perhaps it died before it got the job
                    waiting.appendleft((index, job, 2))
                else:
                    done(index, files, error, took)
    finally:
        _dismiss(*idle, *(worker for worker, _, _ in busy.values()))


def _read_outcome(future: ProcessFuture, bounds: Bounds, late: bool) -> tuple[Files, Exception | None]:
    if late:
        return (), Failed(f"not finished after {bounds.seconds:g} s; its process was ended")
    match error := future.exception():
        case None:
            return future.result()
        case BrokenProcessPool():
            return (), BrokenProcessPool("its process ended before it had read its job")
        case ProcessExpired() if error.exitcode == _SPENT:
            return (), Failed(f"MemoryError: more than {bounds.memory // 1024**2} MB")
        case ProcessExpired():
            return (), Failed(f"its process ended with code {error.exitcode}")
    return (), Failed(name_error(error))


def _hire(bounds: Bounds) -> ProcessPool:
    return ProcessPool(1, bounds.recycle, _set_up, (bounds.memory,), _context())


def _dismiss(*workers: ProcessPool) -> None:
    for worker in workers:
        worker.stop()
    for worker in workers:
        worker.join()


@cache
def _context() -> multiprocessing.context.BaseContext:
    """Fork workers from a process that has imported everything and holds no threads, files or connections of ours."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([f"{__package__}.preload"])
    return context


def _make_font_cache() -> None:
    """Make fontconfig's cache folder before the workers start: two that make it at once complain."""
    with suppress(OSError, RuntimeError):
        (Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fontconfig").mkdir(
            parents=True, exist_ok=True
        )


def _set_up(memory: int) -> None:
    """Bound the memory of a worker before its first job."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
    gc.disable()


def _do(content: bytes) -> tuple[Files, Exception | None]:
    """Unpack a job and do it, within its bounds."""
    try:
        write, job = pickle.loads(content)
        return write(*job), None
    except MemoryError:
        os._exit(_SPENT)
    except Exception as error:
        return (), _sendable(error)


def _sendable(error: Exception) -> Exception:
    """Return an error that comes out of the pipe as it went in; in words where it would not."""
    with suppress(Exception):
        if len(str(error)) <= LONGEST and name_error(pickle.loads(pickle.dumps(error))) == name_error(error):
            return error
    return Failed(name_error(error)[:LONGEST])
