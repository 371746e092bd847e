"""Three months end to end over HTTP: fetch, build, render; with a revision, an outage, a late file, a changed layout.

The publishers of monthly figures, of places, series and tables answer on loopback in their formats; the yearly figures
are a small world that is there from the start. What people hand in (a form, an export) comes in the first month.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pypdf
import pytest
from click.testing import CliRunner

from flows.cli.main import main
from flows.progress import no_progress
from flows.settings import Settings, open_store
from flows.steps import fetch
from flows.steps.briefs import render_briefs
from flows.steps.build import build_edition, name_warehouse
from flows.steps.edition import open_edition
from flows.steps.hand_over import export_edition
from flows.steps.status import by_source, list_parts, name_old_sources, read_revisions, read_source_status
from flows.steps.take_in import import_files
from reports.form import write_form
from sources.datasets.bedarfsmeldung import layout
from sources.reference.regions import resolve
from sources.registry import SOURCES
from sources.web.client import Client, Limits
from tests.publisher import genesis, originals
from tests.publisher.server import publisher
from tests.publisher.world import World
from tests.support import small_world
from tests.support.cli import brief
from tests.support.layouts import amm_export
from transforms.edition import handover
from transforms.warehouse.layers import open_marts

CONTACT = "office@example.org"
MONTHS = {
    "2026-08": (dt.datetime(2026, 9, 3, 12, tzinfo=dt.UTC), World(month="2026-08")),
    "2026-09": (
        dt.datetime(2026, 10, 3, 12, tzinfo=dt.UTC),
        World(
            month="2026-09",
            revised=frozenset({"ba_eckwerte"}),
            late=frozenset({"ba_stellen_berufe"}),
            down=frozenset({"wifo_opendata"}),
        ),
    ),
    "2026-10": (
        dt.datetime(2026, 11, 3, 12, tzinfo=dt.UTC),
        World(month="2026-10", moved=frozenset({"ba_engpassanalyse"}), down=frozenset({"ba_eckwerte"})),
    ),
}


def shortly(seconds: float) -> None:
    """Wait a moment where the client would wait ten seconds for a job of GENESIS."""
    time.sleep(min(seconds, 0.05))


@pytest.fixture(scope="module")
def play(tmp_path_factory):
    """Each month: what was fetched, the edition, its state and the brief of Bochum."""
    folder = tmp_path_factory.mktemp("play")
    small_world.make(folder / "data", land="05")
    months = {}
    with pytest.MonkeyPatch.context() as environ, publisher() as server:
        environ.setattr(originals, "FOLDER", folder / "the yearly publishers have nothing new")
        environ.setenv("BRIEF_LEHRSTELLEN", "1")
        for name in (name for source in SOURCES for name in source.secrets):
            environ.setenv(name, genesis.USER if name.endswith("_USER") else genesis.PASSWORD)
        settings = Settings(folder / "data", workers=2, contact=CONTACT, mirror=server.url)
        for month, (now, state) in MONTHS.items():
            server.world = state
            client = Client(CONTACT, mirror=server.url, limits=Limits(attempts=2, pause=0, backoff=0.01), sleep=shortly)
            server.sent.clear()
            outcomes = fetch.fetch_all(settings, SOURCES, now, no_progress, client=client)
            if month == "2026-08":
                handed_in(settings, folder)
            edition = build_edition(settings)
            (rendered,) = render_briefs(open_edition(settings, edition), ["05911"])
            assert not rendered.error, rendered.error
            pdf = pypdf.PdfReader(rendered.pdf)
            months[month] = SimpleNamespace(
                edition=edition,
                outcomes=outcomes,
                sent=list(server.sent),
                state={row["source_id"]: row for row in read_source_status(open_edition(settings, edition))},
                revisions=read_revisions(open_edition(settings, edition)),
                old=name_old_sources(open_edition(settings, edition)),
                brief=json.loads(Path(rendered.json).read_text()),
                pdf=Path(rendered.pdf).read_bytes(),
                pages=[" ".join(page.extract_text().split()) for page in pdf.pages],
            )
    return SimpleNamespace(months=months, settings=settings)


def handed_in(settings: Settings, folder: Path) -> None:
    """Import a form with a small and a large number of places, and a table exported by hand."""
    inbox = folder / "inbox"
    inbox.mkdir()
    book = openpyxl.load_workbook(write_form(resolve("bochum"), folder / "empty.xlsx"))
    cells = {"C5": "Handwerkskammer", "C6": "Handwerkskammer Dortmund", "C7": dt.date(2026, 8, 20)}
    cells |= {"B12": layout.entry("262"), "C12": "sehr stark", "D12": 45, "F12": "Messe für Auszubildende"}
    cells |= {"B13": layout.entry("342"), "C13": "spürbar", "D13": 2}
    for cell, value in cells.items():
        book[layout.SHEET][cell] = value
    book.save(inbox / "form.xlsx")
    amm_export.write_csv(inbox / "export.csv", amm_export.LONG, amm_export.LONG_ROWS)
    results = import_files(settings, [inbox])
    assert {result.status for result in results} == {"new"}, results


def test_every_source_of_the_table_has_data(play):
    first = play.months["2026-08"]
    state = {source_id: (row["status"], row["files"] > 0) for source_id, row in first.state.items()}
    assert set(state) == {source.id for source in SOURCES}
    assert {source_id for source_id, found in state.items() if found != ("ok", True)} == {"register"}
    assert first.state["register"]["status"] == "stale"  # its entries were last looked at in 2019
    rows = by_source(list_parts(play.settings, open_edition(play.settings)))
    assert all(row["rows"] > 0 and row["sha256"] and row["licence"] for row in rows)


def test_no_region_is_asked_twice_and_nothing_unchanged_is_sent_again(play):
    for month in play.months.values():
        asked = Counter((a.host, a.path, str(sorted(a.query.items()))) for a, *_ in month.sent if a.method == "GET")
        kreise = {key: number for key, number in asked.items() if "Kreis" in key[2]}
        assert set(kreise.values()) <= {1}
    again = [status for a, status, size in play.months["2026-09"].sent if "/EckwerteTabelleBST" in a.path]
    assert set(again) == {200}, "the figures of each month are new"
    unchanged = [size for _, status, size in play.months["2026-10"].sent if status == 304]
    assert unchanged
    assert set(unchanged) == {0}


def test_the_first_month_is_whole(play):
    first = play.months["2026-08"]
    assert (first.edition, first.old, first.revisions) == ("2026-08.r1", [], [])
    yearly = {source.id for source in SOURCES if source.required}
    assert {outcome.status for outcome in first.outcomes if outcome.source not in yearly} == {"new"}
    assert "August 2026" in first.pages[0]
    figures = {figure["measure"]: figure for figure in first.brief["month_figures"]}
    assert {"unemployed", "unemployment_rate", "vacancies"} <= set(figures)
    assert all(figure["month"] == "August 2026" for name, figure in figures.items() if name != "employees")
    assert figures["unemployed"]["land"] > figures["unemployed"]["value"] > 0
    assert "Vakanzzeit" in first.pages[1]
    assert any(occupation["vacancy_days"] for occupation in first.brief["occupations"])


def test_figures_of_the_month_are_those_the_publisher_sent(play):
    """Bochum's unemployed in August: the brief, the mart and the file the publisher sent say the same."""
    first = play.months["2026-08"]
    (snapshot,) = [
        s for s in open_store(play.settings).for_source("ba_eckwerte") if (s.part, s.period) == ("alo-05911", "2026-08")
    ]
    sent = snapshot.path.read_text(encoding="utf-8-sig").splitlines()
    line = next(one for one in sent if one.startswith(("Bestand Arbeitslose", "Arbeitslose")))
    (figure,) = [f for f in first.brief["month_figures"] if f["measure"] == "unemployed"]
    assert f"{figure['value']:,.0f}".replace(",", ".") in line.split(";")
    assert f"{figure['value']:,.0f}".replace(",", " ") in first.pages[0]


def test_what_people_handed_in_is_there_and_small_numbers_are_not(play):
    for month in play.months.values():
        reports = {report["occupation"]: report for report in month.brief["reports"]}
        assert (reports["262"]["places"], reports["262"]["severity"]) == (45, 3)
        assert (reports["342"]["places"], reports["342"]["places_flag"]) == (None, "below_3")
        assert "Messe für Auszubildende" in month.pages[3]
        assert "unter 3" in month.pages[3]


def test_a_revision_is_listed(play):
    second = play.months["2026-09"]
    (august,) = [
        row
        for row in second.revisions
        if (row["indicator_id"], str(row["period_start"])) == ("month_unemployed_persons", "2026-08-01")
    ]
    assert august["source_id"] == "ba_eckwerte"
    assert august["cells"] >= 53
    assert second.brief["revisions"]
    assert "geändert" in second.pages[4]


def test_what_changed_stands_on_the_front_page(play):
    first, second, third = play.months.values()
    assert (first.brief["changes"], first.brief["changes_since"]) == ([], "")
    assert "Erste Ausgabe, noch kein Vergleich." in first.pages[0]
    assert second.brief["changes_since"] == "2026-08.r1"
    kinds = [change["kind"] for change in second.brief["changes"]]
    assert kinds == ["real"] * (len(kinds) - 1) + ["revision"]
    assert "gegenüber der Ausgabe 2026-08.r1 (August 2026)" in second.pages[0]
    assert "Arbeitslose August 2026:" in second.pages[0]
    assert "weniger als im August 2026; nicht saisonbereinigt" in second.pages[0]
    assert (third.brief["changes"], third.brief["changes_since"]) == ([], "2026-09.r1")
    assert "Die Zahlen dieses Berichts haben sich nicht geändert." in third.pages[0]


def test_brief_diff_tells_what_the_front_page_tells(play):
    editions = [month.edition for month in play.months.values()][:2]
    asked = ["diff", *editions, "--region", "bochum", "--json"]
    once = brief(play.settings.data, *asked)
    assert once.returncode == 0, once.stderr
    here = CliRunner(env={"BRIEF_DATA": str(play.settings.data)})
    assert here.invoke(main, asked).stdout == once.stdout
    found = json.loads(once.stdout)
    assert (found["from"], found["to"], found["regions"]) == (*editions, ["05911"])
    (revised,) = [
        d for d in found["differences"] if (d["kind"], d["measure"]) == ("revision", "month_unemployed_persons")
    ]
    (published,) = [f for f in play.months["2026-08"].brief["month_figures"] if f["measure"] == "unemployed"]
    assert (revised["before"], revised["kind_name"]) == (published["value"], "Revision")
    told = " ".join(change["text"] for change in play.months["2026-09"].brief["changes"])
    assert revised["text"] in told
    assert all(d["text"] in told for d in found["differences"] if d["kind"] == "real")
    summary = here.invoke(main, ["diff", *editions])
    assert (summary.exit_code, summary.stdout.splitlines()[0]) == (0, "from 2026-08.r1 to 2026-09.r1: 433 regions")
    assert "Revision" in summary.stdout


def test_a_late_file_leaves_the_month_before_with_its_label(play):
    second = play.months["2026-09"]
    row = second.state["ba_stellen_berufe"]
    assert (row["status"], row["reason"], row["period"], row["age_days"]) == ("late", "not_published", "2026-08", 30)
    assert second.brief["vacancy_days_month"] == "August 2026"
    assert "August 2026" in second.pages[1]
    assert second.old == [], "a publisher who is late is no reason for exit code 3"
    assert "September 2026" in second.pages[0]


def test_an_outage_is_labelled_with_age(play):
    second, third = play.months["2026-09"], play.months["2026-10"]
    assert (second.state["wifo_opendata"]["status"], second.state["wifo_opendata"]["reason"]) == ("late", "unreachable")
    assert third.state["wifo_opendata"]["status"] == "ok"
    row = third.state["ba_eckwerte"]
    assert (row["status"], row["reason"], row["period"], row["age_days"]) == ("late", "unreachable", "2026-09", 31)
    assert "September 2026" in third.pages[0]
    label = next(one["text"] for one in third.brief["status"] if one["id"] == "ba_eckwerte")
    assert "September 2026" in label
    assert "nicht erreichbar" in label
    assert "nicht erreichbar" in third.pages[4]


def test_a_changed_layout_is_refused_and_the_old_figures_kept_and_labelled(play):
    second, third = play.months["2026-09"], play.months["2026-10"]
    row = third.state["ba_engpassanalyse"]
    assert (row["status"], row["reason"]) == ("late", "layout")
    refused = next(o for o in third.outcomes if o.source == "ba_engpassanalyse" and o.status == "failed")
    assert "Spezialisten" in refused.message
    assert (play.settings.fetch / "refused" / f"ba_engpassanalyse-{refused.part}").exists()
    scores = [[o["official"] for o in month.brief["occupations"]] for month in (second, third)]
    assert scores[0] == scores[1]
    label = next(one["text"] for one in third.brief["status"] if one["id"] == "ba_engpassanalyse")
    assert "2025" in label
    assert label.split(";")[0] in third.pages[4]


def test_old_data_end_with_exit_code_3(play):
    assert play.months["2026-10"].old == ["ba_eckwerte", "ba_engpassanalyse"]
    run = brief(play.settings.data, "render", "duisburg", "--out", str(play.settings.data / "out"))
    assert run.returncode == 3, run.stderr
    assert "ba_eckwerte, ba_engpassanalyse older than expected" in run.stderr


def test_nothing_small_is_handed_over(play, tmp_path):
    edition = play.months["2026-10"].edition
    export_edition(open_edition(play.settings, edition), ["05911", "emscher-lippe"], tmp_path, "export")
    frame = pd.read_csv(tmp_path / handover.OBSERVATIONS, dtype={"region_id": "str", "occupation_id": "str"})
    counted = frame[frame["indicator_id"].str.endswith(("_places", "_persons"))]
    assert set(counted["indicator_id"]) >= {"apprenticeship_places", "reported_places"}
    assert not counted["value"].between(0, 3, inclusive="neither").any()
    places = counted[counted["indicator_id"] == "apprenticeship_places"]
    told = places.dropna(subset="value").set_index(["region_id", "occupation_id"])["value"].to_dict()
    with open_marts(name_warehouse(play.settings, edition)) as connection:
        sql = "select region_id, occupation_id, places from region_places where list_contains(?, region_id)"
        rows = connection.execute(sql, [sorted(set(places["region_id"]))]).fetchall()
    assert told == {(region, occupation): number for region, occupation, number in rows}
    assert told
    assert (places["flag"] == "secret").any()


def test_an_edition_of_before_is_the_same_when_it_is_made_again(play):
    """So is what it is compared with: the warehouse of the edition before is made again too."""
    name_warehouse(play.settings, play.months["2026-08"].edition).unlink()
    for month in ("2026-09", "2026-08"):
        then = play.months[month]
        (rendered,) = render_briefs(
            open_edition(play.settings, then.edition), ["05911"], play.settings.data / "again" / month
        )
        assert json.loads(Path(rendered.json).read_text()) == then.brief
        assert Path(rendered.pdf).read_bytes() == then.pdf
