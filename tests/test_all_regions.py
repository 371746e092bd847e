"""Every region of NRW: five full pages, no overflow, a valid document."""

from __future__ import annotations

import json

import jsonschema
import pytest

from flows import pipeline
from reports.brief import load_briefs
from tests.worlds import REPOSITORY
from transforms.warehouse import open_marts

EDITION = "2025-12.r1"
PARTS = 7


@pytest.fixture(scope="module")
def briefs(real_world) -> list:
    with open_marts(pipeline.warehouse_path(real_world, EDITION)) as connection:
        return load_briefs(connection, pipeline.region_ids(real_world, "05"), EDITION, "2025-12")


@pytest.mark.parametrize("part", range(PARTS))
def test_seventy_regions_of_nrw(briefs, part):
    from reports.check import check_layout
    from reports.document import to_document
    from reports.render import layout

    assert len(briefs) == 70
    schema = json.loads((REPOSITORY / "reports" / "brief.schema.json").read_text(encoding="utf-8"))
    valid = jsonschema.validators.validator_for(schema)(schema)
    wrong = {}
    for brief in briefs[part::PARTS]:
        if found := check_layout(layout(brief)):
            wrong[brief.region.name] = found
        valid.validate(to_document(brief))
    assert wrong == {}
