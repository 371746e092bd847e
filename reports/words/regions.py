"""Regions inside German sentences."""

from __future__ import annotations

import re

from reports.model.region import RegionInfo

_LAND_WITH_ARTICLE = {"Saarland": "im Saarland"} | {
    f"Land {city}": f"im Land {city}" for city in ("Berlin", "Bremen", "Hamburg")
}
OF_ONE_KREIS = ("02", "11")  # Hamburg, Berlin


def in_region(region: RegionInfo) -> str:
    """Say where: "in Bochum", "im Kreis Unna", "im Märkischen Kreis", "in der Region Emscher-Lippe"."""
    name = region.name
    if region.kind == "land":
        return in_land(region)
    if region.kind in ("aa", "hwk", "ihk"):
        return "im Bezirk der " + re.sub(r"ische IHK$", "ischen IHK", name)
    if name.endswith("e Region"):
        return f"in der {name.removesuffix(' Region')}n Region"
    if region.kind == "ra" and not name.startswith("Region "):
        return f"in der Region {name}"
    if re.match("(Städter|R)egion ", name):
        return f"in der {name}"
    if re.match(r"(Land)?[Kk]reis |Regionalverband ", name):
        return f"im {name}"
    if re.search(r"[Kk]reis( |$)", name):
        return "im " + re.sub(r"er(?= Kreis\b)", "en", name)
    return f"in {name}"


def in_land(region: RegionInfo) -> str:
    """Say where in the Land: "in NRW", "im Saarland"."""
    return _LAND_WITH_ARTICLE.get(region.land_name, f"in {region.land_short}")


def in_rated(region: RegionInfo) -> str:
    """Say where the official rating holds: "in NRW", "in Brandenburg/Berlin"."""
    return f"in {region.rated_area}" if region.rated_area else in_land(region)


def where_rated(region: RegionInfo) -> str:
    """Say it without the name where the Land itself is rated: "im Land", "in Brandenburg/Berlin"."""
    return f"in {region.rated_area}" if region.rated_area else "im Land"


def rated(region: RegionInfo) -> str:
    """Name the rated area after "für": "das Land", "Brandenburg/Berlin"."""
    return region.rated_area or "das Land"


def is_land(region: RegionInfo) -> bool:
    """Say whether the region is a whole Land: there is nothing to compare it with in the Land."""
    return region.kind == "land" or (region.kind == "kreis" and region.land_id in OF_ONE_KREIS)


def compared_with(region: RegionInfo) -> str:
    """Name what the region's ratios stand beside: the Land, or Germany where the region is the Land."""
    return "Bund" if is_land(region) else region.land_short
