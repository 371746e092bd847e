"""The region of a brief, and the Land around it by Kreis."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kreis:
    ags: str
    name: str
    share: float  # 1.0, or the part of the Kreis that belongs to the region


@dataclass(frozen=True, slots=True)
class RegionInfo:
    id: str
    name: str  # "Bochum", "Kreis Recklinghausen", "Emscher-Lippe"
    kind: str  # kreis, ra, aa, hwk, ihk, land
    kreise: tuple[Kreis, ...]
    land_id: str
    land_name: str
    land_short: str  # "NRW"; else the name
    coverage_note: str = ""  # set when the region cuts a Kreis or its composition is unconfirmed
    rated_area: str = ""  # "Brandenburg/Berlin" where the BA rates two Länder together; "" where the Land alone

    @property
    def rated_short(self) -> str:
        """The area the official rating is for: the Land, or the two Länder rated together."""
        return self.rated_area or self.land_short


@dataclass(frozen=True, slots=True)
class MapArea:
    ags: str
    name: str
    value: float | None  # unemployed per vacancy
    own: bool  # part of the brief's region


@dataclass(frozen=True, slots=True)
class RegionMap:
    """The Land by Kreis, for one occupation group."""

    occupation: str
    name: str
    period: str
    areas: tuple[MapArea, ...]
