"""What Prefect retries and shows one by one: each task takes and returns ids and paths."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from prefect import task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.client.schemas.objects import State, TaskRun
from prefect.logging import get_run_logger
from prefect.tasks import Task

from flows.delivery import planning, sending
from flows.delivery.post import load_server
from flows.errors import StepError
from flows.settings import Settings
from flows.steps import fetch as fetching
from flows.steps.briefs import Rendered, render_briefs
from flows.steps.build import build_warehouse, stage_source
from flows.steps.disclosure import examine
from flows.steps.edition import open_edition
from flows.steps.fetch import Outcome
from flows.steps.pin import load_manifest
from flows.steps.sheets import write_sheets
from flows.steps.site import publish
from flows.steps.status import read_checks, read_source_state
from transforms.warehouse.checks import CheckFailed, CheckResult

LONGEST = 2000  # characters of a message


class RenderingFailed(Exception):
    """Some briefs could not be rendered; the others are finished."""


class DeliveryFailed(Exception):
    """Some messages were not sent; the others were, and a further run sends the rest."""


class SomethingSmall(Exception):
    """A cell below 3 stands in a finished brief or follows from them: they must not be handed out."""


def is_passing(_task: Task[..., Any], _run: TaskRun, state: State) -> bool:
    """Retry what may go away by itself: a full disk, a killed worker. A wrong file stays wrong."""
    return isinstance(state.result(raise_on_failure=False), (OSError, MemoryError))


@task(task_run_name="fetch {source_id}")
def fetch(settings: Settings, source_id: str) -> list[Outcome]:
    """Ask one publisher for what is due. The client retries by itself; what fails is told and keeps its last file."""
    return fetching.fetch_one(settings, source_id)


def show_fetched(outcomes: Sequence[Outcome]) -> None:
    """Show what was fetched, failures first."""
    order = ("failed", "off", "late", "new", "unchanged", "waiting")
    table = [asdict(outcome) for outcome in sorted(outcomes, key=lambda o: (order.index(o.status), o.source, o.part))]
    create_table_artifact(table, key="fetched", description="What the publishers were asked for")


@task(task_run_name="stage {source_id}", retries=1, retry_delay_seconds=30, retry_condition_fn=is_passing)
def stage(settings: Settings, edition: str, source_id: str) -> list[str]:
    """Bring one source's snapshots of the edition into Parquet and return the paths."""
    return [str(path) for path in stage_source(settings, load_manifest(settings, edition), source_id)]


@task(task_run_name="build {edition}", retries=1, retry_delay_seconds=30, retry_condition_fn=is_passing)
def build(settings: Settings, edition: str) -> str:
    """Build the edition's warehouse and return its path. A check that fails is shown, and nothing is published."""
    try:
        return str(build_warehouse(settings, load_manifest(settings, edition)))
    except StepError as error:
        if isinstance(error.__cause__, CheckFailed):
            show_checks(edition, error.__cause__.failed)
        raise


@task(task_run_name="check {edition}")
def check(settings: Settings, edition: str) -> None:
    """Show what the checks found in the edition and how old its sources are."""
    with open_edition(settings, edition) as opened:
        show_checks(edition, read_checks(opened))
        sources = [{name: str(value) for name, value in row.items()} for row in read_source_state(opened)]
    create_table_artifact(sources, key="sources", description=f"Sources of edition {edition}")


@task(task_run_name="render {edition}", retries=1, retry_delay_seconds=30, retry_condition_fn=is_passing)
def render(settings: Settings, edition: str, regions: list[str], focus: str | None = None) -> list[str]:
    """Render the briefs in one process pool and return the paths of the PDFs; raise when one of them failed.

    Briefs of an earlier run that would come out the same are kept.
    """
    with open_edition(settings, edition) as opened:
        rendered = render_briefs(opened, regions, focus=focus)
    show_rendered(edition, rendered)
    failed = [f"{r.region_id}: {r.error}" for r in rendered if r.error]
    kept = sum(r.unchanged for r in rendered)
    made = len(rendered) - len(failed) - kept
    get_run_logger().info("%d briefs rendered, %d unchanged, %d failed", made, kept, len(failed))
    if failed:
        raise RenderingFailed("; ".join(failed))
    return [r.pdf for r in rendered]


def show_rendered(edition: str, rendered: Sequence[Rendered]) -> None:
    """Show what became of each brief, failures first."""
    order = ("failed", "rendered", "unchanged")
    rows = []
    for r in rendered:
        what = "failed" if r.error else "unchanged" if r.unchanged else "rendered"
        shown = _as_text(r.error) if r.error else f"[{Path(r.pdf).name}]({Path(r.pdf).as_uri()})"
        rows.append((order.index(what), f"| {r.region_id} | **{what}** | {r.seconds:.1f} | {shown} |"))
    table = ["| brief | what became of it | seconds | PDF |", "|---|---|---:|---|", *(row for _, row in sorted(rows))]
    create_markdown_artifact("\n".join(table), key="briefs", description=f"Briefs of edition {edition}")


def _as_text(text: str) -> str:
    """Write words from outside so that Markdown shows them on one line: no cell, link, picture or markup of its own."""
    return re.sub(r"[\\`*_{}\[\]<>()#+!|~&$:-]", lambda sign: f"&#{ord(sign[0])};", " ".join(text.split())[:LONGEST])


@task(task_run_name="sheets {edition}", retries=1, retry_delay_seconds=30, retry_condition_fn=is_passing)
def sheets(settings: Settings, edition: str, regions: list[str], languages: list[str]) -> None:
    """Write the volunteer sheets beside the briefs, and show what is to be looked at; raise when one of them failed."""
    with open_edition(settings, edition) as opened:
        written = write_sheets(opened, regions, languages)
    said = dict.fromkeys(f"- {_as_text(warning)}" for sheet in written for warning in sheet.warnings)
    unreviewed = sorted({sheet.language for sheet in written if not sheet.reviewed_by})
    head = f"{len(written)} sheets, not reviewed: {', '.join(unreviewed) or 'none'}"
    create_markdown_artifact("\n".join([head, "", *said]), key="sheets", description=f"Sheets of edition {edition}")
    failed = [f"{sheet.region_id}, {sheet.language}: {sheet.error}" for sheet in written if sheet.error]
    get_run_logger().info("%s, %d failed", head, len(failed))
    if failed:
        raise RenderingFailed("; ".join(failed))


@task(task_run_name="site {edition}")
def site(settings: Settings, edition: str, regions: list[str]) -> None:
    """Write the site of the edition from finished files; raise when a page could not be made."""
    with open_edition(settings, edition) as opened:
        published = publish(opened, regions)
    index = Path(published.folder) / "index.html"
    lines = [f"[{index.name}]({index.as_uri()}): {len(published.pages)} regions"]
    lines += [f"- {region}: {_as_text(why)}" for region, why in published.failed]
    create_markdown_artifact("\n".join(lines), key="site", description=f"Site of edition {edition}")
    if published.failed:
        raise RenderingFailed("; ".join(f"{region}: {why}" for region, why in published.failed))


@task(task_run_name="disclosure {edition}")
def disclosure(settings: Settings, edition: str) -> None:
    """Test the finished briefs of the edition for small numbers; raise when something follows that must not."""
    with open_edition(settings, edition) as opened:
        found = examine(opened)
    beside = f", beside {', '.join(found.others)}" if found.others else ""
    head = f"{found.files} files with {found.figures} figures read back{beside}"
    lines = [f"- **{_as_text(finding)}**" for finding in found.findings] or [
        "- nothing below 3 stands there or follows"
    ]
    create_markdown_artifact("\n".join([head, "", *lines]), key="disclosure", description=f"Secrecy of {edition}")
    get_run_logger().info("%s: %d findings", head, len(found.findings))
    if found.findings:
        raise SomethingSmall(f"{len(found.findings)} findings, first: {found.findings[0]}")


@task(task_run_name="delivery {edition}")
def delivery(settings: Settings, edition: str, recipients: str) -> None:
    """Send the tested briefs to the list; raise when a message was not sent. Rows are named by line, not by address."""
    server = load_server()
    with open_edition(settings, edition) as opened:
        planned = planning.plan(opened, Path(recipients), server)
    outcomes = sending.send(settings, server, planned)
    remarks = sending.remarks(outcomes, planned.list_name)
    head = sending.summary(outcomes)
    create_markdown_artifact(
        "\n".join([head, "", *(f"- {_as_text(remark)}" for remark in remarks)]),
        key="delivery",
        description=f"Briefs of edition {edition} by e-mail",
    )
    get_run_logger().info(head)
    if not sending.complete(outcomes):
        raise DeliveryFailed(f"{head}; {'; '.join(remarks)}"[:LONGEST])


def show_checks(edition: str, results: Sequence[CheckResult]) -> None:
    """Show checks as a table, those that found something first."""
    table = [
        {"check": r.name, "question": r.question, "rows": r.rows, "sample": "; ".join(r.sample)}
        for r in sorted(results, key=lambda r: (r.rows == 0, r.name))
    ]
    create_table_artifact(table, key="checks", description=f"Checks of edition {edition}")
