"""Sentences about what chambers, agencies, cities and the register say, and about what is missing and why."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from reports.model.brief import Brief, Wordings
from reports.model.recognition import LandRecognition
from reports.model.sources import SourceStatus
from reports.pdf.characters import clean, legible
from reports.words import starting_points
from reports.words.notation import capitalise, listed, month_name, number, percent
from reports.words.regions import in_region

OTHER_CRAFTS = "andere Berufe"
KINDS = {
    "network": "Netzwerke",
    "partner": "Partner",
    "advice": "Beratung",
    "initiative": "Initiativen",
    "migrant_organisation": "Migrantenorganisationen",
}
LANGUAGES = {
    "am": "Amharisch", "ar": "Arabisch", "bg": "Bulgarisch", "bn": "Bengalisch", "bs": "Bosnisch", "cs": "Tschechisch",
    "da": "Dänisch", "de": "Deutsch", "el": "Griechisch", "en": "Englisch", "es": "Spanisch", "et": "Estnisch",
    "fa": "Persisch", "fi": "Finnisch", "fr": "Französisch", "he": "Hebräisch", "hi": "Hindi", "hr": "Kroatisch",
    "hu": "Ungarisch", "hy": "Armenisch", "id": "Indonesisch", "it": "Italienisch", "ja": "Japanisch",
    "ka": "Georgisch", "ko": "Koreanisch", "ku": "Kurdisch", "lt": "Litauisch", "lv": "Lettisch", "mk": "Mazedonisch",
    "nl": "Niederländisch", "no": "Norwegisch", "pl": "Polnisch", "ps": "Paschtu", "pt": "Portugiesisch",
    "ro": "Rumänisch", "ru": "Russisch", "sk": "Slowakisch", "sl": "Slowenisch", "so": "Somali", "sq": "Albanisch",
    "sr": "Serbisch", "sv": "Schwedisch", "ta": "Tamil", "th": "Thailändisch", "ti": "Tigrinya", "tl": "Tagalog",
    "tr": "Türkisch", "uk": "Ukrainisch", "ur": "Urdu", "vi": "Vietnamesisch", "zh": "Chinesisch",
}  # fmt: skip
SEVERITIES = {1: "spürbar", 2: "deutlich", 3: "sehr stark"}
UNITS = {"persons": "Personen", "vacancies": "Stellen", "cases": "Fälle", "pct": "%", "days": "Tage", "index": "Punkte"}

NOT_HERE = "Nicht in dieser Ausgabe"
# section of the brief -> its sources, and what is said when there is nothing
SECTIONS = {
    "month": (("ba_eckwerte",), "Monatszahlen der Arbeitsagentur enthält diese Ausgabe nicht"),
    "vacancy_days": (("ba_stellen_berufe",), "Eine Vakanzzeit nach Berufen liegt für diese Ausgabe nicht vor"),
    "places": (("hwk_lehrstellen",), "Offene Lehrstellen im Handwerk sind nicht gezählt"),
    "chamber": (("hwk_kammerzahlen",), "Zahlen der Handwerkskammern liegen nicht vor"),
    "reports": (("bedarfsmeldung",), "Niemand hat für diese Region knappe Berufe gemeldet"),
    "context": (("wifo_opendata", "genesis", "amm_export"), "Zahlen der Städte und Kreise liegen nicht vor"),
    "land_recognition": (("itnrw_anerkennung",), "Eigene Anerkennungszahlen des Landes liegen nicht vor"),
    "register": (("register",), "Das Register der Initiativen und Netzwerke nennt für diese Region niemanden"),
    "steps": ((), "Geprüfte Hinweise enthält diese Ausgabe nicht"),
}
NOUNS = {  # what a section would hold
    "places": "offene Lehrstellen im Handwerk",
    "chamber": "Zahlen der Handwerkskammern",
    "reports": "Meldungen zu Berufen",
    "context": "Zahlen der Städte und Kreise",
}
_REASONS = {
    "unreachable": "nicht erreichbar",
    "layout": "Aufbau der Datei geändert, nicht übernommen",
    "content": "Inhalt unglaubwürdig, nicht übernommen",
    "not_published": "noch nicht veröffentlicht",
    "off": "Abruf nicht freigegeben",
}


def status_text(status: str, period: str, reason: str, tried: dt.date | None = None, month: str = "") -> str:
    """Say how a source stands: nothing when all is well, else its date and what stands in the way.

    `tried` is the day the publisher was last asked, `month` the month of the edition ("2026-10").
    """
    why = _REASONS.get(reason, "")
    if status == "off":
        return _REASONS["off"]
    if status == "missing":
        return f"Quelle {why}" if reason == "unreachable" else why or "bisher nicht eingegangen"
    if status == "ok":
        return ""
    date = f"Stand {period_words(period)}" if period else "Stand unbekannt"
    if status == "stale":
        return f"{date}, älter als vorgesehen" + (f"; {why}" if why else "")
    wanted = period_words(month) if re.fullmatch(r"\d{4}-\d{2}", period) and month > period else ""
    if reason in ("", "not_published"):
        return f"{date}; {wanted or 'neuere Zahlen'} noch nicht veröffentlicht"
    if reason == "unreachable" and wanted:
        return f"{date}; für {wanted} {why}"
    return f"{date}; {f'am {tried:%d.%m.%Y}' if tried else 'seither'} {why}"


def partly_old(old: int, files: int) -> str:
    """Say of a source of several files that some of them are older than they should be."""
    if old == files:
        return "älter als vorgesehen"
    return f"einzelne Reihen älter als vorgesehen ({number(old)} von {number(files)} Dateien)"


def period_words(period: str) -> str:
    """Write the period of a source: "2026-10" is "Oktober 2026", "2012-2025" is "2012–2025"."""
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", period):
        return month_name(period)
    return period.replace("-", "–") if re.fullmatch(r"\d{4}-\d{4}", period) else german_date(period)


def german_date(text: str) -> str:
    """Write "2021-03-12" as "12.03.2021"; whatever is no such date stays as it is."""
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})(?!\d)", text)
    return f"{found[3]}.{found[2]}.{found[1]}" if found else text


def host(link: str) -> str:
    """Name the host of an address."""
    return address(link).partition("/")[0]


def address(link: str) -> str:
    """Write an address as people do: without its scheme."""
    return re.sub(r"^https?://(www\.)?", "", link).rstrip("/")


def find_status(brief: Brief, source: str) -> SourceStatus | None:
    """Return how a source stands in the edition; None where the program does not say."""
    return next((s for s in brief.status if s.id == source), None)


def standing(brief: Brief, section: str) -> str:
    """Say of a section that shows something what is late or stale in it; "" when all is well."""
    found = [s for s in (find_status(brief, source) for source in SECTIONS[section][0]) if s]
    return legible("; ".join(dict.fromkeys(s.text for s in found if s.status in ("late", "stale") and s.text)))


def say_absence(brief: Brief, section: str) -> str:
    """Say that a section has nothing, and why."""
    said, why = _absence(brief, section)
    return f"{said}: {why}." if why else f"{said}."


def _absence(brief: Brief, section: str) -> tuple[str, str]:
    sources, said = SECTIONS[section]
    if section == "land_recognition" and brief.region.land_id != "05":
        return said, "Gesammelt werden sie bisher nur für Nordrhein-Westfalen"
    if section == "register" and (lands := starting_points.collected_in(brief)):
        said = f"Das Register der Initiativen und Netzwerke hat bisher nur Einträge aus {lands}"
    found = [s for s in (find_status(brief, source) for source in sources) if s]
    if any(s.status == "ok" for s in found):
        return said, "" if section in ("reports", "register") else "Für diese Region nennt die Quelle keine"
    return said, legible("; ".join(dict.fromkeys(s.text for s in found if s.text)))


def say_absences(brief: Brief, sections: Sequence[str], headed: bool = False) -> str:
    """Say what an edition does without, each reason once; what has none of its own is said in a sentence.

    `headed`: a heading says already that all of it is not in the edition.
    """
    by_reason: dict[str, list[str]] = {}
    sentences = []
    for section in sections:
        why = _absence(brief, section)[1]
        if why and section in NOUNS:
            by_reason.setdefault(why, []).append(NOUNS[section])
        else:
            sentences.append(say_absence(brief, section))
    grouped = [f"{_because(why, headed or i > 0)}: {listed(what)}." for i, (why, what) in enumerate(by_reason.items())]
    if sentences and not grouped and not headed:
        sentences[0] = f"{NOT_HERE}: {sentences[0]}"
    return " ".join([*grouped, *sentences])


def _because(why: str, headed: bool) -> str:
    """Begin a sentence with a reason: a clause ("bisher nicht eingegangen") follows "weil", others a dash."""
    if headed:
        return capitalise(why)
    return f"{NOT_HERE}, weil {why}" if why[0].islower() and ";" not in why else f"{NOT_HERE} – {why}"


def without_kreise(missing: int | None) -> str:
    """Say how many Kreise a sum does without."""
    if not missing:
        return ""
    return "ohne einen Kreis der Region" if missing == 1 else f"ohne {number(missing)} Kreise der Region"


def chamber_area(name: str, kind: str) -> str:
    """Name the area of a chamber's figure: a Kreis, or its district."""
    return f"Kammerbezirk {re.sub(r'^(HWK|Handwerkskammer|Kammerbezirk) ', '', name)}" if kind == "hwk" else name


def kind_order(kind: str) -> int:
    """Return the place of a kind of entry: networks first."""
    return list(KINDS).index(kind) if kind in KINDS else len(KINDS)


def with_unit(value: float, unit: str) -> str:
    """Write a figure with its unit."""
    if unit in ("pct", "%"):
        return percent(value)
    digits = 0 if float(value).is_integer() else 1
    return f"{number(value, digits)} {UNITS.get(unit, unit)}".rstrip()


def revision_text(rows: Sequence[dict[str, Any]]) -> str:
    """Say how many figures changed, of when, and by how much at most; single figures may be small and secret."""
    cells = sum(row["cells"] for row in rows)
    days = sorted({row["period_start"] for row in rows})
    largest = max((row["largest_pct"] for row in rows if row["largest_pct"] is not None), default=None)
    what = "1 Wert" if cells == 1 else f"{number(cells)} Werte"
    by = "" if largest is None else f", höchstens um {percent(largest)}"
    return f"{what} für {_spans(days)}{by}"


def _spans(days: Sequence[dt.date]) -> str:
    yearly = all((day.month, day.day) == (1, 1) for day in days)
    names = list(dict.fromkeys(str(d.year) if yearly else month_name(f"{d.year}-{d.month:02d}") for d in days))
    return listed(names) if len(names) <= 3 else f"{names[0]} bis {names[-1]}"


def register_speaks(brief: Brief) -> bool:
    """Say whether the edition holds a register: only then is it a finding that somebody is not in it."""
    state = find_status(brief, "register")
    return bool(brief.register) or (state is not None and state.status in ("ok", "late", "stale"))


def evidence_title(brief: Brief) -> Wordings:
    """State the finding of page 4: what is reported, else where to begin, else who helps."""
    where = in_region(brief.region)
    fresh = [r for r in brief.reports if not r.stale]
    if fresh:
        occupations = list(dict.fromkeys(r.name for r in fresh))
        if len(occupations) == 1:
            return Wordings((f"Kammern und Agenturen melden {where} einen knappen Beruf: {occupations[0]}",))
        short = f"Kammern und Agenturen melden {where} {number(len(occupations))} knappe Berufe"
        return Wordings((f"{short}, am dringendsten {occupations[0]}", short, short.replace(f" {where}", "", 1)))
    if begin := starting_points.findings(brief):
        return Wordings(begin)
    if brief.places:
        first = brief.places[0]
        return Wordings((f"Die meisten offenen Lehrstellen im Handwerk gibt es {where} in {first.name}",))
    if not register_speaks(brief):
        return Wordings((f"Kammern und Agenturen haben {where} noch nichts gemeldet",))
    if brief.network_missing:
        return Wordings((f"{capitalise(where)} ist kein Netzwerk für Fachkräftezuwanderung bekannt",))
    count = sum(1 for e in brief.register if e.exact)
    if not count:
        return Wordings((f"Kammern und Agenturen haben {where} noch nichts gemeldet",))
    if count == 1:
        return Wordings((f"Eine Organisation kann {where} beim Ankommen helfen; Meldungen fehlen",))
    return Wordings((f"{number(count)} Organisationen können {where} beim Ankommen helfen; Meldungen fehlen",))


EVIDENCE_SUBTITLE = (
    "Angaben von Kammern, Agenturen und Städten mit Ort und Stand, keine amtliche Bewertung; wer hilft, was zu tun ist"
)
STEPS_TITLE = "Nächste Schritte für Ehrenamtliche: informieren, nicht anwerben"
NO_NETWORK = "Befund: Für diese Region ist kein Netzwerk für Fachkräftezuwanderung bekannt."


def form_command(brief: Brief) -> str:
    """Name the command that writes the form for a region."""
    return f"brief form --region {clean(brief.region.id)}"


def land_recognition_note(brief: Brief) -> str:
    """Sum up the Land's procedures of the newest year as published in words."""
    found = brief.land_recognition
    if not found:
        return say_absence(brief, "land_recognition")
    cases = [r for r in found if r.unit == "cases"]
    year = max(r.year for r in found)
    parts = []
    total = next((r for r in cases if r.dimension == "total" and r.measure == "processed"), None)
    if total:
        parts.append(f"{number(total.count)} Verfahren")
    for dimension, introduced in (("occupation", "darunter"), ("state", "ausgebildet in:"), ("outcome", "Ausgang:")):
        if named := _counted([r for r in cases if r.dimension == dimension]):
            parts.append(f"{introduced} {named}")
    if not parts:
        parts = [_counted([r for r in found if r.unit == "cases"]) or "nur Anteile veröffentlicht"]
    return (
        f"{brief.region.land_short} {year}: {'; '.join(parts)}. Wie in der Presse veröffentlicht: Verfahren mit jedem "
        "Ausgang, keine vollen Gleichwertigkeiten."
    )


def _counted(rows: Sequence[LandRecognition]) -> str:
    most = sorted(rows, key=lambda r: (-r.count, r.name))[:3]
    return ", ".join(f"{r.name} {number(r.count)}" for r in most)


def vacancy_note(brief: Brief) -> str:
    """Say what the column of vacancy times shows, or why it is not there."""
    if not brief.vacancy_days_month:
        return say_absence(brief, "vacancy_days")
    late = standing(brief, "vacancy_days")
    return (
        f"Vakanzzeit: Tage vom gewünschten Besetzungstermin bis zur Abmeldung der Stelle, {brief.region.land_short}, "
        f"{brief.vacancy_days_month}" + (f" ({late})" if late else "") + "."
    )


def uncovered(brief: Brief, most: int = 3) -> str:
    """Name tight occupations that no entry of the register speaks of by name, where no priorities say so."""
    named = {code for entry in brief.register for code in entry.occupations}
    by_code = {o.occupation: o for o in brief.occupations}
    left = [by_code[code].name for code in brief.ranking if code not in named and code in by_code]
    if not left or not brief.register or brief.starting_points:
        return ""
    return f"Kein Eintrag nennt ausdrücklich: {listed(left[:most])}."
