"""What was published on recognition in NRW: the committed table, and what it refuses."""

from __future__ import annotations

import json

import pytest

from sources import observations
from sources.datasets.itnrw_anerkennung import source as module
from sources.errors import BadContent, LayoutChanged
from sources.files.file import PublishedFile
from sources.records import Plan
from sources.reference import codes
from tests.support.reading import one, read, values

SOURCE = module.SOURCE
TABLE = codes.REFERENCE / module.FILE
HEAD = ",".join(module.HEADINGS)
PRESS = "IT.NRW,https://www.it.nrw/x"
ROWS = (
    f"2022,insgesamt,,bearbeitete Verfahren,12822,Verfahren,Erstveröffentlichung,,{PRESS}",
    f"2022,insgesamt,,bearbeitete Verfahren,12942,Verfahren,revidiert,,{PRESS}",
    f"2022,ausbildungsstaat,Türkei,bearbeitete Verfahren,1203,Verfahren,,,{PRESS}",
    f"2022,ergebnis,negativ,negativ,846,Verfahren,,,{PRESS}",
    f'2022,beruf und ausbildungsstaat,Arzt × Syrien,Anteil,"11,7",Prozent,,,{PRESS}',
)


def write(path, rows=ROWS, head=HEAD):
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def cell(frame, year, dimension, label="", indicator="recognition_processed"):
    key = {"period_start": f"{year}-01-01", "group_id": f"dimension={dimension}", "label": label}
    return one(frame, indicator_id=indicator, **key)


def row_of(frame, **key):
    chosen = frame
    for name, value in key.items():
        chosen = chosen[chosen[name] == value]
    assert len(chosen) == 1, chosen
    return chosen.iloc[0]


# the committed table


def test_the_table_is_in_order():
    file = PublishedFile(TABLE)
    recognition = SOURCE.recognises(file)
    assert (recognition.part, recognition.period) == ("veroeffentlicht", "2012-2024")
    assert recognition.what == "Anerkennungsverfahren in NRW 2012–2024, 61 veröffentlichte Angaben"
    frame = SOURCE.parse(file, recognition)
    observations.check(frame, SOURCE, recognition, observations.summary(frame))
    assert len(frame) == 60  # 61 without the first publication of 2022
    assert set(frame["region_id"]) == {"05"}
    assert set(frame["occupation_id"]) == {"total"}


def test_published_figures_of_2024():
    frame = read(SOURCE, TABLE)
    assert cell(frame, 2024, "total") == 21567
    care = "Pflegefachkraft (Pflegefachfrau/-mann inkl. Vorgängerberufe)"
    assert cell(frame, 2024, "occupation", care) == 7968
    assert cell(frame, 2024, "occupation", "Arzt/Ärztin") == 3357
    assert cell(frame, 2024, "occupation", "Ingenieur/in") == 1404
    assert cell(frame, 2024, "state", "Türkei") == 3285
    assert cell(frame, 2024, "state", "Syrien") == 2088
    assert cell(frame, 2024, "occupation_state", "Pflegefachkraft × Türkei", "recognition_share_pct") == 11.7
    assert cell(frame, 2024, "occupation_state", "Arzt × Syrien", "recognition_share_pct") == 25


def test_totals_of_the_years():
    frame = read(SOURCE, TABLE)
    totals = {2016: 6378, 2018: 8871, 2019: 10467, 2020: 10359, 2021: 10518, 2022: 12942, 2023: 17901, 2024: 21567}
    assert {year: cell(frame, year, "total") for year in totals} == totals


def test_the_revised_total_counts_and_the_first_one_is_left_out():
    frame = read(SOURCE, TABLE)
    row = row_of(frame, period_start="2022-01-01", group_id="dimension=total")
    assert (row["value"], str(row["flag"])) == (12942, "revised")
    assert 12822 not in frame["value"].tolist()
    assert "12822" in TABLE.read_text(encoding="utf-8")


def test_the_first_year_is_no_whole_year():
    frame = read(SOURCE, TABLE)
    chosen = frame[frame["period_start"] == "2012-01-01"]
    assert sorted(chosen["value"]) == [1209, 2538]
    assert set(chosen["flag"]) == {"uncertain"}
    assert all("April bis Dezember" in json.loads(detail)["zusatz"] for detail in chosen["detail"])
    assert cell(frame, 2012, "total", "", "recognition_new") == 2538
    assert set(frame.loc[frame["flag"] == "uncertain", "period_start"]) == {"2012-01-01"}


def test_outcomes_are_indicators_of_their_own():
    frame = read(SOURCE, TABLE)
    found = {name: cell(frame, 2021, "outcome", name, indicator) for name, indicator in module.OUTCOMES.items()}
    assert list(found.values()) == [4767, 3225, 846, 1347, 306]
    assert cell(frame, 2016, "outcome", "volle Gleichwertigkeit", "recognition_full") == 3075


def test_nationality_is_never_called_a_state_of_training():
    frame = read(SOURCE, TABLE)
    published = [line.split(",")[:3] for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    nationalities = {(year, name) for year, dimension, name in published if dimension == "staatsangehörigkeit"}
    assert len(nationalities) == 7
    for year, name in nationalities:
        key = {"period_start": f"{year}-01-01", "label": name}
        assert values(frame, group_id="dimension=state", **key) == []
        assert len(values(frame, group_id="dimension=nationality", **key)) == 1
    assert cell(frame, 2018, "nationality", "Syrien") == 1674
    assert cell(frame, 2019, "state", "Syrien") == 1218
    assert json.loads(row_of(frame, label="Serbien", period_start="2018-01-01")["detail"])["zusatz"] == "ohne Kosovo"


def test_every_figure_says_who_published_it_and_where_it_was_read():
    frame = read(SOURCE, TABLE)
    read_in = {json.loads(detail)["quelle"] for detail in frame["detail"]}
    assert {"IT.NRW", "IT.NRW, nach medien-lippe.de", "MAGS, nach azonline.de"} < read_in
    for detail in frame["detail"]:
        content = json.loads(detail)
        assert set(content) == {"adresse", "name", "quelle", "zusatz"}
        assert content["adresse"].startswith("http")
        assert content["name"] in module.INDICATORS
    row = row_of(frame, period_start="2024-01-01", label="Türkei")
    line = TABLE.read_text(encoding="utf-8").splitlines()[row["row"] - 1]
    assert line.startswith("2024,ausbildungsstaat,Türkei,bearbeitete Verfahren,3285,")


def test_umlauts_are_written():
    text = TABLE.read_text(encoding="utf-8").split("https://")[0]
    for wrong in ("Tuerkei", "Aerztin", "aerztin", "Vorgaenger", "massnahme"):
        assert wrong not in "".join(line.rsplit(",", 1)[0] for line in TABLE.read_text(encoding="utf-8").splitlines())
    assert text.startswith("jahr,dimension,ausprägung")


# what may be added, and what not


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Türkei", "Tuerkai", ["line 4, column 'ausprägung'", "no state", "near are"]),
        ("Türkei", "", ["line 4, column 'ausprägung'"]),
        ("2022,ausbildungsstaat", "1989,ausbildungsstaat", ["line 4, column 'jahr'"]),
        ("ausbildungsstaat,Türkei", "herkunft,Türkei", ["line 4, column 'dimension'", "ausbildungsstaat"]),
        (",1203,", ",1204,", ["line 4, column 'wert'", "multiples of 3"]),
        (",1203,", ",-3,", ["line 4, column 'wert'"]),
        (",1203,", ",viele,", ["line 4, column 'wert'"]),
        (",1203,", ",,", ["line 4, column 'wert': empty"]),
        (",1203,", ",99999,", ["line 3, column 'wert'", "by ausbildungsstaat add up to 99999"]),
        ("Türkei,bearbeitete Verfahren", "Türkei,Verfahren", ["line 4, column 'kennzahl'"]),
        ("1203,Verfahren", "1203,Prozent", ["line 4, column 'einheit'"]),
        ("negativ,negativ", "negativ,eingestellt", ["line 5, column 'kennzahl'"]),
        ("ergebnis,negativ", "beruf,negativ", ["line 5, column 'kennzahl'"]),
        ("Arzt × Syrien", "Arzt x Syrien", ["line 6, column 'ausprägung'"]),
        ("Arzt × Syrien", "Arzt × Syria", ["line 6, column 'ausprägung'", "'Syria' is no state"]),
        ('"11,7"', '"111,7"', ["line 6, column 'wert'"]),
        ("revidiert", "korrigiert", ["line 3, column 'stand'", "revidiert"]),
        ("12942,Verfahren,revidiert", "12942,Verfahren,Erstveröffentlichung", ["line 3", "stands in line 2 too"]),
        ("2022,insgesamt,,bearbeitete Verfahren,12942", "2021,insgesamt,,bearbeitete Verfahren,12942", ["line 2"]),
        ("IT.NRW,https://www.it.nrw/x", "IT-NRW,https://www.it.nrw/x", ["line 2, column 'herausgeber'"]),
        ("https://www.it.nrw/x", "it.nrw", ["line 2, column 'quelle'"]),
    ],
)
def test_a_faulty_cell_is_named(tmp_path, old, new, words):
    text = "\n".join([HEAD, *ROWS]) + "\n"
    assert old in text
    (tmp_path / "x").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadContent) as raised:
        SOURCE.recognises(PublishedFile(tmp_path / "x", "nrw.csv"))
    for word in ["nrw.csv", *words]:
        assert word in str(raised.value)


@pytest.mark.parametrize("value", ["1203", "1206"])
def test_a_figure_stands_once(tmp_path, value):
    rows = (*ROWS, f"2022,ausbildungsstaat,Türkei,bearbeitete Verfahren,{value},Verfahren,,,{PRESS}")
    with pytest.raises(BadContent, match="line 7, column 'wert': the figure stands in line 4 too"):
        SOURCE.recognises(PublishedFile(write(tmp_path / "x", rows)))


@pytest.mark.parametrize("head", [HEAD.replace("kennzahl", "größe"), HEAD + ",x", HEAD.replace(",zusatz", "")])
def test_other_headings_are_refused(tmp_path, head):
    with pytest.raises(LayoutChanged, match="line 1"):
        SOURCE.recognises(PublishedFile(write(tmp_path / "x", head=head)))


def test_headings_alone_are_refused(tmp_path):
    with pytest.raises(BadContent, match="no rows"):
        SOURCE.recognises(PublishedFile(write(tmp_path / "x", ())))


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"jahr;wert\n2024;3\n", b"hwk_id,kennzahl\na,b\n"])
def test_other_files_are_not_taken(tmp_path, data):
    (tmp_path / "x").write_bytes(data)
    assert SOURCE.recognises(PublishedFile(tmp_path / "x")) is None


def test_nothing_is_fetched():
    assert SOURCE.locate(Plan("2026-10", ("05513",))) == ()
    assert SOURCE.local == ("itnrw_anerkennung.csv",)
