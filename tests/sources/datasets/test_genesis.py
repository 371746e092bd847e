"""GENESIS: flat CSV, regions, and the web service over a loopback publisher."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from sources import observations
from sources.datasets.genesis import client as genesis_client
from sources.datasets.genesis import ffcsv
from sources.datasets.genesis import source as module
from sources.errors import BadContent, LayoutChanged, NotPublished, SwitchedOff, Unavailable, UnknownFile
from sources.files.file import PublishedFile
from sources.records import Plan
from sources.web.client import Client
from tests.publisher import genesis as service
from tests.publisher.server import publisher
from tests.publisher.world import Reply, World
from tests.support.layouts import genesis as layout
from tests.support.reading import one, read

SOURCE = module.SOURCE
ENVIRON = {
    name: secret
    for base in ffcsv.bases().values()
    for name, secret in ((base.user, service.USER), (base.password, service.PASSWORD))
}
ANSWER = service.answer


@pytest.fixture
def anew():
    service.reset()


def flag(frame, **key):
    chosen = frame
    for name, value in key.items():
        chosen = chosen[chosen[name] == value]
    assert len(chosen) == 1, chosen
    return str(chosen["flag"].iloc[0])


# The flat CSV


@pytest.mark.parametrize("write", [layout.write_csv, layout.write_zip, layout.write_bundle])
def test_recognised_by_content_alone_and_read(tmp_path, write):
    path = write(tmp_path / "download (7).tmp")
    recognition = SOURCE.recognises(PublishedFile(path))
    assert (recognition.part, recognition.period) == ("11111-02-01-4", "2024")
    frame = read(SOURCE, path)
    assert one(frame, region_id="05562") == 10
    assert set(frame["region_id"].unique()) == {"05911", "05562", "05117", "03241"}
    assert set(frame["period_start"].unique()) == {"2024-12-31"}
    detail = json.loads(frame["detail"].iloc[0])
    assert detail["titel"] == "Gemeinden nach Kreisen"
    assert detail["brief"] is False
    for words in ("Regionaldatenbank Deutschland", "11111-02-01-4", "www.govdata.de/dl-de/by-2-0", "Daten verändert"):
        assert words in detail["zeile"]


def test_nothing_and_unknown_differ(tmp_path):
    rows = [("05911", "Bochum, Stadt", "-"), ("05562", "Recklinghausen, Kreis", "."), ("05117", "Mülheim", "...")]
    rows += [("05112", "Duisburg, Stadt", "/"), ("05512", "Bottrop, Stadt", "x")]
    frame = read(SOURCE, layout.write_csv(tmp_path / "x", layout.municipalities(rows)))
    assert (one(frame, region_id="05911"), flag(frame, region_id="05911")) == (0.0, "ok")
    assert [flag(frame, region_id=code) for code in ("05562", "05117", "05112")] == ["unknown"] * 3
    assert flag(frame, region_id="05512") == "not_applicable"


@pytest.mark.parametrize(
    ("quality", "expected"), [("e", "ok"), ("", "ok"), ("p", "provisional"), ("r", "revised"), ("()", "uncertain")]
)
def test_quality_marks(tmp_path, quality, expected):
    frame = read(SOURCE, layout.write_csv(tmp_path / "x", layout.municipalities(quality=quality)))
    assert flag(frame, region_id="05562") == expected


def test_a_new_quality_mark_is_named(tmp_path):
    path = layout.write_csv(tmp_path / "x", layout.municipalities(quality="q"))
    with pytest.raises(LayoutChanged, match="column 'value_q'"):
        read(SOURCE, path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("value_unit", "unit", ["column 11", "'value_unit'", "'unit'"]),
        ("time;1_variable_code", "time;zeit;1_variable_code", ["column 6", "1_variable_code", "zeit"]),
        ("value;value_unit", "value_unit;value", ["column 10", "'value'"]),
        (";value_variable_label", "", ["column"]),
        ("Stichtag", "Tag", ["time_label", "Tag"]),
        ("GEM001", "GEM002", ["value_variable_code", "GEM002"]),
        ("Anzahl", "1000", ["value_unit", "1000"]),
        ("2024-12-31", "2024-13-31", ["time", "2024-13-31"]),
    ],
    ids=["renamed", "added", "moved", "missing", "time", "measure", "unit", "day"],
)
def test_a_changed_layout_is_named(tmp_path, old, new, words):
    path = layout.write_csv(tmp_path / "x", layout.municipalities().replace(old, new))
    with pytest.raises(LayoutChanged) as raised:
        read(SOURCE, path)
    for word in words:
        assert word in str(raised.value)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("5911", "Bochum", "1"), ["line 2", "a leading zero is lost, '05911'"]),
        (("05999", "Neustadt", "1"), ["line 2", "'05999'"]),
        (("16056", "Eisenach", "1"), ["line 2", "Eisenach", "ended on 2021-06-30"]),
        (("14193", "Zwickauer Land", "3"), ["ended on 2008-07-31"]),
        (("99041100", "Saarbrücken", "."), ["'99'"]),
        (("05911", "Bochum", "1.234"), ["line 2", "'1.234'", "','"]),
        (("05911", "Bochum", "*"), ["line 2", "'*'"]),
        (("05911", "Bochum", ""), ["line 2", "''"]),
    ],
)
def test_faults_are_named_with_their_line(tmp_path, row, words):
    path = layout.write_csv(tmp_path / "x", layout.municipalities([row]))
    with pytest.raises(BadContent) as raised:
        read(SOURCE, path)
    for word in words:
        assert word in str(raised.value)


def test_figures_of_a_retired_kreis_in_its_own_time_are_passed_over(tmp_path):
    rows = [("16056", "Eisenach", "1"), ("05911", "Bochum", "1")]
    frame = read(SOURCE, layout.write_csv(tmp_path / "x", layout.municipalities(rows, "2019-12-31")))
    assert frame["region_id"].tolist() == ["05911"]


def test_a_file_cut_off_in_a_row_is_noticed(tmp_path):
    text = layout.municipalities()
    with pytest.raises(BadContent, match=r"line 8: \d+ cells under 13 headings"):
        read(SOURCE, layout.write_csv(tmp_path / "x", text[: text.rindex(";GEM001")]))


def test_text_decoded_wrongly_once_is_refused(tmp_path):
    text = layout.municipalities().encode().decode("cp1252")
    with pytest.raises(BadContent, match="wrong encoding"):
        read(SOURCE, layout.write_zip(tmp_path / "x", text))


def test_a_table_that_is_not_configured_is_named(tmp_path):
    path = layout.write_csv(tmp_path / "x", layout.municipalities().replace("11111", "12345"))
    with pytest.raises(UnknownFile, match=r"statistic 12345 by KREISE.*genesis_tables.toml"):
        SOURCE.recognises(PublishedFile(path))
    with pytest.raises(UnknownFile, match="'99999-0001' is not in"):
        SOURCE.recognises(PublishedFile(layout.write_bundle(tmp_path / "y", table="99999-0001")))


def test_other_files_are_not_ours(tmp_path):
    (tmp_path / "x").write_bytes(layout.zip_of({"readme.txt": "a"}))
    (tmp_path / "y").write_text("Name;Ort\nSchule;Bochum\n")
    assert SOURCE.recognises(PublishedFile(tmp_path / "x")) is None
    assert SOURCE.recognises(PublishedFile(tmp_path / "y")) is None


def test_duplicates_are_found(tmp_path):
    rows = [("05911", "Bochum, Stadt", "1"), ("05911", "Bochum, Stadt", "2")]
    with pytest.raises(BadContent, match="conflicting"):
        read(SOURCE, layout.write_csv(tmp_path / "x", layout.municipalities(rows)))


def test_english_files_have_a_decimal_point(tmp_path):
    german = layout.municipalities([("05911", "Bochum, Stadt", "7,5")])
    english = german.replace("7,5", "7.5").replace("Stichtag", "Reference date").replace("Anzahl", "number")
    frames = [read(SOURCE, layout.write_csv(tmp_path / name, text)) for name, text in (("d", german), ("e", english))]
    assert frames[0]["value"].tolist() == frames[1]["value"].tolist() == [7.5]
    with pytest.raises(BadContent, match="'7,5'"):
        read(SOURCE, layout.write_csv(tmp_path / "f", english.replace("7.5", "7,5")))


def test_every_table_has_a_base_and_another_key():
    assert {table.base for table in ffcsv.tables().values()} == set(ffcsv.bases())
    requests = SOURCE.locate(Plan("2026-10"))
    assert len({request.key for request in requests}) == len(requests) == len(ffcsv.tables())
    assert all(request.method == "POST" for request in requests)


# The web service


def fetch(server, part, tmp_path, environ=ENVIRON, waits=None):
    sleep = [].append if waits is None else waits.append
    client = Client("test@example.org", mirror=server.url, environ=environ, sleep=sleep)
    request = next(request for request in SOURCE.locate(Plan("2026-10")) if request.part == part)
    return module.collect(client, request, tmp_path / "answer")


def playing(monkeypatch, *replies):
    """Let the service answer with these replies, one after the other, then as usual."""
    queue = list(replies)

    def answer(world, asked):
        return queue.pop(0) if queue and asked.host in module.HOSTS else ANSWER(world, asked)

    monkeypatch.setattr(service, "answer", answer)


def says(code, text="Text", **more):
    body = {"Status": {"Code": code, "Content": text}, "Parameter": {"username": "*", "password": "*"}, **more}
    return Reply(json.dumps(body).encode(), "application/json")


@pytest.mark.parametrize("part", sorted(ffcsv.tables()))
def test_every_table_comes_over_the_loopback_service(anew, tmp_path, part):
    with publisher() as server:
        fetched = fetch(server, part, tmp_path)
    file = PublishedFile(fetched.path, fetched.name)
    recognition = SOURCE.recognises(file)
    frame = SOURCE.parse(file, recognition)
    observations.check(frame, SOURCE, recognition)
    assert recognition.part == part


def test_a_large_table_comes_by_a_job(anew, tmp_path):
    waits = []
    with publisher() as server:
        fetched = fetch(server, "12531-0043", tmp_path, waits=waits)
        steps = [(asked.path.rpartition("/2020/")[2], asked.form().get("job", "")) for asked in server.asked[1:]]
    assert steps == [
        ("data/tablefile", "false"),
        ("data/tablefile", "true"),
        ("catalogue/results", ""),
        ("catalogue/results", ""),
        ("data/resultfile", ""),
    ]
    assert dict(fetched.http)["job"] == "true"
    frame = SOURCE.parse(PublishedFile(fetched.path), SOURCE.recognises(PublishedFile(fetched.path)))
    assert set(frame["group_id"].unique()) == {"", "nationality=STA475"}
    details = {row.group_id: json.loads(row.detail) for row in frame.itertuples()}
    assert details[""]["brief"] is True
    assert details["nationality=STA475"]["brief"] is False
    assert details["nationality=STA475"]["merkmale"] == {"Staatsangehörigkeit": "Syrien"}


def test_the_same_table_in_another_order_is_the_same_file(anew, tmp_path):
    with publisher() as server:
        hashes = [PublishedFile(fetch(server, "11111-02-01-4", tmp_path).path).sha256 for _ in range(2)]
        bodies = [size for asked, _, size in server.sent if asked.path.endswith("tablefile")]
        server.world = World(revised=frozenset({"genesis"}))
        hashes.append(PublishedFile(fetch(server, "11111-02-01-4", tmp_path).path).sha256)
    assert hashes[0] == hashes[1] != hashes[2]
    assert len(bodies) == 3  # the first was told to wait


def test_credentials_are_headers_and_stand_nowhere_else(anew, tmp_path):
    with publisher() as server:
        fetched = fetch(server, "12531-0043", tmp_path)
        for asked in server.asked:
            if asked.path != "/robots.txt":
                assert (asked.headers["username"], asked.headers["password"]) == (service.USER, service.PASSWORD)
                assert asked.headers["content-type"].endswith("charset=UTF-8")
            assert service.PASSWORD.encode() not in asked.body
            assert service.USER.encode() not in asked.body
            assert service.PASSWORD not in asked.path + str(asked.query)
    for secret in (service.USER, service.PASSWORD):
        assert secret not in repr(fetched)
        assert secret.encode() not in fetched.path.read_bytes()
    entries = PublishedFile(fetched.path)
    assert "***" not in str(module.bundle.read_facts(entries, "request.json"))


def test_without_an_account_the_source_is_off(anew, tmp_path):
    with publisher() as server:
        for environ in ({}, {"BRIEF_GENESIS_REGIO_USER": "somebody"}):
            with pytest.raises(SwitchedOff, match="BRIEF_GENESIS_REGIO_USER and BRIEF_GENESIS_REGIO_PASSWORD"):
                fetch(server, "11111-02-01-4", tmp_path, environ)
        assert server.asked == []


def test_a_token_goes_alone_and_starts_no_job(tmp_path, monkeypatch):
    token = {"BRIEF_GENESIS_DESTATIS_USER": "a" * 32}
    playing(monkeypatch, says(98))
    with publisher() as server:
        with pytest.raises(Unavailable, match=r"a token starts none. Set BRIEF_GENESIS_DESTATIS_USER and"):
            fetch(server, "12531-0043", tmp_path, token)
        assert "password" not in server.asked[-1].headers


def test_a_wrong_password_names_the_variables_and_not_the_word(tmp_path):
    environ = {**ENVIRON, "BRIEF_GENESIS_REGIO_PASSWORD": "falsches-Wort"}
    with publisher() as server, pytest.raises(Unavailable, match="refused the account") as raised:
        fetch(server, "11111-02-01-4", tmp_path, environ)
    assert "BRIEF_GENESIS_REGIO_PASSWORD" in str(raised.value)
    assert "falsches-Wort" not in str(raised.value)


def test_the_page_in_place_of_data_is_named_by_its_title(tmp_path, monkeypatch):
    playing(monkeypatch, service.PAGE)
    with publisher() as server, pytest.raises(Unavailable, match=r"GENESIS-Online Webservice.*POST alone"):
        fetch(server, "11111-02-01-4", tmp_path)


def test_a_redirect_turns_the_request_into_a_get_and_is_noticed(tmp_path, monkeypatch):
    playing(monkeypatch, Reply(b"", "text/html", 302, {"Location": "/genesisws/rest/2020/"}))
    with publisher() as server, pytest.raises(Unavailable, match="GENESIS-Online Webservice"):
        fetch(server, "11111-02-01-4", tmp_path)


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (says(90, "nicht vorhanden"), Unavailable, ["there is no table 11111-02-01-4", "nicht vorhanden"]),
        (says(104, "keine Objekte"), NotPublished, ["no values of 11111-02-01-4"]),
        (says(25, "Merkmal unbekannt"), Unavailable, ["code 25", "Merkmal unbekannt"]),
        (says(0), Unavailable, ["code 0"]),
        (says(22, Object={"Content": "kein CSV"}), Unavailable, ["code 22"]),
        (Reply(b'{"a": 1}'), Unavailable, ["without a status"]),
        (Reply(b'{"Status": {"Code": 0}, "Parameter": 7}'), Unavailable, ["without a status"]),
        (Reply(b"[]"), Unavailable, ["not with data"]),
        (Reply(layout.zip_of({"a.csv": "a"})), Unavailable, ["one *_flat.csv", "a.csv"]),
        (Reply(layout.zip_of({"a_flat.csv": "a", "b_flat.csv": "b"})), Unavailable, ["one *_flat.csv"]),
        (Reply(layout.zip_of({"a_flat.csv": "a"})[:60]), Unavailable, ["damaged zip"]),
    ],
    ids=["90", "104", "25", "0", "22", "no status", "odd", "list", "other zip", "two", "cut off"],
)
def test_what_the_service_says_is_passed_on(tmp_path, monkeypatch, reply, error, words):
    playing(monkeypatch, reply)
    with publisher() as server, pytest.raises(error) as raised:
        fetch(server, "11111-02-01-4", tmp_path)
    for word in words:
        assert word in str(raised.value)
    assert not (tmp_path / "answer").exists()


def test_nothing_new_is_unchanged(tmp_path, monkeypatch):
    playing(monkeypatch, says(50))
    with publisher() as server:
        assert fetch(server, "11111-02-01-4", tmp_path).path is None


def test_adjusted_parameters_are_noted_and_the_data_taken(tmp_path, monkeypatch):
    playing(monkeypatch, says(22, "Parameter angepasst", Object={"Content": layout.municipalities()}))
    with publisher() as server:
        fetched = fetch(server, "11111-02-01-4", tmp_path)
    assert dict(fetched.http)["note"] == "Parameter angepasst"
    assert len(read(SOURCE, fetched.path)) == 4


def test_a_repeated_password_is_refused_and_not_shown(tmp_path, monkeypatch):
    body = {"Status": {"Code": 0, "Content": service.PASSWORD}, "Parameter": {"password": service.PASSWORD}}
    playing(monkeypatch, Reply(json.dumps(body).encode()))
    with publisher() as server, pytest.raises(Unavailable, match="instead of masking it") as raised:
        fetch(server, "11111-02-01-4", tmp_path)
    assert service.PASSWORD not in str(raised.value)


def test_a_password_in_a_message_is_not_passed_on(tmp_path, monkeypatch):
    playing(monkeypatch, says(25, f"Passwort {service.PASSWORD} von {service.USER} ist abgelaufen"))
    with publisher() as server, pytest.raises(Unavailable, match="ist abgelaufen") as raised:
        fetch(server, "11111-02-01-4", tmp_path)
    assert service.PASSWORD not in str(raised.value)
    assert service.USER not in str(raised.value)


def test_busy_and_unfinished_are_waited_for_and_bounded(tmp_path, monkeypatch):
    waits = []
    playing(monkeypatch, *[says(6)] * (genesis_client.BUSY_TRIES + 1))
    with publisher() as server, pytest.raises(Unavailable, match="too many requests of this account"):
        fetch(server, "11111-02-01-4", tmp_path, waits=waits)
    polls = [says(98), says(99, "Namen: 12531-0043_17"), *[says(104)] * (genesis_client.POLL_TRIES + 1)]
    playing(monkeypatch, *polls)
    with publisher() as server, pytest.raises(Unavailable, match="job 12531-0043_17 was not finished after 15 min"):
        fetch(server, "12531-0043", tmp_path, waits=waits)
    assert waits == [15.0] * (genesis_client.BUSY_TRIES - 1) + [10.0] * genesis_client.POLL_TRIES


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("… mit folgendem Namen abgerufen werden: 12531-0043_175879554", "12531-0043_175879554"),
        ("… werden: 12531-0043_175879554.", None),
        ("… werden: 12531-0044_175879554", None),
        ("12531-0043_1 oder 12531-0043_2", None),
        ("", None),
    ],
)
def test_the_name_of_a_job_is_read_strictly(text, name):
    assert genesis_client.job_name("12531-0043", text) == name


def test_a_changed_layout_over_the_service_is_refused(anew, tmp_path):
    with publisher(World(moved=frozenset({"genesis"}))) as server:
        fetched = fetch(server, "11111-02-01-4", tmp_path)
    with pytest.raises(LayoutChanged, match=r"'value_unit'.*'unit'"):
        SOURCE.recognises(PublishedFile(fetched.path))


# The recordings


def measures(*codes, units):
    return {code: {"indicator": "genesis_x", "name": code, "unit": "x", "published": units} for code in codes}


RECORDED = {
    "12211-0001": {
        "statistics": "12211",
        "time": "JAHR",
        "dimensions": {"GES": "sex", "ALT068": "age_group"},
        "measures": measures("ERW040", "ERW041", "ERW042", "ERW043", "BEV036", units=["1000"]),
    },
    "23111-0001": {
        "statistics": "23111",
        "time": "JAHR",
        "measures": measures(
            *("GES012", "GES020", "GES024", "GES052", "GES053", "BTT001", "BTT004", "BTT010"),
            units=["1000", "Anzahl", "number", "Prozent", "percent", "Tage", "days"],
        ),
    },
    "32161-0003": {
        "statistics": "32161",
        "time": "JAHR",
        "dimensions": {"WZ08T1": "economic_section"},
        "measures": measures(
            *("ERW012", "BETR01", "ABF014", "ERF001", "ERF002"),
            units=["1000", "1000 t", "Anzahl", "number", "Prozent", "percent"],
        ),
    },
    "46181-0001": {
        "statistics": "46181",
        "time": "JAHR",
        "dimensions": {"VERAR1": "kind", "VERVZ4": "relation"},
        "measures": measures("GUT004", "VER013", units=["Person-km", "pass-km", "Anzahl", "number"]),
    },
}


def recorded(originals, code, name, **more):
    block = {"base": "destatis", "title": "Titel", "regions": {"DINSG": "germany"}, **RECORDED.get(code, {}), **more}
    table = ffcsv.make_table(code, **block)
    return module.observe((originals / "genesis" / name).read_text(encoding="utf-8-sig"), table, name)


@pytest.mark.parametrize("code", sorted(RECORDED))
def test_german_and_english_recordings_are_equal(originals, code):
    german, english = (recorded(originals, code, f"{code}_{language}_flat.csv") for language in ("de", "en"))
    columns = [name for name in german.columns if name not in ("row", "detail")]
    assert len(german) > 10
    assert german[columns].equals(english[columns])


def test_figures_of_the_recordings(originals):
    frame = recorded(originals, "23111-0001", "23111-0001_de_flat.csv")
    assert one(frame, period_start="2016-01-01", label="GES020") == 19532779
    assert one(frame, period_start="2016-01-01", label="BTT004") == 77.9
    frame = recorded(originals, "12211-0001", "12211-0001_de_flat.csv")
    assert frame["flag"].value_counts().to_dict() == {"ok": 210, "not_applicable": 9, "unknown": 6}


def test_recorded_municipalities_and_their_retired_kreise(originals):
    file = PublishedFile(originals / "genesis" / "11111-02-01-4_de_flat.csv")
    recognition = SOURCE.recognises(file)
    frame = SOURCE.parse(file, recognition)
    observations.check(frame, SOURCE, recognition)
    assert (recognition.part, recognition.period, len(frame)) == ("11111-02-01-4", "2024", 400)
    assert frame["value"].sum() == 10752
    assert one(frame, region_id="05562") == 10
    north = frame[frame["region_id"].astype(str).str.startswith("05")]
    assert (len(north), north["value"].sum()) == (53, 396)


@pytest.mark.parametrize(
    ("name", "rows"), [("1000A-2022_de_flat.csv", 561), ("1000A-2022_quality-on_de_flat.csv", 680)]
)
def test_recorded_census(originals, name, rows):
    file = PublishedFile(originals / "genesis" / name)
    recognition = SOURCE.recognises(file)
    frame = SOURCE.parse(file, recognition)
    observations.check(frame, SOURCE, recognition)
    assert (recognition.part, len(frame)) == ("1000a-2022", rows)
    assert one(frame, region_id="DE", group_id="") == 82719540
    parts = frame[(frame["group_id"] == "") & (frame["region_id"] != "DE")]
    assert (len(parts), parts["value"].sum()) == (16, 82711282)  # published so: the Länder are 8 258 short


def test_recorded_quality_marks(originals):
    block = {
        "statistics": "12211",
        "time": "JAHR",
        "regions": {"KREISE": "kreis"},
        "dimensions": {"LBFORM01": "household"},
        "measures": measures("LBFMZ01", units=["1000"]),
    }
    frame = recorded(originals, "12211-Z-11", "12211-Z-11_quality-on_de_flat.csv", **block)
    assert set(frame["flag"].unique()) == {"ok", "unknown", "uncertain"}
    assert "16056" not in set(frame["region_id"])
    assert one(frame, region_id="05554", group_id="") == 166
    block = {
        "statistics": "52111",
        "time": "JAHR",
        "dimensions": {"BESG12": "size", "WZ08U6": "economic_section"},
        "measures": measures("UNT002", units=["Anzahl"]),
    }
    assert len(recorded(originals, "52111-0001", "52111-0001_quality-on_de_flat.csv", **block)) == 68


def test_the_recorded_job_is_understood(originals, tmp_path, monkeypatch):
    folder = originals / "genesis"
    steps = [
        "data_tablefile__code98",
        "data_tablefile__code99",
        "catalogue_results__code104",
        "catalogue_results__code0",
    ]
    replies = [Reply((folder / f"job_12531-0043__{step}.json").read_bytes(), "application/json") for step in steps]
    text = service.flat(
        ffcsv.tables()["12531-0043"],
        service.rows_of(World(), ffcsv.tables()["12531-0043"]),
        "2024-12-31",
    )
    playing(monkeypatch, *replies, Reply(layout.zip_of({"12531-0043_de_flat.csv": text}), "application/zip"))
    with publisher() as server:
        fetched = fetch(server, "12531-0043", tmp_path)
        assert server.asked[-1].form()["name"] == "12531-0043_175879554"
    assert SOURCE.recognises(PublishedFile(fetched.path)).period == "2024"


def test_recorded_answers_mask_the_account(originals):
    for path in sorted((originals / "genesis").glob("*.json")):
        echoed = json.loads(path.read_bytes())["Parameter"]
        assert re.fullmatch(r"\*+", echoed["username"]), path.name
        assert re.fullmatch(r"\*+", echoed["password"]), path.name


def test_half_a_table_is_noticed(tmp_path):
    file = PublishedFile(layout.write_csv(tmp_path / "x"))
    recognition = SOURCE.recognises(file)
    with pytest.raises(BadContent, match="4 observations, expected 390"):
        observations.check(SOURCE.parse(file, recognition), SOURCE, recognition)


def test_tables_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ffcsv.tables()["1000a-2022"].base = "other"
