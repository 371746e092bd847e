"""Which KldB group a training occupation belongs to, however its name is gendered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from sources.files.plain_table import plain_name
from sources.reference import codes

_SEXES = re.compile(r"(?<!\w)\(?\s*[mwdxi](?:\s*[/|,]\s*[mwdxi]){1,3}\s*\)?(?!\w)", re.IGNORECASE)  # (m/w/d)
_STEMS = ("mann|frau", "technologe|technologin")
_PAIR = re.compile(r"\b([\w-]{3,})\s*/\s*([\w-]{3,})")  # Zimmerer/Zimmerin, Bäckerin / Bäcker
_ENDING = re.compile(r"(?<=\w)(?:[/*:_·]-?in(?:nen)?|\(-?in(?:nen)?\))(?!\w)", re.IGNORECASE)  # Bäcker/-in, Bäcker(in)
_FEMALE = re.compile(r"(?<=\w)(er|eur|ist|schmied|log)in\b")
_ADJECTIVE = re.compile(r"\b(technische)[rns]?(?:\s*/\s*-?[rns])?(?!\w)")
_PLAIN = str.maketrans("äöü", "aou")
_FILLING = frozenset({"fuer", "im", "in", "der", "fachrichtung", "fr", "schwerpunkt", "sp"})


def key(name: str) -> str:
    """Return what spellings of one occupation have in common.

    "Elektroniker*in (m/w/d) für Energie- und Gebäudetechnik" and "Elektronikerin, Fachrichtung Energie- und
    Gebäudetechnik" are "elektroniker energie und gebaeudetechnik".
    """
    text = " ".join(_SEXES.sub(" ", name).casefold().split())
    for stems in _STEMS:
        male = stems.partition("|")[0]
        text = re.sub(rf"(\w*)(?:{stems})\s*/\s*-?\w*(?:{stems})\b", rf"\g<1>{male}", text)
        text = re.sub(rf"\b(kauf|fach|\w*-?)(?:{stems})\b", rf"\g<1>{male}", text)
    text = _ENDING.sub("", text)
    text = _PAIR.sub(_male, text)
    text = _FEMALE.sub(r"\1", _ADJECTIVE.sub(r"\1", text))
    return " ".join(word for word in plain_name(text).split("_") if word not in _FILLING)


def _male(pair: re.Match[str]) -> str:
    """Reduce a pair of both forms to the male one; leave any other pair."""
    one, other = pair.groups()
    alike = one[:3].translate(_PLAIN) == other[:3].translate(_PLAIN)
    if alike and other.endswith("in"):
        return one
    return other if alike and one.endswith("in") else pair.group(0)


def group_of(name: str) -> str:
    """Return the KldB 3-digit group of a training occupation or craft, "" for an unknown one."""
    return _groups().get(key(name), "")


@lru_cache(maxsize=1)
def _groups() -> Mapping[str, str]:
    crafts = {key(craft): group for craft, group in codes.crafts().items()}
    return crafts | {key(row["name"]): row["occupation_id"] for row in codes.read_rows(codes.TRAINING_FILE)}
