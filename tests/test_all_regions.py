"""Every region of NRW: five full pages, no overflow, a PDF that keeps to both standards; of some the document too."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator

import jsonschema
import page
import pytest

from flows.steps.build import name_warehouse
from flows.steps.regions import list_regions
from reports.load.brief import load_briefs
from tests.support.worlds import REPOSITORY
from transforms.warehouse.layers import open_marts

EDITION = "2025-12.r1"
PARTS = 7


@pytest.fixture(scope="module")
def briefs(real_world) -> list:
    with open_marts(name_warehouse(real_world, EDITION)) as connection:
        return load_briefs(connection, list_regions("05"), EDITION, "2025-12")


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Make briefs as a worker does, without the garbage collector: it takes a third of the time."""
    gc.disable()
    yield
    gc.enable()
    gc.collect()


@pytest.mark.parametrize("part", range(PARTS))
def test_seventy_regions_of_nrw(briefs, uncollected, part):
    from reports.files.document import to_document
    from reports.files.pdf import lay_out, paint
    from tests.support.page_layout import check_layout

    assert len(briefs) == 70
    schema = json.loads((REPOSITORY / "reports" / "files" / "brief.schema.json").read_text(encoding="utf-8"))
    valid = jsonschema.validators.validator_for(schema)(schema)
    wrong = {}
    for brief in briefs[part::PARTS]:
        document = lay_out(brief)
        if found := [*check_layout(document), *unkept(paint(document, brief))]:
            wrong[brief.region.name] = found
    valid.validate(to_document(briefs[part]))  # one of ten: all have one form, and it takes a tenth of a second
    assert wrong == {}


def unkept(pdf: bytes) -> Iterator[str]:
    """Say which rules of PDF/UA-1 and PDF/A-3a a file does not keep."""
    for standard in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A):
        for failure in page.validate_pdf_bytes(pdf, profile=standard).failures:
            yield f"{failure.rule_id}: {failure.message}"
