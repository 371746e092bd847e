"""Municipal open data: contracts, wild CSV, catalogues over a loopback publisher."""

from __future__ import annotations

import dataclasses
import json

import pytest

from sources import observations
from sources.datasets.wifo_opendata import portals as catalogues
from sources.datasets.wifo_opendata import source as module
from sources.datasets.wifo_opendata import table
from sources.datasets.wifo_opendata.contracts import datasets, licence_of, licences, portals
from sources.errors import BadContent, LayoutChanged, Unavailable
from sources.files.file import PublishedFile
from sources.records import Plan
from sources.reference import codes
from sources.web.client import Client
from tests.publisher import wifo_opendata as city
from tests.publisher.server import publisher
from tests.publisher.world import Reply, World
from tests.support.layouts import wifo_opendata as layout
from tests.support.reading import one, read

SOURCE = module.SOURCE
ANSWER = city.answer
PARTS = sorted(datasets())


def frame_of(tmp_path, part, data):
    return read(SOURCE, layout.write_bundle(tmp_path / "x", part, data))


def changed(part, old, new, count=1, encoding="utf-8"):
    data = city.csv_of(layout.WORLD, datasets()[part])
    assert old.encode(encoding) in data
    return data.replace(old.encode(encoding), new.encode(encoding), count)


# Contracts


def test_contracts_name_known_kreise_portals_and_licences():
    assert len(PARTS) >= 6
    assert {one.kind for one in portals().values()} == {"ckan", "dkan", "opendatasoft"}
    assert {portals()[one.portal].kind for one in datasets().values()} == {"ckan", "dkan", "opendatasoft"}
    for dataset in datasets().values():
        assert dataset.region in codes.kreise()
        assert set(dataset.licence) <= set(licences())
        assert {series.indicator.startswith("municipal_") for series in dataset.series.values()} == {True}
        assert set(dataset.date.columns) <= set(dataset.headings)
        assert set(dataset.marks.values()) <= set(table._MARKS)
        assert dataset.status in ("tested", "described")
        assert dataset.layout in table._LAYOUTS


def test_no_two_contracts_have_the_same_headings():
    assert len({one.headings for one in datasets().values()}) == len(PARTS)


def test_requests_differ_and_name_their_dataset():
    requests = SOURCE.locate(Plan("2026-10"))
    assert len({request.key for request in requests}) == len(requests) == len(PARTS)
    assert all(request.url.endswith(f"#{request.part}") for request in requests)


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("dl-de-by-2.0", "dl-by"),
        ("https://www.govdata.de/dl-de/by-2-0", "dl-by"),
        ("http://dcat-ap.de/def/licenses/dl-by-de/2.0", "dl-by"),
        ("Datenlizenz Deutschland Namensnennung 2.0", "dl-by"),
        ("http://dcat-ap.de/def/licenses/dl-zero-de/2.0", "dl-zero"),
        ("cc-zero", "cc-zero"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "cc-zero"),
        ("http://dcat-ap.de/def/licenses/cc-by", "cc-by-any"),
        ("CC BY 4.0", "cc-by"),
    ],
)
def test_licences_are_known_as_slug_title_and_address(text, licence):
    assert licence_of(text).id == licence


@pytest.mark.parametrize("text", ["", "cc-by-nc-4.0", "http://dcat-ap.de/def/licenses/other-closed", "by"])
def test_other_licences_are_not_known(text):
    assert licence_of(text) is None


# Files


@pytest.mark.parametrize("write", [layout.write_csv, layout.write_bundle])
@pytest.mark.parametrize("part", PARTS)
def test_every_dataset_is_recognised_by_content_and_read(tmp_path, part, write):
    path = write(tmp_path / "download (2).tmp", part)
    recognition = SOURCE.recognises(PublishedFile(path))
    assert recognition.part == part
    frame = read(SOURCE, path)
    assert set(frame["region_id"].unique()) == {datasets()[part].region}
    observations.check(frame, SOURCE, recognition)


def test_the_line_to_print(tmp_path):
    frame = read(SOURCE, layout.write_bundle(tmp_path / "x", "gelsenkirchen-arbeitslose"))
    detail = json.loads(frame["detail"].iloc[0])
    assert detail == {
        "titel": "Arbeitslose in Gelsenkirchen",
        "einheit": "Personen",
        "uri": "https://opendata.ruhr/dataset/gelsenkirchen-arbeitslose",
        "stand": "2026-09-15",
        "lizenz": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
        "zeile": "Stadt Gelsenkirchen: Arbeitsmarktstatistik Arbeitslose (Gelsenkirchen), Datenlizenz Deutschland – "
        "Namensnennung – Version 2.0 (www.govdata.de/dl-de/by-2-0), "
        "https://opendata.ruhr/dataset/gelsenkirchen-arbeitslose, Daten verändert",
    }
    own = read(
        SOURCE, layout.write_bundle(tmp_path / "y", "gelsenkirchen-arbeitslose", attribution="Amt für Statistik")
    )
    assert json.loads(own["detail"].iloc[0])["zeile"].startswith("Amt für Statistik: ")


def test_monthly_series_are_months_and_end_with_the_newest(tmp_path):
    path = layout.write_csv(tmp_path / "x")
    assert SOURCE.recognises(PublishedFile(path)).period == "2026-09"
    frame = read(SOURCE, path)
    assert set(frame["period"].unique()) == {"M"}
    assert frame["period_start"].astype(str).max() == "2026-09-01"
    row = frame[(frame["label"] == "Lastkraftwagen") & (frame["period_start"] == "2023-10-01")]
    assert row[["sheet", "row", "column"]].values.tolist() == [["data.csv", 2, "C"]]
    unknown = frame[(frame["label"] == "Dieselfahrzeuge") & (frame["period_start"].astype(str) < "2024")]
    assert set(unknown["flag"].unique()) == {"unknown"}
    assert len(unknown) == 3


def test_dates_that_stand_once_hold_for_the_rows_below(tmp_path):
    frame = read(SOURCE, layout.write_csv(tmp_path / "x", "gelsenkirchen-arbeitslose"))
    assert frame["period_start"].nunique() == 15
    assert set(frame.groupby("period_start", observed=True)["label"].nunique()) == {5}


def test_line_breaks_in_headings_and_rows_count_as_in_the_file(tmp_path):
    data = city.csv_of(layout.WORLD, datasets()["gelsenkirchen-arbeitslose-rechtskreis"])
    assert b'"SGB\nII"' in data
    frame = frame_of(tmp_path, "gelsenkirchen-arbeitslose-rechtskreis", data)
    assert frame["row"].min() == 4  # two line breaks in the headings
    assert one(frame, period_start="2026-09-01", label="Arbeitslose im Jobcenter (SGB II)") > 1000


def test_no_break_spaces_are_empty(tmp_path):
    frame = read(SOURCE, layout.write_csv(tmp_path / "x", "duisburg-ausbildungsberufe"))
    assert one(frame, label="Gärtner/in", period_start="2016-01-01") == 0
    assert len(frame) == 15
    assert set(frame["period"].unique()) == {"Y"}


def test_places_are_counted_once(tmp_path):
    frame = read(SOURCE, layout.write_csv(tmp_path / "x", "bochum-berufskollegs"))
    assert frame[["value", "period_start", "period", "label"]].values.tolist() == [
        [5.0, "2026-09-15", "D", "Standorte von Berufskollegs"]
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"], ids=["semicolon", "comma", "tab"])
def test_encodings_and_delimiters(tmp_path, encoding, delimiter):
    text = "\r\n".join(
        delimiter.join(row)
        for row in [
            ["Jahr", "Monat", "Merkmal", "Anzahl"],
            ["2025", "Mai", "insgesamt", "20.131"],
            ["", "", "Männer", '"11.000"'],
            ["2025", "6", "insgesamt", "*"],
        ]
    )
    frame = read(SOURCE, layout.write_csv(tmp_path / "x", data=f"{text}\r\n".encode(encoding)))
    assert one(frame, label="Arbeitslose insgesamt", period_start="2025-05-01") == 20131
    assert one(frame, label="Arbeitslose Männer") == 11000
    assert frame["flag"].tolist() == ["ok", "ok", "secret"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Busse", "Omnibusse", ["cell D1", "'Busse'", "Omnibusse"]),
        ("Busse,Kraftraeder", "Kraftraeder,Busse", ["cell D1", "order changed"]),
        (",Gesamt", ",Gesamt,Wasserstoff", ["cell N1", "Wasserstoff"]),
        (",Gesamt", "", ["missing: ['Gesamt']"]),
        ("Datum", "Stand\nDatum", ["cell A1", "'Datum'"]),
    ],
    ids=["renamed", "moved", "added", "missing", "shifted"],
)
def test_a_changed_layout_is_named(tmp_path, old, new, words):
    with pytest.raises(LayoutChanged) as raised:
        frame_of(tmp_path, "bochum-fahrzeuge", changed("bochum-fahrzeuge", old, new))
    for word in words:
        assert word in str(raised.value)


def test_a_new_name_in_the_list_is_refused(tmp_path):
    data = changed("gelsenkirchen-arbeitslose", '"Frauen"', '"Frauen (neu)"')
    with pytest.raises(LayoutChanged, match=r"row 4, column C.*'Frauen'.*'Frauen \(neu\)'"):
        frame_of(tmp_path, "gelsenkirchen-arbeitslose", data)
    data = changed("bochum-berufskollegs", '"Berufskollegs"', '"Berufskolleg"', -1)
    with pytest.raises(LayoutChanged, match="'Berufskollegs'"):
        frame_of(tmp_path, "bochum-berufskollegs", data)


@pytest.mark.parametrize(
    ("part", "old", "new", "words"),
    [
        ("bochum-fahrzeuge", "2026-09-30", "2026-09-29", ["row 37", "not the last day"]),
        ("bochum-fahrzeuge", "2026-09-30", "2026-09-31", ["there is no day '2026-09-31'"]),
        ("bochum-fahrzeuge", "2026-09-30", "30.09.2026", ["no date of the form 'month-end'"]),
        ("bochum-fahrzeuge", "2026-09-30,", "2026-09-30,1;", ["row 37", "'1;"]),
        ("bochum-fahrzeuge", "2026-09-30,", "2026-09-30,7,", ["row 37", "14 cells under 13 headings"]),
        ("bochum-fahrzeuge", "2026-09-30,", "2026-09-30,9", ["row 37", "total", "parts sum to"]),
        ("bochum-fahrzeuge", "2026-09-30,", "2026-09-30,-", ["row 37", "negative"]),
        ("bochum-fahrzeuge", "2026-09-30,", "2026-09-30,1.", ["row 37", "no whole number of Fahrzeuge"]),
        ("gelsenkirchen-arbeitslose", '"September"', '"Septober"', ["row 12", "no month"]),
        ("gelsenkirchen-arbeitslose", '"2026"', '"26"', ["no year"]),
        ("gelsenkirchen-arbeitslose", '"Frauen";"1.', '"Frauen";"1,', ["row 4", "no whole number of Personen"]),
        ("dortmund-arbeitslose", ";11.5;", ";11,5;", ["'11,5'", "column C"]),
        ("bochum-berufskollegs", '"1"', '""', ["without 'poi_id'"]),
        ("bochum-berufskollegs", "2026-09-15", "2026-09-14", ["2 dates in one list"]),
    ],
)
def test_faulty_cells_are_named(tmp_path, part, old, new, words):
    with pytest.raises(BadContent) as raised:
        frame_of(tmp_path, part, changed(part, old, new))
    for word in words:
        assert word in str(raised.value)


def test_a_known_slip_of_the_publisher_makes_the_total_uncertain(tmp_path, monkeypatch):
    part = "bochum-fahrzeuge"
    dataset = datasets()[part]
    total = dataclasses.replace(dataset.total, exceptions=("2026-09",))
    monkeypatch.setitem(datasets(), part, dataclasses.replace(dataset, total=total))
    frame = frame_of(tmp_path, part, changed(part, "2026-09-30,", "2026-09-30,9"))
    row = frame[frame["flag"] == "uncertain"]
    assert row[["period_start", "label"]].values.tolist() == [["2026-09-01", "Kraftfahrzeuge und Anhänger"]]


def test_text_decoded_wrongly_once_is_refused(tmp_path):
    data = layout.text("dortmund-beschaeftigte-alter").encode().decode("cp1252").encode()
    with pytest.raises(BadContent, match="wrong encoding"):
        frame_of(tmp_path, "dortmund-beschaeftigte-alter", data)


def test_equal_dates_are_duplicates(tmp_path):
    text = layout.text("dortmund-arbeitslose")
    with pytest.raises(BadContent, match="equal"):
        frame_of(tmp_path, "dortmund-arbeitslose", (text + text.splitlines()[-1] + "\n").encode())


def test_other_files_are_not_ours(tmp_path):
    (tmp_path / "x").write_text("Name;Ort\nSchule;Bochum\n")
    assert SOURCE.recognises(PublishedFile(tmp_path / "x")) is None
    (tmp_path / "y").write_bytes(b"<html><title>Anmeldung</title></html>")
    assert SOURCE.recognises(PublishedFile(tmp_path / "y")) is None


def test_a_bundle_of_an_unknown_dataset_is_named(tmp_path):
    path = layout.write_bundle(tmp_path / "x", id="herne-hunde")
    with pytest.raises(LayoutChanged, match="herne-hunde"):
        SOURCE.recognises(PublishedFile(path))


def test_a_bundle_with_a_licence_of_another_kind_is_refused(tmp_path):
    with pytest.raises(BadContent, match="unknown licence 'other-closed', expected Creative Commons CC0"):
        read(SOURCE, layout.write_bundle(tmp_path / "x", licence="other-closed"))


# Portals


def fetch(server, part, tmp_path):
    client = Client("test@example.org", mirror=server.url, sleep=[].append)
    request = next(request for request in SOURCE.locate(Plan("2026-10")) if request.part == part)
    return module.collect(client, request, tmp_path / "answer")


def changing(monkeypatch, change):
    """Let a catalogue's JSON pass through `change` before it is sent."""

    def answer(world, asked):
        reply = ANSWER(world, asked)
        if reply is None or not reply.kind.startswith("application/json"):
            return reply
        content = json.loads(reply.body)
        return dataclasses.replace(reply, body=json.dumps(change(content) or content).encode())

    monkeypatch.setattr(city, "answer", answer)


def first(content):
    return content["result"]["results"][0]


@pytest.mark.parametrize("part", PARTS)
def test_every_dataset_comes_from_its_portal(tmp_path, part):
    with publisher() as server:
        fetched = fetch(server, part, tmp_path)
    file = PublishedFile(fetched.path, fetched.name)
    recognition = SOURCE.recognises(file)
    frame = SOURCE.parse(file, recognition)
    observations.check(frame, SOURCE, recognition)
    assert recognition.part == part
    detail = json.loads(frame["detail"].iloc[0])
    assert datasets()[part].publisher in detail["zeile"]
    assert detail["stand"] == "2026-09-15"
    assert "<" not in detail["zeile"]
    assert [path.name for path in tmp_path.iterdir()] == ["answer"]


def test_the_same_content_is_the_same_file_and_a_revision_another(tmp_path):
    with publisher() as server:
        hashes = [PublishedFile(fetch(server, "bochum-fahrzeuge", tmp_path).path).sha256 for _ in range(2)]
        server.world = World(revised=frozenset({"wifo_opendata"}))
        hashes.append(PublishedFile(fetch(server, "bochum-fahrzeuge", tmp_path).path).sha256)
    assert hashes[0] == hashes[1] != hashes[2]


def test_files_are_found_by_name_when_their_ids_change(tmp_path):
    addresses = []
    with publisher() as server:
        for month in ("2026-08", "2026-09"):
            server.world = World(month=month)
            path = fetch(server, "bochum-fahrzeuge", tmp_path).path
            addresses.append(module.bundle.read_facts(PublishedFile(path), "dataset.json")["url"])
    assert addresses[0] != addresses[1]


def test_a_late_month_and_a_changed_layout(tmp_path):
    late, moved = World(late=frozenset({"wifo_opendata"})), World(moved=frozenset({"wifo_opendata"}))
    with publisher(late) as server:
        path = fetch(server, "bochum-fahrzeuge", tmp_path).path
        assert SOURCE.recognises(PublishedFile(path)).period == "2026-08"
        server.world = moved
        path = fetch(server, "bochum-fahrzeuge", tmp_path).path
    with pytest.raises(LayoutChanged, match=r"'Gesamt'.*Gesamt \(neu\)"):
        SOURCE.recognises(PublishedFile(path))


def test_a_catalogue_is_read_once_for_all_its_datasets(tmp_path):
    with publisher() as server:
        client = Client("test@example.org", mirror=server.url, sleep=[].append)
        for request in SOURCE.locate(Plan("2026-10")):
            module.collect(client, request, tmp_path / request.part)
        asked = [(one.host, one.path, str(one.query)) for one in server.asked if one.method == "GET"]
    assert len(asked) == len(set(asked))
    assert sum(path == "/data.json" for _, path, _ in asked) == 1
    assert sum(path.endswith("catalog/datasets") for _, path, _ in asked) == 2  # 122 datasets, 100 a page


def test_search_results_are_paged(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "CKAN_ROWS", 1)
    dataset = dataclasses.replace(datasets()["bochum-fahrzeuge"], organization="")

    def answer(world, asked):
        if asked.path.endswith("package_search"):
            asked = dataclasses.replace(asked, query={**asked.query, "q": ["*:*"]})
        return ANSWER(world, asked)

    monkeypatch.setattr(city, "answer", answer)
    with publisher() as server:
        client = Client("test@example.org", mirror=server.url, sleep=[].append)
        assert catalogues.find(client, dataset, module.HOSTS).title == "Kraftfahrzeugbestand Bochum"
        assert [one.value("start") for one in server.asked if one.path.endswith("package_search")] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (
            lambda content: first(content).update(license_id="other-closed"),
            BadContent,
            ["unknown licence 'other-closed'", "expected Creative Commons CC0 1.0"],
        ),
        (
            lambda content: first(content).update(license_id="http://dcat-ap.de/def/licenses/cc-by/4.0"),
            BadContent,
            ["the licence is now Creative Commons Namensnennung 4.0", "expected Creative Commons CC0 1.0"],
        ),
        (
            lambda content: first(content)["resources"][0].update(license="other-closed"),
            BadContent,
            ["unknown licence 'other-closed'"],
        ),
        (
            lambda content: first(content)["resources"][0].update(name="Kraftfahrzeuge 2026"),
            LayoutChanged,
            ["one named 'Kraftfahrzeugbestand'", "near are ['Kraftfahrzeuge 2026']"],
        ),
        (
            lambda content: first(content)["resources"].append(first(content)["resources"][0]),
            LayoutChanged,
            ["2 of them"],
        ),
        (
            lambda content: content["result"]["results"].append({**first(content), "name": "zwilling"}),
            LayoutChanged,
            ["2 of them", "zwilling"],
        ),
        (
            lambda content: first(content).update(title="Fahrzeuge in Bochum", name="fahrzeuge"),
            LayoutChanged,
            ["one named 'Kraftfahrzeugbestand Bochum'", "Fahrzeuge in Bochum"],
        ),
        (
            lambda content: first(content)["resources"][0].update(url="https://evil.example/x.csv"),
            Unavailable,
            ["evil.example", "not one of the hosts"],
        ),
        (
            lambda content: first(content)["resources"][0].update(url="file:///etc/passwd.csv"),
            Unavailable,
            [],
        ),
        (
            lambda content: {"success": False, "error": {"__type": "Search Error", "message": "<b>Solr</b> weg"}},
            Unavailable,
            ["the catalogue says Search Error: Solr weg"],
        ),
        (lambda content: {"result": []}, Unavailable, ["no CKAN envelope"]),
        (lambda content: {"success": True, "result": {}}, Unavailable, ["without count"]),
    ],
    ids=[
        *("licence", "another licence", "licence of the file", "resource renamed", "two resources", "two packages"),
        *("package renamed", "other host", "no host", "error", "no envelope", "no list"),
    ],
)
def test_what_is_wrong_in_a_catalogue_is_named(tmp_path, monkeypatch, change, error, words):
    changing(monkeypatch, change)
    with publisher() as server, pytest.raises(error) as raised:
        fetch(server, "bochum-fahrzeuge", tmp_path)
    for word in words:
        assert word in str(raised.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("part", "content", "words"),
    [
        ("duisburg-beschaeftigte", {"datasets": []}, ["no list of datasets"]),
        ("dortmund-arbeitslose", {"error_code": "X", "message": "Kein Zugriff"}, ["Kein Zugriff"]),
    ],
)
def test_other_portals_say_what_is_wrong(tmp_path, monkeypatch, part, content, words):
    changing(monkeypatch, lambda old: content)
    with publisher() as server, pytest.raises(Unavailable) as raised:
        fetch(server, part, tmp_path)
    for word in words:
        assert word in str(raised.value)


def test_a_file_that_is_no_csv_is_refused(tmp_path, monkeypatch):
    def answer(world, asked):
        reply = ANSWER(world, asked)
        return Reply(b"%PDF-1.4 %%EOF", "application/pdf") if reply and reply.kind == "text/csv" else reply

    monkeypatch.setattr(city, "answer", answer)
    with publisher() as server, pytest.raises(Unavailable, match="is a PDF"):
        fetch(server, "bochum-fahrzeuge", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<p>Stadt&nbsp;Bochum\u202e\x00</p>\n", "Stadt Bochum"),
        (None, ""),
        ("a" * 1000, "a" * 300),
    ],
    ids=["markup", "none", "long"],
)
def test_texts_of_a_catalogue_are_plain(text, plain):
    assert catalogues.plain_text(text) == plain


# Real files


def test_the_real_vehicle_inventory(originals):
    file = PublishedFile(originals / "municipal" / "bochum_vehicle_inventory_head.csv")
    recognition = SOURCE.recognises(file)
    frame = SOURCE.parse(file, recognition)
    observations.check(frame, SOURCE, recognition)
    assert (recognition.part, recognition.period, len(frame)) == ("bochum-fahrzeuge", "2024-07", 695)
    assert one(frame, period_start="2013-01-01", label="Kraftfahrzeuge und Anhänger") == 210622
    assert one(frame, period_start="2024-07-01", label="Elektrofahrzeuge") == 7099
    assert frame["flag"].value_counts().to_dict() == {"ok": 646, "unknown": 48, "uncertain": 1}
    odd = frame[frame["flag"] == "uncertain"]
    assert odd[["period_start", "label"]].values.tolist() == [["2023-01-01", "Kraftfahrzeuge und Anhänger"]]


def test_the_real_vocational_colleges(originals):
    file = PublishedFile(originals / "municipal" / "bochum_schools_berufskollegs.csv")
    recognition = SOURCE.recognises(file)
    frame = SOURCE.parse(file, recognition)
    observations.check(frame, SOURCE, recognition)
    assert (recognition.part, recognition.period) == ("bochum-berufskollegs", "2023")
    assert frame[["period_start", "value"]].values.tolist() == [["2023-10-17", 17.0]]
