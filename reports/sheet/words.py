"""The words of the sheet: one file of texts a language, and tables of occupations, Länder and addresses.

They are reference data kept by hand in `data/reference/sheet/`. A translation is unreviewed until an organisation has
read it and says so in the file; when a word of it changes afterwards it is unreviewed again.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reports.pdf.errors import RenderError
from sources.reference.codes import REFERENCE

FOLDER = REFERENCE / "sheet"
LANGUAGES = ("de", "en", "tr", "es", "el", "fr", "ru", "uk", "ar")
GERMAN = "de"


@dataclass(frozen=True, slots=True)
class Law:
    """One sentence on the legal way: what a step of `next_step.csv` says, in the state of a certain day."""

    step: str
    as_of: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    shown: str


@dataclass(frozen=True, slots=True)
class Word:
    """An everyday word for an occupation group, and the requirement levels of the occupations it names."""

    levels: tuple[int, ...]  # 2 Fachkraft, 3 Spezialist, 4 Experte
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Everything the sheet says in one language."""

    language: str
    name: str  # "Türkçe"
    direction: str  # "ltr", "rtl"
    text: Mapping[str, str]
    law: tuple[Law, ...]
    where: Mapping[str, str]  # "west" -> "im Westen Deutschlands"
    notation: Mapping[str, object]
    occupations: Mapping[str, tuple[Word, ...]]  # KldB 3-digit -> everyday words, each for other levels
    lands: Mapping[str, str]  # key of a Land -> its name
    links: Mapping[str, Link]  # finder, portal, agency, hotline
    reviewed_by: str  # an organisation; "" while the texts are not reviewed as they stand
    fingerprint: str  # of all texts a review covers
    note: str  # what is wrong with what the file says of its review

    def occupation(self, occupation: str, levels: Collection[int]) -> str:
        """Write what a group is called where some levels are meant: the word that names most of them and no other.

        Raises ValueError where there is none (`is_named`).
        """
        fitting = [word for word in self.occupations[occupation] if set(word.levels) <= set(levels)]
        return max(fitting, key=lambda word: len(word.levels)).text

    def month(self, month: str) -> str:
        """Write "2025-12" as the language does: "diciembre de 2025"."""
        year, _, number = month.partition("-")
        return str(self.notation["month"]).format(month=self.notation["months"][int(number) - 1], year=year)

    def date(self, day: dt.date) -> str:
        """Write a day: "12 марта 2025 г."."""
        number = str(day.day) if day.day > 1 else self.notation["first_day"]
        month = self.notation["months_in_dates"][day.month - 1]
        return str(self.notation["date"]).format(day=number, month=month, year=day.year)

    def number(self, value: int) -> str:
        """Write a whole number with Western digits and the language's mark between thousands."""
        if value < int(self.notation["thousands_from"]):
            return str(value)
        return f"{value:,}".replace(",", str(self.notation["thousands"]))


def languages() -> tuple[str, ...]:
    """Return the codes of the languages a sheet can be made in, German first."""
    return LANGUAGES


@cache
def words(language: str, folder: Path = FOLDER) -> Words:
    """Read the words of a language. Raises KeyError for one that is not there, RenderError for a file in disorder."""
    if language not in LANGUAGES:
        raise KeyError(f"no sheet in {language!r}; there are {', '.join(LANGUAGES)}")
    path = folder / f"{language}.toml"
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        occupations = _occupations(folder, language)
        lands = {row["land_id"]: row[language] for row in _rows(folder / "land.csv")}
        law = tuple(Law(entry["step"], entry["as_of"], entry["text"]) for entry in found["law"])
        digest = fingerprint(found["text"], law, occupations)
        by, note = _review(found, digest)
        return Words(
            language, found["name"], found["direction"], found["text"], law, found["where"], found["notation"],
            occupations, lands, _links(folder, language), by, digest, note,
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RenderError(f"{path}: {type(error).__name__}: {error}") from error


def is_named(occupation: str, levels: Collection[int]) -> bool:
    """Tell whether there is an everyday word for a group at some levels."""
    return any(set(word.levels) <= set(levels) for word in words(GERMAN).occupations.get(occupation, ()))


def land_where() -> Mapping[str, str]:
    """Return where in Germany each Land lies, as a key of `Words.where`."""
    return {row["land_id"]: row["where"] for row in _rows(FOLDER / "land.csv")}


def fingerprint(text: Mapping[str, str], law: tuple[Law, ...], occupations: Mapping[str, tuple[Word, ...]]) -> str:
    """Name what a review covers: all texts, the sentences of law with their dates, all occupations."""
    named = [word.text for found in occupations.values() for word in found]
    parts = [*text.values(), *(f"{entry.as_of} {entry.text}" for entry in law), *named]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _review(found: Mapping[str, object], digest: str) -> tuple[str, str]:
    """Return by whom the texts are reviewed as they stand, and what is to be said of it."""
    if not found["reviewed"]:
        return "", ""
    if not found["reviewed_by"] or not found["reviewed_on"]:
        return "", "reviewed = true needs reviewed_by (an organisation) and reviewed_on"
    if found["reviewed_text"] != digest:
        return "", f"changed since {found['reviewed_by']} reviewed it: reviewed_text is not {digest}"
    return str(found["reviewed_by"]), ""


def _occupations(folder: Path, language: str) -> dict[str, tuple[Word, ...]]:
    found: dict[str, tuple[Word, ...]] = {}
    for row in _rows(folder / "occupation.csv"):
        word = Word(tuple(int(level) for level in row["level"].split()), row[language])
        found[row["occupation_id"]] = (*found.get(row["occupation_id"], ()), word)
    return found


def _links(folder: Path, language: str) -> dict[str, Link]:
    """Return the addresses; one in the language itself comes before the one for all languages."""
    rows = sorted(_rows(folder / "link.csv"), key=lambda row: row["language"])
    return {row["link_id"]: Link(row["address"], row["shown"]) for row in rows if row["language"] in ("", language)}


@cache
def _rows(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, strict=True))
