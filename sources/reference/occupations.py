"""Find a KldB 3-digit group by number, name or everyday name, as people type it."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from sources.reference import codes

# the BA rates nursing as one aggregate; it stands for these groups
NURSING = ("Pflegeberufe Pfl", ("813", "821"))
SHORTEST_STEM = 6  # letters of a name that a longer word may begin with: "Mechatroniker" begins with "Mechatronik"
MOST_NAMED = 8
_VOWELS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


class UnknownOccupation(LookupError):
    """No group, or more than one, is meant by a term; the message names those that come near."""


@dataclass(frozen=True, slots=True)
class Group:
    """A KldB 2010 3-digit group and the 2-digit group it belongs to."""

    id: str
    name: str
    everyday: str
    family_id: str
    family_name: str


@cache
def groups() -> dict[str, Group]:
    """Return every 3-digit group by its number."""
    rows = codes.read_rows(codes.OCCUPATION_FILE)
    names = {row["occupation_id"]: row["name"] for row in rows}
    return {
        row["occupation_id"]: Group(
            row["occupation_id"], row["name"], row["everyday"], row["parent_id"], names[row["parent_id"]]
        )
        for row in rows
        if row["level"] == "3"
    }


def find(term: str) -> Group:
    """Return the group meant by a number, a name or an everyday name, or the one a finer KldB number or name is of.

    Raises `UnknownOccupation` naming several that fit, or near matches.
    """
    term = term[:200].strip()
    found = _by_number(term) if re.fullmatch(r"\d{1,5}", term) else _by_words(term)
    if len(found) == 1:
        return groups()[found[0]]
    if found:
        more = ", …" if len(found) > MOST_NAMED else ""
        raise UnknownOccupation(f"{term[:80]!r} fits several groups: {_named(found)}{more}. Name one by its number.")
    near = _near(term)
    hint = f"Did you mean: {_named(near)}?" if near else "Use the number of a KldB group (262) or a word of its name."
    raise UnknownOccupation(f"no occupation is called {term[:80]!r}. {hint}")


def _by_number(code: str) -> list[str]:
    if len(code) < 3:
        return [group for group in groups() if group.startswith(code)]
    return [code[:3]] if code in codes.occupations(len(code)) else []


def _by_words(term: str) -> list[str]:
    """Return the groups of the first way of reading the term that finds any."""
    wanted = _words(term)
    if not wanted:
        return []
    for names, fits in (
        (_names(), lambda have: wanted == have),
        (_names(), lambda have: all(any(_begins(w, h) for h in have) for w in wanted)),
        (_finer_names(), lambda have: all(any(_begins(w, h) for h in have) for w in wanted)),
        (_names(), lambda have: all(any(w in h for h in have) for w in wanted)),
    ):
        found = {group for words, ids in names if fits(words) for group in ids}
        if found:
            return sorted(found)
    return []


def _begins(wanted: str, have: str) -> bool:
    return have.startswith(wanted) or (len(have) >= SHORTEST_STEM and wanted.startswith(have))


def _near(term: str) -> list[str]:
    """Return the groups with a word, or a whole name, spelt much like the term."""
    spelt: dict[str, list[str]] = {}
    for words, ids in _names():
        for name in (" ".join(words), *words):
            spelt.setdefault(name, []).extend(ids)
    close = difflib.get_close_matches(" ".join(_words(term)), spelt, n=MOST_NAMED, cutoff=0.7)
    return list(dict.fromkeys(group for name in close for group in spelt[name]))


def _named(found: list[str]) -> str:
    return ", ".join(f"{groups()[group].name} ({group})" for group in found[:MOST_NAMED])


def _words(text: str) -> tuple[str, ...]:
    """Split into lower-case words, "ä" and "ae" alike, without the feminine ending of "Elektriker/in"."""
    text = unicodedata.normalize("NFC", text).casefold().translate(_VOWELS)
    text = re.sub(r"(?<=\w)[/*:_]-?in(nen)?\b", "", text)
    text = re.sub(r"(?<=[aou])e", "", text)
    return tuple(re.findall(r"[a-z0-9]+", text))


@cache
def _names() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The names of the groups as words, each with the groups it stands for."""
    found = [(_words(name), (g.id,)) for g in groups().values() for name in (g.name, g.everyday) if name]
    return (*found, (_words(NURSING[0]), NURSING[1]))


@cache
def _finer_names() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The names of 4- and 5-digit positions and of training occupations."""
    finer = [(name, code[:3]) for digits in (4, 5) for code, name in codes.occupations(digits).names.items()]
    trained = [(row["name"], row["occupation_id"][:3]) for row in codes.read_rows(codes.TRAINING_FILE)]
    return tuple((_words(name), (group,)) for name, group in finer + trained if group in groups())
