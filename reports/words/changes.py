"""What changed between two editions, in German: one line for each change a reader should know of.

Of another period only what exceeds its error is called more or less, tighter or more relaxed. What publishers restated,
what rounding explains, and what another border or classification brings stands apart, in one line each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from reports.model.brief import Brief
from reports.model.changes import Change
from reports.model.market import LEVEL_NAMES
from reports.words.notation import capitalise, change, listed, month_name, number, percent
from sources.reference.regions import all_regions
from transforms.edition.diff import Comparison, Difference

KIND_NAMES = {
    "class": "Einstufung",
    "real": "echte Änderung",
    "new": "neu",
    "gone": "entfallen",
    "revision": "Revision",
    "rounding": "Rundung",
    "border": "Gebiet",
    "classification": "Klassifikation",
    "within_error": "im Fehlerbereich",
    "closed": "gesperrt",
}
MEASURE_NAMES = {
    "vacancies": "gemeldete Stellen",
    "unemployed_persons": "Arbeitslose",
    "unemployed_foreign_persons": "arbeitslose Ausländer",
    "employees_persons": "Beschäftigte",
    "foreign_employees_persons": "beschäftigte Ausländer",
    "month_unemployed_persons": "Arbeitslose",
    "month_unemployment_rate_pct": "Arbeitslosenquote",
    "month_vacancies": "gemeldete Stellen",
    "month_employees_persons": "Beschäftigte am Arbeitsort",
    "recognition_full": "volle Gleichwertigkeiten",
    "ratio": "Arbeitslose je Stelle",
}
CLASS_WORDS = {
    "engpass": "Engpass",
    "beobachtung": "unter Beobachtung",
    "kein_engpass": "kein Engpass",
    "uneindeutig": "uneindeutig",
    "": "nicht bewertet",
}
BY_CHANCE = 10  # one comparison in so many exceeds a 90 % error by chance
NAMED = 3  # of what stands in one line so many are named


@dataclass(frozen=True)
class Compared:
    """What a comparison with the edition before has found, or why there is none."""

    since: str = ""  # the edition compared with, "2025-12.r1"
    comparison: Comparison | None = None
    why_not: str = ""

    @cached_property
    def by_region(self) -> dict[str, list[Difference]]:
        groups: dict[str, list[Difference]] = {}
        for difference in self.comparison.differences if self.comparison else ():
            groups.setdefault(difference.region, []).append(difference)
        return groups


NOT_COMPARED = Compared()


def find_changes(brief: Brief, compared: Compared) -> tuple[tuple[Change, ...], str]:
    """Return what changed in a region since the edition before, and what is to be known of that."""
    comparison, by_region = compared.comparison, compared.by_region
    if comparison is None:
        return (), compared.why_not
    region = brief.region
    told = {o.occupation for o in brief.occupations}
    rows = {(row.occupation, row.level) for row in brief.recognition}
    own = [
        d
        for d in by_region.get(region.id, ())
        if d.occupation in told or d.occupation in ("", "total")
        if not (region.kind == "land" and (d.subject, d.measure) == ("estimate", "class"))  # the BA rates it itself
    ]
    area_id = all_regions()[region.id].land_group_id
    area_name = region.land_short if area_id == region.land_id else comparison.regions.get(area_id, area_id)
    area = [d for d in by_region.get(area_id, ()) if d.subject == "official"]
    germany = [
        d
        for d in by_region.get("DE", ())
        if d.subject == "occupation" or d.occupation == "total" or (d.occupation, d.level) in rows
    ]
    here = [*(d for d in own if d.subject != "official"), *(d for d in area if d.occupation in told), *germany]
    changes = _changes(here, comparison, area_name)
    return changes, _note(here, changes)


def _changes(found: Sequence[Difference], names: Comparison, land: str) -> tuple[Change, ...]:
    def of(kind: str, *subjects: str) -> list[Difference]:
        return [d for d in found if d.kind == kind and (not subjects or d.subject in subjects)]

    def describe(differences: Sequence[Difference]) -> list[Change]:
        return [
            Change(d.kind, title(d, names), sentence(d, names, land), _group(d), _way(d, land), _short(d))
            for d in sorted(differences, key=_standing)
        ]

    estimated = of("class", "estimate")
    sure = [d for d in estimated if (d.sureness or 0) > 1]
    return (
        *describe(of("class", "official")),
        *describe(of("real", "month")),
        *describe(of("real", "count")),
        *describe(of("real", "estimate")),
        *describe(sure),
        *describe(of("real", "recognition")),
        *_one("class", "Nur die Schwelle", [d for d in estimated if d not in sure], names, _unsure),
        *_one("revision", "Nachträglich geändert", of("revision"), names, _revised),
        *_one("rounding", "Nur Rundung", of("rounding"), names, _rounded),
        *_one("border", "Gebiet", [*of("border"), *of("new", "region")], names, _border),
        *_one("classification", "Berufsklassifikation", of("classification"), names, _classified),
    )


def _note(found: Sequence[Difference], changes: Sequence[Change]) -> str:
    compared = [d for d in found if d.subject == "estimate" and d.kind in ("real", "within_error")]
    real = [d for d in compared if d.kind == "real"]
    if real:
        tighter = sum(d.now < d.before for d in real)
        ways = f"{number(tighter)} knapper, {number(len(real) - tighter)} entspannter"
        chance = number(-(-len(compared) // BY_CHANCE))
        return (
            f"{number(len(real))} von {number(len(compared))} vergleichbaren Berufsgruppen über den Fehler hinaus "
            f"verändert ({ways}); bis zu {chance} wären Zufall."
        )
    if changes:
        return ""
    if any(d.kind == "within_error" and d.before != d.now for d in found):
        return "Nichts hat sich um mehr als seinen Fehler geändert."
    return "Die Zahlen dieses Berichts haben sich nicht geändert."


def title(d: Difference, names: Comparison) -> str:
    """Name what a difference is about: an occupation with its level, a total, a Kreis."""
    if d.subject == "membership":
        return names.regions.get(d.measure, d.measure)
    if d.subject == "region":
        return names.regions.get(d.region, d.region)
    if d.occupation in ("", "total"):
        text = MEASURE_NAMES.get(d.measure, d.measure)
        text = f"{text} in Deutschland" if d.subject == "recognition" else text
        return capitalise(text)
    name = names.occupations.get(d.occupation, d.occupation)
    return f"{name}, {LEVEL_NAMES[d.level]}" if d.level in LEVEL_NAMES else name


def sentence(d: Difference, names: Comparison, land: str = "") -> str:
    """Say what is different; of a closed cell only that it is closed."""
    if d.kind == "closed":
        return "gesperrt"
    if d.subject in ("membership", "coverage", "region"):
        return _border_text(d, names)
    if d.subject == "occupation":
        return _classified_text(d)
    if d.measure == "class":
        return _class_text(d, land or names.regions.get(d.region, d.region))
    if d.kind in ("new", "gone"):
        return _come_or_gone(d)
    if d.kind in ("revision", "rounding") and d.period_before == d.period_now:
        return f"{_when(d, d.period_now)}: {_value(d, d.now)} statt {_value(d, d.before)}"
    return _moved_text(d)


def _standing(d: Difference) -> tuple[int, str]:
    """Order the ways so that those that are alike follow each other; shortage comes first. Inside, the surest first."""
    if d.measure == "class":
        return list(CLASS_WORDS).index(d.word_now), ""
    return (d.now > d.before) if d.measure == "ratio" else (d.now < d.before), ""


def _way(d: Difference, land: str) -> str:
    if d.measure == "class":
        now = CLASS_WORDS[d.word_now]
        return f"{land} jetzt {now} (amtlich)" if d.subject == "official" else f"geschätzt jetzt {now}"
    if d.subject == "estimate":
        return f"{'knapper' if d.now < d.before else 'entspannter'} als {d.period_before} (eigene Schätzung)"
    more = "mehr" if d.now > d.before else "weniger"
    if d.subject == "recognition":
        return f"{more} volle Gleichwertigkeiten als {d.period_before} (Deutschland)"
    return f"{more} als {_in(d, d.period_before)}" + (" (nicht saisonbereinigt)" if d.subject == "month" else "")


def _short(d: Difference) -> str:
    if d.measure == "class":
        return f"(zuvor {CLASS_WORDS[d.word_before]})"
    if d.measure == "ratio":
        return f"{number(d.now, 2)} nach {number(d.before, 2)}"
    return change(d.now, d.before) or ""


def _group(d: Difference) -> str:
    return "" if d.occupation == "total" else d.occupation


def _class_text(d: Difference, land: str) -> str:
    now, before = CLASS_WORDS.get(d.word_now, d.word_now), CLASS_WORDS.get(d.word_before, d.word_before)
    if d.subject == "official":
        when = d.period_now if d.period_now == d.period_before else f"{d.period_now} statt {d.period_before}"
        return f"jetzt {now}, zuvor {before} (amtlich, {land}, {when})"
    return (
        f"nach der Schätzung jetzt {now}, zuvor {before}: zu {percent(100 * d.now, 0)} Engpass, "
        f"zuvor zu {percent(100 * d.before, 0)} (eigene Berechnung)"
    )


def _come_or_gone(d: Difference) -> str:
    if d.subject == "estimate":
        return "jetzt genug Fälle für eine eigene Schätzung" if d.kind == "new" else "jetzt zu wenige Fälle"
    value = d.now if d.kind == "new" else d.before
    period = d.period_now if d.kind == "new" else d.period_before
    return f"{_when(d, period)}: {_value(d, value)}, {'zuvor' if d.kind == 'new' else 'jetzt'} keine Angabe"


def _moved_text(d: Difference) -> str:
    """Say how a figure of another period differs; the direction only where it exceeds the error."""
    if d.subject == "estimate":
        word = "" if d.kind != "real" else "knapper: " if d.now < d.before else "entspannter: "
        return (
            f"{word}{number(d.now, 2)} Arbeitslose je Stelle nach {number(d.before, 2)} "
            f"(eigene Schätzung, {d.period_now} nach {d.period_before})"
        )
    text = f"{_value(d, d.now)} {_in(d, d.period_now)}"
    if d.occupation not in ("", "total"):
        text = f"{MEASURE_NAMES.get(d.measure, d.measure)}: {text}"
    if d.kind != "real":
        return f"{text}, {_value(d, d.before)} {_in(d, d.period_before)}; Unterschied nicht größer als der Fehler"
    moved = (change(d.now, d.before) or "").lstrip("+−")
    season = "; nicht saisonbereinigt" if d.subject == "month" else ""
    return f"{text}, {moved} {'mehr' if d.now > d.before else 'weniger'} als {_in(d, d.period_before)}{season}"


def _value(d: Difference, value: float | None) -> str:
    if value is None:
        return "keine Angabe"
    if d.measure.endswith("_pct"):
        return percent(value)
    return number(value, 2 if d.measure == "ratio" else 0 if float(value).is_integer() or value >= 100 else 1)


def _when(d: Difference, period: str) -> str:
    """Name the period of a figure, and the figure where the title names an occupation."""
    if d.occupation in ("", "total"):
        return month_name(period) if d.subject == "month" else period
    return f"{MEASURE_NAMES.get(d.measure, d.measure)} {period}"


def _in(d: Difference, period: str) -> str:
    if d.subject == "month":
        return f"im {month_name(period)}"
    if d.subject == "recognition":
        return f"im Jahr {period}"
    return f"am 30.06.{period}" if "employees" in d.measure else f"im Jahresmittel {period}"


def _border_text(d: Difference, names: Comparison) -> str:
    if d.subject == "region":
        return "Region ist neu" if d.kind == "new" else "Region gibt es nicht mehr"
    if d.subject == "coverage":
        kreis = d.word_now or d.word_before
        with_ = "jetzt ohne" if d.word_now else "jetzt wieder mit"
        return f"{MEASURE_NAMES.get(d.measure, d.measure)} {with_} {names.regions.get(kreis, kreis)}"
    if d.before is None:
        return f"gehört jetzt dazu (Anteil {percent(100 * d.now, 0)})" if d.now < 1 else "gehört jetzt dazu"
    if d.now is None:
        return "gehört nicht mehr dazu"
    return f"Anteil {percent(100 * d.now, 0)} statt {percent(100 * d.before, 0)}"


def _classified_text(d: Difference) -> str:
    if not d.word_before:
        return "neue Berufsgruppe"
    return f"hieß {d.word_before}" if d.word_now else "Berufsgruppe entfallen"


def _one(
    kind: str,
    name: str,
    differences: Sequence[Difference],
    names: Comparison,
    text: Callable[[Sequence[Difference], Comparison], str],
) -> list[Change]:
    """Take differences of a kind together in one line."""
    return [Change(kind, name, text(differences, names))] if differences else []


def _named(texts: Collection[str]) -> str:
    texts = list(dict.fromkeys(texts))
    more = len(texts) - NAMED
    return listed([*texts[:NAMED], f"{number(more)} weitere"] if more > 0 else texts)


def _unsure(differences: Sequence[Difference], names: Comparison) -> str:
    groups = _named([title(d, names) for d in differences])
    return f"andere Einstufung der Schätzung ohne Änderung über den Fehler hinaus: {groups}"


def _revised(differences: Sequence[Difference], names: Comparison) -> str:
    """Quote the totals, months first; of groups name the first."""
    totals = sorted((d for d in differences if d.occupation == "total"), key=_prominence)
    parts = [f"{title(d, names)} {sentence(d, names)}" for d in totals[:NAMED]]
    more = len(totals) - NAMED
    if more > 0:
        parts.append("1 weitere Summe" if more == 1 else f"{number(more)} weitere Summen")
    if groups := [title(d, names) for d in differences if d.occupation != "total"]:
        parts.append(f"Werte zu {_named(groups)}")
    return "; ".join(parts)


def _prominence(d: Difference) -> tuple[bool, int]:
    names = list(MEASURE_NAMES)
    return d.subject != "month", names.index(d.measure) if d.measure in names else len(names)


def _rounded(differences: Sequence[Difference], _names: Comparison) -> str:
    count = len(differences)
    what = "1 Anerkennungszahl weicht" if count == 1 else f"{number(count)} Anerkennungszahlen weichen"
    return f"{what} um nicht mehr als die Rundung ab"


def _border(differences: Sequence[Difference], names: Comparison) -> str:
    covered = [d for d in differences if d.subject == "coverage"]
    others = [d for d in differences if d.subject != "coverage"]
    parts = [sentence(d, names) if d.subject == "region" else f"{title(d, names)} {sentence(d, names)}" for d in others]
    measures: dict[tuple[bool, str], list[str]] = {}
    for d in covered:
        name = MEASURE_NAMES.get(d.measure, d.measure)
        measures.setdefault((bool(d.word_now), d.word_now or d.word_before), []).append(name)
    kreise: dict[tuple[bool, str], list[str]] = {}
    for (without, kreis), found in measures.items():
        kreise.setdefault((without, listed(found)), []).append(names.regions.get(kreis, kreis))
    for (without, what), where in sorted(kreise.items(), reverse=True):
        parts.append(f"{'ohne' if without else 'wieder mit'} {_named(where)} ({what})")
    return "; ".join(parts)


def _classified(differences: Sequence[Difference], names: Comparison) -> str:
    return "; ".join(f"{title(d, names)}: {sentence(d, names)}" for d in differences[:NAMED]) + (
        f"; {number(len(differences) - NAMED)} weitere" if len(differences) > NAMED else ""
    )
