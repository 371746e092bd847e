"""Call the command line as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def brief(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *arguments],
        env={"BRIEF_DATA": str(data), "PATH": "/usr/bin:/bin", "HOME": str(data)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
