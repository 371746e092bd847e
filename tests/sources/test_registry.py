"""All sources together: alike, and each file belongs to one."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest

from sources.contract import Expect
from sources.errors import SkipFile, SourceError, UnknownFile
from sources.files.file import PublishedFile
from sources.records import Plan, Recognition
from sources.reference.codes import REFERENCE
from sources.registry import SOURCES, by_id, recognise
from tests.support.layouts import ba_engpassanalyse, ba_kreis_berufe, destatis_anerkennung, hwk_lehrstellen

PERIOD = {"monthly": 28, "half-yearly": 182, "yearly": 365}  # days; all others come when they come
PILOT = ("05112", "05512", "05513", "05562", "05911")


def test_ids():
    assert [source.id for source in SOURCES] == sorted({source.id for source in SOURCES})
    assert by_id("destatis_anerkennung") in SOURCES
    with pytest.raises(KeyError, match="known are amm_export, ba_eckwerte"):
        by_id("ba_arbeitsmarktmonitor")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_metadata(source, pytestconfig):
    assert source.attribution.strip()
    assert source.licence
    assert source.title
    assert source.publisher
    assert source.looks_like
    # what comes by hand alone may have no page
    assert source.page.startswith("https://") or not (source.page or source.locate(Plan("2026-10", PILOT)))
    assert source.status in ("live", "tested", "unconfirmed")
    assert source.max_age_days > source.lag_days + PERIOD.get(source.cadence, 0)
    page = (pytestconfig.rootpath / "docs" / "sources" / f"{source.id}.md").read_text(encoding="utf-8")
    for chapter in ("## What it is", "## Layout", "## Traps", "## Licence", "## By hand"):
        assert chapter in page


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_what_is_asked_for(source):
    """Requests go to the source's own hosts, ask for each part once, and follow from the plan alone."""
    requests = source.locate(Plan("2026-10", PILOT))
    assert requests == source.locate(Plan("2026-10", PILOT))
    assert len({request.key for request in requests}) == len(requests)
    assert len({(request.part, request.month) for request in requests}) == len(requests)
    for request in requests:
        assert urlsplit(request.url).scheme == "https"
        assert urlsplit(request.url).hostname in source.hosts
        assert isinstance(source.expect(request.part), Expect)
    assert bool(requests) <= bool(source.by_hand)
    assert not (requests and source.local)


@pytest.mark.parametrize("source", [source for source in SOURCES if source.local], ids=lambda source: source.id)
def test_the_projects_own_files_are_in_order(source):
    for name in source.local:
        found, recognition = recognise(PublishedFile(REFERENCE / name))
        assert found is source
        assert isinstance(source.expect(recognition.part), Expect)


def test_what_a_staged_file_depends_on_is_there():
    lost = [str(path) for source in SOURCES for path in source.reference if not Path(path).exists()]
    assert lost == []


@pytest.mark.parametrize(
    ("write", "source", "part"),
    [
        (ba_engpassanalyse.write_laender, "ba_engpassanalyse", "laender-2025"),
        (ba_engpassanalyse.write_germany, "ba_engpassanalyse", "deutschland-2025"),
        (destatis_anerkennung.write_workbook, "destatis_anerkennung", "berichtsjahr-2024"),
        (hwk_lehrstellen.write, "hwk_lehrstellen", "lehrstellen"),
        (ba_kreis_berufe.write_csv, "ba_kreis_berufe", "tabelle-arbeitslose-stellen-beschaeftigte_auslaender"),
        (ba_kreis_berufe.write_xlsx, "ba_kreis_berufe", "tabelle-arbeitslose-stellen-beschaeftigte_auslaender"),
    ],
)
def test_files_are_recognised_by_content(tmp_path, write, source, part):
    found, recognition = recognise(PublishedFile(write(tmp_path / "download (3).tmp")))
    assert (found.id, recognition.part) == (source, part)


def test_known_and_unused_files_are_told_apart(tmp_path):
    with pytest.raises(SkipFile):
        recognise(PublishedFile(ba_engpassanalyse.write_germany(tmp_path / "x", risk=True)))


def other_workbook(path):
    book = openpyxl.Workbook()
    book.active.title = "Umsteiger"
    book.active["A1"] = "Berufskennziffer"
    book.save(path)
    return path


def test_an_unknown_file_is_described_with_every_reason(tmp_path):
    with pytest.raises(UnknownFile) as raised:
        recognise(PublishedFile(other_workbook(tmp_path / "x"), "Umsteiger.xlsx"))
    message = str(raised.value)
    for word in ("Umsteiger.xlsx", "Umsteiger'", "Berufskennziffer", *(source.id for source in SOURCES), "takes"):
        assert word in message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ["is empty"]),
        (b"<html><title>Anmeldung</title>", ["HTML page titled 'Anmeldung'"]),
        (b"%PDF-1.4", ["is a PDF"]),
        (b"Name;Ort\nSchule;Bochum\n", ["is a CSV table", "'Name;Ort'"]),
        (b"hello", ["no known format"]),
    ],
)
def test_what_an_unknown_file_looks_like(tmp_path, data, words):
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(UnknownFile) as raised:
        recognise(PublishedFile(tmp_path / "x", "tabelle.xlsx"))
    for word in ["tabelle.xlsx", *words]:
        assert word in str(raised.value)


def test_a_file_two_sources_take_is_an_error(tmp_path):
    greedy = [
        dataclasses.replace(SOURCES[0], id=name, recognises=lambda file: Recognition("p", "w", "2025")) for name in "ab"
    ]
    (tmp_path / "x").write_bytes(b"a;b")
    with pytest.raises(SourceError, match="more than one source"):
        recognise(PublishedFile(tmp_path / "x"), greedy)
