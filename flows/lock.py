"""One writer at a time per data folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Locked(Exception):
    """Another run is writing to the same data folder."""


@contextmanager
def writing(folder: Path, what: str) -> Iterator[None]:
    """Hold the folder's lock. It ends with the process that holds it, so a crash leaves no stale lock."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lock"
    with path.open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.seek(0)
            holder = handle.read().strip() or "another process"
            raise Locked(f"{folder} is in use by {holder}; wait until it has finished, then run this again") from None
        handle.truncate(0)
        handle.write(f"`brief {what}`, process {os.getpid()}")
        handle.flush()
        yield
