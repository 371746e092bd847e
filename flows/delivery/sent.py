"""What was sent: one file per edition, a line for each step of each message, on the disk before the next step is taken.

It names no address. A message is noted before its content goes out and again when the server has answered; of one that
has only the first note nobody knows whether it arrived.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows.delivery.letters import Letter
from flows.errors import VALIDATION, StepError
from flows.settings import Settings

BEGUN, SENT, REFUSED, LATER = "begun", "sent", "refused", "later"


@dataclass(frozen=True, slots=True)
class Noted:
    """The last note of a message."""

    step: str
    seal: str
    at: str


def path_of(settings: Settings, edition: str) -> Path:
    return settings.data / "sent" / f"{edition}.jsonl"


def noted(path: Path) -> dict[str, Noted]:
    """Return the last note of each message, by what stands for its address.

    A last line that was broken off counts as not written. Raises StepError for any other that cannot be read: to
    guess would send twice.
    """
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return {}
    found: dict[str, Noted] = {}
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            found[entry["who"]] = Noted(*(str(entry[name]) for name in ("step", "seal", "at")))
        except (ValueError, KeyError, TypeError, RecursionError):
            raise StepError(
                f"{path}, line {number}: what was sent cannot be read. Mend the line from a backup, or remove it: its "
                "message may then be sent a second time.",
                VALIDATION,
            ) from None
    return found


class Notes:
    """The notes of an edition, open for writing; only one run has them."""

    def __init__(self, path: Path, handle: int) -> None:
        self._path, self._handle = path, handle

    def write(self, letter: Letter, step: str, at: str, message_id: str) -> None:
        """Note a step; it is on the disk when this returns. Raises OSError."""
        entry = {
            "at": at,
            "step": step,
            "who": letter.who,
            "region_id": letter.about.region_id,
            "message_id": message_id,
            "seal": letter.seal,
            "files": {file.name: file.sha256 for file in letter.files},
        }
        line = f"{json.dumps(entry)}\n".encode()
        if os.write(self._handle, line) != len(line):
            raise OSError(f"{self._path}: what was sent could not be noted; is the disk full?")
        os.fsync(self._handle)


@contextmanager
def writing_notes(path: Path) -> Iterator[Notes]:
    """Open the notes to add to them; a line that was broken off is taken away first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        whole = path.read_bytes()
        if len(kept := whole[: whole.rfind(b"\n") + 1]) < len(whole):
            os.ftruncate(handle, len(kept))
        _sync(path.parent)
        yield Notes(path, handle)
    finally:
        os.close(handle)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
