"""Which municipality of NRW an offer lies in: by place and postcode together, never by one against the other."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sources.files.plain_table import plain_name
from sources.reference.codes import REFERENCE, read_rows

MUNICIPALITY_FILE = REFERENCE / "municipality.csv"
POSTCODE_FILE = REFERENCE / "municipality_postcode.csv"
ALIAS_FILE = REFERENCE / "municipality_alias.csv"
OUTSIDE = ""


class UnknownPlace(LookupError):
    """No municipality is called so there; the message says what might be meant."""


@dataclass(frozen=True)
class Places:
    """The municipalities with their names in plain spelling, and the postcodes of the Land and around it."""

    names: Mapping[str, str]  # AGS -> name
    called: Mapping[str, tuple[str, ...]]  # AGS -> names in plain spelling, with and without addition
    served: Mapping[str, frozenset[str]]  # postcode -> AGS; empty for one outside the Land
    regions: Mapping[str, frozenset[str]]  # first two digits of a postcode -> AGS
    aliases: tuple[tuple[str, str, str], ...]  # plain spelling, start of the postcode, AGS

    def find(self, place: str, postcode: str) -> str:
        """Return the AGS of the municipality, or OUTSIDE. Raises UnknownPlace with near matches."""
        said = plain_name(place)
        here = self.served.get(postcode)
        near = self.regions.get(postcode[:2], frozenset())
        if not (near if here is None else here):
            return OUTSIDE
        for ags in sorted(here or ()):
            if any(_alike(said, name) for name in self.called[ags]):
                return ags
        for alias, start, ags in self.aliases:
            if said == alias and postcode.startswith(start):
                return ags
        # a postcode of post boxes, or one that serves a second municipality the list does not name
        kreise = {ags[:5] for ags in here or ()}
        for ags in sorted(self.names):
            if said in self.called[ags] and (ags[:5] in kreise if here else ags in near):
                return ags
        raise UnknownPlace(self._advice(said, postcode, here or frozenset()))

    def _advice(self, said: str, postcode: str, here: frozenset[str]) -> str:
        by_name = {name: ags for ags, names in self.called.items() for name in names}
        near = [by_name[name] for name in difflib.get_close_matches(said, sorted(by_name), 3, 0.75)]
        named = ", ".join(f"{self.names[ags]} ({ags})" for ags in dict.fromkeys([*near, *sorted(here)]))
        serves = f"{postcode} serves {', '.join(self.names[ags] for ags in sorted(here))}; " if here else ""
        return serves + (f"near are {named}" if named else "nothing similar is known")


@lru_cache(maxsize=1)
def places() -> Places:
    """Return the municipalities of NRW, read from data/reference."""
    names = {row["ags8"]: row["name"] for row in read_rows(MUNICIPALITY_FILE)}
    served: dict[str, set[str]] = defaultdict(set)
    regions: dict[str, set[str]] = defaultdict(set)
    for row in read_rows(POSTCODE_FILE):
        served[row["postcode"]] |= {row["ags8"]} - {""}
        regions[row["postcode"][:2]] |= {row["ags8"]} - {""}
    return Places(
        names,
        {ags: tuple(dict.fromkeys((plain_name(name), plain_name(_short(name))))) for ags, name in names.items()},
        {postcode: frozenset(ags) for postcode, ags in served.items()},
        {start: frozenset(ags) for start, ags in regions.items()},
        tuple((plain_name(row["place"]), row["postcode_start"], row["ags8"]) for row in read_rows(ALIAS_FILE)),
    )


def _alike(said: str, name: str) -> bool:
    """Tell whether a place is a municipality, or a part of it, or its name cut short: the postcode is the same."""
    return said == name or said.startswith(f"{name}_") or (len(said) >= 5 and name.startswith(f"{said}_"))


def _short(name: str) -> str:
    """Return a name without its addition: "Gronau (Westf.)", "Fröndenberg/Ruhr"."""
    return name.partition(" (")[0].partition("/")[0]
