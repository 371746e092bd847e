"""What the task of rendering shows and when it fails; the flows themselves are tried in test_flows.py."""

from __future__ import annotations

import html
import logging
import re
from contextlib import nullcontext
from dataclasses import replace

import pytest

from flows.scheduled import tasks
from flows.steps.briefs import Rendered
from flows.steps.disclosure import Examined
from flows.steps.sheets import Written
from flows.steps.site import Published

RENDERED = [
    Rendered("04011", "/b/04011/k.pdf", "/b/04011/brief.json", "", ("/b/04011/k.pdf",), unchanged=True),
    Rendered("04012", "/b/04012/k.pdf", "/b/04012/brief.json", "", ("/b/04012/k.pdf",), seconds=0.42),
]
FAILED = Rendered("04", "", "", "RenderError: a | b\nand c", seconds=3.0)


@pytest.fixture
def shown(monkeypatch) -> dict[str, str]:
    found: dict[str, str] = {}
    monkeypatch.setattr(tasks, "create_markdown_artifact", lambda text, key, description: found.update({key: text}))
    monkeypatch.setattr(tasks, "open_edition", lambda *_: nullcontext())
    monkeypatch.setattr(tasks, "get_run_logger", lambda: logging.getLogger("test"))
    return found


def test_what_was_rendered_and_what_was_unchanged_is_shown(shown, monkeypatch):
    monkeypatch.setattr(tasks, "render_briefs", lambda *_, **__: RENDERED)
    assert tasks.render.fn(None, "2025-12.r1", ["04011", "04012"]) == ["/b/04011/k.pdf", "/b/04012/k.pdf"]
    assert shown["briefs"].splitlines()[2:] == [
        "| 04012 | **rendered** | 0.4 | [k.pdf](file:///b/04012/k.pdf) |",
        "| 04011 | **unchanged** | 0.0 | [k.pdf](file:///b/04011/k.pdf) |",
    ]


def test_a_brief_that_failed_makes_the_run_red_and_is_named(shown, monkeypatch):
    monkeypatch.setattr(tasks, "render_briefs", lambda *_, **__: [*RENDERED, FAILED])
    with pytest.raises(tasks.RenderingFailed, match="04: RenderError: a"):
        tasks.render.fn(None, "2025-12.r1", ["04011", "04012", "04"])
    line = shown["briefs"].splitlines()[2]
    assert html.unescape(line) == "| 04 | **failed** | 3.0 | RenderError: a | b and c |"
    assert line.count("|") == 5


HOSTILE = (
    "<img src=x onerror=alert(1)> [hier](javascript:alert(2)) ![x](http://127.0.0.1/) | `a` **b**\n# c https://x.de"
)


def test_hostile_words_are_words_in_what_a_run_shows(shown, monkeypatch):
    failed = replace(FAILED, error=f"RenderError: {HOSTILE} {'x' * 1_000_000}")
    monkeypatch.setattr(tasks, "render_briefs", lambda *_, **__: [failed])
    with pytest.raises(tasks.RenderingFailed):
        tasks.render.fn(None, "2025-12.r1", ["04"])
    sheet = Written("04", "tr", "x.pdf", "x.png", "", (HOSTILE,), "")
    monkeypatch.setattr(tasks, "write_sheets", lambda *_: [sheet])
    tasks.sheets.fn(None, "2025-12.r1", ["04"], ["tr"])
    page = Published("2025-12.r1", "/site", (), (), (("04", HOSTILE),), (), ())
    monkeypatch.setattr(tasks, "publish", lambda *_: page)
    with pytest.raises(tasks.RenderingFailed):
        tasks.site.fn(None, "2025-12.r1", ["04"])
    found = Examined("2025-12.r1", "/b", 1, 1, (), (HOSTILE,))
    monkeypatch.setattr(tasks, "examine", lambda *_: found)
    with pytest.raises(tasks.SomethingSmall):
        tasks.disclosure.fn(None, "2025-12.r1")
    assert set(shown) == {"briefs", "sheets", "site", "disclosure"}
    for text in shown.values():
        assert not re.search(r"<|\]\((?!file://)|!\[|`|https?:|javascript:|\n#", text)
        assert "alert(1)" in html.unescape(text)
        assert len(text) < 20_000
