"""Call the command line: as a process of its own, or here where only its words and its exit code matter."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def brief_here(data: Path, *arguments: str) -> Done:
    """Run a command in this process: a second less than a process of its own."""
    from flows.cli.main import main

    result = CliRunner().invoke(main, arguments, env={"BRIEF_DATA": str(data)}, prog_name="brief")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def brief(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flows.cli.main", *arguments],
        env={"BRIEF_DATA": str(data), "PATH": "/usr/bin:/bin", "HOME": str(data)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
