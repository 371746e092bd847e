"""The GENESIS web service of the four databases: POST only, codes in JSON with status 200, tables as a zip.

A large table goes 98 -> 99 -> 104 -> 0 -> zip; the first request for a small one after `reset` is told that too many
run at a time (6). The rows come in another order each time. Credentials are echoed masked.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from sources.datasets.genesis.ffcsv import Base, Table, bases, tables
from sources.reference import codes
from tests.publisher.world import Asked, Reply, World

USER, PASSWORD = "DE0815WERK", "geheim-Wort-42"
LARGE = {"12531-0043"}
MASK = "*" * 20
PAGE = Reply(b"<!DOCTYPE html><html><head><title>GENESIS-Online Webservice</title></head></html>", "text/html")

#: members, value, unit, measure
Row = tuple[tuple[tuple[str, str, str, str], ...], str, str, str]

_asked: Counter[str] = Counter()


def reset() -> None:
    """Forget what was asked, so that a play begins anew."""
    _asked.clear()


def answer(world: World, asked: Asked) -> Reply | None:
    base = next((base for base in bases().values() if urlsplit(base.url).hostname == asked.host), None)
    if base is None or not asked.path.startswith(urlsplit(base.url).path):
        return None
    if asked.method != "POST":
        return PAGE
    if not asked.headers.get("content-type", "").lower().endswith("charset=utf-8"):
        return _status(asked, 1, "Zeichensatz fehlt")
    if (asked.headers.get("username"), asked.headers.get("password")) != (USER, PASSWORD):
        return Reply(
            b'{"Code":15,"Content":"Nutzerkennung oder Passwort falsch","Type":"ERROR"}', "application/json", 401
        )
    method = asked.path.removeprefix(urlsplit(base.url).path)
    return {"data/tablefile": _tablefile, "catalogue/results": _results, "data/resultfile": _resultfile}[method](
        world, asked, base
    )


def _tablefile(world: World, asked: Asked, base: Base) -> Reply:
    form = asked.form()
    table = tables().get(form["name"].lower())
    if table is None or table.base != base.id:
        return _status(asked, 90, "Die angeforderte Tabelle ist nicht vorhanden")
    if table.code in LARGE and form["job"] == "false":
        return _status(asked, 98, "Die Tabelle ist zu gross, um im Dialog abgerufen zu werden.", "Fehler")
    if table.code in LARGE:
        _asked["jobs"] += 1
        name = f"{table.code}_{175879553 + _asked['jobs']}"
        return _status(
            asked,
            99,
            "Der Bearbeitungsauftrag wurde erstellt. Die Tabelle kann in Kürze als Ergebnis mit folgendem Namen "
            f"abgerufen werden: {name}",
        )
    _asked["small"] += 1
    if _asked["small"] == 1:
        return _status(asked, 6, "Es sind bereits zu viele Abrufe gleichzeitig aktiv.")
    return _zip(world, table, form["language"])


def _results(world: World, asked: Asked, base: Base) -> Reply:
    job = asked.form()["selection"]
    _asked[job] += 1
    if _asked[job] == 1:
        return _status(asked, 104, "Es gibt keine Objekte zum angegebenen Selektionskriterium")
    return _status(
        asked, 0, "erfolgreich", content={"List": [{"Code": job, "Content": "Tabelle", "Values": "1980160"}]}
    )


def _resultfile(world: World, asked: Asked, base: Base) -> Reply:
    form = asked.form()
    return _zip(world, tables()[form["name"].rpartition("_")[0].lower()], form["language"])


def _status(asked: Asked, code: int, text: str, kind: str = "Information", content: dict | None = None) -> Reply:
    service, method = asked.path.rstrip("/").split("/")[-2:]
    body = {
        "Ident": {"Service": service, "Method": method},
        "Status": {"Code": code, "Content": text, "Type": kind},
        "Parameter": {"username": MASK, "password": MASK, **asked.form()},
        **(content or {"Object": None}),
        "Copyright": "© Statistisches Bundesamt (Destatis), 2026",
    }
    return Reply(json.dumps(body, ensure_ascii=False).encode(), "application/json")


def _zip(world: World, table: Table, language: str) -> Reply:
    _asked["sent"] += 1
    rows = sorted(rows_of(world, table), key=lambda row: hashlib.sha256(f"{_asked['sent']}{row}".encode()).digest())
    text = flat(table, rows, day_of(world), moved="genesis" in world.moved)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{table.code}_{language}_flat.csv", text.encode("utf-8-sig"))
    return Reply(stream.getvalue(), "application/zip")


# What the tables hold


def day_of(world: World) -> str:
    """Return the day of the newest figures: the end of the year before."""
    return f"{int(world.month_of('genesis')[:4]) - 1}-12-31"


def flat(table: Table, rows: Sequence[Row], day: str, *, moved: bool = False, quality: str | None = None) -> str:
    """Write a flat CSV in German."""
    count = len(rows[0][0])
    names = ["statistics_code", "statistics_label", "time_code", "time_label", "time"]
    for at in range(1, count + 1):
        names += [f"{at}_variable_{name}" for name in ("code", "label", "attribute_code", "attribute_label")]
    names += ["value", "value_unit", "value_variable_code", "value_variable_label"]
    names += ["value_q"] if quality is not None else []
    if moved:
        names[names.index("value_unit")] = "unit"
    time = ["STAG", "Stichtag", day] if table.time == "STAG" else ["JAHR", "Jahr", day[:4]]
    lines = [names]
    for members, value, unit, measure in rows:
        cells = [table.statistics, "Statistik", *time, *itertools.chain(*members), value, unit, measure, "Merkmal"]
        lines.append([*cells, quality] if quality is not None else cells)
    return "".join(";".join(line) + "\n" for line in lines)


def rows_of(world: World, table: Table) -> list[Row]:
    """Return the rows of a configured table, with invented figures."""
    revised = "genesis" in world.revised
    rows = []
    for region, members in _members(table):
        figure = world.figure("genesis", table.code, *(one[2] for one in members), low=50, high=9000)
        for measure, unit in _measures(table, region):
            rows.append((members, str(figure + 7 * revised), unit, measure))
    return rows


def _measures(table: Table, region: str) -> list[tuple[str, str]]:
    if table.code == "1000A-2022":
        return [("PRS001" if region == "DG" else "PRS018", "Anzahl")]
    return [(measure, "Anzahl") for measure in table.measures]


def _members(table: Table) -> Iterator[tuple[str, tuple[tuple[str, str, str, str], ...]]]:
    kreise = codes.kreise().names
    own = {code: name for code, name in kreise.items() if code.startswith("05")}
    if table.code == "12531-0043":
        for region, name in own.items():
            for sex, status, state in [("", "", ""), ("", "", "STA475"), ("GESM", "", ""), ("", "SCHUTZ01", "")]:
                yield (
                    region,
                    (
                        ("KREISE", "Kreise", region, name),
                        ("GES", "Geschlecht", sex, "männlich" if sex else "Insgesamt"),
                        ("SCHST2", "Schutzstatuskategorie", status, "Anerkannt" if status else "Insgesamt"),
                        ("STAAG5", "Staatsangehörigkeit", state, "Syrien" if state else "Insgesamt"),
                    ),
                )
    elif table.code == "11111-02-01-4":
        for region, name in kreise.items():
            yield region, (("KREISE", "Kreise und kreisfreie Städte", region, name),)
        for region, name in (("11001001", "Berlin-Mitte"),):
            yield region, (("KREISE", "Kreise und kreisfreie Städte", region, name),)
    elif table.code == "1000A-2022":
        for region, name in {"DG": "Deutschland", **codes.laender().names}.items():
            variable = "GEODL1" if region == "DG" else "GEOBL1"
            for age, history in itertools.product(["", *(f"ALT0{at}0B0{at}9" for at in range(9))], ["", "A", "B"]):
                for kind in ("WDGAT2", "WDGAT1"):
                    yield (
                        region,
                        (
                            (variable, "Region", region, name),
                            ("ALTGR2", "Alter (10er-Jahresgruppen)", age, age or "Insgesamt"),
                            (kind, "Einwanderungsgeschichte", history, history or "Insgesamt"),
                        ),
                    )
    else:
        for region, name in {"05": "Nordrhein-Westfalen", "051": "Düsseldorf", **own}.items():
            for section in ("", "WZ08-A", "WZ08-C"):
                yield (
                    region,
                    (
                        ("GEMEIN", "Gemeinden", region, name),
                        ("WZ08S3", "Wirtschaftsabschnitte", section, section or "Insgesamt"),
                        ("GES", "Geschlecht", "", "Insgesamt"),
                    ),
                )
