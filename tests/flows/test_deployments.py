"""The deployments of prefect.yaml on a real server: schedule, one at a time, and a form that refuses bad values."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import httpx
import pytest

from flows import pipeline
from tests.flows.conftest import wait_until

BOCHUM = "05911 · Bochum"


def test_monthly_runs_by_schedule_and_one_at_a_time(prefect):
    monthly = prefect.deployment("monthly")
    (schedule,) = monthly["schedules"]
    assert schedule["active"]
    assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == ("0 6 5 * *", "Europe/Berlin")
    assert monthly["global_concurrency_limit"]["limit"] == 1
    assert monthly["concurrency_options"]["collision_strategy"] == "ENQUEUE"


def test_the_server_plans_the_next_months(prefect):
    """Needs SQLAlchemy below 2.1, with which the server's scheduler fails and no scheduled run ever exists."""
    wait_until(lambda: bool(prefect.runs(planned=True)), "the server planned no run of the schedule", seconds=60)
    planned = prefect.runs(planned=True)
    start = dt.datetime.fromisoformat(planned[0]["expected_start_time"]).astimezone(ZoneInfo("Europe/Berlin"))
    assert (start.day, start.hour, start.minute) == (5, 6, 0)


def test_the_form_offers_every_region_by_name(prefect):
    deployment = prefect.deployment("regional-brief")
    offered = deployment["parameter_openapi_schema"]["properties"]["region"]["enum"]
    assert BOCHUM in offered
    assert offered == [f"{region_id} · {name}" for region_id, name in pipeline.region_choices()]
    assert deployment["schedules"] == []


@pytest.mark.parametrize(
    ("deployment", "parameters", "named"),
    [
        ("regional-brief", {"region": "Atlantis"}, "Atlantis"),
        ("regional-brief", {}, "region"),
        ("regional-brief", {"region": BOCHUM, "month": "2025-13"}, "2025-13"),
        ("regional-brief", {"region": BOCHUM, "month": "Dezember"}, "Dezember"),
        ("regional-brief", {"region": BOCHUM, "focus": "pflege"}, "focus"),
        ("monthly", {"month": "2025-1"}, "2025-1"),
        ("monthly", {"land": "5"}, "'5'"),
        ("monthly", {"land": 5}, "5"),
    ],
)
def test_a_bad_value_is_refused_before_a_run_exists(prefect, deployment, parameters, named):
    before = prefect.runs()
    refused = prefect.start(deployment, **parameters)
    assert refused.status_code in (409, 422)
    assert named in refused.json()["detail"]
    assert prefect.runs() == before


def test_nobody_gets_in_without_the_password(prefect):
    assert httpx.post(f"{prefect.http.base_url}deployments/count").status_code == 401
