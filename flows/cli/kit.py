"""What the commands share: progress, tables, JSON."""

from __future__ import annotations

import json
import os
import select
import sys
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import Any

import click

PIPE_CLOSED = 141  # what a shell says of a program that a closed pipe ended: 128 and the number of SIGPIPE

json_option = click.option("--json", "as_json", is_flag=True, help="Print machine-readable JSON.")


@contextmanager
def progress():
    """Show progress on a terminal; on a pipe stay silent, so that output can be processed."""
    if not sys.stderr.isatty():
        yield _plain_progress
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def report(what: str, done: int, of: int) -> None:
            bar.update(task, description=what, completed=done, total=of or None)

        yield report


def _plain_progress(what: str, done: int, of: int) -> None:
    if of > 1 and done in (0, of):
        click.echo(f"{what}: {done} of {of}", err=True)


def nobody_reads() -> bool:
    """Say whether the reader of the output has gone, as `head` does; if so, what is left of it goes nowhere."""
    try:
        output = sys.stdout.fileno()
    except (OSError, ValueError):
        return False
    poll = select.poll()
    poll.register(output, select.POLLOUT)
    if not any(event & select.POLLERR for _, event in poll.poll(0)):
        return False
    os.dup2(os.open(os.devnull, os.O_WRONLY), output)
    return True


def plain(value: Any) -> Any:
    from dataclasses import asdict

    return asdict(value)


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(str(row[i])) for row in (headings, *rows)) for i in range(len(headings))]
    line: Callable[[Sequence[str]], str] = lambda row: "  ".join(  # noqa: E731
        str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)
    ).rstrip()
    click.echo(line(headings))
    click.echo(line(["-" * width for width in widths]))
    for row in rows:
        click.echo(line(row))
