"""Monthly key figures of a Kreis: CSV and JSON of the BA-Statistik API, names and keys."""

from __future__ import annotations

import json

import pytest

from sources.datasets.ba_eckwerte import source as module
from sources.errors import BadContent, LayoutChanged, SkipFile, Unavailable
from sources.files.file import PublishedFile
from sources.records import Fetched, Plan, Request
from sources.reference import codes
from sources.web.client import Client
from tests.publisher import ba_eckwerte as publisher
from tests.publisher.server import publisher as running
from tests.publisher.world import Asked, World
from tests.support.layouts import ba_eckwerte as layout
from tests.support.reading import one, read

SOURCE = module.SOURCE
KREISE = ("05513", "05911")


def flag(frame, **key):
    chosen = frame
    for name, value in key.items():
        chosen = chosen[chosen[name] == value]
    assert len(chosen) == 1, chosen
    return str(chosen["flag"].iloc[0])


# CSV


def test_table_of_the_unemployed(tmp_path):
    frame = read(SOURCE, layout.write_csv(tmp_path / "x"))
    newest = {"period_start": "2026-09-01"}
    assert one(frame, indicator_id=layout.UNEMPLOYED, group_id="", **newest) == 20430
    assert one(frame, indicator_id=layout.UNEMPLOYED, group_id="law=sgb2", **newest) == 14620
    assert one(frame, indicator_id=layout.RATE, group_id="law=sgb2", **newest) == 6.6
    assert one(frame, indicator_id=layout.UNEMPLOYED, group_id="", period_start="2025-09-01") == 20070
    assert sorted(frame["period_start"].unique()) == ["2025-09-01", "2026-08-01", "2026-09-01"]
    assert set(frame["region_id"]) == {"05911"}
    assert set(frame["period"]) == {"M"}
    total = frame[(frame["indicator_id"] == layout.RATE) & (frame["group_id"] == "law=sgb3")].iloc[0]
    assert (total["sheet"], total["row"], total["column"]) == ("CSV", 12, "B")


@pytest.mark.parametrize(
    ("kind", "part", "indicator", "value"),
    [
        ("alo", "alo-05911", layout.UNEMPLOYED, 20430),
        ("stea", "stea-05911", layout.VACANCIES, 2390),
        ("bst", "bst-05911", layout.EMPLOYEES, 149100),
    ],
)
def test_tables_are_told_apart_by_their_lines(tmp_path, kind, part, indicator, value):
    path = layout.write_csv(tmp_path / "download", kind)
    recognition = SOURCE.recognises(PublishedFile(path))
    assert (recognition.part, recognition.period) == (part, "2026-09")
    assert "Bochum" in recognition.what
    assert one(read(SOURCE, path), indicator_id=indicator, group_id="", period_start="2026-09-01") == value


def test_labels_that_stand_twice_are_told_apart_whatever_their_order(tmp_path):
    def swap(text):
        lines = text.split("\r\n")
        lines[7], lines[8] = lines[8], lines[7]
        return "\r\n".join(lines)

    frame = read(SOURCE, layout.write_csv(tmp_path / "x", change=swap))
    assert one(frame, indicator_id=layout.UNEMPLOYED, group_id="law=sgb2", period_start="2026-09-01") == 14620
    assert one(frame, indicator_id=layout.RATE, group_id="law=sgb3", period_start="2026-09-01") == 2.6


def test_no_value_is_unknown_and_secret_is_secret(tmp_path):
    text = (
        layout.table("alo", "Bochum, Stadt", "2026-09", layout.example).replace("14.620;", "* ;").replace("6,6;", "-;")
    )
    frame = read(SOURCE, layout.write(tmp_path / "x", text))
    assert flag(frame, indicator_id=layout.UNEMPLOYED, group_id="law=sgb2", period_start="2026-09-01") == "secret"
    assert flag(frame, indicator_id=layout.RATE, group_id="law=sgb2", period_start="2026-09-01") == "unknown"


def test_a_note_of_provisional_figures_concerns_the_newest_month(tmp_path):
    hint = "Berichtsmonat:; September 2026\r\nHinweis:; Am aktuellen Rand werden vorläufige Daten ausgewiesen."
    change = lambda text: text.replace("Berichtsmonat:; September 2026", hint)  # noqa: E731
    frame = read(SOURCE, layout.write_csv(tmp_path / "x", "bst", change=change))
    assert flag(frame, period_start="2026-09-01") == "provisional"
    assert flag(frame, period_start="2025-09-01") == "ok"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(tmp_path, encoding):
    text = layout.table("alo", "Mülheim an der Ruhr, Stadt", "2026-09", layout.example)
    frame = read(SOURCE, layout.write(tmp_path / "x", text, encoding))
    assert set(frame["region_id"]) == {"05117"}


def test_the_ba_calls_the_landkreis_muenchen_and_not_the_city(tmp_path):
    assert set(read(SOURCE, layout.write_csv(tmp_path / "x", kreis="München"))["region_id"]) == {"09184"}
    assert set(read(SOURCE, layout.write_csv(tmp_path / "x", kreis="München, Landeshauptstadt"))["region_id"]) == {
        "09162"
    }


def replaced(old, new):
    def change(text):
        assert old in text
        return text.replace(old, new)

    return change


RATE_LABEL = "Arbeitslosenquote (bezogen auf alle zivilen Erwerbspersonen)"


@pytest.mark.parametrize(
    ("error", "change", "words"),
    [
        (
            LayoutChanged,
            replaced(RATE_LABEL, "Arbeitslosenquote (anders)"),
            ["row 11", "Arbeitslosenquote (bezogen", "anders"],
        ),
        (LayoutChanged, replaced("Arbeitslose insgesamt", "Erwerbslose"), ["row 7", "Erwerbslose"]),
        (LayoutChanged, replaced("September 2025;Ver", "August 2025;Ver"), ["row 6", "2025-09 to compare with"]),
        (LayoutChanged, replaced("September 2026;August 2026;", "August 2026;September 2026;"), ["newest month first"]),
        (LayoutChanged, replaced("September 2026;August 2026;", "Neu;August 2026;"), ["column B", "Neu"]),
        (LayoutChanged, replaced("Berichtsmonat:", "Monat:"), ["Berichtsmonat", "Monat"]),
        (LayoutChanged, replaced("Kreis:", "Wahlkreis:"), ["Kreis", "Wahlkreis"]),
        (LayoutChanged, replaced("Unterbeschäftigung (", "im Rechtskreis SGB II;1;1;1;1;1;\r\nU ("), ["second time"]),
        (LayoutChanged, replaced("im Rechtskreis SGB III;2,6", "im Rechtskreis SGB IV;2,6"), ["row 12", "SGB IV"]),
        (LayoutChanged, replaced(";20.430;", ";20.430;;"), ["row 7", "cells"]),
        (LayoutChanged, replaced("gerundet.", "gerundet;1;2;3"), ["notes under the table"]),
        (BadContent, replaced("Berichtsmonat:; September", "Berichtsmonat:; Oktober"), ["2026-10", "2026-09"]),
        (BadContent, replaced("Bochum, Stadt", "Bochumm, Stadt"), ["Bochumm", "05911 (Bochum, Stadt)", "spellings"]),
        (BadContent, replaced("© Statistik", "Statistik"), ["Cut off"]),
        (BadContent, replaced("14.620;14.600;", "14.620;14.900;"), ["20400 in 2026-08", "sum to 20700"]),
        (BadContent, replaced(";9,1;9,1;9,1;", ";910;9,1;9,1;"), ["row 11", "change 0", "910 and 9.1"]),
        (BadContent, replaced(";9,1;9,1;9,1;0,0;", ";9,1;910;9,1;0,0;"), ["910 where a rate between 0 and 100"]),
        (BadContent, replaced(";20.430;20.400;", ";20.430;20.400,5;"), ["20400.5 where a whole number"]),
        (BadContent, replaced(";20.430;20.400;20.070;", ";20.070;20.400;20.430;"), ["Columns swapped"]),
        (BadContent, replaced(";20.430;", ";viele;"), ["row 7, column B", "'viele'"]),
        (SkipFile, replaced("Kreis:; Bochum, Stadt", "Land:; Berlin"), ["Land", "not used"]),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_wrong_is_named(tmp_path, error, change, words):
    with pytest.raises(error) as raised:
        read(SOURCE, layout.write_csv(tmp_path / "x", change=change))
    for word in words:
        assert word in str(raised.value)


def test_rounding_is_no_error(tmp_path):
    read(SOURCE, layout.write_csv(tmp_path / "x", change=replaced("14.620;", "14.630;")))


def test_lines_of_tables_known_in_part_are_passed_over(tmp_path):
    frame = read(SOURCE, layout.write_csv(tmp_path / "x", "stea"))
    assert set(frame["indicator_id"]) == {layout.VACANCIES}
    with pytest.raises(LayoutChanged, match="those of one table of"):
        read(SOURCE, layout.write_csv(tmp_path / "x", "stea", change=replaced("Bestand Arbeits", "Offene ")))


@pytest.mark.parametrize("text", ["Name;Ort\nSchule;Bochum\n", "[1, 2]", '{"a": "b"}', "Kreis;Beruf;Jahr;Stellen\n"])
def test_other_files_are_not_ours(tmp_path, text):
    assert SOURCE.recognises(PublishedFile(layout.write(tmp_path / "x", text))) is None


# JSON


def test_time_series(tmp_path):
    path = layout.write_json(tmp_path / "x")
    recognition = SOURCE.recognises(PublishedFile(path))
    assert (recognition.part, recognition.period) == ("alo-05911", "2026-09")
    frame = read(SOURCE, path)
    assert one(frame, indicator_id=layout.UNEMPLOYED, period_start="2026-07-01") == 20370
    assert one(frame, indicator_id=layout.RATE, period_start="2026-09-01") == 9.1
    assert len(frame) == 6


def test_a_series_that_names_no_kreis_wants_an_envelope(tmp_path):
    cells = layout.series("", "2026-09", 3, layout.example)
    with pytest.raises(BadContent, match="does not say which Kreis"):
        SOURCE.recognises(PublishedFile(layout.write_json(tmp_path / "x", cells)))
    wrapped = {"Kreis": "Bochum, Stadt", "Daten": cells}
    assert set(read(SOURCE, layout.write_json(tmp_path / "x", wrapped))["region_id"]) == {"05911"}
    with pytest.raises(LayoutChanged, match="Region"):
        SOURCE.recognises(PublishedFile(layout.write_json(tmp_path / "x", {"Region": "Bochum", "Daten": cells})))


def test_a_rate_is_taken_as_it_is_shown(tmp_path):
    cells = layout.series("Bochum, Stadt", "2026-09", 3, layout.example)
    cells[3]["value"] = 9.1449
    frame = read(SOURCE, layout.write_json(tmp_path / "x", cells))
    assert one(frame, indicator_id=layout.RATE, period_start="2026-09-01") == 9.1


@pytest.mark.parametrize(
    ("number", "change", "words"),
    [
        (0, {"value": 20931}, ["cell 1", "20931", "20.430"]),
        (0, {"value": None}, ["cell 1", "None"]),
        (0, {"value": True}, ["cell 1", "True"]),
        (0, {"showValue": 20430}, ["showValue as text"]),
        (1, {"index": 0}, ["index 0 for the newest month"]),
        (1, {"index": "1"}, ["a whole number as index"]),
        (1, {"attributes": {"0": {"DESC": "Oktober 2026"}, "1": {"DESC": "Bochum, Stadt"}}}, ["then each earlier one"]),
        (1, {"attributes": {"0": {"DESC": "gestern"}, "1": {"DESC": "Bochum, Stadt"}}}, ["no month", "gestern"]),
        (1, {"attributes": {"0": {"DESC": "August 2026"}, "1": {"DESC": "Herne, Stadt"}}}, ["which Kreis"]),
        (3, {"value": 109.1, "showValue": "109,1"}, ["109.1 where a rate"]),
        (3, {"metricName": "Quote"}, ["index 0"]),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else None,
)
def test_faults_of_a_series_are_named(tmp_path, number, change, words):
    cells = layout.series("Bochum, Stadt", "2026-09", 3, layout.example)
    cells[number] |= change
    with pytest.raises((BadContent, LayoutChanged)) as raised:
        SOURCE.recognises(PublishedFile(layout.write_json(tmp_path / "x", cells)))
    for word in words:
        assert word in str(raised.value)


def test_damaged_json_is_named(tmp_path):
    text = json.dumps(layout.series("Bochum, Stadt", "2026-09", 3, layout.example))[:-20]
    with pytest.raises(BadContent, match="damaged JSON"):
        SOURCE.recognises(PublishedFile(layout.write(tmp_path / "x", text)))


def test_answers_nested_without_end_are_damaged(tmp_path):
    deep = "[" * 100_000
    text = json.dumps(layout.series("Bochum, Stadt", "2026-09", 3, layout.example))
    first, _, rest = text.rpartition('"value": ')
    with pytest.raises(BadContent, match="damaged JSON"):
        SOURCE.recognises(PublishedFile(layout.write(tmp_path / "x", f'{first}"value": {deep}{rest}')))
    with pytest.raises(LayoutChanged, match="list of regions"):
        module._names('var persistListenfelderJSON = {"a":' + deep + "]" * 100_000 + "};")


# Names and keys


def test_one_request_per_table_and_kreis():
    requests = SOURCE.locate(Plan("2026-10", KREISE))
    assert [request.part for request in requests] == [
        f"{table}-{ags}" for table in ("alo", "stea", "bst") for ags in KREISE
    ]
    assert len({request.key for request in requests}) == 6
    assert SOURCE.locate(Plan("2026-10")) == ()


def test_names_come_from_the_publishers_list():
    script = layout.list_of_regions(codes.kreise().names.items())
    assert module.region_name(script, "05911") == "Bochum, Stadt"
    assert module.region_name(script, "11000") == codes.kreise().names["11000"]


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (layout.list_of_regions([("05913", "Bochum"), ("05914", "Hagen, Stadt")]), ["05911", "Bochum"]),
        (layout.list_of_regions([("05911", "Bochum, Stadt"), ("05911", "Bochum")]), ["Bochum, Stadt", "'Bochum'"]),
        (layout.list_of_regions([("05911", "Herne, Stadt")]), ["05911 Herne, Stadt"]),
        (layout.list_of_regions([]), ["Filtername", "Kreis"]),
        (layout.list_of_regions([("", "Bochum, Stadt")]), ["BA_SCHL"]),
        ("var persistListenfelderJSON = {", ["var persistListenfelderJSON"]),
        ("<html><title>Wartung</title></html>", ["<html>"]),
        ("var listen = {};", ["var listen"]),
    ],
    ids=["no key", "two names", "another Kreis", "empty", "short key", "cut off", "html", "renamed"],
)
def test_a_name_is_never_guessed(script, words):
    with pytest.raises(LayoutChanged) as raised:
        module.region_name(script, "05911")
    for word in words:
        assert word in str(raised.value)


class Clerk:
    """A client that answers from the publisher's module without a network."""

    def __init__(self, world=None, tamper=lambda body: body):
        self.world, self.tamper, self.read_from, self.fetched = world or World(), tamper, [], []

    def ask(self, url):
        from urllib.parse import parse_qs, unquote, urlsplit

        parts = urlsplit(url)
        return publisher.answer(
            self.world, Asked(parts.netloc, "GET", unquote(parts.path), parse_qs(parts.query), headers={})
        )

    def read(self, url, hosts):
        self.read_from.append(url)
        body = self.ask(url).body.decode()
        return type("Answer", (), {"text": lambda self: body})()

    def fetch(self, request, target, hosts, last=None):
        self.fetched.append(request.url)
        target.write_bytes(self.tamper(self.ask(request.url).body))
        return Fetched(target, "EckwerteTabelle", (("status", "200"),))


def test_a_kreis_is_asked_for_by_its_name(tmp_path):
    clerk = Clerk()
    request = next(one for one in SOURCE.locate(Plan("2026-10", ("05911",))) if one.part == "bst-05911")
    fetched = SOURCE.collect(clerk, request, tmp_path / "x")
    assert clerk.fetched == [f"{request.url}?Kreis%20AO=Bochum%2C%20Stadt"]
    assert (fetched.path, fetched.name) == (tmp_path / "x", "bst-05911.csv")
    assert SOURCE.recognises(PublishedFile(fetched.path)).period == "2026-07"


def test_an_answer_about_another_kreis_is_refused(tmp_path):
    clerk = Clerk(tamper=lambda body: body.replace(b"Bochum, Stadt", b"Herne, Stadt"))
    request = Request(module.locate(Plan("2026-10", ("05911",)))[0].url, "alo-05911", data=(("Kreis", "05911"),))
    with pytest.raises(BadContent, match=r"asked for alo-05911 .*alo-05916 \(Herne, Stadt\)"):
        SOURCE.collect(clerk, request, tmp_path / "x")
    assert not (tmp_path / "x").exists()


# The publisher of the play


def played(tmp_path, world, part="alo-05911"):
    request = next(one for one in SOURCE.locate(Plan("2026-10", ("05911",))) if one.part == part)
    return read(SOURCE, SOURCE.collect(Clerk(world), request, tmp_path / f"{part}-{world.month}").path)


def test_last_years_month_reports_what_was_published_then(tmp_path):
    key = {"indicator_id": layout.UNEMPLOYED, "group_id": "", "period_start": "2025-09-01"}
    assert one(played(tmp_path, World("2026-09")), **key) == one(played(tmp_path, World("2025-09")), **key)


def test_a_revision_a_late_file_and_a_renamed_line(tmp_path):
    key = {"indicator_id": layout.UNEMPLOYED, "group_id": "", "period_start": "2026-08-01"}
    plain = one(played(tmp_path, World("2026-09")), **key)
    assert one(played(tmp_path, World("2026-09", revised=frozenset({SOURCE.id}))), **key) == plain + 100
    late = played(tmp_path, World("2026-09", late=frozenset({SOURCE.id})))
    assert max(late["period_start"]) == "2026-08-01"
    for part in ("alo-05911", "stea-05911", "bst-05911"):
        with pytest.raises(LayoutChanged):
            played(tmp_path, World("2026-09", moved=frozenset({SOURCE.id})), part)


def test_over_http_the_list_is_read_once_and_no_kreis_twice(tmp_path):
    with running(World("2026-09")) as server:
        client = Client("test@example.org", mirror=server.url)
        for request in SOURCE.locate(Plan("2026-10", KREISE)):
            fetched = SOURCE.collect(client, request, tmp_path / request.part)
            assert fetched.name == f"{request.part}.csv"
            assert ("status", "200") in fetched.http
            recognition = SOURCE.recognises(PublishedFile(fetched.path))
            assert recognition.part == request.part
            assert recognition.period == ("2026-07" if request.part.startswith("bst") else "2026-09")
        asked = [f"{one.path}?{one.query}" for one in server.asked if one.method == "GET" and "robots" not in one.path]
    assert len(asked) == len(set(asked)) == 1 + 3 * len(KREISE)


def test_a_publisher_who_is_down_or_answers_with_a_page(tmp_path):
    request = SOURCE.locate(Plan("2026-10", ("05911",)))[0]
    with running(World("2026-09", down=frozenset({SOURCE.id}))) as server:
        client = Client("test@example.org", mirror=server.url, sleep=lambda seconds: None)
        with pytest.raises(Unavailable):
            SOURCE.collect(client, request, tmp_path / "x")
    assert not (tmp_path / "x").exists()
