"""The deployments of prefect.yaml and both flows on one real server.

Schedule, one run at a time, a form that refuses bad values; then runs asked for, and done by a real worker, on a small
world of invented figures.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import httpx
import pytest

from flows.steps.due import expected_month
from flows.steps.regions import list_choices
from sources.registry import by_id
from tests.flows.conftest import wait_until
from tests.publisher import originals
from tests.publisher.server import publisher
from tests.publisher.world import World
from tests.support import small_world
from tests.support.mail import mail_server

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
    assert offered == [f"{region_id} · {name}" for region_id, name in list_choices()]
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
        ("monthly", {"languages": ["xx"]}, "xx"),
        ("monthly", {"recipients": 5}, "5"),
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


@pytest.fixture(scope="module")
def month(prefect, tmp_path_factory):
    """A month that was made: the folder, the run that made it, and what a mail server got of it."""
    data = tmp_path_factory.mktemp("world")
    settings, recipients = small_world.make(data), data / "verteiler.csv"
    recipients.write_text("region_id;address;files\n04012;amt@example.org;pdf blatt-ar\n", encoding="utf-8")
    asked = {"land": small_world.LAND, "fetch": False, "languages": ["de", "ar"], "recipients": str(recipients)}
    with mail_server() as server:
        environ = {"BRIEF_SMTP": server.address, "BRIEF_SMTP_FROM": "kompass@example.org"}
        run = prefect.execute("monthly", data, environ, **asked)
    return SimpleNamespace(settings=settings, run=run, messages=server.messages())


@pytest.fixture(scope="module")
def asked(prefect, month):
    """Three runs that one worker does on that folder: a brief, a month nobody has, and a fetch without a contact."""
    region = "04012 · Bremerhaven"
    (pdf,) = month.settings.briefs.glob("*/04012/fachkraefte-*.pdf")
    before = pdf.read_bytes()
    pdf.unlink()
    wanted = (
        ("regional-brief", {"region": region, "month": "2025-12"}),
        ("regional-brief", {"region": region, "month": "2019-01"}),
        ("monthly", {"land": small_world.LAND}),
    )
    made, missing, without_contact = prefect.execute_all(wanted, month.settings.data)
    return SimpleNamespace(
        region=region, pdf=pdf, before=before, made=made, missing=missing, without_contact=without_contact
    )


def pdfs(folder: Path) -> set[str]:
    return {path.parent.name for path in folder.rglob("*.pdf") if path.read_bytes().startswith(b"%PDF")}


def test_monthly_makes_a_brief_for_every_region_of_the_land(month):
    assert month.run["state"]["type"] == "COMPLETED"
    assert [path.name for path in month.settings.editions.iterdir()] == ["2025-12.r1"]
    assert pdfs(month.settings.briefs) == set(small_world.REGIONS)


def test_monthly_makes_the_sheets_asked_for_and_then_the_site(month):
    sheets = {
        path.relative_to(month.settings.briefs / "2025-12.r1").as_posix()
        for path in month.settings.briefs.rglob("blatt-*")
    }
    assert sheets == {
        f"{r}/blatt-{lang}.{end}" for r in small_world.REGIONS for lang in ("de", "ar") for end in ("pdf", "png")
    }
    site = month.settings.site / "2025-12.r1"
    assert {path.parent.name for path in site.glob("*/index.html")} == set(small_world.REGIONS)
    assert {path.name for path in (site / "04012").glob("blatt-*.pdf")} == {"blatt-de.pdf", "blatt-ar.pdf"}


def test_monthly_sends_the_briefs_to_its_list(prefect, month):
    ((to, message),) = month.messages
    place = month.settings.briefs / "2025-12.r1" / "04012"
    names = ["fachkraefte-kompass-04012-2025-12.r1.pdf", "blatt-ar.pdf", "blatt-ar.png"]
    attached = {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}
    assert (to, attached) == ("amt@example.org", {name: (place / name).read_bytes() for name in names})
    shown = prefect.artifact("delivery", month.run)
    assert shown.strip() == "1 sent"


def test_monthly_fetches_first_and_shows_what_came(prefect, tmp_path, monkeypatch):
    monkeypatch.setattr(originals, "FOLDER", tmp_path / "the yearly publishers have nothing new")
    today = dt.datetime.now(dt.UTC).date()
    month = str(expected_month(by_id("ba_eckwerte"), today))
    settings = small_world.make(tmp_path, newest=today.year - 1)
    with publisher(World(month=month, kreise=("04011", "04012"))) as server:
        run = prefect.execute(
            "monthly",
            tmp_path,
            {"BRIEF_CONTACT": "office@example.org", "BRIEF_MIRROR": server.url},
            land=small_world.LAND,
            languages=[],
            site=False,
        )
    assert run["state"]["type"] == "COMPLETED", run["state"]["message"]
    assert [path.name for path in settings.editions.iterdir()] == [f"{month}.r1"]
    assert pdfs(settings.briefs) == set(small_world.REGIONS)
    fetched = prefect.artifact("fetched", run)
    assert fetched.count('"new"') >= 6
    assert "alo-04011" in fetched


def test_monthly_without_a_contact_says_what_to_set(asked):
    assert asked.without_contact["state"]["type"] == "FAILED"
    assert "BRIEF_CONTACT" in asked.without_contact["state"]["message"]


def test_a_run_has_one_task_for_each_thing_worth_seeing(prefect, month):
    wanted = {"flow_runs": {"id": {"any_": [month.run["id"]]}}}
    found = prefect.http.post("/task_runs/filter", json=wanted).json()
    assert sorted(task["name"] for task in found) == [
        "build 2025-12.r1",
        "check 2025-12.r1",
        "delivery 2025-12.r1",
        "disclosure 2025-12.r1",
        "render 2025-12.r1",
        "sheets 2025-12.r1",
        "site 2025-12.r1",
        "stage ba_engpassanalyse",
        "stage ba_kreis_berufe",
        "stage destatis_anerkennung",
        "stage hwk_kammerzahlen",
        "stage itnrw_anerkennung",
        "stage register",
    ]


def test_a_run_shows_sources_checks_and_briefs(prefect, month):
    assert "berichtsjahr-2024" in prefect.artifact("sources", month.run)
    assert "fail_small_cell" in prefect.artifact("checks", month.run)
    assert prefect.artifact("briefs", month.run).count(".pdf](file://") == len(small_world.REGIONS)
    assert "not reviewed: ar, de" in prefect.artifact("sheets", month.run)
    assert "index.html](file://" in prefect.artifact("site", month.run)
    assert "nothing below 3 stands there or follows" in prefect.artifact("disclosure", month.run)


def test_a_brief_on_request_comes_from_the_newest_edition(asked):
    assert (asked.made["name"], asked.made["state"]["type"]) == (asked.region, "COMPLETED")
    assert asked.pdf.read_bytes() == asked.before


def test_a_month_without_an_edition_is_said(asked):
    assert asked.missing["state"]["type"] == "FAILED"
    assert "No edition of 2019-01" in asked.missing["state"]["message"]


def test_a_failed_check_fails_the_run_and_publishes_nothing(prefect, tmp_path):
    unknown = ("04012", 2025, "vacancies", "999x", "", "", 40.0)
    settings = small_world.make(tmp_path, extra=[unknown])
    run = prefect.execute("monthly", tmp_path, land=small_world.LAND, fetch=False)
    assert run["state"]["type"] == "FAILED"
    assert "fail_unknown_occupation" in run["state"]["message"]
    assert "999x" in prefect.artifact("checks", run)
    assert not list(settings.editions.rglob("manifest.json"))
    assert not settings.briefs.exists()
    assert not list(settings.warehouse.glob("*.duckdb"))
