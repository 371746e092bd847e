"""The network kit against a hostile publisher on real sockets; each test fails when its guard is taken out."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import logging
import socket
import threading
import time
import traceback
import zipfile
import zlib
from email.utils import format_datetime
from pathlib import Path

import pytest

from sources.errors import NotPublished, SwitchedOff, Unavailable
from sources.records import Request, Snapshot
from sources.web import addresses, robots
from sources.web.client import Client, Limits
from tests.support.hostile import (
    HOST,
    OTHER,
    Hostile,
    authority,
    bomb,
    chunks,
    endless,
    head,
    hostile,
    raw,
    reply,
    reset,
    silent,
    until_close,
    workbook,
)

HOSTS = (HOST, OTHER)
QUICK = {
    "attempts": 3,
    "deadline": 6.0,
    "connect": 1.0,
    "silence": 0.3,
    "rate": 0.0,
    "backoff": 0.0,
    "retry_after": 100.0,
    "size": 1_000_000,
    "small": 1_000_000,
    "pause": 0.0,
    "piece": 0,
}
BOOK = workbook()
PAGE = b"<!DOCTYPE html><html><head><title>Wartung &amp; Pause</title></head><body></body></html>"
PUBLIC = "93.184.216.34"


@pytest.fixture
def server():
    with hostile() as running:
        yield running


def client(server: Hostile, *, sleeps: list[float] | None = None, environ=None, ca=None, **limits) -> Client:
    return Client(
        "office@example.org",
        mirror=server.url,
        limits=Limits(**{**QUICK, **limits}),
        environ=environ or {},
        sleep=([] if sleeps is None else sleeps).append,
        ca=ca,
    )


@pytest.fixture
def bring(server, tmp_path):
    """Fetch an address; whatever happens, no piece of a download is left behind."""
    target = tmp_path / "down" / "file"

    def act(url: str, *, own: Client | None = None, known: Snapshot | None = None, **limits):
        target.unlink(missing_ok=True)
        try:
            return (own or client(server, **limits)).fetch(Request(url, "part"), target, HOSTS, known)
        except Unavailable:
            assert list(target.parent.iterdir()) == []
            raise
        finally:
            assert not list(target.parent.glob(".*"))

    return act


# what works


def test_a_file_arrives_with_its_facts_and_its_name(server, bring):
    url = server.stage(
        "/d/x.xlsx",
        reply(
            BOOK,
            200,
            'ETag: "1"',
            "Last-Modified: Mon, 02 Nov 2026 08:00:00 GMT",
            "Content-Disposition: attachment; filename=x.xlsx; filename*=UTF-8''M%C3%BClheim%2F..%2F2026.xlsx",
        ),
    )
    fetched = bring(url)
    assert fetched.path.read_bytes() == BOOK
    assert fetched.name == "2026.xlsx"
    facts = dict(fetched.http)
    assert (facts["status"], facts["etag"], facts["url"]) == ("200", '"1"', url)
    sent = next(one for one in server.seen if one.path == "/d/x.xlsx")
    assert sent.headers["user-agent"].startswith("regional-shortage-briefs/")
    assert sent.headers["user-agent"].endswith("(+office@example.org)")
    assert sent.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("", "Tabelle ä.xlsx"),
        ('attachment; filename="Kreise; 2026.xlsx"', "Kreise; 2026.xlsx"),
        ("attachment; filename*=ISO-8859-1''%FCber.xlsx", "über.xlsx"),
        ("attachment; filename=../../etc/passwd", "passwd"),
        ("attachment; filename*=UTF-8''%00..", "Tabelle ä.xlsx"),
        ("inline", "Tabelle ä.xlsx"),
    ],
    ids=["none", "quoted", "extended", "path", "nothing-left", "no-name"],
)
def test_the_name_is_reduced_to_a_harmless_one(server, bring, line, name):
    lines = [f"Content-Disposition: {line}"] if line else []
    fetched = bring(server.stage("/d/Tabelle%20%C3%A4.xlsx", reply(BOOK, 200, *lines)))
    assert fetched.name == name


def test_without_a_contact_nobody_is_asked():
    for contact in ("", "  ", "a\r\nX: y", "büro@example.org"):
        with pytest.raises(SwitchedOff, match="BRIEF_CONTACT"):
            Client(contact)


def test_forms_are_posted_as_utf8(server):
    url = server.stage("/form", reply(b"ok\n"))
    answer = client(server).read(url, HOSTS, method="POST", data=[("ort", "Mülheim"), ("a", "1&2")])
    assert answer.text() == "ok\n"
    sent = server.seen[-1]
    assert sent.body == b"ort=M%C3%BClheim&a=1%262"
    assert sent.headers["content-type"] == "application/x-www-form-urlencoded; charset=UTF-8"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/csv; charset=iso-8859-1", "Mülheim – €".encode("cp1252")),
        ("text/csv; charset=utf-8", "Mülheim – €".encode("cp1252")),
        ("text/csv; charset=nonsense", "Mülheim – €".encode()),
        ("text/csv; charset=utf-16", "Mülheim – €".encode("utf-16")),
        ("text/csv", b"\xef\xbb\xbf" + "Mülheim – €".encode()),
        ("", "Mülheim – €".encode("cp1252")),
    ],
    ids=["latin1-is-cp1252", "wrong", "unknown", "utf16", "bom", "none"],
)
def test_text_is_decoded(server, kind, body):
    lines = [f"Content-Type: {kind}"] if kind else []
    assert client(server).read(server.stage("/t", reply(body, 200, *lines)), HOSTS).text() == "Mülheim – €"


def test_what_is_no_json_is_named(server):
    own = client(server)
    assert own.read(server.stage("/j", reply(b'\xef\xbb\xbf{"a": [1]}')), HOSTS).json() == {"a": [1]}
    with pytest.raises(Unavailable, match=r"pub\.example/page.*'Wartung & Pause'"):
        own.read(server.stage("/page", reply(PAGE)), HOSTS).json()
    with pytest.raises(Unavailable, match=r"pub\.example/deep"):
        own.read(server.stage("/deep", reply(b"[" * 100_000)), HOSTS).json()


# faults that pass, and those that do not


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_fault_that_passes_is_tried_again(server, bring, status):
    url = server.stage("/x.xlsx", reply(PAGE, status), reply(PAGE, status), reply(BOOK))
    assert bring(url).path.read_bytes() == BOOK
    assert server.count("/x.xlsx") == 3


def test_attempts_end(server, bring):
    url = server.stage("/x.xlsx", reply(PAGE, 503))
    with pytest.raises(Unavailable, match=r"pub\.example: it answered 503 \(3 attempts\).*/x\.xlsx.*again later"):
        bring(url)
    assert server.count("/x.xlsx") == 3


@pytest.mark.parametrize(
    "act", [reset(), reset(head(200, "Content-Length: 100") + b"PK"), raw()], ids=["head", "body", "eof"]
)
def test_a_broken_connection_is_tried_again(server, bring, act):
    assert bring(server.stage("/x.xlsx", act, reply(BOOK))).path.read_bytes() == BOOK
    with pytest.raises(Unavailable, match=r"broken off|cut off"):
        bring(server.stage("/y.xlsx", act))
    assert server.count("/y.xlsx") == 3


def test_waits_grow_and_differ(server, bring):
    url = server.stage("/x.xlsx", reply(b"", 500))
    waits: list[list[float]] = []
    for _ in range(6):
        sleeps: list[float] = []
        with pytest.raises(Unavailable):
            bring(url, own=client(server, sleeps=sleeps, backoff=0.1, attempts=4))
        waits.append(sleeps)
    for sleeps in waits:
        assert all(0.05 * 2**n <= wait <= 0.15 * 2**n for n, wait in enumerate(sleeps)), sleeps
        assert len(sleeps) == 3
    assert len({tuple(sleeps) for sleeps in waits}) > 1


def test_retry_after_in_seconds_and_as_a_date(server, bring):
    until = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=50), usegmt=True)
    url = server.stage(
        "/x.xlsx", reply(b"", 429, "Retry-After: 7"), reply(b"", 503, f"Retry-After: {until}"), reply(BOOK)
    )
    sleeps: list[float] = []
    bring(url, own=client(server, sleeps=sleeps, deadline=300))
    assert sleeps[0] == 7
    assert 40 < sleeps[1] <= 50


@pytest.mark.parametrize("value", ["101", format_datetime(dt.datetime(2099, 1, 1, tzinfo=dt.UTC), usegmt=True)])
def test_a_retry_after_beyond_the_cap_ends_it(server, bring, value):
    url = server.stage("/x.xlsx", reply(b"", 429, f"Retry-After: {value}"))
    sleeps: list[float] = []
    with pytest.raises(Unavailable, match=r"429 and wants \d+ s of patience, at most 100 s"):
        bring(url, own=client(server, sleeps=sleeps))
    assert server.count("/x.xlsx") == 1
    assert sleeps == []


def test_a_wait_that_exceeds_the_deadline_ends_it(server, bring):
    url = server.stage("/x.xlsx", reply(b"", 429, "Retry-After: 60"))
    with pytest.raises(Unavailable, match="no time is left of 6 s"):
        bring(url)
    assert server.count("/x.xlsx") == 1


@pytest.mark.parametrize("status", [404, 410])
def test_not_published_yet(server, bring, status):
    with pytest.raises(NotPublished, match=r"pub\.example/x\.xlsx: not there"):
        bring(server.stage("/x.xlsx", reply(PAGE, status)))
    assert server.count("/x.xlsx") == 1


@pytest.mark.parametrize(("status", "advice"), [(401, "password"), (403, "Ask the publisher"), (400, "browser")])
def test_other_refusals_are_not_repeated(server, bring, status, advice):
    with pytest.raises(Unavailable, match=advice) as caught:
        bring(server.stage("/x.xlsx", reply(PAGE, status)))
    assert not isinstance(caught.value, NotPublished)
    assert server.count("/x.xlsx") == 1


@pytest.mark.parametrize("status", [201, 202, 204, 206, 300, 304, 305])
def test_only_200_is_a_file(server, bring, status):
    with pytest.raises(Unavailable, match=str(status)):
        bring(server.stage("/x.xlsx", reply(BOOK, status)))


def test_read_gives_the_accepted_statuses_only(server):
    own = client(server)
    assert own.read(server.stage("/a", reply(b"no", 403)), HOSTS, accept=(200, 403)).status == 403
    with pytest.raises(Unavailable, match="403"):
        own.read(server.stage("/a", reply(b"no", 403)), HOSTS)


def test_a_host_that_is_down_is_not_asked_for_ever(server):
    own = client(server)
    for number in range(6):
        with pytest.raises(Unavailable):
            own.read(server.stage(f"/{number}", reply(b"", 503)), HOSTS)
    assert [server.count(f"/{number}") for number in range(6)] == [3, 3, 3, 1, 1, 1]
    assert own.read(server.stage("/up", reply(b"up\n")), HOSTS).text() == "up\n"
    with pytest.raises(Unavailable):
        own.read(server.stage("/again", reply(b"", 503)), HOSTS)
    assert server.count("/again") == 3
    for number in range(4):
        with pytest.raises(Unavailable):
            own.read(server.stage(f"/later/{number}", reply(b"", 503)), HOSTS)
    with pytest.raises(NotPublished):
        own.read(f"https://{HOST}/nothing", HOSTS)
    with pytest.raises(Unavailable):
        own.read(server.stage("/more", reply(b"", 503)), HOSTS)
    assert [server.count(path) for path in ("/later/3", "/more")] == [1, 3]


# time


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (head(200, "Content-Length: 900000"), b"P"),
        (head(200, "Transfer-Encoding: chunked"), b"1\r\nP\r\n"),
        (head(200, "Transfer-Encoding: chunked") + b"1;", b"x"),
        (head(200, "Transfer-Encoding: chunked") + b"1\r\nP\r\n0\r\n", b"X"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"", b"H"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["body", "chunks", "chunk-size", "trailer", "header", "status", "continue"],
)
def test_a_slow_drip_ends_although_no_read_times_out(server, bring, start, piece):
    url = server.stage("/x.xlsx", endless(start, piece, pause=0.03))
    began = time.monotonic()
    with pytest.raises(Unavailable, match=r"not finished after 0\.5 s"):
        bring(url, deadline=0.5)
    assert time.monotonic() - began < 3


def test_a_drip_below_the_minimum_rate_ends_before_the_deadline(server, bring):
    url = server.stage("/x.xlsx", endless(head(200, "Content-Length: 900000"), b"PPPP", pause=0.03))
    began = time.monotonic()
    with pytest.raises(Unavailable, match="less than 2000 bytes a second"):
        bring(url, rate=2000.0, grace=0.3, attempts=1, silence=5, deadline=60)
    assert time.monotonic() - began < 3


def test_the_rate_counts_from_the_first_byte_and_after_a_grace(server, bring):
    def act(wire, seen):
        time.sleep(0.5)
        wire.sendall(head(200, f"Content-Length: {len(BOOK)}"))
        for piece in (BOOK[:10], BOOK[10:20], BOOK[20:]):
            time.sleep(0.03)
            wire.sendall(piece)

    url = server.stage("/x.xlsx", act)
    assert bring(url, rate=1e3, grace=0.4, attempts=1, silence=5).path.read_bytes() == BOOK
    assert bring(url, rate=1e6, grace=5.0, attempts=1, silence=5).path.read_bytes() == BOOK
    with pytest.raises(Unavailable, match="less than"):
        bring(url, rate=1e6, grace=0.01, attempts=1, silence=5)


def test_silence_ends(server, bring):
    with pytest.raises(Unavailable, match=r"silent for 0\.3 s"):
        bring(server.stage("/x.xlsx", silent()), attempts=1)
    with pytest.raises(Unavailable, match=r"silent for 0\.3 s"):
        bring(server.stage("/y.xlsx", lambda w, s: (w.sendall(head(200, "Content-Length: 9") + b"PK"), silent()(w, s))))


# what arrives


@pytest.mark.parametrize(
    "act",
    [
        raw(head(200, f"Content-Length: {len(BOOK)}") + BOOK[:-20]),
        chunks(BOOK[:60], BOOK[60:], end=False),
        raw(head(200, "Transfer-Encoding: chunked") + b"%x\r\n" % len(BOOK) + BOOK[:-9]),
        until_close(BOOK[: len(BOOK) // 2]),
        reply(BOOK[: len(BOOK) // 2]),
        chunks(gzip.compress(BOOK)[:-9], lines=["Content-Encoding: gzip"]),
    ],
    ids=["length", "last-chunk", "inside-chunk", "close", "cut-at-publisher", "gzip"],
)
def test_a_cut_off_file_is_never_stored(server, bring, act):
    with pytest.raises(Unavailable, match=r"cut off"):
        bring(server.stage("/x.xlsx", act))
    assert server.count("/x.xlsx") == 3
    assert bring(server.stage("/y.xlsx", act, reply(BOOK))).path.read_bytes() == BOOK


@pytest.mark.parametrize(
    ("path", "body", "whole"),
    [
        ("/x.xlsx", BOOK, True),
        ("/x.csv", b"a;b\n1;2\n", True),
        ("/x.csv", b"a;b\n1;2", False),
        ("/x.json", b'{"a": [1, 2]}', True),
        ("/x.json", b'{"a": [1, 2]', False),
        ("/x.pdf", b"%PDF-1.7 ... %%EOF\n", True),
        ("/x.pdf", b"%PDF-1.7 ...", False),
        ("/x.html", PAGE, True),
        ("/x.html", PAGE[:-9], False),
    ],
    ids=["xlsx", "csv", "csv-cut", "json", "json-cut", "pdf", "pdf-cut", "html", "html-cut"],
)
def test_where_only_the_connection_ends_the_content_must_show_its_end(server, bring, path, body, whole):
    url = server.stage(path, until_close(body))
    if whole:
        assert bring(url).path.read_bytes() == body
    else:
        with pytest.raises(Unavailable, match="nothing shows that the file is complete"):
            bring(url)
    answer = server.stage("/read", until_close(body))
    if path not in ("/x.xlsx", "/x.pdf"):
        if whole:
            assert client(server).read(answer, HOSTS).body == body
        else:
            with pytest.raises(Unavailable, match="nothing shows that the answer is complete"):
                client(server).read(answer, HOSTS)


def test_an_answer_that_tells_its_end_needs_no_final_line_end(server, bring):
    for act in (reply(b"a;b\n1;2"), chunks(b"a;b\n", b"1;2")):
        url = server.stage("/x.csv", act)
        assert bring(url).path.read_bytes() == b"a;b\n1;2"
        assert client(server).read(url, HOSTS).body == b"a;b\n1;2"


def test_an_empty_200_is_no_file_and_no_answer(server, bring):
    for act in (reply(b""), reply(b" \r\n"), chunks(), until_close(b"")):
        url = server.stage("/x.csv", act)
        with pytest.raises(Unavailable, match="empty"):
            bring(url)
        with pytest.raises(Unavailable, match="empty"):
            client(server).read(url, HOSTS)


@pytest.mark.parametrize(
    "act",
    [
        reply(b"x" * 1_000_001),
        raw(head(200, "Content-Length: 99999999999")),
        endless(head(200), b"a;b\n" * 10_000),
        endless(head(200, "Transfer-Encoding: chunked"), b"9c40\r\n" + b"a;b\n" * 10_000 + b"\r\n"),
        reply(bomb(), 200, "Content-Encoding: gzip"),
        endless(head(200, "Content-Encoding: gzip"), bomb(100_000)),
    ],
    ids=["length", "announced", "endless", "endless-chunks", "gzip-bomb", "endless-gzip"],
)
def test_decoded_bytes_have_a_cap(server, bring, act):
    url = server.stage("/x.csv", act)
    with pytest.raises(Unavailable, match=r"pub\.example/x\.csv: larger than 1,000,000 bytes"):
        bring(url)
    with pytest.raises(Unavailable, match=r"pub\.example/x\.csv: larger than 1,000,000 bytes"):
        client(server).read(url, HOSTS)
    assert server.count("/x.csv") == 2


def test_a_bomb_is_unpacked_in_small_pieces(server, bring, monkeypatch):
    url = server.stage("/x.csv", reply(bomb(), 200, "Content-Encoding: gzip"))
    pieces: list[int] = []
    real = zlib.decompressobj

    class Watched:
        def __init__(self, *args):
            self._real = real(*args)

        def __getattr__(self, name):
            return getattr(self._real, name)

        def decompress(self, data, most=0):
            pieces.append(len(found := self._real.decompress(data, most)))
            return found

    monkeypatch.setattr(zlib, "decompressobj", Watched)
    with pytest.raises(Unavailable, match="larger"):
        bring(url)
    assert max(pieces) <= 1 << 16


@pytest.mark.parametrize("coding", ["br", "deflate", "zstd", "gzip, gzip", "compress"])
def test_packings_that_were_not_asked_for_are_refused(server, bring, coding):
    url = server.stage("/x.csv", reply(zlib.compress(b"a;b\n"), 200, f"Content-Encoding: {coding}"))
    with pytest.raises(Unavailable, match="packed as"):
        bring(url)
    with pytest.raises(Unavailable, match="packed as"):
        client(server).read(url, HOSTS)


def test_gzip_is_unpacked(server, bring):
    text = b"a;b\n" * 50_000
    packed = gzip.compress(text[:100_000]) + gzip.compress(text[100_000:])
    url = server.stage("/x.csv", reply(packed, 200, "Content-Encoding: gzip"))
    assert bring(url).path.read_bytes() == text
    assert client(server).read(url, HOSTS).body == text
    damaged = server.stage("/y.csv", reply(b"\x1f\x8b" + bytes(50), 200, "Content-Encoding: gzip"))
    with pytest.raises(Unavailable, match="gzip packing is damaged"):
        bring(damaged)


@pytest.mark.parametrize("path", ["/x.xlsx", "/x.csv", "/export", "/x.json", "/a.html/x", "/x?format=html"])
def test_a_page_in_place_of_a_file_is_named_by_its_title(server, bring, path):
    with pytest.raises(Unavailable, match=r"pub\.example/.*'Wartung & Pause'"):
        bring(server.stage(path, reply(PAGE, 200, "Content-Type: application/octet-stream")))
    assert server.count(path) == 1


def test_a_page_without_html_tag_is_told_by_its_type(server, bring):
    page = b"<!-- a, b; c --><div>Bitte anmelden</div>"
    with pytest.raises(Unavailable, match="HTML page"):
        bring(server.stage("/x.csv", reply(page, 200, "Content-Type: text/html; charset=utf-8")))
    table = b"Kreis;Wert\n05911;1\n"
    assert bring(server.stage("/y.csv", reply(table, 200, "Content-Type: text/html"))).path.read_bytes() == table


def test_a_page_that_was_asked_for_is_taken(server, bring):
    assert bring(server.stage("/list.html?page=1", reply(PAGE))).path.read_bytes() == PAGE


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/x.xlsx", b'{"success": false}', "no known format.*success"),
        ("/x.xlsx", b"%PDF-1.7", "is a PDF"),
        ("/x.zip", b"a;b\n", "is a CSV table"),
        ("/x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls"),
        ("/x.pdf", BOOK, "XLSX"),
        ("/x.rda", BOOK, "XLSX"),
    ],
    ids=["json", "pdf", "csv", "xls", "workbook-for-pdf", "workbook-for-rda"],
)
def test_a_file_of_another_kind_is_named(server, bring, path, body, words):
    with pytest.raises(Unavailable, match=words):
        bring(server.stage(path, reply(body)))


def test_an_archive_without_workbook_is_no_workbook(server, bring):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.csv", "a;b\n")
    assert bring(server.stage("/x.zip", reply(held.getvalue()))).path.read_bytes() == held.getvalue()
    with pytest.raises(Unavailable, match="zip archive without a workbook"):
        bring(server.stage("/x.xlsx", reply(held.getvalue())))


# unchanged, and changed while it came


def snapshot(path: Path, url: str, http) -> Snapshot:
    at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    return Snapshot("s", "part", "", "2026", None, "x.xlsx", url, at, "0", 1, path, tuple(http))


def test_an_unchanged_file_is_not_sent_again(server, bring, tmp_path):
    kept = tmp_path / "kept"
    kept.write_bytes(b"x")
    url = server.stage("/x.xlsx", reply(b"", 304))
    http = (("etag", '"1"'), ("last-modified", "Mon, 02 Nov 2026 08:00:00 GMT"))
    fetched = bring(url, known=snapshot(kept, url, http))
    assert (fetched.path, fetched.name, dict(fetched.http)["status"]) == (None, "x.xlsx", "304")
    sent = server.seen[-1].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"1"', "Mon, 02 Nov 2026 08:00:00 GMT")


@pytest.mark.parametrize("why", ["other-address", "file-gone", "imported"])
def test_a_snapshot_of_something_else_is_no_reason_to_keep_it(server, bring, tmp_path, why):
    kept = tmp_path / "kept"
    kept.write_bytes(b"x")
    url = server.stage("/x.xlsx", reply(BOOK))
    known = {
        "other-address": snapshot(kept, url + "?month=9", [("etag", '"1"')]),
        "file-gone": snapshot(tmp_path / "gone", url, [("etag", '"1"')]),
        "imported": snapshot(kept, url, []),
    }[why]
    assert bring(url, known=known).path.read_bytes() == BOOK
    assert not any(name.startswith("if-") for one in server.seen for name in one.headers)


def test_a_304_nobody_asked_for_is_no_answer(server, bring):
    with pytest.raises(Unavailable, match="304"):
        bring(server.stage("/x.xlsx", reply(b"", 304)))


NEW = workbook(50)
OLD_DATE, NEW_DATE = "Last-Modified: Mon, 02 Nov 2026 08:00:00 GMT", "Last-Modified: Mon, 02 Nov 2026 09:00:00 GMT"


@pytest.mark.parametrize(
    ("old", "new"), [(['ETag: "old"'], ['ETag: "new"']), ([OLD_DATE], [NEW_DATE])], ids=["etag", "date"]
)
def test_a_file_replaced_while_it_came_is_fetched_again(server, bring, old, new):
    url = server.stage("/x.xlsx", reply(BOOK, 200, *old), reply(NEW, 200, *new))
    fetched = bring(url)
    assert fetched.path.read_bytes() == NEW
    assert (server.count("/x.xlsx"), server.count("/x.xlsx", "HEAD")) == (2, 2)


def test_a_file_replaced_again_and_again_is_not_stored(server, bring):
    acts = [reply(workbook(n), 200, f'ETag: "{n}"') for n in range(9)]
    with pytest.raises(Unavailable, match="replaced while it was downloaded"):
        bring(server.stage("/x.xlsx", *acts))
    assert server.count("/x.xlsx") == 3


def test_a_file_of_one_piece_is_not_asked_for_again(server, bring):
    url = server.stage("/x.xlsx", reply(BOOK, 200, 'ETag: "1"'))
    assert bring(url, piece=len(BOOK)).path.read_bytes() == BOOK
    assert server.count("/x.xlsx", "HEAD") == 0


def test_the_same_bytes_under_changing_marks_are_stable(server, bring):
    acts = [reply(BOOK, 200, f'ETag: "{n}"') for n in range(9)]
    assert bring(server.stage("/x.xlsx", *acts)).path.read_bytes() == BOOK
    assert server.count("/x.xlsx") == 2


@pytest.mark.parametrize("status", [405, 501, 403, 404])
def test_a_publisher_without_head_is_believed(server, bring, status):
    def act(wire, seen):
        (reply(b"", status, 'ETag: "of the error"') if seen.method == "HEAD" else reply(BOOK, 200, 'ETag: "1"'))(
            wire, seen
        )

    assert bring(server.stage("/x.xlsx", act)).path.read_bytes() == BOOK
    assert (server.count("/x.xlsx"), server.count("/x.xlsx", "HEAD")) == (1, 1)


def test_weak_marks_and_files_made_for_the_answer_are_no_change(server, bring):
    weak = server.stage("/x.xlsx", reply(BOOK, 200, 'ETag: W/"1"'), reply(BOOK, 200, 'ETag: "1"'))
    bring(weak)
    assert server.count("/x.xlsx") == 1
    times = [format_datetime(dt.datetime(2026, 11, 2, 8, 0, n, tzinfo=dt.UTC), usegmt=True) for n in range(9)]
    made = [reply(workbook(n), 200, f"Last-Modified: {at}", f"Date: {at}") for n, at in enumerate(times)]
    bring(server.stage("/y.xlsx", *made))
    assert server.count("/y.xlsx") == 1


# redirects


def test_redirects_are_followed_among_allowed_hosts(server, bring):
    last = server.stage("/d/x.xlsx", reply(BOOK), host=OTHER)
    url = server.stage("/a/1", reply(b"", 301, "Location: 2?x=%C3%A4"))
    server.stage("/a/2?x=%C3%A4", reply(b"", 302, f"Location: {last}#here"))
    fetched = bring(url)
    assert fetched.path.read_bytes() == BOOK
    assert dict(fetched.http)["url"] == last
    assert fetched.name == "x.xlsx"


def test_a_mirror_may_redirect_within_itself(server, bring):
    server.stage("/x.xlsx", reply(BOOK))
    url = server.stage("/a", reply(b"", 302, f"Location: {server.url}/{HOST}/x.xlsx"))
    assert dict(bring(url).http)["url"] == f"https://{HOST}/x.xlsx"


def test_five_redirects_at_most(server, bring):
    for number in range(7):
        server.stage(f"/{number}", reply(b"", 302, f"Location: /{number + 1}"))
    server.stage("/7", reply(BOOK))
    assert bring(f"https://{HOST}/2").path.read_bytes() == BOOK
    with pytest.raises(Unavailable, match="more than 5 redirects"):
        bring(f"https://{HOST}/1")
    with pytest.raises(Unavailable, match="more than 5 redirects"):
        bring(server.stage("/loop", reply(b"", 302, "Location: /loop")))
    assert server.count("/loop") == 6


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://pub.example/x.xlsx", "only https"),
        ("ftp://pub.example/x.xlsx", "only https"),
        ("file:///etc/passwd", "no address of a publisher"),
        ("https://evil.example/x.xlsx", "not one of the hosts"),
        ("//evil.example/x.xlsx", "not one of the hosts"),
        ("https://pub.example.evil.example/x.xlsx", "not one of the hosts"),
        ("https://pub.example@evil.example/x.xlsx", "a login or a port"),
        ("https://evil.example\\@pub.example/x.xlsx", "no address of a publisher"),
        ("https://pub.example:8443/x.xlsx", "a login or a port"),
        ("https://127.0.0.1/x.xlsx", "not one of the hosts"),
        ("https://localhost/x.xlsx", "not one of the hosts"),
        ("https://[::1]/x.xlsx", "no address of a publisher"),
        ("https://169.254.169.254/latest/meta-data", "not one of the hosts"),
        ("https://pub.example/%2e%2e/files.pub.example/x", "'..' in its path"),
        ("https://pub.exämple/x", "no address of a publisher"),
        ("https://[/", "no address of a publisher"),
    ],
)
def test_where_a_redirect_must_not_lead(server, bring, location, words):
    url = server.stage("/x.xlsx", reply(b"", 302, f"Location: {location}"))
    with pytest.raises(Unavailable, match=words):
        bring(url)
    assert len(server.seen) == 2  # robots.txt and the redirect itself


def test_a_mirror_does_not_open_other_loopback_addresses(server, bring):
    with hostile() as other:
        url = server.stage("/x.xlsx", reply(b"", 302, f"Location: {other.url}/{HOST}/x.xlsx"))
        with pytest.raises(Unavailable, match="only https"):
            bring(url)
        assert other.connections == 0


def test_the_first_address_is_checked_too(server, bring):
    for url in ("http://pub.example/x", "https://evil.example/x", "https://127.0.0.1/x"):
        with pytest.raises(Unavailable):
            bring(url)
        with pytest.raises(Unavailable):
            client(server).read(url, HOSTS)
    assert server.seen == []


def test_the_body_of_a_redirect_is_not_read(server, bring):
    server.stage("/x.xlsx", reply(BOOK))
    url = server.stage("/a", endless(head(302, "Location: /x.xlsx"), b"x" * 65536, seconds=3))
    began = time.monotonic()
    bring(url, silence=5)
    assert time.monotonic() - began < 2


def test_a_form_becomes_a_get_and_does_not_go_to_another_host(server):
    own = client(server)
    server.stage("/result", reply(b"here\n"))
    url = server.stage("/form", reply(b"", 303, "Location: /result"))
    assert own.read(url, HOSTS, method="POST", data=[("a", "1")]).text() == "here\n"
    assert (server.seen[-1].method, server.seen[-1].body) == ("GET", b"")
    url = server.stage("/keep", reply(b"", 307, "Location: /result"))
    own.read(url, HOSTS, method="POST", data=[("a", "1")])
    assert (server.seen[-1].method, server.seen[-1].body) == ("POST", b"a=1")
    url = server.stage("/away", reply(b"", 308, f"Location: https://{OTHER}/form"))
    with pytest.raises(Unavailable, match="hands a form on"):
        own.read(url, HOSTS, method="POST", data=[("a", "1")])
    assert not any(one.host == OTHER for one in server.seen)


# secrets


def test_secrets_and_cookies_do_not_follow_to_another_host(server):
    server.stage("/data", reply(b"x\n"), host=OTHER)
    url = server.stage("/a", reply(b"", 302, f"Location: https://{OTHER}/data", "Set-Cookie: session=abc; Path=/"))
    server.stage("/b", reply(b"", 302, "Location: /c"))
    server.stage("/c", reply(b"x\n"))
    own = client(server)
    headers = {"password": "geheim-123", "Authorization": "Basic Zm9v", "Accept-Language": "de"}
    own.read(url, HOSTS, headers=headers)
    away = next(one for one in server.seen if one.path == "/data")
    assert not {"password", "authorization", "cookie"} & set(away.headers)
    assert away.headers["accept-language"] == "de"
    own.read(f"https://{HOST}/b", HOSTS, headers=headers)
    assert server.seen[-1].headers["password"] == "geheim-123"
    assert server.seen[-1].headers["cookie"] == "session=abc"


def test_a_secret_comes_from_the_environment(server):
    own = client(server, environ={"A_PASSWORD": " geheim-123 ", "B": "a\nb", "C": "€uro"})
    assert own.secret("A_PASSWORD") == "geheim-123"
    for name, words in (("GENESIS_PASSWORD", "not set"), ("B", "line break"), ("C", "cannot be sent")):
        with pytest.raises(SwitchedOff, match=rf"^{name}: .*{words}") as caught:
            own.secret(name)
        assert "€uro" not in str(caught.value)


FAILURES = {
    "reset": reset(),
    "503": reply(b"geheim-123", 503),
    "401": reply(b"", 401),
    "redirect": reply(b"", 302, "Location: https://evil.example/?password=geheim-123"),
    "http": reply(b"", 302, "Location: http://pub.example/geheim-123"),
    "json": reply(b"password geheim-123 is wrong"),
    "title": reply(b"<html><title>geheim-123?</title></html>\n"),
    "robots": reply(b"", 302, "Location: /closed/geheim-123"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_secret_shows_nowhere(server, caplog, name):
    caplog.set_level(logging.DEBUG)
    server.stage("/robots.txt", reply(b"User-agent: *\nDisallow: /closed\n"))
    url = server.stage("/login", FAILURES[name])
    own = client(server, environ={"A_PASSWORD": "geheim-123"})
    with pytest.raises(Unavailable) as caught:
        own.read(url, HOSTS, method="POST", headers={"password": own.secret("A_PASSWORD")}).json()
    assert server.seen[1].headers["password"] == "geheim-123"
    shown = [caplog.text, repr(own), *everything(caught.value)]
    assert [text for text in shown if "geheim" in text] == []


def test_a_secret_in_an_address_is_taken_out_of_the_message(server):
    own = client(server, environ={"A_PASSWORD": "geheim 123"})
    url = server.stage(f"/x?password={own.secret('A_PASSWORD').replace(' ', '%20')}", reply(b"", 503))
    with pytest.raises(Unavailable, match=r"pub\.example/x\?password=\*\*\*"):
        own.read(url, HOSTS)


def everything(error: BaseException) -> list[str]:
    """Return all that can be printed of an error: message, chain, traceback with the variables of each frame."""
    texts, todo = [], [error]
    while todo:
        one = todo.pop()
        found = traceback.TracebackException.from_exception(one, capture_locals=True)
        found.stack[:] = [frame for frame in found.stack if "test_client" not in frame.filename]
        texts += [str(one), repr(one), repr(one.__dict__), *found.format()]
        todo += [link for link in (one.__cause__, one.__context__) if link is not None]
    return texts


def test_kept_facts_hold_no_secret(server, tmp_path):
    last = "/x.csv?token=geheim%20123"
    server.stage(last, reply(b"a;b\n", 200, 'ETag: "geheim 123"', 'Content-Disposition: a; filename="geheim 123.csv"'))
    url = server.stage("/x.csv", reply(b"", 302, f"Location: {last}"))
    own = client(server, environ={"A_PASSWORD": "geheim 123"})
    own.secret("A_PASSWORD")
    fetched = own.fetch(Request(url, "part"), tmp_path / "x", HOSTS)
    assert "geheim" not in repr(fetched)
    assert "x.csv?token=***" in repr(fetched)


def test_a_header_that_cannot_be_sent_is_refused_without_its_value(server):
    own = client(server)
    url = server.stage("/a", reply(b"x\n"))
    for value in ("geheim\r\nX-Evil: 1", "geheim€"):
        with pytest.raises(Unavailable, match="cannot be sent") as caught:
            own.read(url, HOSTS, headers={"password": value})
        assert [text for text in everything(caught.value) if "geheim" in text] == []
    assert server.count("/a") == 0


def test_the_environment_gives_no_proxy_no_login_no_certificates(server, bring, tmp_path, monkeypatch):
    with hostile() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        bring(server.stage("/x.xlsx", reply(BOOK)))
        assert proxy.connections == 0
        assert not any("authorization" in one.headers for one in server.seen)


# politeness


def test_one_request_a_second_for_each_host(server):
    with_pause: list[float] = []
    own = client(server, sleeps=with_pause, pause=1.0)
    for number in range(3):
        own.read(server.stage(f"/{number}", reply(b"x\n")), HOSTS)
    own.read(server.stage("/other", reply(b"x\n"), host=OTHER), HOSTS)
    # robots.txt, then three answers of the first host; robots.txt and one answer of the other; nobody really slept
    assert [round(wait) for wait in with_pause] == [1, 2, 3, 1]
    assert Client("a@example.org").limits.pause == 1.0
    assert Client("a@example.org", mirror=server.url).limits.pause == 0.0
    assert own.asked == {HOST: 4, OTHER: 2}


def test_robots_are_read_once_and_obeyed(server, bring):
    server.stage("/robots.txt", reply(b"User-agent: *\nDisallow: /closed/\nCrawl-delay: 500\n"))
    sleeps: list[float] = []
    own = client(server, sleeps=sleeps, crawl_delay=5.0, deadline=100.0)
    url = server.stage("/closed/x.xlsx", reply(BOOK))
    with pytest.raises(Unavailable, match=r"pub\.example/closed/x\.xlsx: the host's robots\.txt does not allow"):
        bring(url, own=own)
    with pytest.raises(Unavailable, match=r"robots\.txt does not allow"):
        own.read(url, HOSTS, method="POST")
    bring(server.stage("/open/x.xlsx", reply(BOOK)), own=own)
    bring(server.stage("/open/x.xlsx", reply(BOOK)), own=own)
    assert (server.count("/robots.txt"), server.count("/closed/x.xlsx"), server.count("/open/x.xlsx")) == (1, 0, 2)
    assert [round(wait) for wait in sleeps] == [5]


def test_very_long_robots_are_read_in_part(server, bring):
    server.stage("/robots.txt", reply(b"User-agent: *\nDisallow: /closed\n" + b"# much more\n" * 60_000))
    bring(server.stage("/x.xlsx", reply(BOOK)))
    with pytest.raises(Unavailable, match="does not allow"):
        bring(server.stage("/closed", reply(BOOK)))


def test_a_redirect_obeys_the_robots_of_the_other_host(server, bring):
    server.stage("/robots.txt", reply(b"User-agent: *\nDisallow: /\n"), host=OTHER)
    url = server.stage("/x.xlsx", reply(b"", 302, f"Location: https://{OTHER}/x.xlsx"))
    with pytest.raises(Unavailable, match=r"files\.pub\.example/x\.xlsx: the host's robots"):
        bring(url)


@pytest.mark.parametrize("act", [reply(b"", 503), reply(b"", 429), reset(), reply(b"", 302, "Location: /robots.txt")])
def test_a_host_whose_robots_cannot_be_read_is_not_asked_in_this_run(server, bring, act):
    server.stage("/robots.txt", act)
    own = client(server)
    url = server.stage("/x.xlsx", reply(BOOK))
    asked = []
    for _ in range(2):
        with pytest.raises(Unavailable, match=r"robots\.txt cannot be read"):
            bring(url, own=own)
        asked.append(server.count("/robots.txt"))
    assert asked[0] == asked[1] > 1
    assert server.count("/x.xlsx") == 0


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_host_without_robots_is_open(server, bring, status):
    server.stage("/robots.txt", reply(PAGE, status))
    assert bring(server.stage("/x.xlsx", reply(BOOK))).path.read_bytes() == BOOK


ROBOTS = """\ufeff# comment
User-agent: SomeBot
Disallow: /

User-agent: Regional-Shortage-Briefs
User-agent: another
Disallow: /a
Allow: /a/open
Disallow: /*.pdf$
Disallow: /q?*session=
Disallow:
Crawl-delay: 2.5
nonsense

User-agent: *
Disallow: /
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/a", False),
        ("/abc", False),
        ("/a/open/x", True),
        ("/%61bc", False),
        ("/x.pdf", False),
        ("/x.pdf?a", True),
        ("/q?a=1&session=2", False),
        ("/q?a=1", True),
    ],
)
def test_rules_of_robots(path, allowed):
    assert robots.parse(ROBOTS, "regional-shortage-briefs").allows(path) is allowed
    assert not robots.parse(ROBOTS, "unknown").allows(path)
    assert robots.parse("", "unknown").allows(path)


def test_delays_of_robots():
    assert robots.parse(ROBOTS, "regional-shortage-briefs").delay == 2.5
    assert robots.parse("User-agent: *\nCrawl-delay: soon\nCrawl-delay: -3\nCrawl-delay: inf", "x").delay == 0
    began = time.monotonic()
    assert robots.parse(f"User-agent: *\nDisallow: /{'*a' * 2000}$", "x").allows("/" + "a" * 1900)
    assert time.monotonic() - began < 2


# threads


def slow_reply(body: bytes):
    def act(wire, seen):
        time.sleep(0.1)
        reply(body)(wire, seen)

    return act


def test_one_address_is_asked_once_even_by_threads(server):
    own = client(server)
    url = server.stage("/list", slow_reply(b"x\n"))
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(own.read(url, HOSTS).body)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert found == [b"x\n"] * 8
    assert (server.count("/list"), server.count("/robots.txt")) == (1, 1)
    own.read(url, HOSTS, once=False)
    own.read(url, HOSTS, method="POST")
    own.read(url, HOSTS, method="POST")
    assert server.count("/list") == 2
    assert server.count("/list", "POST") == 2
    assert own.asked == {HOST: 5}


def test_threads_take_turns_and_do_not_mix_answers(server, tmp_path):
    sleeps: list[float] = []
    own = client(server, sleeps=sleeps, pause=1.0, deadline=100.0)
    server.stage("/robots.txt", slow_reply(b"User-agent: *\nAllow: /\n"))
    books = [workbook(n + 1) for n in range(8)]
    urls = [server.stage(f"/{n}.xlsx", reply(book)) for n, book in enumerate(books)]
    threads = [
        threading.Thread(target=own.fetch, args=(Request(url, "p"), tmp_path / str(n), HOSTS))
        for n, url in enumerate(urls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert [(tmp_path / str(n)).read_bytes() for n in range(8)] == books
    assert sorted(round(wait) for wait in sleeps) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert server.count("/robots.txt") == 1


def test_a_failed_list_is_asked_again(server):
    own = client(server, attempts=1)
    url = server.stage("/list", reply(b"", 503), reply(b"x\n"))
    with pytest.raises(Unavailable):
        own.read(url, HOSTS)
    assert own.read(url, HOSTS).body == b"x\n"


# addresses and certificates


class Internet:
    """Names and routes of the machine for one test: public addresses lead to the hostile publisher."""

    def __init__(self, monkeypatch) -> None:
        self.names: dict[str, list[list[str]]] = {}
        self.routes: dict[str, int] = {}
        self.connected: list[str] = []
        self.looked_up: list[str] = []
        self._look_up, self._connect = socket.getaddrinfo, socket.socket.connect
        monkeypatch.setattr(socket, "getaddrinfo", self._fake_look_up)
        monkeypatch.setattr(socket.socket, "connect", lambda sock, address: self._fake_connect(sock, address))

    def _fake_look_up(self, host, port, *args, **options):
        if host[0].isdigit() or ":" in host:
            return self._look_up(host, port, *args, **options)
        self.looked_up.append(host)
        answers = self.names.get(host)
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [one for address in found for one in self._look_up(address, port, type=socket.SOCK_STREAM)]

    def _fake_connect(self, sock, address):
        self.connected.append(address[0])
        if address[0] not in self.routes:
            raise ConnectionRefusedError(111, "Connection refused")
        return self._connect(sock, ("127.0.0.1", self.routes[address[0]]))


@pytest.fixture
def internet(monkeypatch):
    return Internet(monkeypatch)


@pytest.fixture(scope="module")
def ca(tmp_path_factory):
    return authority(tmp_path_factory.mktemp("authority"))


def direct(ca=None, **limits) -> Client:
    return Client(
        "office@example.org", limits=Limits(**{**QUICK, **limits}), environ={}, sleep=[].append, ca=ca and ca.ca
    )


def test_without_a_mirror_publishers_are_asked_over_tls(internet, ca, tmp_path):
    with hostile(ca.server(HOST)) as server:
        internet.names[HOST], internet.routes[PUBLIC] = [[PUBLIC]], server.server_address[1]
        url = server.stage("/x.xlsx", reply(BOOK))
        fetched = direct(ca).fetch(Request(url, "part"), tmp_path / "x", HOSTS)
        assert fetched.path.read_bytes() == BOOK
        assert server.seen[-1].headers["host"] == HOST


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1",
    ],
)
def test_names_that_lead_inside_are_refused(internet, address):
    assert not addresses.public(address)
    for found in ([address], [PUBLIC, address]):
        internet.names[HOST] = [found]
        with pytest.raises(Unavailable, match="no address of the public internet"):
            direct().read(f"https://{HOST}/x", HOSTS)
    assert internet.connected == []


def test_public_addresses_are_public():
    assert all(map(addresses.public, [PUBLIC, "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"]))
    assert not addresses.public("pub.example")


def test_a_name_that_changes_between_check_and_use_cannot_lead_inside(internet, ca):
    with hostile(ca.server(HOST)) as inside:
        internet.names[HOST] = [[PUBLIC], ["127.0.0.1"]]
        internet.routes["127.0.0.1"] = inside.server_address[1]
        with pytest.raises(Unavailable):
            direct(ca, attempts=1).read(f"https://{HOST}/x", HOSTS)
        assert internet.connected == [PUBLIC]
        assert inside.connections == 0


def test_a_redirect_to_a_host_whose_name_leads_inside_is_refused(internet, ca):
    with hostile(ca.server(HOST, OTHER)) as server:
        internet.names = {HOST: [[PUBLIC]], OTHER: [["10.0.0.1"]]}
        internet.routes = {PUBLIC: server.server_address[1], "10.0.0.1": server.server_address[1]}
        url = server.stage("/a", reply(b"", 302, f"Location: https://{OTHER}/b"))
        with pytest.raises(Unavailable, match=r"files\.pub\.example: its name leads to 10\.0\.0\.1"):
            direct(ca).read(url, HOSTS)
        assert set(internet.connected) == {PUBLIC}


def test_the_second_address_of_a_host_is_tried(internet, ca):
    with hostile(ca.server(HOST)) as server:
        internet.names[HOST], internet.routes[PUBLIC] = [["93.184.216.35", PUBLIC]], server.server_address[1]
        assert direct(ca).read(server.stage("/x", reply(b"x\n")), HOSTS).text() == "x\n"


def test_a_name_that_is_not_found_is_tried_again(internet):
    with pytest.raises(Unavailable, match=r"pub\.example: .*name could not be resolved \(3 attempts\)"):
        direct().read(f"https://{HOST}/x", HOSTS)
    assert internet.looked_up == [HOST] * 3


def test_a_refused_connection_is_tried_again(internet):
    internet.names[HOST] = [[PUBLIC]]
    with pytest.raises(Unavailable, match=r"no connection \(Connection refused\) \(3 attempts\)"):
        direct().read(f"https://{HOST}/x", HOSTS)
    assert internet.connected == [PUBLIC] * 3


@pytest.mark.parametrize(
    ("name", "days", "trusted", "words"),
    [
        (HOST, -1, True, "certificate has expired"),
        (HOST, 30, False, "self-signed certificate"),
        ("evil.example", 30, True, "Hostname mismatch"),
    ],
    ids=["expired", "self-signed", "wrong-host"],
)
def test_bad_certificates_close_the_way(internet, ca, name, days, trusted, words):
    with hostile(ca.server(name, days=days, trusted=trusted)) as server:
        internet.names[HOST], internet.routes[PUBLIC] = [[PUBLIC]], server.server_address[1]
        with pytest.raises(Unavailable, match=rf"pub\.example: its certificate is not trusted \(.*{words}"):
            direct(ca).read(server.stage("/x", reply(b"x\n")), HOSTS, headers={"password": "geheim-123"})
        assert server.seen == []
        assert server.connections == 1


def test_the_authority_of_the_tests_is_trusted_only_where_it_is_given(internet, ca):
    with hostile(ca.server(HOST)) as server:
        internet.names[HOST], internet.routes[PUBLIC] = [[PUBLIC]], server.server_address[1]
        with pytest.raises(Unavailable, match="certificate is not trusted"):
            direct().read(server.stage("/x", reply(b"x\n")), HOSTS)


def test_a_mirror_may_have_tls_and_is_checked_too(ca, tmp_path):
    with hostile(ca.server("127.0.0.1")) as server:
        url = server.stage("/x.xlsx", reply(BOOK))
        assert client(server, ca=ca.ca).fetch(Request(url, "p"), tmp_path / "x", HOSTS).path
        with pytest.raises(Unavailable, match="certificate"):
            client(server).fetch(Request(url, "p"), tmp_path / "y", HOSTS)


def test_a_server_that_never_finishes_its_greeting(internet, ca):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        internet.names[HOST], internet.routes[PUBLIC] = [[PUBLIC]], listening.getsockname()[1]
        began = time.monotonic()
        with pytest.raises(Unavailable):
            direct(ca, attempts=1, connect=0.3).read(f"https://{HOST}/x", HOSTS)
        assert time.monotonic() - began < 2


def test_a_mirror_or_certificates_that_cannot_be_are_refused(tmp_path):
    with pytest.raises(SwitchedOff, match="BRIEF_MIRROR"):
        Client("a@example.org", mirror="cache.example")
    with pytest.raises(SwitchedOff, match="certificates"):
        Client("a@example.org", ca=tmp_path / "missing.pem")
