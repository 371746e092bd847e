"""A run that is killed leaves nothing half-done visible, and the next run finishes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.settings import Settings
from flows.steps.build import is_ready
from tests.support.cli import ROOT, brief
from transforms.edition.manifest import published


def _start(data: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "flows.cli.main", *arguments],
        env={"BRIEF_DATA": str(data), "PATH": "/usr/bin:/bin", "HOME": str(data)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("phase", ["staged", "editions", "warehouse"])
def test_a_kill_in_any_phase_shows_no_half_edition(tmp_path, phase):
    data = tmp_path / "data"
    process = _start(data, "edition", "import", "data/pilot")
    deadline = time.monotonic() + 60
    while not (data / phase).exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (data / phase).exists()
    settings = Settings(data, workers=1)
    for manifest in published(settings.editions):
        assert is_ready(settings, manifest)
    done = brief(data, "edition", "import", str(ROOT / "data" / "pilot"))
    assert done.returncode == 0, done.stderr
    assert [row["edition"] for row in json.loads(brief(data, "editions", "--json").stdout)] == ["2025-12.pilot"]
    assert not [path for path in (data / "warehouse").iterdir() if path.suffix != ".duckdb"]


def test_kills_at_many_moments_end_in_a_good_edition(tmp_path):
    data = tmp_path / "data"
    settings = Settings(data, workers=1)
    for number in range(4):
        process = _start(data, "edition", "import", "data/pilot")
        time.sleep(0.15 + 0.75 * number)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for manifest in published(settings.editions):
            assert is_ready(settings, manifest)
    assert brief(data, "edition", "import", str(ROOT / "data" / "pilot")).returncode == 0
    assert brief(data, "render", "duisburg", "--out", str(tmp_path / "out")).returncode == 0


@pytest.mark.parametrize("kilobytes", [100, 900, 3000])
def test_a_disk_that_is_full_is_said_and_nothing_half_is_visible(tmp_path, kilobytes):
    """A limit on the size of a file stands for the full disk: both refuse the write."""
    data = tmp_path / "data"
    command = f"ulimit -f {kilobytes}; exec {sys.executable} -m flows.cli.main edition import data/pilot"
    environ = {"BRIEF_DATA": str(data), "PATH": "/usr/bin:/bin", "HOME": str(data)}
    run = subprocess.run(["bash", "-c", command], env=environ, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert run.returncode == 5, run.stderr
    assert f"No room is left in {data}" in run.stderr
    assert "Traceback" not in run.stderr
    assert published(data / "editions") == []
    assert brief(data, "edition", "import", str(ROOT / "data" / "pilot")).returncode == 0
