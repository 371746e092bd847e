"""Where to begin, on a small warehouse: shortage x recognition potential x not covered, every step of it."""

from __future__ import annotations

import json

import duckdb
import pytest

from transforms.warehouse.layers import SQL

RULES = {
    "default": "mint",
    "steps": [1, 100, 500],
    "focus": [{"id": "mint", "name": "MINT", "marks": ["mint"]}, {"id": "alle", "name": "alle Berufe", "marks": []}],
    "covered": [
        {
            "id": "pflege", "active": True, "mark": "care", "areas": ["05"], "reason": "Arbeitgeber werben selbst an",
            "entry": "pflege-arbeitgeber", "source": "Bericht", "checked": "2019-11-12",
        }
    ],
}  # fmt: skip
REGIONS = {
    "05": "land",
    "09": "land",
    "05911": "kreis",
    "05913": "kreis",
    "09161": "kreis",
    "09162": "kreis",
    "ruhr": "ra",
}
MEMBERS = {"05": ("05911", "05913"), "09": ("09161", "09162"), "ruhr": ("05911", "05913")}
OCCUPATIONS = {"262": "mint", "263": "mint", "431": "mint", "271": "mint", "813": "care", "817": "", "723": ""}
RECOGNISED = (  # group, level, reference occupation, full equivalences, collective
    ("262", 2, "a", 480, False),
    ("262", 2, "b", 30, False),
    ("262", 4, "c", 900, False),
    ("263", 2, "d", 99, False),
    ("263", 3, "e", 3, False),
    ("271", 4, "Ingenieur/in", 4350, True),
    ("Pfl", 2, "f", 12027, False),
    ("813", 2, "g", 78, False),
    ("817", 2, "h", 0, False),
)


class World:
    """A warehouse of four Kreise in two Länder, with the tables that the mart reads."""

    def __init__(self, connection, folder) -> None:
        self.ask = lambda sql, *values: connection.execute(sql, list(values)).fetchall()
        self.folder = folder
        self.rules = json.loads(json.dumps(RULES))
        for table, columns in (
            ("dim_region", "region_id varchar, name varchar, kind varchar, land_group_id varchar, land_id varchar, "
                           "valid_to varchar"),
            ("dim_membership", "region_id varchar, kreis_id varchar, share double"),
            ("dim_overlap", "region_id varchar, area_id varchar, relation varchar"),
            ("dim_occupation", "occupation_id varchar, level integer, mint boolean, craft boolean, care boolean"),
            ("land_official", "region_id varchar, occupation_id varchar, level integer, label varchar, score double, "
                              "class varchar"),
            ("shortage_recognition", "occupation_id varchar, level integer, reference varchar, "
                                     "full_equivalence integer, collective boolean"),
            ("region_shortage", "region_id varchar, occupation_id varchar"),
            ("region_estimate", "region_id varchar, occupation_id varchar, probability double, "
                                "probability_low double, probability_high double, class varchar, reason varchar"),
            ("fct_initiative", "entry_id varchar, name varchar, kind varchar, area_id varchar, checked date, "
                               "detail json, occupation_id varchar"),
        ):  # fmt: skip
            self.ask(f"create table {table} ({columns})")
        for region, kind in REGIONS.items():
            self.ask(
                "insert into dim_region values (?, ?, ?, ?, ?, '')", region, f"R {region}", kind, region[:2], region[:2]
            )
        self.ask("update dim_region set land_group_id = '05', land_id = '05' where region_id = 'ruhr'")
        members = MEMBERS | {region: (region,) for region, kind in REGIONS.items() if kind == "kreis"}
        for region, kreise in members.items():
            for kreis in kreise:
                self.ask("insert into dim_membership values (?, ?, 1)", region, kreis)
            for area, others in members.items():
                if shared := set(kreise) & set(others):
                    relation = "inside" if len(shared) == len(others) else "around"
                    self.ask("insert into dim_overlap values (?, ?, ?)", region, area, relation)
        for group, mark in OCCUPATIONS.items():
            self.ask("insert into dim_occupation values (?, 3, ?, false, ?)", group, mark == "mint", mark == "care")
            for region in REGIONS:
                self.ask("insert into region_shortage values (?, ?)", region, group)
        for row in RECOGNISED:
            self.ask("insert into shortage_recognition values (?, ?, ?, ?, ?)", *row)

    def rated(self, group, level=2, score=2.2, label="", land="05"):
        name = "engpass" if score >= 2 else "kein_engpass"
        self.ask("insert into land_official values (?, ?, ?, ?, ?, ?)", land, group, level, label, score, name)

    def estimated(self, region, group, probability=None, reason=None, spread=0.1):
        low, high = (None, None) if probability is None else (probability - spread, probability + spread)
        name = None if probability is None else "engpass" if probability >= 0.8 else "uneindeutig"
        name = "kein_engpass" if probability is not None and probability <= 0.2 else name
        self.ask("insert into region_estimate values (?, ?, ?, ?, ?, ?, ?)",
                 region, group, probability, low, high, name, reason)  # fmt: skip

    def entry(self, name, area, group="total", kind="initiative", entry_id=None):
        self.ask("insert into fct_initiative values (?, ?, ?, ?, '2025-01-02', ?, ?)",
                 entry_id or name, name, kind, area, '{"quelle": "Seite"}', group)  # fmt: skip

    def built(self):
        (self.folder / "focus.json").write_text(json.dumps([self.rules]), encoding="utf-8")
        self.ask("set variable manifest = ?", str(self.folder))
        for layer, name in (
            ("staging", "stg_focus"), ("core", "dim_focus"), ("core", "dim_covered"), ("core", "dim_potential"),
            ("marts", "region_network"), ("marts", "region_starting_point"),
        ):  # fmt: skip
            self.ask((SQL / layer / f"{name}.sql").read_text(encoding="utf-8"))
        return self

    def row(self, region, group, *columns):
        (found,) = self.ask(
            f"select {', '.join(columns)} from region_starting_point where region_id = ? and occupation_id = ?",
            region,
            group,
        )
        return found if len(columns) > 1 else found[0]


@pytest.fixture
def world(tmp_path):
    with duckdb.connect() as connection:
        yield World(connection, tmp_path)


STEPS = ("recognition_full", "recognition_cells", "recognition_low", "recognition_high", "recognition_step")


def test_a_priority_is_the_product_of_its_steps(world):
    world.rated("262")
    world.estimated("05911", "262", 0.9)
    world.entry("Beratung", "05", kind="advice")
    row = world.built().row(
        "05911", "262", "short", "shortage", *STEPS, "potential", "not_covered", "priority", "white_spot", "focuses"
    )
    assert row[:7] == (True, 0.9, 510, 2, 508, 512, 3)
    assert row[7:] == (1.0, 1, 0.9, True, ["alle", "mint"])


@pytest.mark.parametrize(
    ("cells", "step", "opened"),
    [
        ((), 0, False),
        ((0,), 0, True),  # 0 stands for 0 or 1
        ((3,), 1, False),  # and 3 for 2 to 4
        ((99,), 1, True),
        ((96,), 1, False),
        ((102,), 2, False),
        ((99, 3), 2, False),  # 98 to 100 and 2 to 4
        ((51, 51), 2, False),
        ((51, 51, 0, 0), 2, False),
        ((33, 33, 33, 3), 1, True),  # 102 in all, at least 98
        ((498,), 2, False),
        ((501,), 3, False),
        ((498, 0), 2, True),
    ],
)
def test_a_step_counts_when_even_the_smallest_sum_reaches_it(world, cells, step, opened):
    world.rated("723")
    world.estimated("05911", "723", 0.9)
    for number, cell in enumerate(cells):
        world.ask("insert into shortage_recognition values ('723', 2, ?, ?, false)", str(number), cell)
    world.built()
    found = world.row("05911", "723", "recognition_step", "recognition_open", "potential", "priority", "priority_high")
    assert found[:2] == (step, opened)
    assert found[2] == pytest.approx(step / 3)
    assert found[3] == pytest.approx(0.9 * step / 3)
    assert found[4] == pytest.approx(1.0 * (step + opened) / 3)


def test_the_levels_that_are_short_in_the_land_count_else_all_rated_ones(world):
    world.rated("263", 3)
    world.rated("262", 2, 1.0)
    world.rated("431", 3, label="Fk+Sp")
    for group in ("262", "263", "431", "271"):
        world.estimated("05911", group, 0.9)
    world.built()
    assert world.row("05911", "263", "recognition_levels", "recognition_full") == ([3], 3)
    assert world.row("05911", "262", "recognition_levels", "recognition_full") == ([2, 3, 4], 1410)
    assert world.row("05911", "431", "recognition_levels") == [2, 3]
    assert world.row("05911", "271", "recognition_full", "recognition_cells", "priority") == (0, 0, 0), (
        "collective code"
    )


def test_care_is_recognised_as_pflegeberufe_and_covered_by_the_rule(world):
    world.rated("813")
    world.entry("Arbeitgeber werben selbst an", "05", "813", entry_id="pflege-arbeitgeber")
    for region in ("05911", "09162"):
        world.estimated(region, "813", 0.95)
    world.rated("813", land="09")
    columns = ("recognition_full", "covered_by", "covered_reason", "quoted", "checked::varchar", "priority")
    world.built()
    assert world.row("05911", "813", *columns) == (
        12027, "rule", "Arbeitgeber werben selbst an", "Bericht", "2019-11-12", 0.0,
    )  # fmt: skip
    assert world.row("05911", "813", "white_spot") is False
    assert world.row("09162", "813", *columns) == (12027, None, None, None, None, 0.95), "known for Land 05 alone"


def test_a_rule_is_switched_off_with_the_entry_it_rests_on(world):
    world.rules["covered"][0]["active"] = False
    world.rated("813")
    world.entry("Arbeitgeber werben selbst an", "05", "813", entry_id="pflege-arbeitgeber")
    world.estimated("05911", "813", 0.95)
    columns = ("covered_by", "not_covered", "priority", "initiatives", "white_spot")
    assert world.built().row("05911", "813", *columns) == (
        None, 1, 0.95, ["Arbeitgeber werben selbst an"], False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("area", "group", "kind", "covers", "shown"),
    [
        ("05911", "262", "initiative", True, ["Werkstatt"]),
        ("05911", "total", "initiative", True, ["Werkstatt"]),
        ("ruhr", "262", "initiative", True, ["Werkstatt"]),
        ("05", "262", "initiative", True, ["Werkstatt"]),
        ("05911", "263", "initiative", False, []),
        ("05913", "262", "initiative", False, []),
        ("09", "262", "initiative", False, []),
        ("05911", "262", "network", False, []),
    ],
)
def test_an_initiative_covers_the_groups_and_regions_it_names(world, area, group, kind, covers, shown):
    world.rated("262")
    world.estimated("05911", "262", 0.9)
    world.entry("Werkstatt", area, group, kind)
    row = world.built().row("05911", "262", "covered_by", "covered_reason", "priority", "initiatives", "white_spot")
    assert row == ("initiative" if covers else None, "Werkstatt" if covers else None, 0.0 if covers else 0.9, shown,
                   not covers)  # fmt: skip


def test_an_initiative_in_a_part_of_a_region_covers_it_not_and_is_no_white_spot(world):
    world.rated("262")
    world.estimated("ruhr", "262", 0.9)
    world.entry("Werkstatt", "05911", "262")
    columns = ("covered_by", "priority", "initiatives", "white_spot")
    assert world.built().row("ruhr", "262", *columns) == (None, 0.9, ["Werkstatt (nur R 05911)"], False)


def test_areas_that_make_up_the_region_together_cover_it(world):
    world.rated("262")
    world.estimated("ruhr", "262", 0.9)
    world.entry("Werkstatt", "05911", "262")
    world.entry("Werkstatt", "05913", "262")
    assert world.built().row("ruhr", "262", "covered_by", "initiatives") == ("initiative", ["Werkstatt"])


def test_without_an_estimate_there_is_no_priority_and_a_reason(world):
    world.rated("262")
    world.rated("263")
    world.estimated("05911", "262", reason="few_cases")
    world.entry("Beratung", "05", kind="advice")
    columns = ("short", "shortage", "priority", "reason", "white_spot")
    world.built()
    assert world.row("05911", "262", *columns) == (True, None, None, "few_cases", True)
    assert world.row("05911", "263", *columns) == (True, None, None, "no_model", True)


def test_without_recognition_statistics_there_is_none_either(world):
    world.ask("delete from shortage_recognition")
    world.rated("262")
    world.estimated("05911", "262", 0.9)
    columns = ("recognition_full", "potential", "priority", "reason")
    assert world.built().row("05911", "262", *columns) == (None, None, None, "no_recognition")


@pytest.mark.parametrize(
    ("score", "probability", "short"),
    [(2.2, 0.9, True), (2.2, 0.5, True), (2.2, 0.1, False), (1.0, 0.9, True), (1.0, 0.5, False), (None, 0.9, True)],
)
def test_short_is_what_the_region_is_or_the_land_where_the_region_is_not_relaxed(world, score, probability, short):
    if score:
        world.rated("262", score=score)
    world.estimated("05911", "262", probability)
    world.entry("Beratung", "05", kind="advice")
    assert world.built().row("05911", "262", "short", "white_spot") == (short, short)


def test_a_land_counts_its_own_rating(world):
    world.rated("262")
    world.rated("263", score=1.2)
    for group in ("262", "263"):
        world.estimated("05", group, 0.6)
    columns = ("shortage_basis", "shortage", "shortage_low", "short", "class", "reason")
    world.built()
    assert world.row("05", "262", *columns) == ("official", 1.0, 1.0, True, None, None)
    assert world.row("05", "263", *columns) == ("official", 0.0, 0.0, False, None, None)
    assert world.row("05", "431", *columns) == ("official", None, None, False, None, "not_rated")


def test_without_a_register_nobody_knows_of_white_spots_or_networks(world):
    world.rated("262")
    world.estimated("05911", "262", 0.9)
    world.built()
    assert world.row("05911", "262", "white_spot", "priority") == (None, 0.9)
    assert world.ask("select distinct network_missing from region_network") == [(None,)]


def test_a_network_is_one_of_the_region_a_part_or_a_composition_around_it(world):
    world.entry("Netz Ruhr", "ruhr", kind="network")
    world.entry("Netz des Landes", "09", kind="network")
    world.built()
    networks = world.ask("select region_id, networks, network_missing from region_network")
    found = {r: (names, missing) for r, names, missing in networks}
    ruhr = (["Netz Ruhr"], False)
    assert found == {
        "05": ruhr, "ruhr": ruhr, "05911": ruhr, "05913": ruhr, "09": (["Netz des Landes"], False), "09161": ([], True),
        "09162": ([], True),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("areas", "lands"), [((), []), (("DE",), []), (("ruhr", "05913"), ["R 05"]), (("09161", "05"), ["R 05", "R 09"])]
)
def test_the_register_says_of_which_laender_it_has_entries(world, areas, lands):
    for area in areas:
        world.entry(f"Verein {area}", area, kind="migrant_organisation")
    world.built()
    assert world.ask("select distinct register_lands from region_network") == [(lands,)]


def test_rows_in_another_order_change_nothing(world):
    for group in ("262", "263", "817"):
        world.rated(group)
        world.estimated("05911", group, 0.9)
    world.entry("Zwei", "05", "262")
    world.entry("Eins", "05911", "262")
    before = world.built().ask("from region_starting_point")
    for table in ("fct_initiative", "shortage_recognition", "land_official", "region_estimate", "dim_overlap"):
        world.ask(f"create or replace table {table} as from {table} order by all desc")
    for name in ("region_starting_point", "region_network", "dim_focus", "dim_covered", "dim_potential", "stg_focus"):
        world.ask(f"drop table {name}")
    assert world.built().ask("from region_starting_point") == before
    assert world.row("05911", "262", "covered_reason") == "Eins, Zwei"


def test_other_bounds_make_other_steps(world):
    world.rules["steps"] = [600]
    world.rated("262")
    world.estimated("05911", "262", 0.9)
    assert world.built().row("05911", "262", "recognition_step", "potential") == (0, 0.0)
    assert world.ask("select at_least, potential from dim_potential") == [(0, 0.0), (600, 1.0)]
