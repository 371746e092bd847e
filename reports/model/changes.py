"""What changed since the edition before."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """What is different from the edition before, in one line."""

    kind: str  # "class", "real", "revision", "rounding", "border", "classification"
    title: str  # "Energietechnik", "Arbeitslose"
    text: str  # "knapper: 0,61 Arbeitslose je Stelle (0,50 bis 0,74), zuvor 0,90 (0,75 bis 1,10)"
    occupation: str = ""  # KldB group; "" where the change is not of one
    way: str = ""  # what it shares with others: "entspannter als 2024 (eigene Schätzung)"
    short: str = ""  # the figures alone, to stand after the title below `way`: "0,61 nach 0,90"
