"""Both flows, asked for on a real server and done by a real worker, on a small world of invented figures."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pytest

from flows.due import expected_month
from sources.registry import by_id
from tests.flows import world
from tests.publisher import originals
from tests.publisher.server import publisher
from tests.publisher.world import World


@pytest.fixture(scope="module")
def month(prefect, tmp_path_factory):
    """A month that was made: the folder, and the run that made it."""
    data = tmp_path_factory.mktemp("world")
    return SimpleNamespace(
        settings=world.make(data), run=prefect.execute("monthly", data, land=world.LAND, fetch=False)
    )


def pdfs(folder: Path) -> set[str]:
    return {path.parent.name for path in folder.rglob("*.pdf") if path.read_bytes().startswith(b"%PDF")}


def test_monthly_makes_a_brief_for_every_region_of_the_land(month):
    assert month.run["state"]["type"] == "COMPLETED"
    assert [path.name for path in month.settings.editions.iterdir()] == ["2025-12.r1"]
    assert pdfs(month.settings.briefs) == set(world.REGIONS)


def test_monthly_fetches_first_and_shows_what_came(prefect, tmp_path, monkeypatch):
    monkeypatch.setattr(originals, "FOLDER", tmp_path / "the yearly publishers have nothing new")
    today = dt.datetime.now(dt.UTC).date()
    month = str(expected_month(by_id("ba_eckwerte"), today))
    settings = world.make(tmp_path, newest=today.year - 1)
    with publisher(World(month=month, kreise=("04011", "04012"))) as server:
        run = prefect.execute(
            "monthly",
            tmp_path,
            {"BRIEF_CONTACT": "office@example.org", "BRIEF_MIRROR": server.url},
            land=world.LAND,
        )
    assert run["state"]["type"] == "COMPLETED", run["state"]["message"]
    assert [path.name for path in settings.editions.iterdir()] == [f"{month}.r1"]
    assert pdfs(settings.briefs) == set(world.REGIONS)
    fetched = prefect.artifact("fetched", run)
    assert fetched.count('"new"') >= 6
    assert "alo-04011" in fetched


def test_monthly_without_a_contact_says_what_to_set(prefect, tmp_path):
    world.make(tmp_path)
    run = prefect.execute("monthly", tmp_path, land=world.LAND)
    assert run["state"]["type"] == "FAILED"
    assert "BRIEF_CONTACT" in run["state"]["message"]


def test_a_run_has_one_task_for_each_thing_worth_seeing(prefect, month):
    wanted = {"flow_runs": {"id": {"any_": [month.run["id"]]}}}
    found = prefect.http.post("/task_runs/filter", json=wanted).json()
    assert sorted(task["name"] for task in found) == [
        "build 2025-12.r1",
        "check 2025-12.r1",
        "disclosure 2025-12.r1",
        "render 2025-12.r1",
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
    assert prefect.artifact("briefs", month.run).count(".pdf](file://") == len(world.REGIONS)
    assert "nothing below 3 stands there or follows" in prefect.artifact("disclosure", month.run)


def test_a_brief_on_request_comes_from_the_newest_edition(prefect, month):
    shown = "04012 · Bremerhaven"
    (pdf,) = month.settings.briefs.glob("*/04012/*.pdf")
    before = pdf.read_bytes()
    pdf.unlink()
    run = prefect.execute("regional-brief", month.settings.data, region=shown, month="2025-12")
    assert (run["name"], run["state"]["type"]) == (shown, "COMPLETED")
    assert pdf.read_bytes() == before


def test_a_month_without_an_edition_is_said(prefect, month):
    run = prefect.execute("regional-brief", month.settings.data, region="04012 · Bremerhaven", month="2019-01")
    assert run["state"]["type"] == "FAILED"
    assert "No edition of 2019-01" in run["state"]["message"]


def test_a_failed_check_fails_the_run_and_publishes_nothing(prefect, tmp_path):
    unknown = ("04012", 2025, "vacancies", "999x", "", "", 40.0)
    settings = world.make(tmp_path, extra=[unknown])
    run = prefect.execute("monthly", tmp_path, land=world.LAND, fetch=False)
    assert run["state"]["type"] == "FAILED"
    assert "fail_unknown_occupation" in run["state"]["message"]
    assert "999x" in prefect.artifact("checks", run)
    assert not list(settings.editions.rglob("manifest.json"))
    assert not settings.briefs.exists()
    assert not list(settings.warehouse.glob("*.duckdb"))
