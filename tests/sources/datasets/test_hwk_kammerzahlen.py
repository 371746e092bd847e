"""Published figures of the chambers of crafts: the committed table, and what it refuses."""

from __future__ import annotations

import json

import pytest

from sources import observations
from sources.datasets.hwk_kammerzahlen import source as module
from sources.errors import BadContent, LayoutChanged
from sources.files.file import PublishedFile
from sources.records import Plan
from sources.reference import codes
from tests.support.reading import one, read, values

SOURCE = module.SOURCE
TABLE = codes.REFERENCE / module.FILE
HEAD = ",".join(module.HEADINGS)
ROWS = (
    "hwk-dortmund,Betriebe,2022-12-31,,,20227,hwk-do.de",
    "hwk-dortmund,Betriebe,2022-12-31,05911,,2956,WAZ 30.01.2023",
    "hwk-dortmund,Betriebe,2022-12-31,05911,Friseur,310,WAZ 30.01.2023",
    "hwk-muenster,neue Lehrverträge,2025-07-30,05513,,292,HWK Münster Pressemitteilung 30.07.2025",
)


def write(path, rows=ROWS, head=HEAD):
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


# the committed table


def test_the_table_holds_what_was_published():
    file = PublishedFile(TABLE)
    recognition = SOURCE.recognises(file)
    assert (recognition.part, recognition.period) == ("kammerzahlen", "2018-2025")
    assert recognition.issued.isoformat() == "2025-07-30"
    assert "42 Angaben von 3 Handwerkskammern" in recognition.what
    frame = SOURCE.parse(file, recognition)
    observations.check(frame, SOURCE, recognition, observations.summary(frame))
    assert len(frame) == 42
    assert frame["indicator_id"].value_counts().to_dict() == {
        "training_contracts_new": 32,
        "apprenticeship_places_exchange": 4,
        "craft_firms": 6,
    }


@pytest.mark.parametrize(
    ("day", "total"),
    [
        ("2021-12-31", 5252),  # "auf 5252", Münstersche Zeitung 2022-01
        ("2025-07-30", 4038),  # "4.038 neue Ausbildungsverträge", press release of the chamber, 30.07.2025
        ("2023-07-26", 3578),  # our sums, to notice a changed digit
        ("2023-12-31", 4920),
    ],
)
def test_the_kreise_of_the_chamber_add_up(day, total):
    frame = read(SOURCE, TABLE)
    chosen = {"indicator_id": "training_contracts_new", "period_start": day}
    assert len(values(frame, **chosen)) == 8
    assert sum(values(frame, **chosen)) == total


def test_firms_of_a_part_of_the_district():
    frame = read(SOURCE, TABLE)
    assert one(frame, region_id="hwk-dortmund", indicator_id="craft_firms") == 20227
    assert one(frame, region_id="05911", indicator_id="craft_firms") == 2956
    kreise = ("05911", "05916", "05954", "05913", "05978")
    assert sum(one(frame, region_id=ags, indicator_id="craft_firms") for ags in kreise) == 14569


def test_every_figure_says_where_it_was_published():
    frame = read(SOURCE, TABLE)
    row = frame[(frame["region_id"] == "hwk-muenster") & (frame["period_start"] == "2025-07-30")].iloc[0]
    assert json.loads(row["detail"]) == {
        "name": "offene Lehrstellen (Börse)",
        "quelle": "HWK Münster Pressemitteilung 30.07.2025",
    }
    assert (row["sheet"], row["column"]) == (module.FILE, "wert")
    assert TABLE.read_text(encoding="utf-8").splitlines()[row["row"] - 1].startswith("hwk-muenster,offene Lehrstellen")
    assert all(json.loads(detail)["quelle"] for detail in frame["detail"])


def test_the_table_is_sorted():
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    keys = [line.split(",")[:5] for line in lines]
    assert keys == sorted(keys)


# what may be added, and what not


def test_a_craft_is_its_group(tmp_path):
    frame = read(SOURCE, write(tmp_path / "x"))
    assert one(frame, region_id="05911", occupation_id="823", label="Friseur") == 310
    assert one(frame, region_id="05911", occupation_id="total") == 2956


def test_a_climate_of_the_district(tmp_path):
    rows = ("hwk-duesseldorf,Geschäftsklima (Index),2026-04-30,,,96,Konjunkturbericht Frühjahr 2026",)
    frame = read(SOURCE, write(tmp_path / "x", rows))
    assert one(frame, region_id="hwk-duesseldorf", indicator_id="business_climate") == 96


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("hwk-muenster", "hwk-munster", ["line 5, column 'hwk_id'", "hwk-muenster"]),
        ("neue Lehrverträge", "Neue Lehrverträge", ["line 5, column 'kennzahl'", "neue Lehrverträge"]),
        ("05513", "05914", ["line 5, column 'ags'", "(Hagen", "does not lie in the district of hwk-muenster"]),
        ("05513", "5513", ["line 5, column 'ags'", "leading zero", "05513"]),
        ("05513", "05999", ["line 5, column 'ags'", "near are"]),
        ("2025-07-30", "30.07.2025", ["line 5, column 'stichtag'", "2025-07-30"]),
        ("2025-07-30", "2025-02-30", ["line 5, column 'stichtag'"]),
        ("2025-07-30", "1025-07-30", ["line 5, column 'stichtag'", "cannot be right"]),
        (",292,", ",,", ["line 5, column 'wert': empty"]),
        (",292,", ',"2,9",', ["line 5, column 'wert'", "whole number"]),
        (",292,", ",1.292,", ["line 5, column 'wert'", "whole number"]),
        (",292,", ",-292,", ["line 5, column 'wert'", "whole number"]),
        (",292,", ",292000,", ["line 5, column 'wert'", "more than 30000"]),
        (",292,", ", 292,", ["line 5, column 'wert'", "blanks"]),
        ("HWK Münster Pressemitteilung 30.07.2025", "", ["line 5, column 'quelle': empty"]),
        ("WAZ 30.01.2023", "Auskunft von Frau Beispiel", ["column 'quelle'", "a person's name"]),
        ("Friseur", "Friseure", ["line 4, column 'gewerk'", "craft.csv"]),
        (",20227,", ",2000,", ["line 2, column 'wert'", "add up to 2956"]),
        (",292,", ",292,x,", ["line 5: 8 cells"]),
        ("hwk-do.de", '"hwk-do.de', ["Close every double quote"]),
    ],
)
def test_a_faulty_cell_is_named(tmp_path, old, new, words):
    text = "\n".join([HEAD, *ROWS]) + "\n"
    assert old in text
    (tmp_path / "x").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadContent) as raised:
        SOURCE.recognises(PublishedFile(tmp_path / "x", "zahlen.csv"))
    for word in ["zahlen.csv", *words]:
        assert word in str(raised.value)


@pytest.mark.parametrize("value", ["292", "293"])
def test_a_figure_stands_once(tmp_path, value):
    rows = (*ROWS, f"hwk-muenster,neue Lehrverträge,2025-07-30,05513,,{value},Zeitung")
    with pytest.raises(BadContent, match="line 6, column 'wert': the figure stands in line 5 too"):
        SOURCE.recognises(PublishedFile(write(tmp_path / "x", rows)))


@pytest.mark.parametrize(
    "head",
    [
        HEAD.replace("wert,quelle", "quelle,wert"),
        HEAD.replace("gewerk,", ""),
        HEAD + ",bemerkung",
        HEAD.replace("stichtag", "datum"),
    ],
)
def test_other_headings_are_refused(tmp_path, head):
    with pytest.raises(LayoutChanged, match="line 1"):
        SOURCE.recognises(PublishedFile(write(tmp_path / "x", head=head)))


def test_headings_alone_are_refused(tmp_path):
    with pytest.raises(BadContent, match="no rows"):
        SOURCE.recognises(PublishedFile(write(tmp_path / "x", ())))


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"hwk;wert\na;b\n", b"jahr,dimension\n2024,beruf\n"])
def test_other_files_are_not_taken(tmp_path, data):
    (tmp_path / "x").write_bytes(data)
    assert SOURCE.recognises(PublishedFile(tmp_path / "x")) is None


def test_nothing_is_fetched():
    assert SOURCE.locate(Plan("2026-10", ("05513",))) == ()
    assert SOURCE.local == ("hwk_kammerzahlen.csv",)
