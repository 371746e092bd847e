"""The BA's web site: one workbook per Land and month under a name that carries both."""

from __future__ import annotations

import re
from functools import lru_cache

from sources.datasets.ba_stellen_berufe.rows import layouts
from sources.reference import codes
from tests.publisher.world import Asked, Reply, World, before
from tests.support.layouts import ba_stellen_berufe as layout

ID = "ba_stellen_berufe"
TOPIC = "analyse-gemeldete-arbeitsstellen-kldb2010"
PATH = re.compile(rf"/Statistikdaten/Detail/(\d{{6}})/iiia4/{TOPIC}/{TOPIC}-([a-z]{{2}})-0-(\d{{6}})-xlsx\.xlsx")
OLDEST = "2020-01"


def answer(world: World, asked: Asked) -> Reply | None:
    """Answer with a workbook, or with 404 and a page for a month that is not out yet."""
    found = PATH.fullmatch(asked.path) if asked.host == "statistik.arbeitsagentur.de" else None
    if found is None or asked.value("__blob") != "publicationFile":
        return None
    month = f"{found.group(1)[:4]}-{found.group(1)[4:]}"
    land = next((key for key, short in layouts()["laender"].items() if short == found.group(2)), "")
    if found.group(1) != found.group(3) or not land or not OLDEST <= month <= world.month_of(ID):
        return Reply(b"<html><title>Seite nicht gefunden</title></html>", "text/html", 404)
    revised = ID in world.revised and month == before(world.month_of(ID))
    body = workbook(land, month, revised, ID in world.moved)
    return Reply(body, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@lru_cache(maxsize=32)
def workbook(land: str, month: str, revised: bool, moved: bool) -> bytes:
    """Return the workbook; `revised` restates the stock of vacancies, `moved` renames a heading."""
    groups = codes.occupations(3).names
    figures = {code: _figures(code, land, month, revised) for code in groups}
    new, stock, long, _, unemployed = (sum(column) for column in zip(*figures.values(), strict=True))
    rows = [_row("Insgesamt", (new, stock, long, 120, unemployed))]
    rows += [_row(f"{code} {name}", figures[code]) for code, name in groups.items()]
    headings = [*layout.HEADINGS]
    if moved:
        headings[9] = "Vakanzzeit (abgeschlossen)"
    return layout.engpass(codes.laender().names[land], month, rows, headings)


def _figures(code: str, land: str, month: str, revised: bool) -> tuple[int, int, int, int, int]:
    """Return new, stock, open for more than three months, days, unemployed: near their own level in every month."""
    world = World()

    def near(what: str, low: int, high: int) -> int:
        level = world.figure(ID, what, code, land, low=low, high=high)
        return level * world.figure(ID, what, code, land, month, low=95, high=105) // 100

    stock = near("stock", 200, 2000) + 10 * revised
    return near("new", 20, 200), stock, stock // 2, near("days", 40, 300), near("unemployed", 400, 9000)


def _row(text: str, figures: tuple[int, ...]) -> list[object]:
    new, stock, long, days, unemployed = figures
    share, ratio = round(100 * long / stock, 1), round(100 * unemployed / stock, 1)
    secret = text.startswith("011")  # soldiers are not placed by the BA
    return [text, new, 1.0, stock, 1.0, long, 1.0, share, 0.1, "*" if secret else days, 1, unemployed, "", "", ratio]
