"""The Lehrstellen-Radar: a search form that begins a session, and pages of 15 hits around a postcode."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email.utils import format_datetime

from tests.publisher.world import Asked, Reply, World, before
from tests.support.layouts import hwk_lehrstellen as layout
from tests.support.layouts.hwk_lehrstellen import HITS, Hit

ID = "hwk_lehrstellen"
HOST = "www.lehrstellen-radar.de"
SESSION = "JSESSIONID=0F1E2D3C"
OCCUPATIONS = (
    "Anlagenmechaniker/in für Sanitär-, Heizungs- und Klimatechnik",
    "Elektroniker/in - Energie- und Gebäudetechnik",
    "Kaufmann/-frau für Büromanagement",
    "Fachverkäufer/in im Lebensmittelhandwerk - Bäckerei",
    "Kraftfahrzeugmechatroniker/in - Personenkraftwagentechnik",
    "Friseur/in",
    "Klangpädagoge/-pädagogin",  # in no table
)
# a postcode in the middle of a Kreis, or outside every pilot Kreis
PLACES = {
    "05112": ("47051", "Duisburg"),
    "05512": ("46236", "Bottrop"),
    "05513": ("45879", "Gelsenkirchen"),
    "05562": ("45657", "Recklinghausen"),
    "05911": ("44787", "Bochum"),
    "05913": ("44135", "Dortmund"),
    "05113": ("45127", "Essen"),
    "": ("49074", "Osnabrück"),
}
# the chamber's number in front of an offer's own
CHAMBERS = (
    dict.fromkeys(PLACES, "31")
    | {"05911": "37", "05913": "37", "": "25"}
    | dict.fromkeys(("05512", "05513", "05562"), "36")
)
# what lies around the middle of a circle; the hits of Bottrop and Recklinghausen lie in two
AROUND = {
    "45657": ("05512", "05513", "05562", "05911", "05913", "05113"),
    "46354": ("05562",),
    "47445": ("05112", "05512", "05113"),
    "49479": ("",),
}


def answer(world: World, asked: Asked) -> Reply | None:
    """Answer with the form, or with a page of hits to whoever opened the form before; else with 403."""
    if asked.host != HOST:
        return None
    day = {"Date": format_datetime(day_of(world), usegmt=True)}
    page = "text/html; charset=utf-8"
    if asked.path == "/5100,90,lsrsearch.html":
        return Reply(layout.form().encode(), page, headers=day | {"Set-Cookie": f"{SESSION}; Path=/"})
    if asked.path != "/5100,90,lsrlist.html":
        return None
    if SESSION not in asked.headers.get("cookie", ""):
        return Reply(b"<html><title>Zugriff verweigert</title></html>", "text/html", 403, day)
    if asked.value("search-ls") != "1" or asked.value("search-radius") != "25":
        return Reply(b"<html><title>Fehler</title></html>", "text/html", 400, day)
    hits = list(hits_around(world, asked.value("search-plz")))
    pages = max(1, -(-len(hits) // HITS))
    number = min(int(asked.value("page") or 1), pages)
    text = layout.page(hits[(number - 1) * HITS : number * HITS], number, pages)
    if ID in world.moved:
        text = text.replace("data-resultid", "data-result")
    return Reply(text.encode(), page, headers=day)


def day_of(world: World) -> dt.datetime:
    """Return when the exchange answers: on the first day of the month after the newest monthly figures."""
    return dt.datetime.fromisoformat(f"{before(world.month, -1)}-01T08:00:00+00:00")


def hits_around(world: World, postcode: str) -> Iterator[Hit]:
    for kreis in AROUND.get(postcode, ()):
        yield from hits_in(world, kreis)


def hits_in(world: World, kreis: str) -> Iterator[Hit]:
    """Give the open places of a Kreis in the running month; a few change each month."""
    number = world.figure(ID, kreis, before(world.month, -1), low=8, high=24) + (ID in world.revised)
    for at in range(number):
        occupation = OCCUPATIONS[world.figure(ID, kreis, at, high=10_000) % len(OCCUPATIONS)]
        yield Hit(f"{CHAMBERS[kreis]}_{kreis or '9'}{at:03d}", occupation, *PLACES[kreis])
