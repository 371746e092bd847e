"""The command line as analysts use it: real processes, real exit codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from flows.errors import StepError
from flows.settings import Settings
from flows.steps.briefs import render_briefs
from flows.steps.edition import open_edition
from sources.registry import SOURCES
from tests.support import small_world
from tests.support.cli import ROOT, brief, brief_here
from tests.support.worlds import PILOT


@pytest.mark.parametrize(
    "command",
    [[], ["import"], ["build"], ["render"], ["diff"], ["sources"], ["regions"], ["editions"], ["edition", "export"],
     ["edition", "import"]],
)  # fmt: skip
def test_every_command_explains_itself(tmp_path, command):
    done = brief(tmp_path, *command, "--help")
    assert done.returncode == 0
    assert "Usage: " in done.stdout


def test_help_imports_nothing_heavy(tmp_path):
    code = (
        "import sys; from flows.cli.main import main\n"
        "try: main(['render', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'duckdb', 'weasyprint', 'prefect', 'pyarrow', 'pyreadr', 'jinja2'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_regions_are_found_and_listed(tmp_path):
    rows = json.loads(brief(tmp_path, "regions", "--land", "05", "--json").stdout)
    assert len(rows) == 70
    assert {"id": "05911", "name": "Bochum", "kind": "kreis", "land": "05"} in rows


def test_a_region_nobody_knows_names_near_matches(pilot_world: Settings):
    done = brief_here(pilot_world.data, "render", "bochumm")
    assert done.returncode == 2
    assert "Bochum (05911)" in done.stderr
    assert "Traceback" not in done.stderr


def test_render_writes_what_it_says(pilot_world: Settings, tmp_path):
    done = brief(pilot_world.data, "render", "bochum", "05911", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    (pdf,) = done.stdout.split()
    assert Path(pdf).read_bytes().startswith(b"%PDF-")
    document = json.loads((Path(pdf).parent / "brief.json").read_text(encoding="utf-8"))
    assert document["region"]["id"] == "05911"
    assert document["edition"] == "2025-12.pilot"
    assert not list(tmp_path.rglob("*.tmp"))
    same = brief(pilot_world.data, "render", "bochum", "--out", str(tmp_path))
    assert (same.returncode, same.stdout) == (0, done.stdout)
    assert "05911: unchanged" in same.stderr
    assert "unchanged" not in done.stderr


def test_the_focus_chooses_what_the_list_counts_and_leaves_the_table_alone(pilot_world: Settings, tmp_path):
    documents, pages = {}, {}
    for chosen in ((), ("--focus", "alle")):
        done = brief_here(pilot_world.data, "render", "duisburg", *chosen, "--out", str(tmp_path))
        assert done.returncode == 0, done.stderr
        path = Path(done.stdout.strip())
        document = json.loads((path.parent / "brief.json").read_text(encoding="utf-8"))
        documents[document["focus"]] = document
        pages[document["focus"]] = [page.extract_text() for page in PdfReader(path).pages]
        assert path.is_relative_to(tmp_path / "alle") == bool(chosen), "another focus lies in a folder of its own"
    assert list(documents) == ["mint", "alle"]
    assert pages["mint"][1] == pages["alle"][1], "the table of page 2 shows all short groups"
    assert "Schwerpunkt MINT" in pages["mint"][3]
    assert "Schwerpunkt alle Berufe" in pages["alle"][3]
    counted = {focus: {g["occupation"] for g in d["gap"] if g["in_focus"]} for focus, d in documents.items()}
    assert "262" in counted["mint"] < counted["alle"] == {g["occupation"] for g in documents["mint"]["gap"]}
    care = {g["occupation"]: g for g in documents["mint"]["gap"] if g["covered_by"]}
    assert set(care) == {"813", "821"}
    assert care["813"]["covered_reason"] == "Arbeitgeber werben selbst an"
    assert care["813"]["priority"] == 0
    done = brief_here(pilot_world.data, "render", "duisburg", "--focus", "pflege")
    assert done.returncode == 2
    assert "there is no focus 'pflege'; data/reference/focus.toml holds mint, alle" in done.stderr


def test_a_region_outside_a_handed_over_edition_is_refused(pilot_world: Settings):
    done = brief_here(pilot_world.data, "render", "köln")
    assert done.returncode == 2
    assert "handed over for 05112, 05911, emscher-lippe only" in done.stderr


def test_render_without_a_region_is_a_usage_error(pilot_world: Settings):
    done = brief_here(pilot_world.data, "render")
    assert done.returncode == 2
    assert "name at least one region" in done.stderr


@pytest.mark.parametrize(
    "call",
    [("render", "--land", "05", "--all", "bochum"), ("render", "--land", "05", "--all"), ("render", "bochum", "--all"),
     ("sheet", "bochum", "--land", "05")],
    ids=" ".join,
)  # fmt: skip
def test_regions_are_named_in_one_way(tmp_path, call):
    done = brief_here(tmp_path, *call, "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "were given together" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["render", "sheet", "site"])
@pytest.mark.parametrize(
    ("folder", "words"),
    [("/dev/null", "/dev/null is not a folder"), ("/dev/null/a/b", "/dev/null is not a folder"),
     ("/proc/a/b", "nothing can be written to /proc")],
)  # fmt: skip
def test_a_folder_that_cannot_be_written_to_is_refused_at_once(tmp_path, command, folder, words):
    done = brief_here(tmp_path, command, "bochum", "--out", folder)
    assert done.returncode == 2
    assert f"--out {folder}" in done.stderr
    assert words in done.stderr
    assert "name a folder" in done.stderr
    assert "Errno" not in done.stderr


def test_a_folder_that_can_be_written_to_stays_as_it_is(tmp_path):
    from flows.cli.arguments import require_writable

    require_writable(tmp_path / "new" / "deep")
    require_writable(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_reader_that_leaves_ends_a_command_quietly(tmp_path):
    """As `brief regions | head` does: no word, and what a shell says of a program ended by a closed pipe."""
    process = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.readline(); from flows.cli.main import main; main(['regions'])"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdout.close()
    process.stdin.write(b"\n")
    process.stdin.flush()
    assert process.wait(timeout=60) == 141
    assert process.stderr.read() == b""
    process.stdin.close()
    process.stderr.close()


def test_of_a_land_what_gets_no_brief_is_left_out_and_told(pilot_world: Settings, capsys):
    from flows.cli.arguments import choose_regions

    pilot = open_edition(pilot_world, "2025-12.pilot")
    assert choose_regions(pilot, (), "05", False) == ["05112", "05911", "emscher-lippe"]
    told = capsys.readouterr().err
    assert re.search(r"left out, since they get no brief: \d+ districts", told)
    assert "this edition was handed over without them: 67 regions" in told
    assert choose_regions(pilot, (), None, True) == ["05112", "05911", "emscher-lippe"]
    with pytest.raises(StepError, match="handed over for"):
        choose_regions(pilot, (), "09", False)


def test_an_empty_world_says_what_to_do(tmp_path):
    for command, code, words in (
        (["build"], 5, "brief import PATH"),
        (["render", "bochum"], 2, "brief build"),
        (["build", "--month", "2026-13"], 2, "YYYY-MM"),
        (["build", "--month", "2999-01"], 2, "in the future"),
        (["build", "--as-of", "gestern"], 2, "2026-10-31"),
        (["render", "bochum", "--edition", "../x"], 2, "id of an edition"),
        (["edition", "import", str(tmp_path)], 2, "manifest.json"),
    ):
        done = brief_here(tmp_path / "data", *command)
        assert done.returncode == code, (command, done.stderr)
        assert words in done.stderr
        assert "Traceback" not in done.stderr
    assert json.loads(brief_here(tmp_path / "data", "editions", "--json").stdout) == []
    assert {row["source"] for row in json.loads(brief_here(tmp_path / "data", "sources", "--json").stdout)} >= {
        "ba_engpassanalyse", "ba_kreis_berufe", "destatis_anerkennung",
    }  # fmt: skip


def test_a_file_no_source_knows_is_refused_and_nothing_is_kept(tmp_path):
    strange = tmp_path / "notes.csv"
    strange.write_text("a;b\n1;2\n", encoding="utf-8")
    gone = tmp_path / "gone.xlsx"
    done = brief(tmp_path / "data", "import", str(strange), str(gone))
    assert done.returncode == 4
    assert "notes.csv" in done.stderr
    assert "there is no such file" in done.stderr
    assert "Traceback" not in done.stderr
    assert not [path for path in (tmp_path / "data").rglob("*") if path.is_file() and path.name != "lock"]


def test_the_pilot_edition_is_imported_once(pilot_world: Settings):
    before = {path: path.stat().st_mtime_ns for path in pilot_world.data.rglob("*.duckdb")}
    done = brief(pilot_world.data, "edition", "import", str(ROOT / "data" / "pilot"))
    assert (done.returncode, done.stdout) == (0, "edition 2025-12.pilot\n")
    assert {path: path.stat().st_mtime_ns for path in pilot_world.data.rglob("*.duckdb")} == before


def test_sources_show_period_age_and_licence(pilot_world: Settings):
    rows = json.loads(brief(pilot_world.data, "sources", "--json").stdout)
    assert {row["source"] for row in rows} == {source.id for source in SOURCES}
    stored = [row for row in rows if row["part"]]
    assert len(stored) == 10
    for row in stored:
        assert row["period"]
        assert row["sha256"]
        assert row["licence"]
        assert row["stale"] is (row["source"] == "register")
    assert {row["age_days"] for row in stored if row["source"] != "register"} == {0, 365}
    assert {row["state"] for row in rows if not row["part"]} == {"missing"}


def test_sources_are_one_line_each(pilot_world: Settings):
    lines = brief_here(pilot_world.data, "sources").stdout.splitlines()
    assert len(lines) == 2 + len(SOURCES)
    (kreise,) = [line for line in lines if line.startswith("ba_kreis_berufe")]
    assert re.search(r"  4 +2012-2025 +0 days .* ok +tested +freie Nutzung", kreise), kreise
    parts = brief_here(pilot_world.data, "sources", "--parts").stdout
    assert "unemployed_foreigners" in parts


def test_two_writers_do_not_meet(tmp_path):
    from flows.lock import writing

    with writing(tmp_path, "build"):
        done = brief_here(tmp_path, "import", str(ROOT / "README.md"))
    assert done.returncode == 5
    assert "is in use by `brief build`, process" in done.stderr


@pytest.mark.parametrize("region", ["aa-321", "hwk-dortmund", "ihk-bochum", "DE", "ba-03-04"])
def test_what_gets_no_brief_says_why(pilot_world: Settings, region):
    done = brief_here(pilot_world.data, "render", region)
    assert done.returncode == 2
    assert "gets no brief" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["render", "sheet", "site"])
def test_all_that_get_no_brief_are_named_and_nothing_is_made(pilot_world: Settings, tmp_path, command):
    out = tmp_path / "out"
    done = brief_here(pilot_world.data, command, "bochum", "hwk-dortmund", "ihk-bochum", "--out", str(out))
    assert done.returncode == 2
    assert "Handwerkskammer Dortmund (hwk-dortmund), IHK Mittleres Ruhrgebiet (ihk-bochum) get no brief" in done.stderr
    assert "leave them out" in done.stderr
    assert not out.exists()


def test_all_names_nobody_knows_are_told(pilot_world: Settings):
    done = brief_here(pilot_world.data, "render", "bochumm", "bochum", "köllnn")
    assert done.returncode == 2
    assert "'bochumm'. Did you mean: Bochum" in done.stderr
    assert "'köllnn'. Did you mean: Köln" in done.stderr


def _handed_over(tmp_path: Path, change) -> Path:
    """Copy the pilot edition, change it, and let the manifest name the changed table."""
    import hashlib

    folder = tmp_path / "handed"
    folder.mkdir()
    manifest = json.loads((ROOT / "data" / "pilot" / "manifest.json").read_text(encoding="utf-8"))
    table = (ROOT / "data" / "pilot" / "observations.csv").read_bytes()
    manifest, table = change(manifest, table)
    if table is not None:
        (folder / "observations.csv").write_bytes(table)
        manifest["observations"] = hashlib.sha256(table).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


HANDED = {
    "a source that is a path": (lambda m, t: (m, t.replace(b"destatis_anerkennung,", b"../../../evil/x,")), "evil"),
    "a pinned source that is a path": (
        lambda m, t: (m | {"pinned": [m["pinned"][0] | {"source": "../x"}, *m["pinned"][1:]]}, t),
        "no id of a source",
    ),
    "no table": (lambda m, t: (m, None), "incomplete"),
    "another month": (lambda m, t: (m | {"month": "2019-01"}, t), "is not of month"),
    "no month": (lambda m, t: (m | {"month": "2025-99"}, t), "not a month"),
    "no period": (lambda m, t: (m | {"pinned": [m["pinned"][0] | {"period": "neulich"}]}, t), "not a period"),
    "no date": (lambda m, t: (m | {"pinned": [m["pinned"][0] | {"issued": "gestern"}]}, t), "gestern"),
    "an own revision": (lambda m, t: (m | {"edition": "2025-12.r1"}, t), "built here"),
    "latin-1": (lambda m, t: (m, t.replace("Fachkräfte".encode(), "Fachkräfte".encode("latin-1"))), "cannot be read"),
    "text as value": (lambda m, t: (m, t.replace(b"_persons,262,,,", b"_persons,262,,,viele", 1)), "cannot be read"),
    "a small cell": (lambda m, t: (m, t.replace(b",,,69.75,ok", b",,,2.75,ok", 1)), "below 3"),
}  # fmt: skip


@pytest.mark.parametrize("case", HANDED)
def test_a_hostile_handover_is_refused_and_leaves_nothing(tmp_path, case):
    change, words = HANDED[case]
    folder = _handed_over(tmp_path, change)
    data = tmp_path / "deep" / "er" / "data"
    done = brief_here(data, "edition", "import", str(folder))
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert json.loads(brief_here(data, "editions", "--json").stdout) == []
    assert not list(tmp_path.rglob("*.parquet"))


def test_hostile_estimates_are_refused_and_leave_nothing(tmp_path):
    import hashlib

    folder = _handed_over(tmp_path, lambda m, t: (m, t))
    for spoiled in ("not json", "[" * 200_000):
        (folder / "estimates.json").write_text(spoiled, encoding="utf-8")
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        manifest["estimates"] = hashlib.sha256(spoiled.encode()).hexdigest()
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        done = brief_here(tmp_path / "data", "edition", "import", str(folder))
        assert done.returncode == 2, done.stderr
        assert "estimates.json is not JSON" in done.stderr
        assert "Traceback" not in done.stderr
        assert not list((tmp_path / "data").rglob("manifest*"))
        assert not list((tmp_path / "data").rglob("*.parquet"))


def test_months_before_the_figures_say_what_is_stored(real_world: Settings):
    done = brief_here(real_world.data, "build", "--month", "2010-01")
    assert done.returncode == 5
    assert "covers later periods" in done.stderr


def test_a_plain_table_fills_and_never_doubles(tmp_path):
    data = small_world.make(tmp_path / "data").data
    table = tmp_path / "eigene.csv"
    lines = ("Kreis;Beruf;Jahr;Arbeitslose", "04012;262;2025;999,5", "04012;241;2025;88", "04011;241;2025;77")
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert brief(data, "import", str(table)).returncode == 0
    assert brief(data, "build").returncode == 0
    done = brief(data, "render", "bremerhaven", "--out", str(tmp_path / "out"))
    document = json.loads((Path(done.stdout.strip()).parent / "brief.json").read_text(encoding="utf-8"))
    unemployed = {o["occupation"]: o["unemployed"] for o in document["occupations"]}
    assert unemployed["262"] == 240 * 2 + 25, "the evaluation stands where both have a figure"
    assert unemployed["241"] == 88


def test_a_folder_is_opened_and_everything_in_it_accounted_for(tmp_path):
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "README.md").write_text("words", encoding="utf-8")
    (folder / "strange.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    done = brief(tmp_path / "data", "import", str(folder))
    assert done.returncode == 4
    assert "README.md: not a kind of file that data come in" in done.stdout
    assert "0 stored, 0 already stored, 1 not used, 1 refused" in done.stdout


def test_two_builds_in_two_processes_give_the_same_bytes(pilot_world, tmp_path):
    """Every file of two regions, made from a second import and build in processes of their own."""
    data, regions = tmp_path / "data", ("05911", "emscher-lippe")
    for arguments in (("edition", "import", str(PILOT)), ("render", *regions, "--out", str(tmp_path / "a"))):
        done = brief(data, *arguments)
        assert done.returncode in (0, 3), done.stderr
    results = render_briefs(open_edition(pilot_world, "2025-12.pilot"), regions, tmp_path / "b")
    files = [Path(name).relative_to(tmp_path / "b") for result in results for name in result.files]
    assert len(files) == 10
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
