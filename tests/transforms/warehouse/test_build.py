from __future__ import annotations

import hashlib
import json

import duckdb
import pytest

from flows.steps.build import build_warehouse, name_warehouse
from flows.steps.pin import load_manifest
from transforms.edition import handover
from transforms.edition.manifest import ESTIMATES, MANIFEST
from transforms.warehouse import dictionary
from transforms.warehouse.build import Inputs, build
from transforms.warehouse.checks import CheckFailed
from transforms.warehouse.layers import SQL, TABLES, build_order, open_marts


def _inputs(settings, edition: str, **changes) -> Inputs:
    """Return the inputs of a published edition, as the pipeline makes them."""
    captured = {}

    def capture(inputs, target, on_step):
        captured["inputs"] = inputs
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("transforms.warehouse.build.build", capture)
        with pytest.raises(KeyboardInterrupt):
            build_warehouse(settings, load_manifest(settings, edition))
    inputs = captured["inputs"]
    return Inputs(**{name: changes.get(name, getattr(inputs, name)) for name in inputs.__dataclass_fields__})


def test_every_sql_file_has_its_place():
    for step in build_order():
        if step.layer in TABLES:
            assert step.creates == (step.name,), "a file a table, named as it"
    for path in (SQL / "checks").glob("*.sql"):
        assert path.stem.startswith(("fail_", "warn_"))
        assert path.read_text(encoding="utf-8").startswith("-- ")


def test_the_data_dictionary_is_current(pilot_world):
    with open_marts(name_warehouse(pilot_world, "2025-12.pilot")) as connection:
        text = dictionary.render(connection)
        used = {name for columns in dictionary.tables(connection).values() for name, _ in columns}
        tables = {row[0] for row in connection.execute("select table_name from information_schema.tables").fetchall()}
        assert tables == set(dictionary.tables(connection))
    assert set(dictionary.meanings()) == used
    assert dictionary.TARGET.read_text(encoding="utf-8") == text


def test_marts_are_read_only_and_reach_nothing_outside(pilot_world):
    with open_marts(name_warehouse(pilot_world, "2025-12.pilot")) as connection:
        for attack in (
            "select * from read_text('/etc/passwd')",
            "copy dim_region to '/tmp/out.csv'",
            "attach '/tmp/x.duckdb'",
            "set enable_external_access = true",
            "drop table dim_region",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(attack)


def test_a_failed_check_publishes_nothing_and_leaves_the_old_warehouse(pilot_world, tmp_path):
    target = tmp_path / "w.duckdb"
    good = _inputs(pilot_world, "2025-12.pilot")
    assert all(result.rows == 0 for result in build(good, target) if result.severity == "fail")
    before = target.read_bytes()
    unlicensed = [{**source, "attribution": ""} for source in good.sources]
    with pytest.raises(CheckFailed, match="fail_no_licence"):
        build(_inputs(pilot_world, "2025-12.pilot", sources=unlicensed), target)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["w.duckdb"]


MONTH = "insert into fct_month (region_id, indicator_id, month, value) values"


@pytest.mark.parametrize(
    ("check", "damage"),
    [
        ("fail_duplicate_key", "insert into fct_region_occupation select * from fct_region_occupation limit 1"),
        ("fail_unknown_region", "update fct_observation set region_id = '05999' where occupation_id = '262'"),
        ("fail_unknown_occupation", "update fct_observation set occupation_id = '999' where region_id = '05911'"),
        ("fail_membership", "insert into dim_membership values ('05', '05911', 1.4, '', 'confirmed')"),
        ("fail_official_count", "update official_count set engpass = engpass + 1 where region_id = '05' and level = 2"),
        (
            "fail_part_exceeds_whole",
            "update fct_region_occupation set value = 1e6 where measure = 'unemployed_foreign_persons'",
        ),
        ("fail_small_cell", "update region_measure set value = 2 where region_id = '05911' and occupation_id = '262'"),
        ("fail_recognition_rounding", "update fct_recognition set full_equivalence = full_equivalence + 1"),
        ("fail_recognition_rounding", "update fct_recognition set decided = decided + 1"),
        ("fail_unknown_country", "update fct_recognition_origin set country_id = 'ZZZ' where country_id = 'PHL'"),
        ("fail_no_licence", "update source_state set licence = ''"),
        ("fail_recognition_total", "update fct_recognition set full_equivalence = full_equivalence + 3"),
        ("warn_stale_source", "update source_state set stale = true"),
        ("warn_late_source", "update source_status set status = 'late' where source_id = 'ba_kreis_berufe'"),
        ("fail_unknown_land", "update legal_pointer set land_id = 'NRW' where land_id = '05'"),
        ("warn_expired_pointer", "update legal_pointer set expired = true"),
        (
            "warn_revision",
            "insert into revision values ('ba_eckwerte', 'month_vacancies', '2026-09-01', 3, 2.5, '05911')",
        ),
        ("fail_unknown_area", f"{MONTH} ('05999', 'month_vacancies', '2026-09-01', 40)"),
        ("fail_duplicate_month", f"{MONTH} ('05911', 'x', '2026-09-01', 40), ('05911', 'x', '2026-09-01', 41)"),
        (
            "fail_small_statement",
            "insert into fct_evidence (area_id, occupation_id, indicator_id, label, value) "
            "values ('05911', '262', 'reported_places', 'HWK', 2)",
        ),
        (
            "fail_estimate_no_better",
            "insert into validation (method, auc, brier) values ('model', 0.9, 0.2), ('raw_ratio', 0.7, 0.15)",
        ),
        (
            "fail_estimate_of_closed",
            "update region_shortage set vacancies_matched = null where region_id = '05911' and occupation_id = '262'",
        ),
        ("warn_estimate_aim", "insert into validation_coverage (size, coverage) values ('all', 0.8)"),
        ("warn_focus_entry", "update dim_covered set entry_id = 'pflege-betriebe'"),
        ("warn_incomplete_region", "update region_headline set missing_cells = 1 where region_id = '05911'"),
    ],
)
def test_each_check_finds_what_it_is_for(pilot_world, tmp_path, check, damage):
    copy = tmp_path / "w.duckdb"
    copy.write_bytes(name_warehouse(pilot_world, "2025-12.pilot").read_bytes())
    query = (SQL / "checks" / f"{check}.sql").read_text(encoding="utf-8")
    with duckdb.connect(str(copy)) as connection:
        before = connection.execute(query).fetchall()
        connection.execute(damage)
        assert len(connection.execute(query).fetchall()) > len(before)


def test_every_check_has_a_test():
    marks = test_each_check_finds_what_it_is_for.pytestmark[0].args[1]
    assert {path.stem for path in (SQL / "checks").glob("*.sql")} == {check for check, _ in marks}


@pytest.fixture
def handed(tmp_path):
    """Return a copy of the pilot edition that may be spoiled."""
    from tests.support.worlds import PILOT

    for name in (handover.OBSERVATIONS, ESTIMATES, MANIFEST):
        (tmp_path / name).write_bytes((PILOT / name).read_bytes())
    handover.read(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [(handover.OBSERVATIONS, b"18079", b"18080"), (ESTIMATES, b"uneindeutig", b"engpass")],
    ids=["observations", "estimates"],
)
def test_a_handed_over_table_that_was_changed_is_refused(handed, name, before, after):
    path = handed / name
    path.write_bytes(path.read_bytes().replace(before, after))
    with pytest.raises(handover.EditionError, match="changed after the export"):
        handover.read(handed)


def test_estimates_that_are_missing_or_of_another_form_are_refused(handed):
    path = handed / ESTIMATES
    text = path.read_text(encoding="utf-8")
    path.unlink()
    with pytest.raises(handover.EditionError, match="incomplete"):
        handover.read(handed)
    for spoiled, said in (
        ("[]", "expected the tables"),
        (text.replace('"probability"', '"chance"'), "fct_estimate has not"),
    ):
        path.write_text(spoiled, encoding="utf-8")
        manifest = json.loads((handed / MANIFEST).read_text(encoding="utf-8"))
        manifest["estimates"] = hashlib.sha256(spoiled.encode()).hexdigest()
        (handed / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        with pytest.raises(handover.EditionError, match=said):
            handover.read(handed)


def test_the_pilot_edition_holds_no_small_cell_and_names_its_sources():
    from tests.support.worlds import PILOT

    manifest, frame = handover.read(PILOT)
    persons = frame[frame["source"] == "ba_kreis_berufe"]
    assert not persons["value"].between(0, 3, inclusive="neither").any()
    assert set(zip(frame["source"], frame["part"], strict=True)) == {(p.source, p.part) for p in manifest.pinned}
    assert (frame.loc[frame["source"] != "ba_kreis_berufe", "sheet"] != "").all()  # an R file has no sheets
    assert sum(path.stat().st_size for path in PILOT.iterdir()) < 1_000_000
