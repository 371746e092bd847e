from __future__ import annotations

import random
from dataclasses import asdict
from functools import partial

import pytest

from tests.support import two_editions as two
from tests.support.two_editions import REGION, World, changed, differences, next_year, the
from transforms.edition.diff import KINDS


def test_the_same_edition_differs_in_nothing():
    assert differences(two.world(), two.world(), [REGION, "ra-mitte", "05"]) == []


def _change(name: str, key: dict, values: dict, later: bool = False):
    def change(tables: World) -> None:
        if later:
            next_year(tables)
        the(tables, name, **key).update(values)

    return change


def _add(name: str, *rows: dict):
    return lambda tables: tables[name].extend(rows)


def _drop(name: str, **key):
    return lambda tables: tables[name].remove(the(tables, name, **key))


GROUP = {"occupation_id": "262"}
UNEMPLOYED = {"occupation_id": "262", "measure": "unemployed_persons"}
TOTAL = {"occupation_id": "total", "measure": "unemployed_persons"}
NEW_MONTH = [two.month(18000.0, "2025-12-01")]


def _next_month(value: float, december: float = 18000.0):
    def change(tables: World) -> None:
        tables["region_month"] = [two.month(value, "2026-01-01")]
        tables["fct_month"] = [two.month(december, "2025-12-01"), two.month(value, "2026-01-01")]

    return change


CASES = {
    # the difference of the logarithms is 0.3; its error is 1.645 times the root of 0.01 + 0.01, which is 0.233
    "a ratio beyond its error": (
        _change("region_estimate", GROUP, {"ratio": 0.45, "shrunken_log_ratio": -0.8}, later=True),
        ("real", "estimate", "ratio", "262"),
    ),
    "a ratio within its error": (
        _change("region_estimate", GROUP, {"ratio": 0.49, "shrunken_log_ratio": -0.72}, later=True),
        ("within_error", "estimate", "ratio", "262"),
    ),
    "a ratio of the same year": (
        _change("region_estimate", GROUP, {"ratio": 0.45, "shrunken_log_ratio": -0.8}),
        ("revision", "estimate", "ratio", "262"),
    ),
    "a group that has too few cases now": (
        _change("region_estimate", GROUP, {"basis": "family"}, later=True),
        ("gone", "estimate", "ratio", "262"),
    ),
    "a month beyond its error": (_next_month(18400.0), ("real", "month", "month_unemployed_persons", "total")),
    "a month within its error": (_next_month(18200.0), ("within_error", "month", "month_unemployed_persons", "total")),
    "a restated month": (
        _change("fct_month", {"month": "2025-12-01"}, {"value": 18100.0}),
        ("revision", "month", "month_unemployed_persons", "total"),
    ),
    "a total of another year": (
        _change("region_measure", TOTAL, {"value": 18500.0}, later=True),
        ("real", "count", "unemployed_persons", "total"),
    ),
    "a total within its error": (
        _change("region_measure", TOTAL, {"value": 18150.0}, later=True),
        ("within_error", "count", "unemployed_persons", "total"),
    ),
    "a count of the same year": (
        _change("region_measure", UNEMPLOYED, {"value": 74.5}),
        ("revision", "count", "unemployed_persons", "262"),
    ),
    "a count of the year before": (
        _change("region_measure", UNEMPLOYED, {"previous": 74.5}, later=True),
        ("revision", "count", "unemployed_persons", "262"),
    ),
    "a count that is not known any more": (
        _change("region_measure", UNEMPLOYED, {"value": None, "flag": "unknown"}),
        ("gone", "count", "unemployed_persons", "262"),
    ),
    "a recognition count off by 3": (
        _change("shortage_recognition", {"reference_code": "34212"}, {"full_equivalence": 123}),
        ("rounding", "recognition", "recognition_full", "342"),
    ),
    "a restated recognition count": (
        _change("shortage_recognition", {"reference_code": "34212"}, {"full_equivalence": 126}),
        ("revision", "recognition", "recognition_full", "342"),
    ),
    "an official class": (
        _change("land_official", {"occupation_id": "262", "level": 3}, {"score": 2.0, "class": "engpass"}),
        ("class", "official", "class", "262"),
    ),
    "a group that is not rated any more": (
        _drop("land_official", occupation_id="262", level=3),
        ("class", "official", "class", "262"),
    ),
    "an estimated class": (
        _change("region_estimate", {"occupation_id": "431"}, {"class": "kein_engpass", "probability": 0.15}),
        ("class", "estimate", "class", "431"),
    ),
    "a group with another name": (
        _change("dim_occupation", GROUP, {"name": "Energie- und Gebäudetechnik"}),
        ("classification", "occupation", "occupation", "262"),
    ),
    "a new group": (
        lambda t: (
            _add("dim_occupation", {"occupation_id": "263", "level": 3, "name": "Elektrotechnik"})(t),
            _add("region_shortage", the(t, "region_shortage", **GROUP) | {"occupation_id": "263"})(t),
        ),
        ("classification", "occupation", "occupation", "263"),
    ),
    "a Kreis without figures": (
        _change("region_headline", {"measure": "vacancies"}, {"without_kreise": ["05916"]}),
        ("border", "coverage", "vacancies", ""),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_kind_of_difference(case):
    change, expected = CASES[case]
    (found,) = differences(two.world(), changed(change))
    assert (found.kind, found.subject, found.measure, found.occupation) == expected


def test_every_kind_is_a_case():
    assert {expected[0] for _, expected in CASES.values()} | {"closed", "new"} == set(KINDS)


def test_what_comes_is_new_and_what_goes_is_gone():
    unknown = changed(_change("region_measure", UNEMPLOYED, {"value": None, "flag": "unknown"}))
    assert [d.kind for d in differences(two.world(), unknown)] == ["gone"]
    assert [d.kind for d in differences(unknown, two.world())] == ["new"]


@pytest.mark.parametrize("kreis", ["new", "gone", "another share"])
def test_a_region_of_other_kreise_is_another_border(kreis):
    change = {
        "new": _add("dim_membership", {"region_id": "ra-mitte", "kreis_id": "05954", "share": 0.4}),
        "gone": _drop("dim_membership", region_id="ra-mitte", kreis_id="05916"),
        "another share": _change("dim_membership", {"region_id": "ra-mitte", "kreis_id": "05916"}, {"share": 0.5}),
    }[kreis]
    (found,) = differences(two.world(), changed(change), ["ra-mitte"])
    expected = {"new": ("05954", None, 0.4), "gone": ("05916", 1.0, None), "another share": ("05916", 1.0, 0.5)}[kreis]
    assert (found.kind, found.subject, found.measure, found.before, found.now) == ("border", "membership", *expected)
    assert differences(two.world(), changed(change), [REGION]) == []


def test_a_region_of_one_edition_only_is_new_or_gone():
    without = changed(_drop("dim_region", region_id="ra-mitte"))
    retired = changed(_change("dim_region", {"region_id": "ra-mitte"}, {"valid_to": "2025-12-31"}))
    for other in (without, retired):
        (new,) = differences(other, two.world(), ["ra-mitte"])
        assert (new.kind, new.subject, new.region) == ("new", "region", "ra-mitte")
        (gone,) = differences(two.world(), other, ["ra-mitte"])
        assert gone.kind == "gone"


def test_a_restated_month_is_a_revision_and_no_change():
    """The month before stood at 18 000 and stands at 18 390 now: against that the new month is within its error."""
    found = differences(two.world(), changed(_next_month(18400.0, december=18390.0)))
    assert [(d.kind, d.before, d.now) for d in found] == [("revision", 18000, 18390), ("within_error", 18390, 18400)]


def test_a_rate_is_no_count():
    rate = partial(two.month, indicator="month_unemployment_rate_pct")
    before = changed(lambda t: t.update(region_month=[rate(9.1, "2025-12-01")], fct_month=[rate(9.1, "2025-12-01")]))
    now = changed(lambda t: t.update(region_month=[rate(12.0, "2026-01-01")], fct_month=[rate(9.2, "2025-12-01")]))
    (found,) = differences(before, now)
    assert (found.kind, found.period_now) == ("revision", "2025-12")


@pytest.mark.parametrize(("more", "kind"), [(3, "rounding"), (4, "rounding"), (5, "revision")])
def test_a_sum_of_four_rounded_cells_may_be_off_by_four(more, kind):
    def four(tables: World) -> None:
        tables["shortage_recognition"].append(
            the(tables, "shortage_recognition", reference_code="26212") | {"reference_code": "26232"}
        )

    def and_more(tables: World) -> None:
        four(tables)
        the(tables, "shortage_recognition", reference_code="26232")["full_equivalence"] += more

    assert [d.kind for d in differences(changed(four), changed(and_more))] == [kind]


def test_recognitions_of_another_year_change_beyond_their_error_or_not():
    def later(count: int):
        def change(tables: World) -> None:
            for row in tables["shortage_recognition"] + tables["recognition_series"]:
                row["year"] = 2025
            the(tables, "shortage_recognition", reference_code="34212")["full_equivalence"] = count

        return change

    kinds = [differences(two.world(), changed(later(n)))[0].kind for n in (123, 135, 180)]
    assert kinds == ["rounding", "within_error", "real"]


def _close(value: float | None = None, flag: str = "below_3"):
    def change(tables: World) -> None:
        the(tables, "region_measure", **UNEMPLOYED).update(value=value, flag=flag)
        the(tables, "region_shortage", **GROUP)["unemployed_flag"] = flag
        the(tables, "region_estimate", **GROUP).update(
            basis="family", ratio=0.3, shrunken_log_ratio=-1.2, **{"class": "uneindeutig"}, logit=0.1
        )

    return change


@pytest.mark.parametrize("flag", ["below_3", "secret"])
@pytest.mark.parametrize("closed", ["before", "now", "both"])
@pytest.mark.parametrize("later", [False, True])
def test_a_closed_cell_is_told_as_closed_and_no_more(flag, closed, later):
    """Nobody learns from the comparison in which edition the cell is closed, nor anything about its figure."""

    def now_world(tables: World) -> None:
        if later:
            next_year(tables)
        if closed != "before":
            _close(flag=flag)(tables)

    before = changed(_close(flag=flag)) if closed != "now" else two.world()
    (found,) = differences(before, changed(now_world))
    assert {name: value for name, value in asdict(found).items() if value not in ("", None)} == {
        "kind": "closed", "region": REGION, "subject": "count", "measure": "unemployed_persons", "occupation": "262",
    }  # fmt: skip


def test_a_small_figure_that_slipped_through_is_not_told():
    """Warehouses carry no figure below 3; if one did, the comparison would not pass it on."""
    for before, now in ((2.0, 70.0), (70.0, 2.0), (1.0, 2.0)):
        worlds = [changed(_change("region_measure", UNEMPLOYED, {"value": value})) for value in (before, now)]
        assert [(d.kind, d.before, d.now) for d in differences(*worlds)] == [("closed", None, None)]
        months = [changed(_change("region_month", {}, {"value": value})) for value in (before, now)]
        assert {(d.kind, d.before, d.now) for d in differences(*months)} == {("closed", None, None)}


def test_a_cell_that_was_never_closed_again_is_compared():
    """An open cell beside a closed one is told as ever."""
    both = changed(_close()), changed(_close())
    the(both[1], "region_measure", occupation_id="431", measure="vacancies")["value"] = 44.0
    assert [(d.kind, d.occupation) for d in differences(*both)] == [("revision", "431"), ("closed", "262")]


def test_the_order_of_the_rows_changes_nothing():
    now = changed(lambda t: [change(t) for change, _ in CASES.values() if change not in SHIFTS])
    expected = two.comparison(two.world(), now, [REGION, "ra-mitte"])
    assert len(expected.differences) >= 8
    for seed in range(3):
        shuffled = []
        for tables in (two.world(), now):
            tables = {name: list(rows) for name, rows in tables.items()}
            for rows in tables.values():
                random.Random(seed).shuffle(rows)
            shuffled.append(tables)
        assert two.comparison(*shuffled, ["ra-mitte", REGION, REGION]) == expected


SHIFTS = [CASES[name][0] for name in CASES if "year" in name or "month" in name or "any more" in name]
