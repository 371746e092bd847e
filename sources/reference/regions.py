"""Find a region by id, name or alias, as people type it."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from sources.reference.codes import REFERENCE, REGION_FILE, read_rows

NRW = "05"
BRIEF_KINDS = ("kreis", "ra", "land")
_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class UnknownRegion(LookupError):
    """No region has this id, name or alias; the message names near matches."""


@dataclass(frozen=True, slots=True)
class Region:
    id: str
    kind: str
    name: str
    land_id: str
    land_group_id: str
    status: str


def fold(text: str) -> str:
    """Reduce a name to lower-case letters and digits: "Mülheim a.d. Ruhr" becomes "muelheim a d ruhr"."""
    text = unicodedata.normalize("NFC", text).casefold().translate(_FOLD)
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


@cache
def all_regions() -> dict[str, Region]:
    """Every region of today's borders, by id."""
    return {
        row["region_id"]: Region(
            row["region_id"], row["kind"], row["name"], row["land_id"], row["land_group_id"], row["status"]
        )
        for row in read_rows(REGION_FILE)
        if not row["valid_to"] and row["kind"] != "unassigned"
    }


@cache
def _names() -> dict[str, str]:
    """Folded id, alias or name -> region id. Kreise win over compositions of the same name."""
    order = {"kreis": 0, "land": 1, "country": 2, "ra": 3}
    names: dict[str, str] = {}
    for region in sorted(all_regions().values(), key=lambda r: order.get(r.kind, 9)):
        names.setdefault(fold(region.name), region.id)
    names |= {fold(row["alias"]): row["region_id"] for row in read_rows(REFERENCE / "region_alias.csv")}
    names |= {fold(region_id): region_id for region_id in all_regions()}
    return names


def resolve(term: str) -> Region:
    """Return the region meant by an id, a name or an alias; else raise `UnknownRegion` with near matches."""
    names = _names()
    region_id = names.get(fold(term[:200]))
    if region_id in all_regions():
        return all_regions()[region_id]
    near = difflib.get_close_matches(fold(term[:200]), names, n=8, cutoff=0.6)
    found = dict.fromkeys(names[name] for name in near if names[name] in all_regions())
    proposals = ", ".join(f"{all_regions()[i].name} ({i})" for i in list(found)[:5])
    hint = f"Did you mean: {proposals}?" if proposals else "See `brief regions` for all of them."
    raise UnknownRegion(f"no region is called {term[:80]!r}. {hint}")


def of_land(land_id: str) -> list[Region]:
    """All regions of a Land that get a brief: Kreise, regions of Regionalagenturen, the Land itself."""
    chosen = [r for r in all_regions().values() if r.land_id == land_id and r.kind in BRIEF_KINDS]
    return sorted(chosen, key=lambda r: (BRIEF_KINDS.index(r.kind), r.id))
