"""An edition is opened once per command, whatever the steps ask of it."""

from __future__ import annotations

import pytest

from flows.cli.main import main
from flows.settings import Settings
from transforms.edition import manifest
from transforms.warehouse import layers

PILOT = "2025-12.pilot"


@pytest.mark.parametrize("named", [("--edition", PILOT), ()], ids=["named", "newest"])
@pytest.mark.parametrize(
    "command",
    [("render", "bochum"), ("sheet", "bochum", "--lang", "de"), ("site",), ("explain", "bochum", "262")],
    ids=lambda command: command[0],
)
def test_a_command_parses_the_manifest_once_and_opens_the_warehouse_once(
    command, named, pilot_world: Settings, tmp_path, monkeypatch
):
    import duckdb

    loads, connect, parsed, opened = manifest.loads, duckdb.connect, [], []

    def count_loads(text: str, where: str):
        parsed.append(where)
        return loads(text, where)

    def count_connect(*path, **how):
        opened.append(str(path[0]) if path else "")
        return connect(*path, **how)

    monkeypatch.setenv("BRIEF_DATA", str(pilot_world.data))
    monkeypatch.setattr(manifest, "loads", count_loads)
    monkeypatch.setattr(duckdb, "connect", count_connect)
    assert layers.duckdb is duckdb
    folder = () if command[0] == "explain" else ("--out", str(tmp_path / "out"))
    with pytest.raises(SystemExit) as end:
        main([*command, *named, *folder])
    assert end.value.code in (0, 3, None)
    assert [where for where in parsed if PILOT in where] == [str(pilot_world.editions / PILOT / manifest.MANIFEST)]
    assert [path for path in opened if PILOT in path] == [str(pilot_world.warehouse / f"{PILOT}.duckdb")]
