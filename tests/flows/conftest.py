"""A real Prefect server on a free port, with both deployments of prefect.yaml."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parent.parent.parent
LOGIN = "office:secret"
START_SECONDS = 120  # the first start takes 12-16 s, on a busy machine longer


@dataclass(frozen=True)
class Prefect:
    """The server as its users see it: commands in the project's folder, and the HTTP interface."""

    environ: dict[str, str]
    http: httpx.Client

    def run(self, *command: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.environ | environ, capture_output=True, text=True
        )

    def deployment(self, name: str) -> dict[str, Any]:
        return self.http.get(f"/deployments/name/{name}/{name}").raise_for_status().json()

    def start(self, name: str, **parameters: object) -> httpx.Response:
        deployment = self.deployment(name)
        return self.http.post(f"/deployments/{deployment['id']}/create_flow_run", json={"parameters": parameters})

    def execute(
        self, name: str, data: Path, environ: dict[str, str] | None = None, **parameters: object
    ) -> dict[str, Any]:
        """Ask for a run, let a worker do it with `data` as its folder, and return the finished run."""
        return self.execute_all([(name, parameters)], data, environ)[0]

    def execute_all(
        self, wanted: Sequence[tuple[str, dict[str, object]]], data: Path, environ: dict[str, str] | None = None
    ) -> list[dict[str, Any]]:
        """Ask for runs, let one worker do them side by side, and return them finished."""
        ids = [self.start(name, **parameters).raise_for_status().json()["id"] for name, parameters in wanted]
        command = ("-m", "prefect", "worker", "start", "--pool", "briefs", "--run-once")
        worker = self.run(*command, BRIEF_DATA=str(data), **(environ or {}))
        assert worker.returncode == 0, worker.stdout + worker.stderr
        runs = [self.http.get(f"/flow_runs/{run_id}").raise_for_status().json() for run_id in ids]
        for run in runs:
            assert run["state"]["type"] in ("COMPLETED", "FAILED"), f"{run['state']}\n{worker.stdout}{worker.stderr}"
        return runs

    def artifact(self, key: str, run: dict[str, Any]) -> str:
        """Return what a run shows under a key."""
        wanted = {"artifacts": {"key": {"any_": [key]}, "flow_run_id": {"any_": [run["id"]]}}}
        (found,) = self.http.post("/artifacts/filter", json=wanted).raise_for_status().json()
        return found["data"]

    def runs(self, planned: bool = False) -> list[dict[str, Any]]:
        """List the runs somebody asked for, or those the schedule planned; the earliest first."""
        wanted = {"sort": "EXPECTED_START_TIME_ASC", "limit": 200}
        found = self.http.post("/flow_runs/filter", json=wanted).raise_for_status().json()
        return [run for run in found if run["auto_scheduled"] == planned]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(is_so: Callable[[], bool], what: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, what
        time.sleep(0.2)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prefect]:
    home = tmp_path_factory.mktemp("prefect")
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_API_AUTH_STRING": LOGIN,
        "PREFECT_SERVER_API_AUTH_STRING": LOGIN,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PWD": str(ROOT),
    }
    command = [
        sys.executable,
        "-m",
        "prefect",
        "server",
        "start",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-ui",
    ]
    log = home / "server.log"
    with (
        log.open("w") as output,
        httpx.Client(base_url=environ["PREFECT_API_URL"], auth=tuple(LOGIN.split(":"))) as http,
    ):

        def is_up() -> bool:
            assert process.poll() is None, log.read_text()
            try:
                return http.get("/health").is_success
            except httpx.TransportError:
                return False

        process = subprocess.Popen(command, cwd=home, env=environ, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_until(is_up, f"the server did not start: {log.read_text()}", START_SECONDS)
            yield Prefect(environ, http)
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="session")
def prefect(server: Prefect) -> Prefect:
    """The server with the work pool and both deployments, made as docs/operations.md says."""
    for command in (["work-pool", "create", "briefs", "--type", "process"], ["deploy", "--all"]):
        made = server.run("-m", "prefect", "--no-prompt", *command)
        assert made.returncode == 0, made.stdout + made.stderr
    return server
