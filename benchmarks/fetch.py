"""Count what a month's fetch asks of the publishers, all Kreise of NRW, against the loopback publisher.

    python -m benchmarks.fetch

Three runs in one data folder: the first month, the same month three weeks later (nothing has changed), the next month.
Requests and bytes are counted by the publisher; seconds are of this machine, without the pause of one second a request
that live publishers get. Fails when a region is asked twice in a run, or a body is sent again that had not changed.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import tempfile
import time
from collections import Counter
from pathlib import Path

from flows.settings import Settings
from flows.steps import fetch
from sources.registry import SOURCES
from sources.web.client import Client
from tests.publisher import genesis
from tests.publisher.server import Publisher, publisher
from tests.publisher.world import World

CONTACT = "benchmark@example.org"
RUNS = (
    ("first month", "2026-08", dt.datetime(2026, 9, 3, 18, tzinfo=dt.UTC)),
    ("three weeks later", "2026-08", dt.datetime(2026, 9, 25, 18, tzinfo=dt.UTC)),
    ("next month", "2026-09", dt.datetime(2026, 10, 3, 18, tzinfo=dt.UTC)),
)


def main() -> None:
    os.environ |= {"BRIEF_LEHRSTELLEN": "1"}
    for name in (name for source in SOURCES for name in source.secrets):
        os.environ[name] = genesis.USER if name.endswith("_USER") else genesis.PASSWORD
    with tempfile.TemporaryDirectory(prefix="brief-bench-") as folder, publisher(World()) as server:
        settings = Settings(Path(folder), workers=2, contact=CONTACT, mirror=server.url)
        print(
            f"{'run':<20}{'requests':>10}{'answered 304':>14}{'MB sent':>9}{'new files':>11}{'failed':>8}{'seconds':>9}"
        )
        for name, month, now in RUNS:
            server.world = dataclasses.replace(server.world, month=month)
            server.sent.clear()
            started = time.perf_counter()
            client = Client(CONTACT, mirror=server.url)
            outcomes = fetch.fetch_all(settings, SOURCES, now, lambda *_: None, client=client)
            seconds = time.perf_counter() - started
            unchanged = sum(status == 304 for _, status, _ in server.sent)
            megabytes = sum(size for asked, _, size in server.sent if asked.method != "HEAD") / 1e6
            states = Counter(outcome.status for outcome in outcomes)
            print(
                f"{name:<20}{len(server.sent):>10}{unchanged:>14}{megabytes:>9.1f}{states['new']:>11}"
                f"{states['failed']:>8}{seconds:>9.1f}",
                flush=True,
            )
            _check(server)
        print("\nrequests by host in the last run:")
        for host, number in Counter(asked.host for asked, *_ in server.sent).most_common():
            print(f"  {number:>5}  {host}")


def _check(server: Publisher) -> None:
    asked = Counter(
        (a.host, a.path, str(sorted(a.query.items())))
        for a, status, _ in server.sent
        if a.method == "GET" and status == 200
    )
    twice = [key for key, number in asked.items() if number > 1]
    if twice:
        raise SystemExit(f"asked twice in one run: {twice[:3]}")


if __name__ == "__main__":
    main()
