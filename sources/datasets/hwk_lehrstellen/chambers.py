"""Which chambers of crafts take part in the exchange: nobody says so, but their offers do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from sources.reference import codes


def find_taking_part(offers: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the Kreise of chambers that take part, from the id and Kreis of each offer.

    An id begins with the number of the chamber that holds the offer. A firm may train in a neighbour's district, so
    single offers also lie where the chamber has its own exchange: counted, they would pass for all there are. A chamber
    takes part if the number that is most frequent in its district is not more frequent in another one.
    """
    numbers: dict[str, Counter[str]] = defaultdict(Counter)
    for number, kreis in offers:
        numbers[codes.chambers()[kreis]][number.partition("_")[0]] += 1
    own = {chamber: min(found, key=lambda one: (-found[one], one)) for chamber, found in numbers.items()}
    home = {
        number: min(numbers, key=lambda chamber: (-numbers[chamber][number], chamber)) for number in set(own.values())
    }
    return frozenset(
        kreis for kreis, chamber in codes.chambers().items() if chamber in own and home[own[chamber]] == chamber
    )
