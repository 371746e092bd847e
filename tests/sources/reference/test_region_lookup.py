from __future__ import annotations

import pytest

from sources.reference.regions import UnknownRegion, fold, of_land, resolve


@pytest.mark.parametrize(
    ("term", "region_id"),
    [
        ("bochum", "05911"),
        ("05911", "05911"),
        ("Stadt Bochum", "05911"),
        ("emscher-lippe", "emscher-lippe"),
        ("ra-emscher-lippe", "emscher-lippe"),
        ("kreis recklinghausen", "05562"),
        ("Recklinghausen", "05562"),
        ("MÜLHEIM an der Ruhr", "05117"),
        ("muelheim an der ruhr", "05117"),
        ("NRW", "05"),
        ("Düsseldorf", "05111"),
    ],
)
def test_people_find_their_region(term, region_id):
    assert resolve(term).id == region_id


@pytest.mark.parametrize(("term", "near"), [("bochumm", "Bochum (05911)"), ("gelsenkirchn", "Gelsenkirchen (05513)")])
def test_a_miss_names_near_matches(term, near):
    with pytest.raises(UnknownRegion, match="Did you mean") as error:
        resolve(term)
    assert near in str(error.value)


@pytest.mark.parametrize(
    "term", ["../../etc/passwd", "\0", "x" * 5000, "", "'; drop table region; --", "M\u0308ulheim"]
)
def test_hostile_names_are_a_clean_miss(term):
    with pytest.raises(UnknownRegion) as error:
        resolve(term)
    assert len(str(error.value)) < 600


def test_a_twin_in_another_unicode_form_is_the_same_region():
    assert fold("Ko\u0308ln") == fold("Köln") == "koeln"
    assert resolve("Ko\u0308ln").id == "05315"


def test_nrw_has_seventy_regions_with_a_brief():
    kinds = [region.kind for region in of_land("05")]
    assert (kinds.count("kreis"), kinds.count("ra"), kinds.count("land")) == (53, 16, 1)
