"""What the task of rendering shows and when it fails; the flows themselves are tried in test_flows.py."""

from __future__ import annotations

import logging

import pytest

from flows import tasks
from flows.pipeline import Rendered

RENDERED = [
    Rendered("04011", "/b/04011/k.pdf", "/b/04011/brief.json", "", ("/b/04011/k.pdf",), unchanged=True),
    Rendered("04012", "/b/04012/k.pdf", "/b/04012/brief.json", "", ("/b/04012/k.pdf",), seconds=0.42),
]
FAILED = Rendered("04", "", "", "RenderError: a | b\nand c", seconds=3.0)


@pytest.fixture
def shown(monkeypatch) -> dict[str, str]:
    found: dict[str, str] = {}
    monkeypatch.setattr(tasks, "create_markdown_artifact", lambda text, key, description: found.update({key: text}))
    monkeypatch.setattr(tasks, "get_run_logger", lambda: logging.getLogger("test"))
    return found


def test_what_was_rendered_and_what_was_unchanged_is_shown(shown, monkeypatch):
    monkeypatch.setattr(tasks.pipeline, "render", lambda *_, **__: RENDERED)
    assert tasks.render.fn(None, "2025-12.r1", ["04011", "04012"]) == ["/b/04011/k.pdf", "/b/04012/k.pdf"]
    assert shown["briefs"].splitlines()[2:] == [
        "| 04012 | **rendered** | 0.4 | [k.pdf](file:///b/04012/k.pdf) |",
        "| 04011 | **unchanged** | 0.0 | [k.pdf](file:///b/04011/k.pdf) |",
    ]


def test_a_brief_that_failed_makes_the_run_red_and_is_named(shown, monkeypatch):
    monkeypatch.setattr(tasks.pipeline, "render", lambda *_, **__: [*RENDERED, FAILED])
    with pytest.raises(tasks.RenderingFailed, match="04: RenderError: a"):
        tasks.render.fn(None, "2025-12.r1", ["04011", "04012", "04"])
    assert shown["briefs"].splitlines()[2] == r"| 04 | **failed** | 3.0 | RenderError: a \| b and c |"
