"""The BA-Statistik API: a script with names and keys, and one CSV per table and Kreis, asked by name."""

from __future__ import annotations

from sources.reference import codes
from tests.publisher.world import Asked, Reply, World, before
from tests.support.layouts import ba_eckwerte as layout

ID = "ba_eckwerte"
LIST = "/Auswahl/Layout/Statistiktabellen/JS/DR-LZR-persistListenfelderJSON.js"
CSV = "/bifrontend/bids-api/ct/v1/tableFetch/csv/"
TABLES = {
    "EckwerteTabelleALOKr": ("alo", "Kreis", 0),
    "EckwerteTabelleSTEA": ("stea", "Kreis", 0),
    "EckwerteTabelleBST": ("bst", "Kreis AO", 2),  # employees come two months later
}
RENAMED = {
    "alo": (
        "Arbeitslosenquote (bezogen auf alle zivilen Erwerbspersonen)",
        "Arbeitslosenquote (ziviles Arbeitskräfteangebot)",
    ),
    "stea": ("Bestand Arbeitsstellen", "Offene Arbeitsstellen"),
    "bst": ("Sozialversicherungspflichtig Beschäftigte", "SvB"),
}


def answer(world: World, asked: Asked) -> Reply | None:
    """Answer with the list, or with a table; a name the API does not know gives an empty table with status 200."""
    if asked.host == "statistik.arbeitsagentur.de" and asked.path == LIST:
        return Reply(layout.list_of_regions(codes.kreise().names.items()).encode(), "application/javascript")
    if asked.host != "statistik-dr.arbeitsagentur.de" or not asked.path.startswith(CSV):
        return None
    kind, parameter, lag = TABLES.get(asked.path.removeprefix(CSV), ("", "", 0))
    ags = next((key for key, name in codes.kreise().names.items() if name == asked.value(parameter)), "")
    if not kind or not ags:
        return Reply(b"<html><title>Bad Request</title></html>", "text/html", 400)
    month = before(world.month_of(ID), lag)
    text = layout.table(kind, codes.kreise().names[ags], month, lambda *key: figure(world, ags, month, *key))
    if ID in world.moved:
        text = text.replace(*RENAMED[kind])
    return Reply(text.encode(), "text/csv; charset=UTF-8")


def figure(world: World, ags: str, newest: str, indicator: str, group: str, month: str) -> float:
    """Return what is published in `newest` about `month`: the same in each table unless last month was restated.

    Persons are multiples of ten, and lie within a few percent of the Kreis's own level in every month.
    """
    revised = ID in world.revised and month == before(newest)

    def tens(what: str, low: int, high: int, restated: int) -> int:
        level = world.figure(ID, what, ags, low=low, high=high)
        percent = world.figure(ID, what, ags, month, low=95, high=105)
        return 10 * (level * percent // 100) + restated * revised

    laws = {"law=sgb3": tens("sgb3", 200, 600, 50), "law=sgb2": tens("sgb2", 400, 1200, 50)}
    persons = laws[group] if group else sum(laws.values())
    return {
        layout.UNEMPLOYED: persons,
        layout.RATE: persons / 2000,
        layout.UNDEREMPLOYED: persons + 2000,
        layout.UNDEREMPLOYMENT: (persons + 2000) / 2000,
    }.get(indicator) or tens(indicator, 100, 1000, 10)
