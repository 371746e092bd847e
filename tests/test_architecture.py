"""What holds the shape of the code: import rules, style, and what the command line may load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True)


def test_import_rules():
    found = run("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())")
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("command", [("check",), ("format", "--check")], ids=" ".join)
def test_style(command):
    found = run("-m", "ruff", *command, ".")
    assert found.returncode == 0, found.stdout


def test_the_command_line_starts_without_heavy_libraries():
    loaded = set(run("-c", "import sys, flows.cli.main; print(*sys.modules)").stdout.split())
    assert "flows.cli.main" in loaded
    assert not loaded & {"prefect", "pandas", "pyarrow", "duckdb", "weasyprint", "jinja2"}
