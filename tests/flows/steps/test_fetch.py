"""Fetching over HTTP from the loopback publishers: what is due, what is kept when a publisher fails."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from flows.settings import Settings, open_store
from flows.steps import fetch as fetching
from flows.steps.build import build_edition
from flows.steps.due import expected_month, log_of
from flows.steps.edition import open_edition
from flows.steps.pin import pin_edition
from flows.steps.status import name_old_sources, read_revisions, read_source_status
from sources.registry import SOURCES, by_id
from sources.web.client import Client, Limits
from tests.publisher import originals
from tests.publisher.server import publisher
from tests.publisher.world import World
from tests.support import small_world
from tests.support.cli import ROOT

CONTACT = "office@example.org"
IMPATIENT = Limits(attempts=2, deadline=20, pause=0)
MONTHLY = by_id("ba_eckwerte")
END_OF_SEPTEMBER = dt.datetime(2026, 9, 30, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def bremen():
    """The publishers, with Bremen's two Kreise asked for."""
    with publisher(World(month="2026-09", kreise=("04011", "04012"))) as server:
        yield server


def settings_of(folder, server):
    return Settings(folder, workers=1, contact=CONTACT, mirror=server.url, land="04")


def fetch(settings, source=MONTHLY, now=END_OF_SEPTEMBER, forced=False):
    client = Client(CONTACT, mirror=settings.mirror, limits=IMPATIENT, sleep=lambda seconds: None)
    return fetching.fetch_source(settings, source, client, now, forced=forced)


def statuses(outcomes):
    return Counter(outcome.status for outcome in outcomes)


def asked_for_data(server):
    return [one for one in server.asked if one.path != "/robots.txt"]


def test_a_month_comes_once_and_is_not_asked_for_again(bremen, tmp_path):
    settings = settings_of(tmp_path, bremen)
    first = fetch(settings)
    assert statuses(first) == {"new": 6}
    stored = open_store(settings).for_source(MONTHLY.id)
    assert {snapshot.part for snapshot in stored} == {outcome.part for outcome in first}
    assert all(snapshot.origin.startswith("https://") for snapshot in stored)
    asked = Counter((one.method, one.path, str(one.query)) for one in asked_for_data(bremen))
    assert set(asked.values()) == {1}, "a region was asked twice"
    number = len(bremen.asked)
    assert statuses(fetch(settings, now=END_OF_SEPTEMBER + DAY)) == {"waiting": 6}
    assert len(bremen.asked) == number


def test_an_unchanged_file_is_asked_for_by_its_mark_and_not_sent_again(bremen, tmp_path):
    settings = settings_of(tmp_path, bremen)
    fetch(settings)
    bremen.sent.clear()
    again = fetch(settings, now=END_OF_SEPTEMBER + 21 * DAY)
    assert statuses(again) == {"unchanged": 6}
    answers = [(status, size) for one, status, size in bremen.sent if "tableFetch" in one.path]
    assert answers == [(304, 0)] * 6
    assert len(open_store(settings).for_source(MONTHLY.id)) == 6


def test_a_new_month_and_a_revision_are_new_snapshots(bremen, tmp_path):
    settings = settings_of(tmp_path, bremen)
    fetch(settings)
    bremen.world = dataclasses.replace(bremen.world, month="2026-10", revised=frozenset({MONTHLY.id}))
    october = dt.datetime(2026, 10, 31, 12, tzinfo=dt.UTC)
    assert statuses(fetch(settings, now=october))["new"] >= 4  # employees come later than the other figures
    assert {one.period for one in open_store(settings).pinned()} >= {"2026-10"}


def test_an_outage_keeps_the_last_files_and_spares_the_publisher(bremen, tmp_path):
    settings = settings_of(tmp_path, bremen)
    fetch(settings)
    bremen.world = dataclasses.replace(bremen.world, month="2026-10", down=frozenset({MONTHLY.id}))
    number = len(bremen.asked)
    outcomes = fetch(settings, now=END_OF_SEPTEMBER + 31 * DAY)
    assert statuses(outcomes) == {"failed": 6}
    assert {outcome.period for outcome in outcomes} >= {"2026-09"}
    assert "503" in outcomes[0].message
    assert sum("those before failed" in outcome.message for outcome in outcomes) >= 3
    assert len(bremen.asked) - number <= fetching.GIVE_UP * IMPATIENT.attempts + 2
    assert (log_of(settings, MONTHLY.id).reason, len(open_store(settings).all())) == ("unreachable", 6)


def test_a_moved_layout_is_refused_and_kept_for_whoever_looks_into_it(bremen, tmp_path):
    settings = settings_of(tmp_path, bremen)
    fetch(settings)
    bremen.world = dataclasses.replace(bremen.world, month="2026-10", moved=frozenset({MONTHLY.id}))
    outcomes = fetch(settings, now=END_OF_SEPTEMBER + 31 * DAY)
    assert statuses(outcomes)["failed"] >= 3
    assert log_of(settings, MONTHLY.id).reason == "layout"
    assert "expected" in next(o.message for o in outcomes if o.status == "failed")
    assert all(path.name.startswith(MONTHLY.id) for path in (settings.fetch / "refused").iterdir())
    assert {one.period for one in open_store(settings).for_source(MONTHLY.id)} <= {"2026-09", "2026-07", "2026-03"}


def test_a_late_publisher_is_looked_at_daily(bremen, tmp_path):
    settings = settings_of(tmp_path, bremen)
    bremen.world = dataclasses.replace(bremen.world, late=frozenset({MONTHLY.id}))
    due_day = END_OF_SEPTEMBER + MONTHLY.lag_days * DAY
    fetch(settings, now=due_day)
    assert statuses(fetch(settings, now=due_day + dt.timedelta(hours=1))) == {"waiting": 6}
    assert statuses(fetch(settings, now=due_day + DAY)) == {"unchanged": 6}


def test_a_source_that_is_named_is_asked_in_any_case(bremen, tmp_path):
    settings = settings_of(tmp_path, bremen)
    fetch(settings)
    assert statuses(fetch(settings, forced=True)) == {"unchanged": 6}


def test_what_was_asked_for_must_come(bremen, tmp_path):
    other = dataclasses.replace(
        MONTHLY, locate=lambda plan: tuple(dataclasses.replace(r, part="alo-99999") for r in MONTHLY.locate(plan)[:1])
    )
    (outcome,) = fetch(settings_of(tmp_path, bremen), other)
    assert outcome.status == "failed"
    assert "asked for alo-99999" in outcome.message
    assert not open_store(settings_of(tmp_path, bremen)).all()


@pytest.mark.parametrize("switch", ["", "0"])
def test_a_source_that_is_not_allowed_asks_nobody(bremen, tmp_path, monkeypatch, switch):
    monkeypatch.setenv("BRIEF_LEHRSTELLEN", switch)
    outcomes = fetch(settings_of(tmp_path, bremen), dataclasses.replace(MONTHLY, switch="BRIEF_LEHRSTELLEN"))
    assert set(statuses(outcomes)) <= {"off", "failed"}
    assert "Set BRIEF_LEHRSTELLEN=1" in outcomes[0].message
    assert not bremen.asked


@pytest.mark.parametrize(
    ("day", "lag", "month"),
    [
        ("2026-09-30", 0, "2026-09"),
        ("2026-09-29", 0, "2026-08"),
        ("2026-10-05", 5, "2026-09"),
        ("2027-01-03", 5, "2026-11"),
    ],
)
def test_the_month_that_should_be_out(day, lag, month):
    source = dataclasses.replace(MONTHLY, lag_days=lag)
    assert str(expected_month(source, dt.date.fromisoformat(day))) == month


def test_without_the_newest_month_the_one_before_is_fetched(bremen, tmp_path):
    settings, source = settings_of(tmp_path, bremen), by_id("ba_stellen_berufe")
    bremen.world = dataclasses.replace(bremen.world, month="2026-10", late=frozenset({source.id}))
    november = dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC)
    assert {o.status: o.period for o in fetch(settings, source, november)} == {"new": "2026-09", "late": ""}
    assert log_of(settings, source.id).reason == "not_published"
    bremen.world = dataclasses.replace(bremen.world, late=frozenset())
    assert {o.status: o.period for o in fetch(settings, source, november + DAY)} == {
        "waiting": "2026-09",
        "new": "2026-10",
    }


def test_a_lost_file_of_the_edition_before_is_not_compared(bremen, tmp_path):
    settings = dataclasses.replace(small_world.make(tmp_path), contact=CONTACT, mirror=bremen.url, land="04")
    fetch(settings)
    build_edition(settings)
    for snapshot in open_store(settings).for_source(MONTHLY.id):
        snapshot.path.unlink()
        snapshot.path.with_suffix(".json").unlink()
    for staged in (settings.staged / MONTHLY.id).iterdir():
        staged.unlink()
    bremen.world = dataclasses.replace(bremen.world, month="2026-10", revised=frozenset({MONTHLY.id}))
    fetch(settings, now=END_OF_SEPTEMBER + 33 * DAY)
    edition = build_edition(settings)
    assert (edition, read_revisions(open_edition(settings, edition))) == ("2026-10.r1", [])


def test_an_edition_says_which_source_is_behind_and_why(bremen, tmp_path):
    settings = dataclasses.replace(small_world.make(tmp_path), contact=CONTACT, mirror=bremen.url, land="04")
    fetch(settings)
    first = build_edition(settings)
    assert first == "2026-09.r1"
    assert name_old_sources(open_edition(settings, first)) == []
    bremen.world = dataclasses.replace(bremen.world, month="2026-10", down=frozenset({MONTHLY.id}))
    fetch(settings, now=END_OF_SEPTEMBER + 31 * DAY)
    second = build_edition(settings)
    state = {row["source_id"]: row for row in read_source_status(open_edition(settings, second))}[MONTHLY.id]
    assert (second, state["status"], state["reason"]) == ("2026-09.r2", "late", "unreachable")
    assert name_old_sources(open_edition(settings, second)) == [MONTHLY.id]
    assert build_edition(settings) == second, "the same outage makes no further revision"
    bremen.world = dataclasses.replace(bremen.world, down=frozenset())
    fetch(settings, now=END_OF_SEPTEMBER + 33 * DAY)
    assert build_edition(settings) == "2026-10.r1"


def test_an_earlier_month_is_made_of_the_files_of_that_month(bremen, tmp_path):
    settings = dataclasses.replace(small_world.make(tmp_path), contact=CONTACT, mirror=bremen.url, land="04")
    fetch(settings)
    bremen.world = dataclasses.replace(bremen.world, month="2026-10")
    fetch(settings, now=END_OF_SEPTEMBER + 31 * DAY)
    bremen.world = dataclasses.replace(bremen.world, month="2026-11", down=frozenset({MONTHLY.id}))
    fetch(settings, now=END_OF_SEPTEMBER + 61 * DAY)
    manifest = pin_edition(settings, "2026-09")
    monthly = {entry.part: entry.period for entry in manifest.pinned if entry.source == MONTHLY.id}
    assert len(monthly) == 6
    assert max(monthly.values()) == "2026-09"
    assert manifest.attempts == (), "what failed in November says nothing of September"
    assert pin_edition(settings).attempts


def test_a_revision_that_is_taken_back_is_taken_back(bremen, tmp_path):
    settings = settings_of(tmp_path, bremen)
    plain = bremen.world
    fetch(settings)
    first = {one.sha256 for one in open_store(settings).pinned()}
    bremen.world = dataclasses.replace(plain, revised=frozenset({MONTHLY.id}))
    assert statuses(fetch(settings, now=END_OF_SEPTEMBER + DAY, forced=True)) == {"new": 6}
    bremen.world = plain
    assert statuses(fetch(settings, now=END_OF_SEPTEMBER + 2 * DAY, forced=True)) == {"new": 6}
    assert {one.sha256 for one in open_store(settings).pinned()} == first
    assert statuses(fetch(settings, now=END_OF_SEPTEMBER + 3 * DAY, forced=True)) == {"unchanged": 6}
    assert len(open_store(settings).all()) == 12


@pytest.mark.parametrize(
    "answer", [3, {}, {"at": "gestern"}, {"at": "2026-09-29T12:00:00"}, {"at": 5}, {"sha256": None}, {"http": [1]}]
)
def test_a_log_nobody_can_read_counts_as_none(bremen, tmp_path, answer):
    settings = settings_of(tmp_path, bremen)
    fetch(settings)
    path = settings.fetch / f"{MONTHLY.id}.json"
    log = json.loads(path.read_text())
    key = min(log["answers"])
    log["answers"][key] = log["answers"][key] | answer if answer and answer != 3 else answer
    path.write_text(json.dumps(log))
    assert statuses(fetch(settings, now=END_OF_SEPTEMBER + DAY)) == {"unchanged": 6}


def test_a_clock_that_was_ahead_stops_nothing_for_long(bremen, tmp_path):
    settings = settings_of(tmp_path, bremen)
    fetch(settings, now=dt.datetime(2036, 9, 30, 12, tzinfo=dt.UTC))
    assert statuses(fetch(settings, now=END_OF_SEPTEMBER)) == {"unchanged": 6}
    assert statuses(fetch(settings, now=END_OF_SEPTEMBER + DAY)) == {"waiting": 6}


def test_what_a_killed_fetch_left_is_removed(bremen, tmp_path):
    settings = dataclasses.replace(settings_of(tmp_path, bremen), contact=CONTACT)
    fetch(settings)
    left = settings.fetch / "ba_eckwerte.4711.140019597194944"
    left.mkdir()
    (left / "answer").write_text("half")
    (settings.fetch / ".ba_eckwerte.4711.140019597194944").write_text("half")
    (settings.fetch / "refused").mkdir()
    fetching.fetch(settings, ["bedarfsmeldung"])
    assert {path.name for path in settings.fetch.iterdir()} == {"ba_eckwerte.json", "refused"}


def test_the_yearly_files_come_over_the_network_as_they_are(originals, real_world, tmp_path):
    """The real files, asked for in the month the newest of them is out: the same bytes that were imported by hand."""
    shutil.copytree(real_world.staged, tmp_path / "staged", copy_function=link)  # read already
    imported = {snapshot.sha256 for snapshot in open_store(real_world).all() if snapshot.origin == "import"}
    with publisher() as server:
        settings = dataclasses.replace(settings_of(tmp_path, server), land="05")
        for source in (source for source in SOURCES if source.required):
            outcomes = fetch(settings, source, dt.datetime(2026, 9, 3, tzinfo=dt.UTC))
            assert set(statuses(outcomes)) == {"new"}, outcomes
            again = fetch(settings, source, dt.datetime(2026, 9, 25, tzinfo=dt.UTC))
            assert set(statuses(again)) == {"unchanged"}
        assert sum(status == 304 for _, status, _ in server.sent) == 7
    assert {snapshot.sha256 for snapshot in open_store(settings).all()} == imported


def link(source, target):
    Path(target).hardlink_to(source)


# as processes, by the real clock


def cli(folder, server, *arguments, **environ):
    return subprocess.run(
        [sys.executable, "-m", "flows.cli.main", *arguments],
        env=environment(folder, server) | environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )


def environment(folder, server):
    return {
        "BRIEF_DATA": str(folder),
        "BRIEF_CONTACT": CONTACT,
        "BRIEF_MIRROR": server.url,
        "BRIEF_LAND": "04",
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
    }


@pytest.fixture
def today(monkeypatch, tmp_path):
    """The publishers as they are on the day of the test; the yearly ones have not published."""
    monkeypatch.setattr(originals, "FOLDER", tmp_path)
    month = str(expected_month(MONTHLY, dt.datetime.now(dt.UTC).date()))
    with publisher(World(month=month, kreise=("04011", "04012"))) as server:
        yield server


def test_dry_run_asks_nobody(today, tmp_path):
    run = cli(tmp_path, today, "fetch", "--dry-run", "ba_eckwerte")
    assert run.returncode == 0, run.stderr
    assert "6 of 6 requests would be made" in run.stdout
    entries = json.loads(cli(tmp_path, today, "fetch", "--dry-run", "--json").stdout)
    assert {entry["source"] for entry in entries} >= {"ba_eckwerte", "ba_kreis_berufe"}
    assert all(entry["url"].startswith("https://") for entry in entries)
    assert not today.asked
    assert not (tmp_path / "raw").exists()


def test_fetch_as_a_command(today, tmp_path):
    run = cli(tmp_path, today, "fetch", "ba_eckwerte")
    assert (run.returncode, run.stderr.count("Error")) == (0, 0), run.stderr
    assert "new  ba_eckwerte: 6 files" in run.stdout
    listed = json.loads(cli(tmp_path, today, "sources", "--json").stdout)
    assert sum(row["source"] == "ba_eckwerte" and row["rows"] > 0 for row in listed) == 6
    headers = asked_for_data(today)[0].headers
    assert CONTACT in headers["user-agent"]


def test_required_sources_that_nobody_has_end_with_5(today, tmp_path):
    run = cli(tmp_path, today, "fetch", "destatis_anerkennung")
    assert run.returncode == 5
    assert "destatis_anerkennung is required and has no file that is young enough. By hand:" in run.stderr


def test_fetch_needs_a_contact_and_known_names(today, tmp_path):
    assert cli(tmp_path, today, "fetch", BRIEF_CONTACT="").returncode == 2
    unknown = cli(tmp_path, today, "fetch", "ba_eckwert")
    assert unknown.returncode == 2
    assert "known are" in unknown.stderr
    for contact in ("x", "a b@example.org", "a@example.org\r\nX: y"):
        wrong = cli(tmp_path, today, "fetch", BRIEF_CONTACT=contact)
        assert (wrong.returncode, "BRIEF_CONTACT is" in wrong.stderr) == (2, True)
    mirror = cli(tmp_path, today, "fetch", BRIEF_MIRROR="ftp://somewhere")
    assert mirror.returncode == 2
    assert "BRIEF_MIRROR" in mirror.stderr


def test_doctor_tries_every_source_and_stores_nothing(today, tmp_path):
    run = cli(tmp_path, today, "doctor", "--json")
    found = {finding["name"]: finding for finding in json.loads(run.stdout)}
    assert {source.id for source in SOURCES} < set(found)
    assert found["ba_eckwerte"]["state"] == "ok"
    assert found["destatis_anerkennung"]["state"] == "problem"
    assert "brief import FILE" in found["destatis_anerkennung"]["advice"]
    assert run.returncode == 5, "a required source has no file and cannot be reached"
    assert not (tmp_path / "raw").exists()


@pytest.mark.parametrize("seconds", [0.4, 0.7, 1.0])
def test_a_killed_fetch_downloads_nothing_twice(today, tmp_path, seconds):
    command = [sys.executable, "-m", "flows.cli.main", "fetch", "ba_eckwerte"]
    process = subprocess.Popen(
        command, env=environment(tmp_path, today), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    settings = settings_of(tmp_path, today)
    kept = set(log_of(settings, "ba_eckwerte").answers)
    today.sent.clear()
    run = cli(tmp_path, today, "fetch")
    assert "ba_eckwerte: 6 files" in run.stdout or "ba_eckwerte" in run.stdout
    sent = [one for one, status, size in today.sent if "tableFetch" in one.path and status == 200 and size]
    assert len({str(one.query) + one.path for one in sent}) == 6 - len(kept)
    assert len(open_store(settings).for_source("ba_eckwerte")) == 6
