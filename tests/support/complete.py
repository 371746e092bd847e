"""What must be printed whole, whatever else there is: compared with what brief.json holds."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from reports.files.document import to_document
from reports.model.brief import Brief
from reports.model.evidence import ChamberFigure, ContextFigure, Entry, Report, Step
from reports.model.recognition import Before, CountryCount, Decisions, RecognitionRow, Reference
from reports.model.rounding import ranked
from reports.model.sources import Revision, SourceNote, SourceStatus
from reports.pages.evidence.view import evidence_view
from reports.pages.source_lines import credit_parts
from reports.words.evidence import address, status_text
from sources.registry import SOURCES
from tests.support import said

LAND_ID = "05"
STEPS_FILE = Path(__file__).parents[2] / "data" / "reference" / "next_step.csv"
NAMES = (
    "Klempnerei, Sanitär-, Heizungs- und Klimatechnik", "Fahrzeug-, Luft-, Raumfahrt- und Schiffbautechnik",
    "Gesundheits- und Krankenpflege, Rettungsdienst und Geburtshilfe",
    "Technischer Betrieb des Eisenbahn-, Luft- und Schiffsverkehrs", "Medizin-, Orthopädie- und Rehatechnik",
)  # fmt: skip
CC0 = "Creative Commons CC0 1.0 (creativecommons.org/publicdomain/zero/1.0)"
DL_DE = "Datenlizenz Deutschland – Namensnennung – Version 2.0 (www.govdata.de/dl-de/by-2-0)"
LATE = {
    "ba_eckwerte": ("late", "2025-11", "unreachable"),
    "ba_engpassanalyse": ("late", "2024", "layout"),
    "register": ("stale", "2019-11", ""),
    "hwk_lehrstellen": ("late", "2025-10", "not_published"),
}


def squeezed(text: str) -> str:
    """Leave out blanks and line breaks: where a line ends does not matter here."""
    return re.sub(r"\s+", "", text)


def left_out(brief: Brief, pages: Sequence[str]) -> list[str]:
    """List what stands in brief.json and must stand in the PDF, but does not."""
    document = to_document(brief)
    third, fourth, fifth = (squeezed(text) for text in pages[2:5])
    wanted: list[tuple[str, str]] = []
    for page, told in ((fourth, document["steps"]), (third, document["ways"])):
        for step in told:
            dates = (step["as_of"], step["valid_until"])
            wanted += [(page, part) for part in (step["text"], address(step["link"]), *dates)]
    sections = {s["key"]: s for half in evidence_view(brief)["columns"] for s in half}
    for row in sections.get("context", {"rows": []})["rows"]:
        (found,) = {(f["attribution"], f["uri"]) for f in document["context"] if f["title"] == row["name"]}
        parts = credit_parts(*found)
        wanted += [(fourth, part) for part in ((*parts, found[1]) if parts else (found[0],))]
    for state in document["status"]:
        wanted += [(fifth, state["text"]), (fifth, state["title"] if state["text"] else "")]
    titles = {state["id"]: state["title"] for state in document["status"]}
    for source in document["sources"]:
        wanted += [(fifth, titles.get(source["id"], "")), (fifth, source["licence"].removeprefix("Quelle: "))]
    return list(dict.fromkeys(part for page, part in wanted if squeezed(part) not in page))


def steps(*, ways: bool = False) -> tuple[Step, ...]:
    """Read the steps the project ships, or the legal ways."""
    with STEPS_FILE.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda r: (int(r["position"]), r["land_id"]))
    here = {r["step_id"]: r for r in rows if r["land_id"] in ("", LAND_ID)}  # the row of the Land comes last
    rows = [r for r in here.values() if r["kind"].startswith("way_") == ways]

    def german(day: str) -> str:
        return ".".join(reversed(day.split("-"))) if day else ""

    return tuple(
        Step(
            r["kind"], r["text"], r["link"], r["link_name"], f"Stand {german(r['as_of'])}" if r["as_of"] else "",
            german(r["checked"]), False, german(r["valid_until"]), r["step_id"],
        )
        for r in rows
    )  # fmt: skip


def _credit(provider: str, title: str, licence: str = DL_DE) -> tuple[str, str]:
    uri = "https://opendata.example.org/dataset/" + re.sub(r"\W+", "-", title.lower())
    return uri, f"{provider}: {title}, {licence}, {uri}, Daten verändert"


def context() -> tuple[ContextFigure, ...]:
    """Series with attribution lines as long as the real ones."""
    found = []
    for title, series, licence in (
        ("Beschäftigte am Arbeitsort nach Wirtschaftsabschnitten", 3, DL_DE),
        ("Arbeitsmarktstatistik Arbeitslose nach Rechtskreisen des SGB", 2, DL_DE),
        ("Auszubildende bei der Stadt nach Beruf", 1, CC0),
    ):  # fmt: skip
        uri, line = _credit("Stadt Mülheim an der Ruhr – Statistik und Stadtforschung", title, licence)
        for i in range(series):
            found.append(
                ContextFigure(
                    title, f"Sozialversicherungspflichtig Beschäftigte {i}", "Mülheim an der Ruhr", 15911.0 + i,
                    "Personen", "31.12.2024", 15400.0, "31.12.2023", "ok", uri, line, "12.03.2025", False,
                    "wifo_opendata",
                )
            )  # fmt: skip
    return tuple(found)


def reports(name: str) -> tuple[Report, ...]:
    return tuple(
        Report(
            str(i), occupation, 3 - i % 3, None, "below_3", "Frühjahr 2024",
            "Zwei Betriebe werben selbst in Rumänien und auf den Philippinen",
            "Handwerkskammer für Mülheim-Essen-Oberhausen", "Handwerkskammer", name, "14.11.2025", i > 3,
            "bedarfsmeldung",
        )
        for i, occupation in enumerate(NAMES)
    )  # fmt: skip


def register(name: str) -> tuple[Entry, ...]:
    kinds = ("partner", "advice", "initiative", "migrant_organisation")
    return tuple(
        Entry(
            f"e{i}", f"Verein für Bildung und Begegnung Ruhrgebiet {i} e. V.", kinds[i * len(kinds) // 10],
            name if i < 8 else "Nordrhein-Westfalen", (), ("Griechenland", "Türkei"), ("Griechisch", "Türkisch"),
            "2009", "https://www.example.org/verein", "12.11.2019", True, "Bericht über das Treffen am 12.11.2019",
            "Berät zur Anerkennung. Schult Ehrenamtliche. Ob das Angebot weitergeht, ist zu prüfen.", i < 8,
        )
        for i in range(10)
    )  # fmt: skip


def sources(brief: Brief) -> tuple[SourceNote, ...]:
    """List every source the program knows, under its own title and licence line; one with an old file among many."""
    found = []
    issued = {"ba_engpassanalyse": "29.05.2026", "destatis_anerkennung": "04.09.2025", "hwk_kammerzahlen": "30.07.2025"}
    for source in SOURCES:
        files = {"ba_eckwerte": 159, "wifo_opendata": 8, "ba_kreis_berufe": 4}.get(source.id, 1)
        line = source.attribution.replace("{year}", "2025")
        found += [
            SourceNote(
                source.id, source.title, source.publisher, "2016–2025" if source.id in issued else "September 2026",
                issued.get(source.id, ""), source.licence, line,
                source.page, f"{i:04x}" * 16, f"{i}.csv", source.id == "wifo_opendata" and i == 0,
            )
            for i in range(files)
        ]  # fmt: skip
    return (*found, next(s for s in brief.sources if s.id == "bkg_outlines"))


STATES = (
    ("BIH", "Bosnien und Herzegowina", ("Bosnisch", "Kroatisch", "Serbisch")),
    ("CAF", "Zentralafrikanische Republik", ("Französisch", "Sango")),
    ("COD", "Demokratische Republik Kongo", ("Französisch",)),
    ("DOM", "Dominikanische Republik", ("Spanisch",)),
    ("LUX", "Luxemburg", ("Deutsch", "Französisch", "Luxemburgisch")),
    ("PNG", "Papua-Neuguinea", ("Englisch", "Hiri-Motu", "Neumelanesisch")),
    ("VCT", "St. Vincent und die Grenadinen", ("Englisch",)),
    ("ZAF", "Südafrika", ("Afrikaans", "Englisch", "Nord-Sotho", "Süd-Ndebele", "Süd-Sotho", "Swazi", "Zulu")),
)  # fmt: skip


def recognition(brief: Brief) -> tuple[RecognitionRow, ...]:
    """Give every row the longest names, eight states of which some cannot be ranked, and a year before."""
    rows = []
    for i, row in enumerate(brief.recognition):
        counts = (1734, 1473, 1041, 876, 873, 30, 27, 27)
        made = [CountryCount(c, name, counts[n] + 3 * i, c == "LUX", said) for n, (c, name, said) in enumerate(STATES)]
        placed: list[CountryCount] = []
        for group in ranked(made):
            placed += [replace(c, place=len(placed) + 1) for c in group]
        name = f"Medizinisch-technische Assistenz für Funktionsdiagnostik und Radiologie {i}"
        full = sum(counts)
        rows.append(
            replace(
                row,
                name=NAMES[i % len(NAMES)] if not row.collective else row.name,
                references=tuple(
                    Reference(f"{name}, Fachrichtung {n}", "81234", full, tuple(placed)) for n in range(3)
                ),
                full_equivalence=3 * full,
                countries=tuple(placed),
                countries_cover=(name,),
                regions=(),
                cells=3,
                before=Before(row.year - 1, 3 * full - 600 * (i % 2), 3),
                decisions=Decisions(12, 9, 3, None) if i % 3 else Decisions(39_999, 39_996, 3, 0.99),
            )
        )
    return tuple(rows)


def fullest(brief: Brief) -> Brief:
    """Fill each section with statements as long as they come in practice, and let four sources be late or old."""
    full = said.said(brief)
    quoted = "muensterschezeitung.de 2022-01 (HWK Münster)"
    place = brief.region.name
    chamber = tuple(
        ChamberFigure(
            name, f"Kammerbezirk {place}", 1746.0 + i, "30.07.2025", 1005.0, "26.07.2023", quoted, "hwk_kammerzahlen"
        )
        for i, name in enumerate(("offene Lehrstellen (Börse)", "neue Lehrverträge", "Betriebe"))
    )  # fmt: skip
    states = tuple(
        SourceStatus(s.id, s.title, LATE[s.id][0], status_text(*LATE[s.id], month="2025-12"))
        if s.id in LATE else SourceStatus(s.id, s.title, "ok", "")
        for s in SOURCES
    )  # fmt: skip
    titles = {s.id: s.title for s in SOURCES}
    revised = "1\u202f284 Werte für August 2025, September 2025 und Oktober 2025, höchstens um 13,2\u202f%"
    revisions = tuple(
        Revision(titles[id], revised)
        for id in ("ba_eckwerte", "genesis", "wifo_opendata")
    )  # fmt: skip
    return said.titled(
        replace(
            full, steps=steps(), ways=steps(ways=True), recognition=recognition(full), context=context(),
            reports=reports(place), register=register(place), chamber_figures=chamber,
            sources=sources(brief), status=states, revisions=revisions, warnings=(),
        )
    )  # fmt: skip
