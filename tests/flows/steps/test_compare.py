"""Which edition a brief is compared with, and what `brief diff` refuses; no warehouse is built here."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.errors import USAGE, StepError
from flows.progress import no_progress
from flows.settings import Settings
from flows.steps import compare
from flows.steps.edition import Edition
from transforms.edition.manifest import EditionError, Manifest, Pinned, save

LOST = Pinned("ba_kreis_berufe", "jobs", "Stellen", "2012-2025", "", "jobs.rda", "a" * 64, 1)


def settings_with(folder: Path, *manifests: Manifest) -> Settings:
    settings = Settings(folder, workers=1)
    for manifest in manifests:
        save(settings.editions, manifest)
    return settings


def edition(id: str, **fields) -> Manifest:
    return Manifest(**{"edition": id, "month": id[:7], "as_of": "2026-06-01T00:00:00Z", "reference": "x",
                       "pinned": (LOST,)} | fields)  # fmt: skip


HANDED = {"observations": "b" * 64, "regions": ("05911",)}


@pytest.mark.parametrize(
    ("now", "stored", "why"),
    [
        (edition("2025-12.r1"), (), compare.FIRST),
        (edition("2025-12.pilot", previous="2025-11.r1", **HANDED), (edition("2025-11.r1"),), compare.TAKEN_OVER),
        (edition("2025-12.r1", previous="2025-11.r1"), (), compare.NOT_LISTED.format("2025-11.r1")),
        (edition("2025-12.r1", previous="2025-11.r1"), (edition("2025-11.r1"),),
         compare.FILES_GONE.format("2025-11.r1")),
    ],
    ids=["first", "taken over", "not listed", "files gone"],
)  # fmt: skip
def test_why_a_brief_is_compared_with_nothing(tmp_path, now, stored, why):
    settings = settings_with(tmp_path, *stored)
    assert compare._find_previous(Edition(settings, now), no_progress) == (None, why)


def test_an_edition_before_that_fails_todays_checks_is_not_compared(tmp_path, monkeypatch):
    def fail(*_):
        raise StepError("the warehouse fails its checks")

    monkeypatch.setattr(compare, "open_warehouse", fail)
    settings = settings_with(tmp_path, edition("2025-11.r1"))
    found = compare._find_previous(Edition(settings, edition("2025-12.r1", previous="2025-11.r1")), no_progress)
    assert found == (None, compare.NOT_SOUND.format("2025-11.r1"))


def test_a_brief_is_compared_with_the_edition_before_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(compare, "_make_sure", lambda settings, manifest, progress: Path(manifest.edition))
    settings = settings_with(tmp_path, *(edition(id) for id in ("2025-10.r1", "2025-11.r1", "2025-12.r1")))
    old = edition("2025-11.r1", previous="2025-10.r1")
    assert compare._find_previous(Edition(settings, old), no_progress) == (Path("2025-10.r1"), "")


@pytest.mark.parametrize(
    ("earlier", "later", "region", "error", "words"),
    [
        ("2025-12.r1", "2025-12.r1", None, StepError, "the same edition twice"),
        ("2025-12.r9", "2025-12.r1", None, EditionError, "no edition 2025-12.r9; editions: 2025-11.r1"),
        ("2025-12.r1", "gestern", None, EditionError, "id of an edition"),
        ("2025-12.pilot", "2025-12.r1", None, StepError, "2025-12.pilot was handed over"),
        ("2025-12.r1", "2025-12.pilot", None, StepError, "2025-12.pilot was handed over"),
        ("2025-12.pilot", "2025-12.other", None, StepError, "no region in common"),
        ("2025-12.pilot", "2025-12.more", "05112", StepError, "handed over for 05911 only"),
        ("2025-11.r1", "2025-12.r1", "aa-323", StepError, "gets no brief"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused_in_words(tmp_path, earlier, later, region, error, words):
    settings = settings_with(
        tmp_path, edition("2025-11.r1"), edition("2025-12.r1"), edition("2025-12.pilot", **HANDED),
        edition("2025-12.more", **HANDED), edition("2025-12.other", **HANDED | {"regions": ("05112",)}),
    )  # fmt: skip
    with pytest.raises(error, match=words) as raised:
        compare.compare_editions(settings, earlier, later, region, no_progress)
    assert getattr(raised.value, "exit_code", USAGE) == USAGE
