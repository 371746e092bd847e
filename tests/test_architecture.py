"""What holds the shape of the code: import rules, style, and what the command line may load."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True)


def test_import_rules():
    found = run("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())")
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("command", [("check",), ("format", "--check")], ids=" ".join)
def test_style(command):
    found = run("-m", "ruff", *command, ".")
    assert found.returncode == 0, found.stdout


def test_the_command_line_starts_without_heavy_libraries():
    loaded = set(run("-c", "import sys, flows.cli.main; print(*sys.modules)").stdout.split())
    assert "flows.cli.main" in loaded
    assert not loaded & {"prefect", "pandas", "pyarrow", "duckdb", "weasyprint", "jinja2"}


PACKAGES = ("flows", "reports", "transforms", "sources")
LONGEST = 450  # lines of a file


def modules() -> dict[str, Path]:
    """Return the files of the product by the name they are imported under."""
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in files}


def imported(path: Path, known: dict[str, Path]) -> set[str]:
    """Return the modules a file imports, also inside functions and for types alone."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{alias.name}" for alias in node.names} & known.keys()
            found |= inside or {node.module}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found & known.keys()


def test_no_file_imports_itself_by_a_detour():
    known = modules()
    TopologicalSorter({name: imported(path, known) - {name} for name, path in known.items()}).prepare()


def test_a_circle_would_be_found(tmp_path):
    (tmp_path / "one.py").write_text("def first():\n    from two import second\n")
    (tmp_path / "two.py").write_text("from one import first\n")
    known = {name: tmp_path / f"{name}.py" for name in ("one", "two")}
    with pytest.raises(CycleError):
        TopologicalSorter({name: imported(path, known) for name, path in known.items()}).prepare()


def test_no_file_is_too_long_to_be_about_one_thing():
    assert [name for name, path in modules().items() if len(path.read_text().splitlines()) > LONGEST] == []


def test_the_map_of_the_house_names_every_folder_and_no_other():
    tree = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("```")[1]
    named, above = set(), []
    for indent, name in re.findall(r"^( *)([a-z]+)/ ", tree, re.MULTILINE):
        above[len(indent) // 2 :] = [name]
        named.add("/".join(above))
    there = {str(path.parent.relative_to(ROOT)) for path in modules().values()} | {"transforms/sql"}
    assert named == {folder for folder in there if not re.fullmatch(r"sources/datasets/\w+", folder)}


TAKEN_UP = """
import json
from sources.registry import SOURCES
from transforms.staging import parser_hash
from transforms.warehouse.layers import build_order, code_hash
parsers = {source.id: parser_hash(source.id) for source in SOURCES}
print(json.dumps({"parsers": parsers, "order": [step.name for step in build_order()], "code": code_hash()}))
"""
DATASET = """
from sources.contract import Source
SOURCE = Source("wasserstand", "Pegel", "Amt", "https://example.org", "CC0", "Amt", "monthly", 0, False, 365, "tested",
                expect=None, locate=None, recognises=None, parse=None)
"""


def test_a_new_dataset_and_a_new_query_are_taken_up_without_a_list(tmp_path):
    for name in ("sources", "transforms", "data/reference"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))

    def taken_up() -> dict:
        found = subprocess.run([sys.executable, "-c", TAKEN_UP], cwd=tmp_path, capture_output=True, text=True)
        assert found.returncode == 0, found.stderr
        return json.loads(found.stdout)

    before = taken_up()
    module = tmp_path / "sources" / "datasets" / "wasserstand" / "source.py"
    module.parent.mkdir()
    (module.parent / "__init__.py").touch()
    module.write_text(DATASET, encoding="utf-8")
    mart = tmp_path / "transforms" / "sql" / "marts" / "a_mart_of_a_mart.sql"
    mart.write_text(
        "-- A row.\ncreate table a_mart_of_a_mart as select * from region_starting_point;\n", encoding="utf-8"
    )
    now = taken_up()
    assert now["parsers"].keys() - before["parsers"].keys() == {"wasserstand"}
    order = now["order"]
    assert order.index("a_mart_of_a_mart") > order.index("region_starting_point")
    assert [name for name in order if name != "a_mart_of_a_mart"] == before["order"]
    assert now["code"] != before["code"]
    module.write_text(DATASET + "# read otherwise\n", encoding="utf-8")
    changed = taken_up()["parsers"]
    assert changed.pop("wasserstand") != now["parsers"]["wasserstand"]
    assert changed == before["parsers"], "what reads the other sources is the same as before"
