"""Open places of the Lehrstellen-Radar: pages, circles, places, occupations, and that nobody's name is kept."""

from __future__ import annotations

import csv
import dataclasses
import functools
import json
import math
import re

import pytest

from sources import observations
from sources.datasets.hwk_lehrstellen import occupations, pages, places
from sources.datasets.hwk_lehrstellen import source as module
from sources.errors import BadContent, LayoutChanged, Unavailable
from sources.files.file import PublishedFile
from sources.records import Plan
from sources.reference import codes as known
from sources.web.client import Client
from tests.publisher import hwk_lehrstellen as exchange
from tests.publisher.server import publisher
from tests.publisher.world import Asked, Reply, World
from tests.support.layouts import hwk_lehrstellen as layout
from tests.support.layouts.hwk_lehrstellen import Hit
from tests.support.reading import one, read, values

SOURCE = module.SOURCE
PILOT = ("05112", "05512", "05513", "05562", "05911")
HITS = [Hit(f"31_{number}", "Bäcker/in", "45879", "Gelsenkirchen") for number in range(1000, 1040)]


# pages


def test_a_page_of_hits():
    page = pages.read_page(layout.page(HITS[:15], 2, 3), "page 2")
    assert (page.number, page.pages, len(page.offers)) == (2, 3, 15)
    assert page.offers[0] == pages.Offer("31_1000", "Bäcker/in", "45879", "Gelsenkirchen")


def test_a_page_without_hits_says_so():
    assert pages.read_page(layout.page([], 1, 1), "page 1") == pages.Page(1, 1, ())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("data-resultid", "data-id", "a.list-group-item"),
        ('class="list-group-item"', 'class="card"', "a.list-group-item"),
        ("Seite\u00a0", "Blatt ", "Seite X von Y"),
        ("strong>", "b>", "hit 31_1000: expected 'strong"),
        ("list-group-item-text", "card-text", "list-group-item-text"),
        ("lsrdetail", "detail", "#detail_31_1000.lsrdetail"),
        ('id="detail_', 'id="d', "no such block"),
        ("<span>45879 Gelsenkirchen", "<span>Gelsenkirchen", "0 such lines"),
        ("<span>45879 Gelsenkirchen", "<span>44787 Bochum</span><span>45879 Gelsenkirchen", "2 such lines"),
        ("<span>45879 Gelsenkirchen", "<span>44787 Bochum", "two places"),
        ('data-resultid="31_1000"', 'data-resultid="x"', "<chamber>_<number>"),
        ("Bäcker/in", "Bäcker/in, Tel. 0209 555123", "occupation: expected 'an occupation'"),
        ("Bäcker/in", "Bäcker/in, info@muster.example", "occupation: expected 'an occupation'"),
    ],
)
def test_a_changed_page_is_refused_without_quoting_it(old, new, words):
    html = layout.page(HITS[:15], 1, 2)
    assert old in html
    with pytest.raises(LayoutChanged, match=re.escape(words)) as raised:
        pages.read_page(html.replace(old, new), "45879, 25 km, page 1")
    assert "45879, 25 km, page 1" in str(raised.value)
    assert not any(secret in str(raised.value) for secret in layout.SECRETS)


def test_maintenance_is_no_list():
    with pytest.raises(LayoutChanged, match="a page titled 'Wartung'"):
        pages.read_page("<html><title>Wartung</title></html>", "page 1")


# circles


@functools.cache
def outlines():
    shapes = json.loads((known.REFERENCE / "kreise.geojson").read_text(encoding="utf-8"))["features"]
    return {
        shape["properties"]["ags"]: shape["geometry"] for shape in shapes if shape["properties"]["ags"].startswith("05")
    }


def points(geometry):
    """Give the corners of the outer rings: a Kreis lies within circles that hold its corners and are much larger."""
    many = geometry["type"] == "MultiPolygon"
    for polygon in geometry["coordinates"] if many else [geometry["coordinates"]]:
        for (east, north), (east_next, north_next) in zip(polygon[0], polygon[0][1:], strict=False):
            yield north, east
            yield (north + north_next) / 2, (east + east_next) / 2


def km(one_point, other):
    (north, east), (north_2, east_2) = one_point, other
    return 111.2 * math.hypot(north - north_2, (east - east_2) * math.cos(math.radians(north)))


def circle_rows():
    with module.CIRCLE_FILE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_circles_cover_every_kreis_of_the_land():
    rows = circle_rows()
    assert len(outlines()) == 53
    for ags, geometry in outlines().items():
        middles = [
            (float(row["latitude"]), float(row["longitude"]), float(row["radius"]))
            for row in rows
            if ags in row["kreise"].split()
        ]
        for point in points(geometry):
            assert any(km((north, east), point) < radius for north, east, radius in middles), (ags, point)


def test_circles_are_data_in_order():
    rows = circle_rows()
    assert [row["postcode"] for row in rows] == sorted({row["postcode"] for row in rows})
    assert all(row["why"].startswith("um ") and row["kreise"] for row in rows)
    assert {row["postcode"] for row in rows} <= set(places.places().served)
    known.check_codes({ags for row in rows for ags in row["kreise"].split()}, known.kreise(), "circles")


def test_only_circles_of_the_kreise_in_scope_are_asked_for():
    (request,) = SOURCE.locate(Plan("2026-10", PILOT))
    asked = dict(request.data)
    assert (request.part, asked["kreise"]) == ("lehrstellen", " ".join(PILOT))
    assert asked["umkreis"].split() == ["45657/25", "46354/25", "47445/25"]
    (one_kreis,) = SOURCE.locate(Plan("2026-10", ("05911",)))
    assert dict(one_kreis.data)["umkreis"] == "45657/25"
    (whole,) = SOURCE.locate(Plan("2026-10", tuple(outlines())))
    assert len(dict(whole.data)["umkreis"].split()) == len(circle_rows())
    assert SOURCE.locate(Plan("2026-10")) == SOURCE.locate(Plan("2026-10", ("01001",))) == ()


# a search


def search(tmp_path, world=None, kreise=PILOT, tamper=None):
    """Search the loopback exchange; `tamper(asked, count, reply)` may answer in its place."""
    with publisher(world or World()) as server:
        counts: dict[str, int] = {}
        plain = server.sources["hwk_lehrstellen"]

        def answer(current: World, asked: Asked) -> Reply | None:
            reply = plain(current, asked)
            if tamper is None or reply is None:
                return reply
            page = f"{asked.path} {asked.value('search-plz')} {asked.value('page')}"
            counts[page] = counts.get(page, 0) + 1
            return tamper(page, counts[page], reply) or reply

        server.sources["hwk_lehrstellen"] = answer
        (request,) = SOURCE.locate(Plan("2026-10", kreise))
        fetched = SOURCE.collect(Client("test@example.org", mirror=server.url), request, tmp_path / "answer")
        return fetched, [asked for asked in server.asked if asked.host == exchange.HOST]


def test_a_search_reads_every_page_of_every_circle(tmp_path):
    fetched, asked = search(tmp_path)
    assert fetched.path == tmp_path / "answer"
    assert fetched.name == "lehrstellen-2026-10-01.csv"
    read_pages = [(one.value("search-plz"), one.value("page")) for one in asked if "lsrlist" in one.path]
    # refused once, then the form was opened, and never again
    assert [one.path.rpartition(",")[2] for one in asked if one.path != "/robots.txt"][:3] == [
        "lsrlist.html",
        "lsrsearch.html",
        "lsrlist.html",
    ]
    assert sum("lsrsearch" in one.path for one in asked) == 1
    expected = [("45657", "1")]
    for postcode in ("45657", "46354", "47445"):
        number = len(list(exchange.hits_around(World(), postcode)))
        expected += [(postcode, str(page)) for page in range(1, -(-number // 15) + 1)]
    assert read_pages == expected


def test_overlapping_circles_count_an_offer_once(tmp_path):
    search(tmp_path)
    frame = read(SOURCE, tmp_path / "answer")
    world = World()
    for kreis in PILOT:
        assert sum(values(frame, region_id=kreis)) == len(list(exchange.hits_in(world, kreis)))
    assert set(frame["region_id"]) == set(PILOT)  # Essen and Dortmund are only touched


def test_nothing_of_a_firm_or_a_person_is_stored(tmp_path):
    hit = next(exchange.hits_in(World(), "05513"))
    page = layout.page([hit], 1, 1)
    assert all(secret in page for secret in layout.SECRETS)
    fetched, _ = search(tmp_path)
    stored = (tmp_path / "answer").read_bytes().decode()
    assert hit.id in stored
    assert not any(secret in stored + str(fetched) for secret in layout.SECRETS)
    assert [path.name for path in tmp_path.iterdir()] == ["answer"]
    assert all(len(line.split(";")) == 5 for line in stored.splitlines()[1:])


def test_the_same_search_gives_the_same_bytes_and_another_month_another_day(tmp_path):
    found = []
    for number, month in enumerate(("2026-09", "2026-09", "2026-12")):
        folder = tmp_path / str(number)
        folder.mkdir()
        search(folder, World(month))
        found.append((folder / "answer").read_bytes())
    assert found[0] == found[1]
    assert found[2].startswith(b"Suche;2027-01-01;")


def test_a_refusal_that_a_session_does_not_lift_ends_the_search(tmp_path):
    def refuse(page, count, reply):
        return Reply(b"<html><title>Zugriff verweigert</title></html>", "text/html", 403)

    with pytest.raises(Unavailable, match="403"):
        search(tmp_path, tamper=refuse)
    assert list(tmp_path.iterdir()) == []


FIRST = "/5100,90,lsrlist.html 45657 1"
SECOND = "/5100,90,lsrlist.html 45657 2"


def rewritten(page, old, new, times):
    """Answer one page differently, as often as said."""
    seen = []

    def tamper(asked, count, reply):
        if asked != page or reply.status != 200 or len(seen) >= times:
            return None
        seen.append(count)
        assert re.search(old, reply.body.decode())
        return dataclasses.replace(reply, body=re.sub(old, new, reply.body.decode(), count=1).encode())

    return tamper


UNSTEADY = {
    "the number of pages changes": (SECOND, "von.7", "von\u00a08"),
    "another page comes": (SECOND, "Seite.2", "Seite\u00a01"),
    "a page is short": (SECOND, r"(?s)<a class=.{0,900}?</a></div></div>", ""),
}


@pytest.mark.parametrize("case", UNSTEADY)
def test_a_list_that_changes_once_is_read_again(tmp_path, case):
    quiet, _ = search(tmp_path)
    before = quiet.path.read_bytes()
    again, asked = search(tmp_path, tamper=rewritten(*UNSTEADY[case], times=1))
    assert again.path.read_bytes() == before
    assert sum(one.value("search-plz") == "45657" and one.value("page") == "2" for one in asked) == 2


@pytest.mark.parametrize("case", UNSTEADY)
def test_a_list_that_never_holds_still_is_given_up(tmp_path, case):
    with pytest.raises(Unavailable, match="around 45657 changed during each of 3 readings"):
        search(tmp_path, tamper=rewritten(*UNSTEADY[case], times=99))
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_repeats_is_noticed(tmp_path):
    bodies = {}

    def repeat(page, count, reply):
        bodies[page] = reply.body
        if page != SECOND or reply.status != 200:
            return None
        return dataclasses.replace(reply, body=bodies[FIRST].replace("Seite\u00a01".encode(), "Seite\u00a02".encode()))

    with pytest.raises(Unavailable, match=r"page 2: 36_05512000 stands there a second time"):
        search(tmp_path, tamper=repeat)


def test_one_number_with_two_offers_is_an_error(tmp_path):
    with pytest.raises(BadContent, match="offer 36_05512000 reads differently around 47445"):
        search(
            tmp_path,
            tamper=lambda page, count, reply: (
                dataclasses.replace(
                    reply,
                    body=re.sub(r"(36_05512000\".*?\n<strong>)[^<]*", r"\1Seiler/in", reply.body.decode()).encode(),
                )
                if "47445" in page
                else None
            ),
        )


def test_an_answer_without_a_day_is_refused(tmp_path):
    def timeless(page, count, reply):
        return dataclasses.replace(reply, headers=reply.headers | {"Date": "gestern"})

    with pytest.raises(Unavailable, match="carries no date"):
        search(tmp_path, tamper=timeless)


def test_a_changed_layout_stops_the_search(tmp_path):
    with pytest.raises(LayoutChanged, match="45657, 25 km, page 1"):
        search(tmp_path, World(moved=frozenset({"hwk_lehrstellen"})))


def test_the_last_moment_of_a_month_is_dated_in_germany(tmp_path):
    def late(page, count, reply):
        return dataclasses.replace(reply, headers=reply.headers | {"Date": "Sat, 31 Oct 2026 23:30:00 GMT"})

    fetched, _ = search(tmp_path, tamper=late)
    assert fetched.name == "lehrstellen-2026-11-01.csv"


# the file a search leaves


def test_offers_are_counted_by_kreis_and_group(tmp_path):
    frame = read(SOURCE, layout.write(tmp_path / "x"))
    key = {"indicator_id": "apprenticeship_places", "period_start": "2026-10-01", "period": "D"}
    heating = "Anlagenmechaniker/in für Sanitär-, Heizungs- und Klimatechnik"
    assert one(frame, region_id="05112", occupation_id="342", label=heating, **key) == 2
    assert sum(values(frame, region_id="05112", occupation_id="342", **key)) == 3
    assert one(frame, region_id="05513", occupation_id="262", **key) == 1
    assert one(frame, region_id="05513", occupation_id="714", **key) == 1
    assert one(frame, region_id="05512", occupation_id="unknown", label="Zauberer/Zauberin", **key) == 1
    assert one(frame, region_id="05911", occupation_id="823", **key) == 1
    row = frame[(frame["region_id"] == "05112") & (frame["label"] == heating)].iloc[0]
    assert (row["sheet"], row["row"], row["column"]) == ("CSV", 3, "beruf")


def test_a_kreis_without_offers_is_unknown_not_zero(tmp_path):
    frame = read(SOURCE, layout.write(tmp_path / "x"))
    (row,) = frame[frame["region_id"] == "05562"].itertuples()
    assert (row.occupation_id, str(row.flag), math.isnan(row.value)) == ("unknown", "unknown", True)


def test_what_lies_outside_is_counted_in_words(tmp_path):
    recognition = SOURCE.recognises(PublishedFile(layout.write(tmp_path / "x")))
    assert recognition.what == "Lehrstellen-Radar vom 01.10.2026: 9 Angebote, davon 7 in den gesuchten Kreisen (5)"
    assert (recognition.part, recognition.period) == ("lehrstellen", "2026-10")
    assert recognition.issued.isoformat() == "2026-10-01"
    frame = read(SOURCE, tmp_path / "x")
    assert sum(values(frame, flag="ok")) == 7


def test_expectations_hold_for_a_small_and_a_large_search(tmp_path):
    file = PublishedFile(layout.write(tmp_path / "x"))
    recognition = SOURCE.recognises(file)
    frame = SOURCE.parse(file, recognition)
    observations.check(frame, SOURCE, recognition, observations.summary(frame))


def test_stray_offers_do_not_pass_for_all_there_are(tmp_path):
    """Where a chamber has its own exchange, only offers of its neighbours are found."""
    rows = [(f"31_{number}", "Bäcker/in", "47051", "Duisburg") for number in range(5)]
    stray = [("31_90", "Bäcker/in", "45879", "Gelsenkirchen"), ("31_91", "Bäcker/in", "46236", "Bottrop")]
    frame = read(SOURCE, layout.write(tmp_path / "x", rows + stray))
    assert values(frame, flag="ok") == [5]
    assert set(frame.loc[frame["flag"] == "unknown", "region_id"]) == {"05512", "05513", "05562", "05911"}
    own = [(f"36_{number}", "Bäcker/in", "45879", "Gelsenkirchen") for number in range(3)]
    frame = read(SOURCE, layout.write(tmp_path / "y", rows + stray + own))
    assert sum(values(frame, region_id="05513", flag="ok")) == 4
    assert sum(values(frame, region_id="05512", flag="ok")) == 1


@pytest.mark.parametrize(
    ("old", "new", "error", "words"),
    [
        ("id;beruf;plz;ort;datum", "id;beruf;plz;ort;firma;datum", LayoutChanged, "lines 1 and 2"),
        ("Suche;2026-10-01;05112 05512 05513 05562 05911\n", "", LayoutChanged, "lines 1 and 2"),
        ("Suche;2026-10-01", "Suche;01.10.2026", BadContent, "line 1: '01.10.2026' is no day"),
        ("05911\nid", "5911\nid", BadContent, "leading zero"),
        ("37_3001", "31_1001", BadContent, "line 9: offer 31_1001 stands in line 3 too"),
        ("47119;Duisburg;2026-10-01", "47119;Duisburg;2026-09-30", BadContent, "line 4, column 'datum'"),
        ("47119;Duisburg", "4719;Duisburg", BadContent, "line 4, column 'plz'"),
        ("47119;Duisburg", "47119;", BadContent, "line 4, column 'ort'"),
        (";44787;Bochum", ";Tel. 0234 910123;44787;Bochum", BadContent, "line 9: 6 cells"),
        ("Friseur/in;44787", "Friseur/in, Tel. 0234 910123;44787", BadContent, "line 9: holds a phone number"),
        ("Friseur/in;44787", ";44787", BadContent, "line 9, column 'beruf'"),
        ("44787;Bochum", "44787;Bohcum", BadContent, "line 9, column 'ort': 'Bohcum', 44787: 44787 serves Bochum"),
        ("44787;Bochum", "45879;Bochum", BadContent, "45879 serves Gelsenkirchen; near are Bochum"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused(tmp_path, old, new, error, words):
    text = layout.text()
    assert old in text
    (tmp_path / "x").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(error) as raised:
        read(SOURCE, tmp_path / "x")
    assert words in str(raised.value)


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"name;ort\na;b\n", b"%PDF-1.4", b"PK\x03\x04"])
def test_other_files_are_not_taken(tmp_path, data):
    (tmp_path / "x").write_bytes(data)
    assert SOURCE.recognises(PublishedFile(tmp_path / "x")) is None


def test_too_many_unknown_occupations_are_an_error(tmp_path):
    rows = [(f"31_{number}", f"Beruf {'abcdefgh'[number % 8]}", "47051", "Duisburg") for number in range(6)]
    good = [(f"32_{number}", "Bäcker/in", "47051", "Duisburg") for number in range(14)]
    frame = read(SOURCE, layout.write(tmp_path / "x", rows + good))  # 30 %
    assert sum(values(frame, occupation_id="unknown", flag="ok")) == 6
    with pytest.raises(BadContent, match=r"6 of 19 offers(?s:.)*'Beruf a' \(1\)"):
        read(SOURCE, layout.write(tmp_path / "y", rows + good[1:]))


# places


@pytest.mark.parametrize(
    ("place", "postcode", "ags"),
    [
        ("Gelsenkirchen", "45879", "05513000"),
        ("Gelsenkirchen-Buer", "45894", "05513000"),
        ("Buer", "45894", "05513000"),
        ("Mülheim", "45468", "05117000"),
        ("MÜLHEIM an der Ruhr", "45468", "05117000"),
        ("Haltern", "45721", "05562016"),
        ("Essen (Ruhr)", "45127", "05113000"),
        ("Borken", "46325", "05554012"),
        ("Borken", "34582", ""),  # in Hessen
        ("Münster", "64839", ""),  # in Hessen
        ("Langenfeld (Rheinland)", "40764", "05158020"),
        ("Fröndenberg", "58730", "05978012"),
        ("Bochum", "44701", "05911000"),  # post boxes
        ("Buer", "49328", ""),  # in Lower Saxony, though its postcode begins like one of ours
        ("Osnabrück", "49074", ""),
        ("Hamburg", "20095", ""),
    ],
)
def test_places(place, postcode, ags):
    assert places.places().find(place, postcode) == ags


@pytest.mark.parametrize(
    ("place", "postcode", "words"),
    [
        ("Gelsenkrichen", "45879", "near are Gelsenkirchen (05513000)"),
        ("Bochum", "45879", "45879 serves Gelsenkirchen"),
        ("Nirgendwo", "44999", "nothing similar is known"),
    ],
)
def test_unknown_places(place, postcode, words):
    with pytest.raises(places.UnknownPlace) as raised:
        places.places().find(place, postcode)
    assert words in str(raised.value)


# occupations


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("Anlagenmechaniker/in für Sanitär-, Heizungs- und Klimatechnik", "342"),
        ("Anlagenmechaniker (m/w/d) für Sanitär-, Heizungs- und Klimatechnik", "342"),
        ("Elektroniker*in für Energie- und Gebäudetechnik", "262"),
        ("Elektronikerin, Fachrichtung Energie- und Gebäudetechnik", "262"),
        ("Kaufmann/-frau für Büromanagement", "714"),
        ("Kauffrau/Kaufmann für Büromanagement (w/m/d)", "714"),
        ("Kauffrau für Büromanagement", "714"),
        ("Zimmerer/-in", "333"),
        ("Zimmerer/Zimmerin", "333"),
        ("Köchin/Koch", "293"),
        ("Medientechnologin Druck", "234"),
        ("Technischer Systemplaner/in", "272"),
        ("Fachverkäufer/-in im Lebensmittelhandwerk, Schwerpunkt Bäckerei", "623"),
        ("Metallbauer/in", "244"),
        ("Orthopädieschuhmacher/in", "283"),  # the classification's own word against craft.csv
        ("Kraftfahrzeugmechatroniker:in Schwerpunkt Nutzfahrzeugtechnik", "252"),
        ("Elektroniker/in", ""),  # 261, 262 or 263
        ("Bäcker/in oder Konditor/in", ""),
        ("Klangpädagoge/-pädagogin", ""),
        ("", ""),
    ],
)
def test_occupations(name, group):
    assert occupations.group_of(name) == group


def table(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_table_of_occupations_is_sound():
    rows = table(known.TRAINING_FILE)
    assert len(rows) > 200
    names = [row["name"] for row in rows]
    assert names == sorted(set(names))
    known.check_codes({row["occupation_id"] for row in rows}, known.occupations(3), "training_occupation.csv")
    for row in rows:
        codes = row["occupation_5_ids"].split("|")
        known.check_codes(codes, known.occupations(5), row["name"])
        assert {code[:3] for code in codes} == {row["occupation_id"]}
    groups = {}
    for row in rows:
        assert groups.setdefault(occupations.key(row["name"]), row["occupation_id"]) == row["occupation_id"], row
    # where a craft has the name of an occupation, both say the same
    other = {
        row["craft"]: (row["occupation_id"], groups[occupations.key(row["craft"])])
        for row in table(known.CRAFT_FILE)
        if groups.get(occupations.key(row["craft"]), row["occupation_id"]) != row["occupation_id"]
    }
    assert other == {"Orthopädieschuhmacher": ("825", "283")}


def test_every_assignment_is_the_classifications_own(originals):
    (path,) = (originals / "kldb").glob("KldB*.csv")
    listed = re.findall(r"(\d{5})-\d{3} (.+?)(?=  \d{5}-\d{3}|;)", path.read_text(encoding="utf-8-sig"))
    codes: dict[str, set[str]] = {}
    for code, name in listed:
        codes.setdefault(name.strip(), set()).add(code)
    for row in table(known.TRAINING_FILE):
        found = {code for name in row["kldb_names"].split("|") for code in codes.get(name, ())}
        assert found == set(row["occupation_5_ids"].split("|")), row


def test_the_municipalities_are_complete():
    rows = table(places.MUNICIPALITY_FILE)
    assert len({row["ags8"] for row in rows}) == len({row["name"] for row in rows}) == 396
    assert {row["kreis_id"] for row in rows} == set(outlines())
    assert all(row["ags8"].startswith(row["kreis_id"]) for row in rows)
    served = table(places.POSTCODE_FILE)
    assert {row["ags8"] for row in served} - {""} == {row["ags8"] for row in rows}
    assert all(re.fullmatch(r"\d{5}", row["postcode"]) for row in served)
    for row in table(places.ALIAS_FILE):
        assert row["ags8"] in {one["ags8"] for one in rows}
        assert any(one["postcode"].startswith(row["postcode_start"]) and one["ags8"] == row["ags8"] for one in served)
