"""A brief made with other reference tables than its edition does not promise to be the same again."""

from __future__ import annotations

from dataclasses import replace

from reports.pages.compose import render_html
from reports.pages.method.view import REBUILD, method_view
from reports.words.sources import OTHER_REFERENCE
from tests.support import factory


def test_the_promise_stands_only_where_the_reference_tables_are_the_same():
    same = factory.bochum()
    other = replace(same, warnings=(OTHER_REFERENCE, *same.warnings))
    assert REBUILD in render_html(same)
    html = render_html(other)
    assert REBUILD not in html
    assert "brief render" not in html
    assert any(OTHER_REFERENCE in who + text for who, text in method_view(other)["hints"])
