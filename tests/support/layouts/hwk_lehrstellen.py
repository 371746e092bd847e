"""Pages of hits in the layout of the Lehrstellen-Radar, and the file a search leaves. Firms and people are invented."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

HITS = 15
SECRETS = ("Musterbetrieb", "Frau Beispiel", "@muster-", "0209 555", "Musterweg")


@dataclass(frozen=True, slots=True)
class Hit:
    id: str
    occupation: str
    postcode: str
    place: str


def page(hits: Iterable[Hit], number: int, pages: int) -> str:
    """Return a page as the exchange sends it: the list, and a folded block of details for each hit."""
    items = "\n".join(_item(hit) for hit in hits)
    if not items:
        return _frame("<p>Keine Lehrstellen gefunden.</p>")
    position = f"<p class='pager'>Seite\u00a0{number}\u00a0von\u00a0{pages}</p>"
    return _frame(f'<div class="list-group">\n{items}\n</div>\n{position}')


def form() -> str:
    return _frame('<form action="/5100,90,lsrlist.html" method="post"><input name="search-plz"></form>')


def _item(hit: Hit) -> str:
    number = hit.id.partition("_")[2]
    return (
        f'<a class="list-group-item" data-resultid="{hit.id}" href="#detail_{hit.id}">\n'
        f"<strong>{escape(hit.occupation)}</strong>\n"
        f'<p class="list-group-item-text"><span>{escape(hit.place)}</span> (3 km)</p></a>\n'
        f'<div class="lsrdetail collapse" id="detail_{hit.id}"><div class="row"><p>Firma</p>'
        f"<span>Musterbetrieb {number} GmbH</span><br><span>Musterweg {int(number) % 90 + 1}</span><br>"
        f"<span>{hit.postcode} {escape(hit.place)}</span></div>"
        f'<div class="row"><p>Kontakt</p><span>Frau Beispiel {number}</span><br><span>0209 555{number}</span><br>'
        f'<a href="mailto:info@muster-{number}.example">info@muster-{number}.example</a></div></div>'
    )


def _frame(content: str) -> str:
    return (
        "<!DOCTYPE html>\n<html lang='de'><head><meta charset='utf-8'><title>Lehrstellen-Radar</title></head>\n"
        f"<body>\n{content}\n</body></html>\n"
    )


# the file a search leaves

DAY = "2026-10-01"
KREISE = "05112 05512 05513 05562 05911"
ROWS = (
    ("31_1001", "Anlagenmechaniker/in für Sanitär-, Heizungs- und Klimatechnik", "47051", "Duisburg"),
    ("31_1002", "Anlagenmechaniker/in für Sanitär-, Heizungs- und Klimatechnik", "47119", "Duisburg"),
    ("31_1003", "Anlagenmechaniker*in SHK (m/w/d)", "47051", "Duisburg"),
    ("36_2001", "Elektroniker/-in für Energie- und Gebäudetechnik", "45879", "Gelsenkirchen"),
    ("36_2002", "Kauffrau/-mann für Büromanagement", "45894", "Gelsenkirchen-Buer"),
    ("36_2003", "Zauberer/Zauberin", "46236", "Bottrop"),
    ("37_3001", "Friseur/in", "44787", "Bochum"),
    ("37_3002", "Friseur/in", "45127", "Essen"),  # a Kreis the search does not cover whole
    ("37_3003", "Dachdecker/in", "49074", "Osnabrück"),  # another Land
)


def text(rows: Iterable[tuple[str, ...]] = ROWS, day: str = DAY, kreise: str = KREISE) -> str:
    lines = [f"Suche;{day};{kreise}", "id;beruf;plz;ort;datum"]
    return "\n".join([*lines, *(";".join((*row, day)) for row in rows)]) + "\n"


def write(path: Path, rows: Iterable[tuple[str, ...]] = ROWS, day: str = DAY, kreise: str = KREISE) -> Path:
    path.write_text(text(rows, day, kreise), encoding="utf-8")
    return path
