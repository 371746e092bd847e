"""What Prefect retries and shows one by one: each task takes and returns ids and paths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.client.schemas.objects import State, TaskRun
from prefect.logging import get_run_logger
from prefect.tasks import Task

from flows import pipeline
from flows.settings import Settings
from sources.registry import SOURCES


class ChecksFailed(Exception):
    """A check that stops publishing returned rows."""


class RenderingFailed(Exception):
    """Some briefs could not be rendered; the others are finished."""


def is_passing(_task: Task[..., Any], _run: TaskRun, state: State) -> bool:
    """Retry what may go away by itself: a full disk, a lock, a killed worker. A wrong file stays wrong."""
    return isinstance(state.result(raise_on_failure=False), (OSError, MemoryError))


@task(task_run_name="stage {source_id}", retries=1, retry_delay_seconds=30, retry_condition_fn=is_passing)
def stage(settings: Settings, edition: str, source_id: str) -> list[str]:
    """Bring one source's snapshots of the edition into Parquet and return the paths."""
    return pipeline.stage_one(settings, edition, source_id)


@task(task_run_name="build {edition}", retries=1, retry_delay_seconds=30, retry_condition_fn=is_passing)
def build(settings: Settings, edition: str) -> str:
    """Build the edition's warehouse and return its path."""
    return pipeline.build_warehouse(settings, edition)


@task(task_run_name="check {edition}")
def check(settings: Settings, edition: str) -> None:
    """Run the checks and show them as a table. Raise `ChecksFailed` when one of them stops publishing."""
    results = pipeline.check(settings, edition)
    table = [{"check": r.name, "severity": r.severity, "rows": r.rows, "sample": str(r.sample[:3])} for r in results]
    create_table_artifact(table, key="checks", description=f"Checks of edition {edition}: rows that offend")
    failed = [f"{r.name} ({r.rows} rows)" for r in results if r.severity == "fail" and r.rows]
    if failed:
        raise ChecksFailed(f"Edition {edition} is not published: {', '.join(failed)}. See the artifact `checks`.")


@task(task_run_name="render {edition}", retries=1, retry_delay_seconds=10, retry_condition_fn=is_passing)
def render(settings: Settings, edition: str, regions: list[str]) -> list[str]:
    """Render the briefs in one process pool and return the paths of the PDFs; raise when one of them failed."""
    logger = get_run_logger()
    rendered = pipeline.render(settings, edition, regions)
    done = [r for r in rendered if not r.error]
    lines = [f"- [{r.region_id}]({Path(r.pdf).resolve().as_uri()})" for r in done]
    lines += [f"- **{r.region_id}: {r.error}**" for r in rendered if r.error]
    create_markdown_artifact("\n".join(lines), key="briefs", description=f"Briefs of edition {edition}")
    logger.info("%d of %d briefs rendered", len(done), len(rendered))
    if len(done) < len(rendered):
        raise RenderingFailed("; ".join(f"{r.region_id}: {r.error}" for r in rendered if r.error))
    return [str(r.pdf) for r in done]


def stage_all(settings: Settings, edition: str) -> None:
    """Stage every registered source at once and show the sources as a table."""
    for future in [stage.submit(settings, edition, source.id) for source in SOURCES]:
        future.result()
    table = pipeline.source_state(settings, edition)
    create_table_artifact(table, key="sources", description=f"Sources of edition {edition}")
