"""Known codes, and the advice about unknown ones."""

from __future__ import annotations

import pytest

from sources.errors import BadContent
from sources.reference import codes

LIST = codes.CodeList("Kreis", {"01001": "Flensburg", "05117": "Mülheim"}, {"16056": "Eisenach, until 2021-06-30"})


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1001", ["leading zero", "'01001' (Flensburg)"]),
        ("05118", ["near are 05117 (Mülheim)"]),
        ("16056", ["retired (Eisenach, until 2021-06-30)", "today's borders"]),
        ("Muelheim", ["near are 05117 (Mülheim)"]),
        ("99999", ["nothing similar is known"]),
    ],
)
def test_advice(code, words):
    with pytest.raises(BadContent) as raised:
        codes.check_codes(["01001", code], LIST, {code: "cell A7"})
    assert "cell A7" in str(raised.value)
    for word in words:
        assert word in str(raised.value)


def test_known_and_allowed_codes_pass():
    codes.check_codes(["01001", "DE-NA"], LIST, "sheet", allowed={"DE-NA"})


def test_many_unknown_codes_are_counted():
    with pytest.raises(BadContent, match=r"12 unknown Kreis codes(?s:.)*and 2 more"):
        codes.check_codes([f"9900{number:02d}" for number in range(12)], LIST, "sheet")


def test_reference_data_is_read():
    assert len(codes.kreise().names) == 401
    assert codes.kreise().names["05911"].startswith("Bochum")
    assert len(codes.occupations(5).names) == 1300 or len(codes.occupations(5).names) == 1301
    assert "013" in codes.occupations(3)
    assert codes.country_spellings().names["Oesterreich"] == codes.country_spellings().names["Österreich"] == "AUT"


def test_a_missing_reference_file_is_named(monkeypatch, tmp_path):
    codes.kreise.cache_clear()
    monkeypatch.setattr(codes, "REGION_FILE", tmp_path / "region.csv")
    with pytest.raises(BadContent, match=r"data/reference/region\.csv is missing"):
        codes.kreise()


def test_names_of_regions_and_states_of_today():
    names, states = codes.region_names(), codes.countries()
    assert (names["05911"], names["emscher-lippe"], names["DE"]) == ("Bochum", "Emscher-Lippe", "Deutschland")
    assert not {"DE-NA", "16056"} & set(names)
    assert states.names["TUR"] == "Türkei"
    assert "XKX" in states.names
    assert not {"SUN", "XXX", "XOT"} & set(states.names)
