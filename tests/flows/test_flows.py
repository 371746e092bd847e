"""Both flows, asked for on a real server and done by a real worker, on a small world of invented figures."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.flows import world

pytestmark = pytest.mark.xdist_group("prefect")


@pytest.fixture(scope="module")
def month(prefect, tmp_path_factory):
    """A month that was made: the folder, and the run that made it."""
    data = tmp_path_factory.mktemp("world")
    return SimpleNamespace(settings=world.make(data), run=prefect.execute("monthly", data, land=world.LAND))


def pdfs(folder: Path) -> set[str]:
    return {path.parent.name for path in folder.rglob("*.pdf") if path.read_bytes().startswith(b"%PDF")}


def test_monthly_makes_a_brief_for_every_region_of_the_land(month):
    assert month.run["state"]["type"] == "COMPLETED"
    assert [path.name for path in month.settings.editions.iterdir()] == ["2025-12.r1"]
    assert pdfs(month.settings.briefs) == set(world.REGIONS)


def test_a_run_has_one_task_for_each_thing_worth_seeing(prefect, month):
    wanted = {"flow_runs": {"id": {"any_": [month.run["id"]]}}}
    found = prefect.http.post("/task_runs/filter", json=wanted).json()
    assert sorted(task["name"] for task in found) == [
        "build 2025-12.r1",
        "check 2025-12.r1",
        "render 2025-12.r1",
        "stage ba_engpassanalyse",
        "stage ba_kreis_berufe",
        "stage destatis_anerkennung",
    ]


def test_a_run_shows_sources_checks_and_briefs(prefect, month):
    assert "berichtsjahr-2024" in prefect.artifact("sources", month.run)
    assert "fail_small_cell" in prefect.artifact("checks", month.run)
    assert prefect.artifact("briefs", month.run).count(".pdf](file://") == len(world.REGIONS)


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
    run = prefect.execute("monthly", tmp_path, land=world.LAND)
    assert run["state"]["type"] == "FAILED"
    assert "fail_unknown_occupation" in run["state"]["message"]
    assert "999x" in prefect.artifact("checks", run)
    assert not list(settings.editions.rglob("manifest.json"))
    assert not settings.briefs.exists()
    assert not list(settings.warehouse.glob("*.duckdb"))
