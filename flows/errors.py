"""What ends a command, and with which exit code."""

from __future__ import annotations

USAGE, STALE, VALIDATION, UNAVAILABLE = 2, 3, 4, 5


class StepError(Exception):
    """A step could not be done; `exit_code` says which kind of failure it is."""

    def __init__(self, message: str, exit_code: int = VALIDATION) -> None:
        super().__init__(message)
        self.exit_code = exit_code
