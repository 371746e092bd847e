"""The table of next steps, and the rules it is held to."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from sources.errors import BadContent
from sources.reference import codes, next_steps
from transforms.warehouse.build import Inputs, build

TODAY = dt.date(2026, 10, 31)
STEP = {
    "step_id": "informieren",
    "land_id": "",
    "position": "1",
    "kind": "inform",
    "text": "Informieren, nicht anwerben: Versprechen Sie nichts.",
    "link": "https://www.example.org/seite",
    "link_name": "example.org",
    "as_of": "",
    "checked": "2026-10-01",
    "valid_until": "",
    "source": "Vorgabe des Projekts",
}
LAW = {"kind": "law", "as_of": "2025-03-12", "valid_until": "2027-03-12"}


def write(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(STEP), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def said(path: Path, severity: str = "error") -> list[str]:
    return [finding.text for finding in next_steps.check(path, TODAY) if finding.severity == severity]


# The table of the project


def test_the_table_is_in_order():
    assert said(next_steps.FILE) == []
    assert not any("expired" in text for text in said(next_steps.FILE, "warning"))


def test_what_it_must_say(table):
    steps = table("next_step")
    assert 8 <= len({step["step_id"] for step in steps if step["kind"] not in next_steps.WAYS}) <= 10
    assert [step["kind"] for step in steps[-2:]] == list(next_steps.WAYS)
    assert {step["kind"] for step in steps} == set(next_steps.KINDS)
    first = steps[0]
    assert first["text"].startswith("Informieren, nicht anwerben")
    texts = " ".join(step["text"] for step in steps)
    links = " ".join(step["link"] for step in steps)
    for words in ("+49 30 1815-1111", "Anerkennungs-Finder", "Chancenkarte", "Netzwerk IQ", "Wohnungssuche", "Vereine"):
        assert words in texts
    for host in ("www.make-it-in-germany.com", "www.anerkennung-in-deutschland.de"):
        assert f"https://{host}" in links
    for step in steps:
        assert bool(step["as_of"]) == (step["kind"] in next_steps.LAW), step["step_id"]


def test_what_names_a_land_stands_there_alone(table):
    """A reader in Bavaria is not told what a network is called in North Rhine-Westphalia."""
    for step in table("next_step"):
        named = {key for key, land in codes.laender().names.items() if land.removeprefix("Land ") in step["text"]}
        named |= {"05"} if "NRW" in step["text"] else set()
        assert named <= {step["land_id"]}, step["step_id"]


def test_law_expires():
    late = [f.text for f in next_steps.check(next_steps.FILE, dt.date(2028, 1, 1)) if "expired" in f.message]
    assert len(late) == 4


# What is read without the rules having been looked at


@pytest.mark.parametrize(
    "link",
    ["https://make-it-in-germany.com@evil.example", "https://make-it-in-germany.com:x@evil.example/a",
     "https://make-it-in-germany.com\\@evil.example", "http://example.org", "javascript:alert(1)",
     "https://127.0.0.1/", "https://example.org:444/", "https://[::1"],
)  # fmt: skip
def test_a_link_that_leads_elsewhere_is_refused_with_line_and_column(tmp_path, link):
    path = write(tmp_path / "next_step.csv", STEP, STEP | {"step_id": "zweiter", "position": "2", "link": link})
    with pytest.raises(BadContent, match=r"next_step.csv: line 3, column link: .*public https address"):
        next_steps.require_public_links(path)
    assert any("public https address" in text for text in said(path))


def test_no_warehouse_is_made_with_such_a_link(tmp_path, monkeypatch):
    write(tmp_path / "next_step.csv", STEP | {"link": "https://make-it-in-germany.com@evil.example"})
    monkeypatch.setattr("transforms.warehouse.build.REFERENCE", tmp_path)
    inputs = Inputs(TODAY, {}, (), ())
    with pytest.raises(BadContent, match="line 2, column link"):
        build(inputs, tmp_path / "made" / "x.duckdb")
    assert not list((tmp_path / "made").iterdir())


def test_the_links_of_the_project_are_read():
    next_steps.require_public_links(next_steps.FILE)


# The rules


def test_in_order(tmp_path):
    path = write(tmp_path / "x.csv", STEP, STEP | LAW | {"step_id": "gesetz", "position": "2"})
    assert next_steps.check(path, TODAY) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"step_id": "Nr. 1"}, "step_id: lower-case"),
        ({"land_id": "NRW"}, "line 2, step informieren: land_id 'NRW': "),
        ({"land_id": "5"}, "land_id '5': "),
        ({"land_id": "05911"}, "land_id '05911': "),
        ({"kind": "recht"}, "kind 'recht': one of inform"),
        ({"position": "2"}, "positions must count from 1 to 1"),
        ({"text": "Kurz."}, "one or two plain sentences"),
        ({"text": "x" * 221 + "."}, "20 to 220 characters"),
        ({"text": "Ein Satz ohne Punkt am Ende"}, "full stop"),
        ({"text": "Ein Satz\nauf zwei Zeilen geschrieben."}, "on one line"),
        ({"text": "Rufen Sie an unter 0234 910-0000, jederzeit."}, "a phone number"),
        ({"text": "Schreiben Sie an anna@example.org, jederzeit.", "kind": "help"}, "an e-mail address"),
        ({"link": "http://www.example.org"}, "public https address"),
        ({"link": "https://anna@example.org"}, "public https address"),
        ({"link": "https://www.make-it-in-germany.com@evil.example"}, "public https address"),
        ({"link": "https://example.org\\\\@evil.example"}, "public https address"),
        ({"link": "https://example.org:8443/"}, "public https address"),
        ({"link": "https://[::1"}, "public https address"),
        ({"link": "https://example.org/\u202egro"}, "public https address"),
        ({"link": "https://127.0.0.1/x"}, "public https address"),
        ({"link": ""}, "belong together"),
        ({"link_name": ""}, "belong together"),
        ({"source": ""}, "source: where"),
        ({"checked": "1.10.2026"}, "checked '1.10.2026': a day as"),
        ({"checked": "2026-11-01"}, "checked 2026-11-01 is in the future"),
        (LAW | {"as_of": ""}, "needs as_of and valid_until"),
        (LAW | {"kind": "way_third", "valid_until": ""}, "needs as_of and valid_until"),
        (LAW | {"valid_until": ""}, "needs as_of and valid_until"),
        (LAW | {"valid_until": "2027-03-13"}, "at most two years"),
        (LAW | {"valid_until": "2025-03-12"}, "at most two years"),
        (LAW | {"as_of": "2024-02-29", "valid_until": "2026-03-01"}, "at most two years"),
        (LAW, "the first step says what volunteers may do"),
    ],
)
def test_faults_are_named(tmp_path, change, words):
    texts = said(write(tmp_path / "x.csv", STEP | change))
    assert any(words in text for text in texts), texts


def test_twins_and_the_hotline(tmp_path):
    hotline = STEP | {"kind": "help", "text": "Die Hotline hat die Nummer +49 30 0000-0000.", "position": "2"}
    assert said(write(tmp_path / "x.csv", STEP, hotline)) == ["x.csv: step_id 'informieren' stands twice"]


def test_a_row_of_a_land_stands_with_that_of_all(tmp_path):
    path = tmp_path / "x.csv"
    second = STEP | {"step_id": "beratung", "kind": "help", "position": "2"}
    there = second | {"land_id": "05"}
    assert said(write(path, STEP, second, there)) == []
    assert said(write(path, STEP, there)) == []
    assert said(write(path, STEP, second, there, there)) == ["x.csv: step_id 'beratung' stands twice for Land 05"]
    assert said(write(path, STEP, second, there | {"position": "3"})) == [
        "x.csv: positions must count from 1 to 2 in the order of the steps"
    ]
    assert said(write(path, STEP, second, there | {"kind": "stay"})) == [
        "x.csv: step_id 'beratung': kind must be the same for every Land"
    ]
    last = STEP | {"step_id": "bleiben", "kind": "stay", "position": "3"}
    assert said(write(path, STEP, second, last, there | {"position": "4"})) == [
        "x.csv: rows of a step must stand together, one for each land_id"
    ]


def test_warnings(tmp_path):
    old = STEP | LAW | {"step_id": "gesetz", "position": "2", "as_of": "2024-06-01", "valid_until": "2026-06-01"}
    path = write(tmp_path / "x.csv", STEP | {"checked": ""}, old)
    assert said(path) == []
    assert [text.partition("step ")[2][:40] for text in said(path, "warning")] == [
        "informieren: link https://www.example.or",
        "gesetz: expired on 01.06.2026: check the",
    ]


def test_another_table(tmp_path):
    (tmp_path / "x.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    assert "the columns are step_id, land_id, position" in said(tmp_path / "x.csv")[0]
    (tmp_path / "y.csv").write_text(",".join(STEP) + "\n1,2\n", encoding="utf-8")
    assert any("11 values are expected" in text for text in said(tmp_path / "y.csv"))
