"""Briefs by e-mail and as a folder, against a real mail server on loopback. No live mail server was tried."""

from __future__ import annotations

import io
import json
import logging
import os
import shutil
import signal
import socket
import traceback
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows import lock
from flows.delivery import handing, planning, post, recipients, sending, sent
from flows.delivery.letters import About, Letter, Sender, compose
from flows.delivery.recipients import Refused
from flows.errors import USAGE, VALIDATION, StepError
from flows.scheduled import tasks
from flows.settings import Settings
from flows.steps.briefs import read_briefs
from flows.steps.edition import Edition, open_edition
from reports.files import companions, keep
from reports.files.document import to_json
from reports.files.write import target
from reports.model.brief import Brief
from reports.sheet import write as sheet_files
from reports.sheet.picture import draw_picture
from tests.support.cli import brief_here
from tests.support.hostile import authority
from tests.support.mail import MailServer, mail_server

EDITION = "2025-12.pilot"
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")  # it never leaves this machine
REQUIRE_TESTED = planning.require_tested
REGIONS = ("05112", "05911", "emscher-lippe")
NOW = datetime(2026, 1, 7, 6, tzinfo=UTC)
PASSWORD = "Kompass+Geheim%77"
HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Reply-To", "List-Unsubscribe", "MIME-Version",
    "Content-Type",
]  # fmt: skip


@pytest.fixture(scope="module")
def finished(pilot_world: Settings, tmp_path_factory) -> Settings:
    """The pilot's briefs as `brief render` leaves them, the PDF but for its pages, and one sheet."""
    world = Settings(tmp_path_factory.mktemp("finished"), workers=1)
    shutil.copytree(pilot_world.editions, world.editions)
    shutil.copytree(pilot_world.warehouse, world.warehouse)
    folder = world.briefs / EDITION
    for brief in briefs_of(open_edition(world, EDITION), REGIONS):
        pdf, document = target(brief, folder)
        others = companions.files(brief) if brief.region.id == "05911" else {}
        keep.write(
            pdf.parent, {pdf.name: a_pdf(), document.name: to_json(brief).encode(), **others}, keep.fingerprint(brief)
        )
    stem, note = sheet_files.NAME.format(language="tr"), sheet_files.NOTE.format(language="tr")
    (bochum,) = briefs_of(open_edition(world, EDITION), ["05911"])
    sheet = {f"{stem}.pdf": a_pdf(), f"{stem}.png": draw_picture(a_pdf())}
    keep.write(folder / "05911", sheet, sheet_files.fingerprint(bochum, "tr"), note)
    return world


def a_pdf() -> bytes:
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(72, 72)
    writer.write(out)
    return out.getvalue()


LOAD, FINGERPRINT = read_briefs, keep.fingerprint
LOADED: dict[str, Brief] = {}
FINGERPRINTS: dict[str, str] = {}


def briefs_of(edition: Edition, regions: Sequence[str], progress=None) -> list[Brief]:
    if missing := [region for region in regions if region not in LOADED]:
        LOADED.update({brief.region.id: brief for brief in LOAD(edition, missing)})
    return [LOADED[region] for region in regions]


def fingerprint_of(brief: Brief) -> str:
    key = f"{brief.edition} {brief.region.id}"
    return FINGERPRINTS[key] if key in FINGERPRINTS else FINGERPRINTS.setdefault(key, FINGERPRINT(brief))


@pytest.fixture
def world(finished: Settings, monkeypatch) -> Settings:
    """The finished briefs, nothing sent of them."""
    for name in [name for name in os.environ if name.startswith(("BRIEF_SMTP", "BRIEF_CONTACT"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BRIEF_SMTP_FROM", "Büro Kompass <kompass@example.org>")
    # What takes long and is tested elsewhere is done once. Two tests look for small numbers as they are.
    monkeypatch.setattr(planning, "require_tested", lambda *_: None)
    monkeypatch.setattr(planning, "read_briefs", briefs_of)
    monkeypatch.setattr(keep, "fingerprint", fingerprint_of)
    shutil.rmtree(finished.data / "sent", ignore_errors=True)
    return finished


@pytest.fixture
def harmed(finished: Settings, world: Settings, tmp_path) -> Settings:
    """A copy of the finished briefs, to spoil."""
    copy = Settings(tmp_path / "harmed", workers=1)
    for name in ("editions", "warehouse", "briefs"):
        shutil.copytree(finished.data / name, copy.data / name)
    return copy


@pytest.fixture
def server(monkeypatch):
    with mail_server() as one:
        monkeypatch.setenv("BRIEF_SMTP", one.address)
        yield one


@pytest.fixture
def listed(tmp_path):
    def write(*rows: str, header: str = "region_id;address;files") -> Path:
        path = tmp_path / "verteiler.csv"
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return path

    return write


def planned(world: Settings, path: Path) -> planning.Plan:
    return planning.plan(open_edition(world, EDITION), path, post.load_server())


def send(world: Settings, path: Path, again: bool = False) -> dict[int, str]:
    outcomes = sending.send(world, post.load_server(), planned(world, path), again)
    return {outcome.line: outcome.state for outcome in outcomes}


THREE = ("05911;a@example.org;", "05911;b@example.org;", "05112;c@example.org;")


def test_without_send_the_plan_is_shown_and_nobody_is_asked(world, server, listed):
    path = listed("05911;amt@example.org;pdf blatt-tr", "emscher-lippe;agentur@example.org;")
    done = brief_here(world.data, "send", "--list", str(path))
    assert done.returncode in (0, 3), done.stderr
    assert "2     05911 Bochum                 amt@example.org      pdf blatt-tr" in done.stdout
    assert "2 messages to send, to 2 addresses" in done.stdout
    assert "Nothing was sent." in done.stdout
    told = json.loads(brief_here(world.data, "send", "--list", str(path), "--json").stdout)
    assert [(m["line"], m["state"]) for m in told["messages"]] == [(2, "new"), (3, "new")]
    assert told["messages"][0]["files"] == [f"fachkraefte-kompass-05911-{EDITION}.pdf", "blatt-tr.pdf", "blatt-tr.png"]
    assert server.connections == 0
    assert not (world.data / "sent").exists()


def test_a_message_arrives_whole_and_once(world, server, listed, monkeypatch):
    monkeypatch.setattr(planning, "require_tested", REQUIRE_TESTED)
    path = listed("05911;Amt@Example.org;pdf xlsx csv tidy json blatt-tr", "05112;b@example.org;")
    done = brief_here(world.data, "send", "--list", str(path), "--send")
    assert done.returncode in (0, 3), done.stderr
    assert done.stdout == f"{EDITION}: 2 sent\n"
    (to, message), (other, _) = server.messages()
    assert (to, other) == ("Amt@Example.org", "b@example.org")
    assert message.keys() == HEADERS
    assert (message["To"], message["Subject"]) == ("Amt@Example.org", "Fachkräfte-Kompass Bochum, Dezember 2025")
    assert message["From"].addresses[0].display_name == "Büro Kompass"
    assert message["Auto-Submitted"] == "auto-generated"
    body = message.get_body().get_content()
    for said in (
        "für Bochum, Berichtsmonat Dezember 2025",
        "Berufsgruppen mit Engpass in NRW",
        "- Bericht (PDF, 1 kB)",
        "- Blatt für Ehrenamtliche, Türkisch (Bild (PNG), ",
        "Alle Quellen mit Stand und Lizenz nennt das PDF am Ende",
        "© Statistik der Bundesagentur für Arbeit",
        "schickt Büro Kompass",
        "aus der Liste gestrichen",
    ):
        assert said in body
    place = world.briefs / EDITION / "05911"
    attached = {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}
    assert attached == {p.name: p.read_bytes() for p in place.iterdir() if not p.name.startswith(".")}
    raw = server.taken[0][1]
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(map(len, raw.split(b"\r\n"))) <= 998

    noted = (world.data / "sent" / f"{EDITION}.jsonl").read_text()
    assert "xample" not in noted.replace("@example.org>", "")  # of the sender in the Message-ID
    assert sha256((place / "brief.json").read_bytes()).hexdigest() in noted
    assert [json.loads(line)["step"] for line in noted.splitlines()] == ["begun", "sent"] * 2
    before = server.connections
    monkeypatch.undo()
    monkeypatch.setattr(planning, "require_tested", lambda *_: None)
    monkeypatch.setenv("BRIEF_SMTP", server.address)
    monkeypatch.setenv("BRIEF_SMTP_FROM", "kompass@example.org")
    done = brief_here(world.data, "send", "--list", str(path), "--send", "--json")
    assert [row["state"] for row in json.loads(done.stdout)["rows"]] == ["known", "known"]
    assert (server.connections, len(server.taken)) == (before, 2)


ROWS = {
    "line feed": ('05911;"a@example.org\nBcc: b@example.org";', "address", "does not show (U+000A)"),
    "carriage return": ('05911;"a@example.org\rBcc: b@example.org";', "address", "does not show (U+000D)"),
    "NUL": ("05911;a\0@example.org;", "address", "does not show (U+0000)"),
    "bidi": ("05911;a\u202e@example.org;", "address", "does not show (U+202E)"),
    "zero width": ("05911;a\u200b@example.org;", "address", "does not show (U+200B)"),
    "bidi in the region": ("\u206605911;a@example.org;", "region_id", "does not show (U+2066)"),
    "encoded word": ("05911;=?utf-8?q?a?=@example.org;", "address", "an encoded word"),
    "two addresses": ("05911;a@example.org, b@example.org;", "address", "more than one address"),
    "two with a semicolon": ('05911;"a@example.org;b@example.org";', "address", "more than one address"),
    "two ats": ("05911;a@b@example.org;", "address", "more than one address"),
    "with a name": ("05911;Amt <a@example.org>;", "address", "a name beside the address"),
    "umlaut": ("05911;a@bücher.example;", "address", "letters that mail servers do not take"),
    "no domain": ("05911;a@localhost;", "address", "not a mail address"),
    "address literal": ("05911;a@[127.0.0.1];", "address", "not a mail address"),
    "numbers": ("05911;a@10.0.0.1;", "address", "not a mail address"),
    "source route": ("05911;a%example.org@example.com;", "address", "not a mail address"),
    "long": (f"05911;{'a' * 65}@example.org;", "address", "not a mail address"),
    "no address": ("05911;;pdf", "address", "no address"),
    "lost zero": ("5911;a@example.org;", "region_id", "has 05911 lost its zero"),
    "name": ("bochum;a@example.org;", "region_id", "is a name or an alias. Write the id, 05911"),
    "unknown region": ("Bochumm;a@example.org;", "region_id", "there is no region 'Bochumm'. Did you mean: Bochum"),
    "no brief": ("aa-343;a@example.org;", "region_id", "gets no brief"),
    "no region": (";a@example.org;", "region_id", "no region"),
    "unknown word": ("05911;a@example.org;pdf docx", "files", "unknown: 'docx'"),
    "too few": ("05911;a@example.org", "", "2 cells, expected 3"),
    "too many": ("05911;a@example.org;pdf;xlsx", "", "4 cells, expected 3"),
}


@pytest.mark.parametrize(("row", "column", "says"), ROWS.values(), ids=ROWS)
def test_a_row_that_is_wrong_is_refused_with_its_place(listed, row, column, says):
    path = listed("05112;good@example.org;pdf xlsx", row)
    good, (fault,) = recipients.read(path)
    assert [recipient.address for recipient in good] == ["good@example.org"]
    assert (fault.file, fault.line, fault.column) == ("verteiler.csv", 3, column)
    assert says in str(fault)
    assert "@example" not in str(fault).replace("office@example.org", "")


LISTS = {
    "empty": (b"", "the list is empty"),
    "only blanks": (b"\xef\xbb\xbf\r\n;;\r\n", "the list is empty"),
    "no rows": (b"region_id;address;files\n", "the list has no rows"),
    "workbook": (b"PK\x03\x04rest", "a workbook, not a CSV file"),
    "cp1252": ("region_id;address;files\n05911;büro@example.org;\n".encode("cp1252"), "line 2: not UTF-8"),
    "utf-16": ("region_id;address;files\n".encode("utf-16"), "not UTF-8"),
    "commas": (b"region_id,address,files\n05911,a@example.org,\n", "not separated by semicolons"),
    "no header": (b"05911;a@example.org;\n", "the header is missing"),
    "swapped header": (b"address;region_id;files\na@example.org;05911;\n", "the columns stand in another order"),
    "swapped cells": (b"region_id;address;files\na@example.org;05911;\n", "the columns are swapped"),
    "address book": (b"Vorname;Nachname;E-Mail\nA;B;a@example.org\n", "another table, perhaps an address book"),
    "personal": (b"region_id;address;files;Telefon\n05911;a@example.org;;0\n", "do not belong here: 'Telefon'"),
    "missing": (b"region_id;address\n05911;a@example.org\n", "column files: the column is missing"),
    "quotation mark": (b'region_id;address;files\n05911;"a@example.org;\n', "line 2: no proper CSV"),
    "too long": (b"region_id;address;files\n" + b"05911;a@example.org;\n" * 2001, "more than 2000 rows"),
    "too large": (b"x" * 1_000_001, "larger than 1000 kB"),
    "huge cell": (b"region_id;address;files\n05911;" + b"a" * 200_000 + b";\n", "line 2: no proper CSV"),
    "twice": (b"region_id;address;files\n05911;a@example.org;\n05911;A@example.org;xlsx\n", "region as in line 2"),
}


@pytest.mark.parametrize(("content", "says"), LISTS.values(), ids=LISTS)
def test_a_list_that_is_wrong_is_refused(tmp_path, content, says):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(Refused, match="nothing was sent or copied") as refused:
        recipients.checked(path)
    assert refused.value.exit_code == USAGE
    (fault,) = refused.value.faults
    assert says in str(fault)


def test_a_list_is_read_with_bom_and_windows_lines(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(
        b"\xef\xbb\xbfregion_id;address;files\r\n05911; a@example.org ;\r\n\r\n05112;b@example.org;xlsx  pdf\r\n"
    )
    assert [(r.line, r.address, r.files) for r in recipients.checked(path)] == [
        (2, "a@example.org", ("pdf",)),
        (4, "b@example.org", ("xlsx", "pdf")),
    ]
    assert recipients.read(tmp_path / "none.csv")[1][0].what.startswith("cannot be read")


def test_all_faults_are_told_at_once_and_the_server_hears_nothing(world, server, listed):
    path = listed(*(row for row, *_ in ROWS.values()), "05113;essen@example.org;", "05911;z@example.org;blatt-ar")
    done = brief_here(world.data, "send", "--list", str(path), "--send")
    assert done.returncode == 2
    for *_, says in ROWS.values():
        assert says in done.stderr
    assert "it was handed over for 05112, 05911, emscher-lippe only" in done.stderr.replace("It was", "it was")
    assert "05911 has no blatt-ar. Run `brief sheet 05911 --lang ar" in done.stderr
    found = json.loads(brief_here(world.data, "send", "--list", str(path), "--send", "--json").stdout)["faults"]
    assert len(found) == len(ROWS) + 2
    assert server.connections == 0


def test_a_list_of_another_land_is_refused_as_a_whole(world, server, listed):
    done = brief_here(
        world.data, "send", "--list", str(listed("09162;a@example.org;", "09161;b@example.org;")), "--send"
    )
    assert done.returncode == 2
    assert "none of its 2 regions (Bayern) has a brief in edition 2025-12.pilot (there: 05112, 05911" in done.stderr
    assert server.connections == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "either --list FILE or --folder DIR"),
        (("--list", "x.csv", "--folder", "y"), "either --list FILE or --folder DIR"),
        (("bochum", "--list", "x.csv"), "REGIONS and --files go with --folder"),
        (("--list", "x.csv", "--edition", "2020-01.r1"), "2020-01.r1"),
        (("--folder", "y", "--files", "docx"), "unknown docx"),
        (("--list", "x.csv", "--send"), "BRIEF_SMTP is not set"),
    ],
    ids=["neither", "both", "regions", "edition", "word", "no server"],
)
def test_wrong_questions_are_usage_errors(world, arguments, says):
    done = brief_here(world.data, "send", *arguments)
    assert done.returncode == 2
    assert says in done.stderr


@pytest.mark.parametrize("name", [f"fachkraefte-kompass-05911-{EDITION}.pdf", "brief.json", "blatt-tr.png"])
def test_a_broken_seal_is_refused(harmed, server, listed, name):
    with (harmed.briefs / EDITION / "05911" / name).open("ab") as file:
        file.write(b" ")
    path = listed("05112;a@example.org;", "05911;b@example.org;pdf blatt-tr")
    done = brief_here(harmed.data, "send", "--list", str(path), "--send")
    assert done.returncode == 4
    assert "verteiler.csv, line 3, column files: " in done.stderr
    assert "damaged" in done.stderr
    assert "Run `brief " in done.stderr
    assert server.connections == 0


def test_a_brief_that_gives_something_small_away_is_not_sent(harmed, server, listed, tmp_path, monkeypatch):
    monkeypatch.setattr(planning, "require_tested", REQUIRE_TESTED)
    (harmed.briefs / EDITION / "05112" / "notes.txt").write_text("unlesbar", encoding="utf-8")
    (harmed.briefs / EDITION / "05112" / "scan.tiff").write_bytes(b"II*\0")
    done = brief_here(harmed.data, "send", "--list", str(listed("05911;a@example.org;")), "--send")
    assert done.returncode == 4
    assert "give small numbers away" in done.stderr
    assert "scan.tiff" in done.stderr
    assert server.connections == 0

    def refuse(*_) -> None:
        raise StepError("small", VALIDATION)

    monkeypatch.setattr(planning, "require_tested", refuse)
    done = brief_here(harmed.data, "send", "--folder", str(tmp_path / "out"), "--send")
    assert (done.returncode, done.stderr) == (4, "Error: small\n")
    assert not (tmp_path / "out").exists()


def test_a_file_that_changes_under_way_is_not_sent(harmed, server, listed):
    plan = planned(harmed, listed("05911;a@example.org;"))
    plan.messages[0].letter.files[0].path.write_bytes(b"another")
    with pytest.raises(StepError, match="changed in the meantime") as told:
        sending.send(harmed, post.load_server(), plan)
    assert told.value.exit_code == VALIDATION
    assert server.taken == []


def test_too_large_a_message_is_refused_before_anything_is_sent(world, listed, monkeypatch):
    path = listed("05112;a@example.org;", "05911;b@example.org;tidy")
    with mail_server(size=500_000) as server:
        monkeypatch.setenv("BRIEF_SMTP", server.address)
        monkeypatch.setenv("BRIEF_SMTP_MAX_MB", "0.5")
        with pytest.raises(Refused, match=r"line 3, column files: .* BRIEF_SMTP_MAX_MB allows 500 kB") as mine:
            send(world, path)
        assert server.connections == 0
        monkeypatch.setenv("BRIEF_SMTP_MAX_MB", "20")
        with pytest.raises(Refused, match=r"line 3, column files: .* the mail server allows 500 kB") as theirs:
            send(world, path)
        assert server.senders == []
    assert mine.value.exit_code == theirs.value.exit_code == USAGE
    assert sent.noted(sent.path_of(world, EDITION)) == {}


def test_one_that_is_refused_does_not_stop_the_others(world, server, listed):
    path = listed(*THREE)
    server.answers = {"a@example.org": "550 5.1.1 <a@example.org> unknown", "b@example.org": "451 greylisted"}
    done = brief_here(world.data, "send", "--list", str(path), "--send")
    assert done.returncode == 5
    assert "line 2, 05911: REFUSED by the server" in done.stderr
    assert "(550 5.1.1 <…> unknown)" in done.stderr
    assert "line 3, 05911: put off by the server; run this again later (451 greylisted)" in done.stderr
    assert done.stdout == f"{EDITION}: 1 sent, 1 refused by the server, 1 put off by the server\n"
    assert [to for to, *_ in server.taken] == ["c@example.org"]
    server.answers = {}
    assert send(world, path) == {2: "sent", 3: "sent", 4: "known"}


def test_a_session_that_ends_is_opened_again(world, server, listed):
    answers = iter([None, "421 too many messages", None, "421 again", None])
    server.at["MAIL"] = lambda _: next(answers)
    assert set(send(world, listed(*THREE)).values()) == {"sent"}
    assert server.connections == 3


def test_a_server_that_is_down_or_goes_away_is_said(world, server, listed, monkeypatch):
    path = listed(*THREE)
    server.at["MAIL"] = lambda one: "421 closing" if one.taken else None
    done = brief_here(world.data, "send", "--list", str(path), "--send")
    assert done.returncode == 5
    assert done.stdout == f"{EDITION}: 1 sent, 2 not sent\n"
    assert "line 4, 05112: NOT SENT; run this again" in done.stderr
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv("BRIEF_SMTP", f"smtp://127.0.0.1:{nobody.getsockname()[1]}")
        with pytest.raises(post.Unreachable, match="ConnectionRefusedError"):
            send(world, path)
    server.at = {"MAIL": lambda one: "553 not yours"}
    monkeypatch.setenv("BRIEF_SMTP", server.address)
    assert send(world, path) == {2: "known", 3: "unsent", 4: "unsent"}


def sent_by_a_process_that_is_killed(world: Settings, path: Path, server: MailServer, at: str) -> None:
    """Send in another process; the server kills it in the second message."""
    plan = planned(world, path)
    pids: list[int] = []

    def kill(one: MailServer) -> None:
        if len(one.senders) == 2:
            os.kill(pids[0], signal.SIGKILL)

    server.at[at] = kill
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.read(reading, 1)
        sending.send(world, post.load_server(), plan)
        os._exit(0)
    pids.append(pid)
    os.write(writing, b"!")
    assert os.WTERMSIG(os.waitpid(pid, 0)[1]) == signal.SIGKILL
    server.at.clear()


def test_after_a_kill_between_two_messages_only_the_rest_is_sent(world, server, listed):
    path = listed(*THREE)
    sent_by_a_process_that_is_killed(world, path, server, "MAIL")
    assert send(world, path) == {2: "known", 3: "sent", 4: "sent"}
    assert [to for to, *_ in server.taken] == ["a@example.org", "b@example.org", "c@example.org"]


def test_after_a_kill_within_a_message_it_is_said_that_nobody_knows(world, server, listed):
    path = listed(*THREE)
    sent_by_a_process_that_is_killed(world, path, server, "DATA")
    assert send(world, path) == {2: "known", 3: "doubtful", 4: "sent"}
    assert len(server.taken) == 3
    assert "may have arrived" in brief_here(world.data, "send", "--list", str(path)).stdout
    done = brief_here(world.data, "send", "--list", str(path), "--send")
    assert (done.returncode, done.stdout) == (5, f"{EDITION}: 2 sent before, 1 in doubt\n")
    assert send(world, path, again=True) == {2: "known", 3: "sent", 4: "known"}
    doubled = [message["Message-ID"] for to, message in server.messages() if to == "b@example.org"]
    assert len(doubled) == 2
    assert len(set(doubled)) == 1


def test_what_changed_since_it_was_sent_is_sent_again_only_when_asked(harmed, server, listed):
    first, other = listed("05911;a@example.org;pdf").read_bytes(), b"05911;a@example.org;csv"
    path = listed("05911;a@example.org;pdf")
    assert send(harmed, path) == {2: "sent"}
    path.write_bytes(first.replace(b"05911;a@example.org;pdf", other))
    done = brief_here(harmed.data, "send", "--list", str(path), "--send")
    assert done.returncode in (0, 3)
    assert "to send them anew: --again" in done.stderr
    assert send(harmed, path, again=True) == {2: "sent"}
    assert send(harmed, path, again=True) == {2: "known"}
    assert len({message["Message-ID"] for _, message in server.messages()}) == 2


def test_notes_that_were_broken_off_or_spoiled(world, server, listed):
    path = listed(*THREE[:1])
    assert send(world, path) == {2: "sent"}
    notes = sent.path_of(world, EDITION)
    with notes.open("a") as file:
        file.write('{"at": "2026')
    assert send(world, listed(*THREE[:2])) == {2: "known", 3: "sent"}
    assert notes.read_text().count("\n") == 4
    notes.write_text("{}\n")
    with pytest.raises(StepError, match="line 1: what was sent cannot be read") as told:
        send(world, path)
    assert told.value.exit_code == VALIDATION
    assert len(server.taken) == 2


def test_two_runs_do_not_send_at_once(world, server, listed):
    with lock.writing(world.data, "send"):
        done = brief_here(world.data, "send", "--list", str(listed(*THREE)), "--send")
    assert done.returncode == 5
    assert "is in use by `brief send`" in done.stderr
    assert server.connections == 0


@pytest.fixture
def elsewhere(monkeypatch):
    """Let the name of a mail server lead to this machine, which it does not say."""
    found = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: found(host.replace("mail.example.org", "127.0.0.1"), *rest, **more),
    )


def test_other_machines_are_talked_to_with_encryption_only(world, listed, monkeypatch, elsewhere, tmp_path):
    path, trusted = listed(*THREE[:1]), authority(tmp_path)
    monkeypatch.setenv("BRIEF_SMTP_USER", "office")
    monkeypatch.setenv("BRIEF_SMTP_PASSWORD", PASSWORD)
    good, bad = trusted.server("mail.example.org"), trusted.server("other.example.org")

    def refused(scheme: str, says: str, **how) -> None:
        with mail_server(password=PASSWORD, **how) as server:
            monkeypatch.setenv("BRIEF_SMTP", f"{scheme}://mail.example.org:{server.port}")
            with pytest.raises(post.Unreachable, match=says):
                send(world, path)
            assert (server.logins, server.senders) == ([], [])

    refused("smtp", "STARTTLS extension not supported")
    refused("smtp", "CERTIFICATE_VERIFY_FAILED", starttls=good)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted.ca))
    refused("smtp", "Hostname mismatch", starttls=bad)
    refused("smtps", "Hostname mismatch", tls=bad)
    refused("smtps", "SSLError")
    for scheme, how in (("smtp", {"starttls": good}), ("smtps", {"tls": good})):
        shutil.rmtree(world.data / "sent")
        with mail_server(password=PASSWORD, **how) as server:
            monkeypatch.setenv("BRIEF_SMTP", f"{scheme}://mail.example.org:{server.port}")
            assert send(world, path) == {2: "sent"}
            assert [(login.login, login.password) for login in server.logins] == [(b"office", PASSWORD.encode())]
            assert [(to, over_tls) for to, _, over_tls in server.taken] == [("a@example.org", scheme == "smtp")]


def test_the_password_shows_nowhere(world, listed, monkeypatch, caplog):
    path = listed(*THREE[:1])
    monkeypatch.setenv("BRIEF_SMTP_USER", "office")
    monkeypatch.setenv("BRIEF_SMTP_PASSWORD", PASSWORD)
    said = io.StringIO()
    caplog.set_level(logging.DEBUG)
    with mail_server(password="another") as server, redirect_stdout(said), redirect_stderr(said):
        monkeypatch.setenv("BRIEF_SMTP", server.address)
        for arguments in ((), ("--json",), ("--send",), ("--send", "--json")):
            done = brief_here(world.data, "send", "--list", str(path), *arguments)
            said.write(done.stdout + done.stderr)
        assert done.returncode == 5
        assert "refuses BRIEF_SMTP_USER or BRIEF_SMTP_PASSWORD (535" in said.getvalue()
        try:
            send(world, path)
        except post.Unreachable as error:
            told = traceback.TracebackException.from_exception(error, capture_locals=True)
            said.write("".join(told.format()) + repr(post.load_server()))
    monkeypatch.setenv("BRIEF_SMTP_PASSWORD", f"{PASSWORD}ä")
    said.write(brief_here(world.data, "send", "--list", str(path), "--send").stderr)
    assert "BRIEF_SMTP_PASSWORD must be plain letters" in said.getvalue()
    kept_there = "".join(p.read_text() for p in (world.data / "sent").iterdir())
    shown = (said.getvalue() + kept_there + caplog.text).replace(repr(PASSWORD), "")
    for form in (PASSWORD, "Geheim", "AG9mZmljZQ", "S29tcGFzcytHZWhlaW0"):
        assert form not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BRIEF_SMTP", "mail.example.org"),
        ("BRIEF_SMTP", "http://mail.example.org"),
        ("BRIEF_SMTP", f"smtp://office:{PASSWORD}@mail.example.org"),
        ("BRIEF_SMTP", "smtp://mail.example.org:99999"),
        ("BRIEF_SMTP", "smtp://mail.example.org/?x"),
        ("BRIEF_SMTP_FROM", "kompass"),
        ("BRIEF_SMTP_FROM", "a@example.org, b@example.org"),
        ("BRIEF_SMTP_FROM", "Büro\nBcc: x <a@example.org>"),
        ("BRIEF_SMTP_FROM", "Büro\u202e <a@example.org>"),
        ("BRIEF_SMTP_USER", "office"),
        ("BRIEF_SMTP_PASSWORD", PASSWORD),
        ("BRIEF_SMTP_MAX_MB", "0"),
        ("BRIEF_SMTP_MAX_MB", "ten"),
    ],
)
def test_wrong_settings_are_named_without_their_value(name, value):
    good = {"BRIEF_SMTP": "smtps://mail.example.org", "BRIEF_SMTP_FROM": "a@example.org"}
    assert post.load_server(good).port == 465
    with pytest.raises(ValueError, match=name) as told:
        post.load_server(good | {name: value})
    assert len(value) < 4 or value not in str(told.value)


CELLS = st.one_of(st.text(max_size=40), st.from_regex(r"[a-z.@=?<>,;\"\r\n\t -]{0,30}@[a-z.-]{1,12}", fullmatch=True))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    region=st.one_of(st.sampled_from(REGIONS), CELLS), address=st.one_of(st.just("a.b@example.org"), CELLS), files=CELLS
)
def test_whatever_stands_in_the_cells_is_refused_or_harmless(tmp_path, region, address, files):
    path = tmp_path / "any.csv"
    quoted = (f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in (region, address, files))
    path.write_bytes(f"region_id;address;files\n{';'.join(quoted)}\n".encode("utf-8", "surrogatepass"))
    rows, faults = recipients.read(path)
    assert bool(rows) != bool(faults)
    for row in rows:
        about = About(row.region_id, "Städteregion Köln\u202f–\u2009Äußeres", EDITION, "Dezember 2025", "Ein Satz.", ())
        assert only_what_is_meant(
            compose(Letter(row.line, row.address, about, ()), Sender("", "k@example.org"), NOW)
        ) == [address.strip()]


@settings(max_examples=60, deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=80), st.from_regex(r"([a-zäß =?\r\n:@<>,\"]|=\?utf-8\?q\?=0a\?=){0,60}", fullmatch=True)
    )
)
def test_whatever_a_region_is_called_is_refused_or_harmless(text):
    about = About("05911", text, EDITION, "Dezember 2025", "Ein Satz.", ())
    if not about.fault():
        letter = Letter(2, "a@example.org", about, ())
        assert only_what_is_meant(compose(letter, Sender("", "k@example.org"), NOW)) == ["a@example.org"]


def only_what_is_meant(message: bytes) -> list[str]:
    """Check that a message has the headers it is to have; return its recipients."""
    from email import message_from_bytes, policy

    read = message_from_bytes(message, policy=policy.default)
    assert read.keys() == [*HEADERS, "Content-Transfer-Encoding"] or read.keys() == [
        *HEADERS[:-2], "Content-Type", "Content-Transfer-Encoding", "MIME-Version"
    ]  # fmt: skip
    assert not read.defects
    return [address.addr_spec for address in read["To"].addresses]


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_folder_gets_the_files_whole_and_keeps_what_is_there(world, tmp_path):
    out = tmp_path / "out"
    done = brief_here(world.data, "send", "--folder", str(out))
    assert "Nothing was copied." in done.stdout
    assert not out.exists()
    done = brief_here(world.data, "send", "bochum", "--folder", str(out), "--files", "pdf", "--send")
    assert done.returncode in (0, 3), done.stderr
    assert list(tree(out)) == [f"{EDITION}/05911/fachkraefte-kompass-05911-{EDITION}.pdf"]
    left = out / EDITION / ".05911.abcdefgh.new"  # of a run that was killed
    left.mkdir()
    parcels = handing.plan(open_edition(world, EDITION), out)
    assert handing.hand_over(world, parcels) == [("05112", "placed"), ("05911", "placed"), ("emscher-lippe", "placed")]
    wanted = {
        f"{EDITION}/{name}": content for name, content in tree(world.briefs / EDITION).items() if "/." not in name
    }
    assert tree(out) == wanted
    assert not left.exists()
    assert {state for _, state in handing.hand_over(world, handing.plan(open_edition(world, EDITION), out))} == {
        "there"
    }
    (out / EDITION / "05911" / "brief.json").write_text("{}")
    done = brief_here(world.data, "send", "--folder", str(out), "--send")
    assert done.returncode == 4
    assert "05911/brief.json: there is another file of this name" in done.stderr
    assert "Move it away if it may be replaced, or name another --folder" in done.stderr


def test_a_folder_is_never_seen_half(world, tmp_path, monkeypatch):
    parcels = handing.plan(open_edition(world, EDITION), tmp_path, ["05911"])
    files = parcels[0].files
    spoiled = replace(parcels[0], missing=(*files[:2], replace(files[2], sha256="0")))
    with pytest.raises(StepError, match="changed in the meantime"):
        handing.hand_over(world, [spoiled])
    assert list((tmp_path / EDITION).iterdir()) == []


def test_the_monthly_flow_sends_and_names_lines_not_addresses(world, server, listed, monkeypatch):
    shown: dict[str, str] = {}
    monkeypatch.setattr(tasks, "create_markdown_artifact", lambda text, key, description: shown.update({key: text}))
    monkeypatch.setattr(tasks, "get_run_logger", lambda: logging.getLogger("test"))
    path = listed(*THREE)
    planning.require_ready(str(path))
    server.answers = {"b@example.org": "550 <b@example.org> is *unknown*"}
    with pytest.raises(tasks.DeliveryFailed, match=r"2 sent, 1 refused by the server; verteiler\.csv, line 3, 05911"):
        tasks.delivery.fn(world, EDITION, str(path))
    assert "@" not in shown["delivery"]
    assert "*unknown*" not in shown["delivery"]
    server.answers = {}
    tasks.delivery.fn(world, EDITION, str(path))
    assert shown["delivery"].startswith("1 sent, 2 sent before")
    path.write_text("region_id;address\n")
    with pytest.raises(Refused):
        planning.require_ready(str(path))
