from __future__ import annotations

import pytest

from sources.reference.occupations import UnknownOccupation, find, groups


@pytest.mark.parametrize(
    ("term", "group"),
    [
        ("262", "262"),
        (" 262 ", "262"),
        ("26212", "262"),  # a finer number is explained by its group
        ("Energietechnik", "262"),
        ("elektriker", "262"),
        ("Elektriker/in", "262"),
        ("Bauelektrik", "262"),
        ("Mechatroniker", "261"),
        ("Koch", "293"),
        ("KÖCHIN", "293"),
        ("koechin", "293"),
        ("Anlagenmechaniker SHK", "342"),
        ("Handel", "612"),
    ],
)
def test_people_find_their_occupation(term, group):
    assert find(term).id == group


@pytest.mark.parametrize(
    ("term", "named"),
    [
        ("26", ("261", "262", "263")),
        ("arzt", ("811", "814")),
        ("Pflege", ("813", "821")),
        ("verkauf", ("621", "624")),
    ],
)
def test_several_that_fit_are_listed(term, named):
    with pytest.raises(UnknownOccupation, match="fits several groups") as error:
        find(term)
    assert all(f"({group})" in str(error.value) for group in named)


@pytest.mark.parametrize(
    ("term", "near"), [("elektrker", "262"), ("Enrgietechnik", "262"), ("Softwareentwickler", "434")]
)
def test_a_miss_names_near_matches(term, near):
    with pytest.raises(UnknownOccupation, match="Did you mean") as error:
        find(term)
    assert f"({near})" in str(error.value)


@pytest.mark.parametrize("term", ["", "../../etc/passwd", "\0", "x" * 5000, "999", "99999", "'; drop table x; --"])
def test_strange_terms_are_a_clean_miss(term):
    with pytest.raises(UnknownOccupation) as error:
        find(term)
    assert len(str(error.value)) < 900


def test_every_group_is_found_by_its_number_and_its_name():
    assert len(groups()) == 144
    assert all(find(group.id) is group and find(group.name) is group for group in groups().values())
    assert groups()["262"].family_name == "Mechatronik-, Energie- und Elektroberufe"
