"""The stated choices of the regional estimate: bounds, least numbers, and what the sensitivity run changes."""

from __future__ import annotations

from dataclasses import dataclass, replace

ENGPASS = 2.0  # the BA's bound of the unrounded mean score: from here on a group is short
SURE, OPEN, SURELY_NOT = 0.8, 0.5, 0.2  # probabilities at which a class is stated, or is a toss-up
Z90 = 1.6448536269514722  # half the width of a 90 % interval, in standard errors
Z90_COMPARED = 1.645  # the same, rounded: in comparisons of two figures, here as in sql/diff
FEW = 10  # vacancies and unemployed a group needs for an estimate of its own
MIN_AREAS, MIN_CELLS = 5, 200  # fewer rated areas or cells: there is nothing to validate a model on
FAMILY_CELLS = 20  # a 2-digit group with fewer Kreis cells takes the between-region variance of all
MIN_RANKED = 5
INPUTS = ("score_elsewhere", "deviation")
GERMANY = "DE"


@dataclass(frozen=True, slots=True)
class Choice:
    """The choices the estimate rests on; the third validation changes one after the other."""

    threshold: float = FEW  # vacancies and unemployed a group needs for an estimate of its own
    germany_weight: float = 1  # of Germany's score beside each Land group's in `score_elsewhere`
    score: str = "best"  # official score of a group over its requirement levels: "best" or "average"
    shrink: str = "family"  # between-region variance per "family", "pooled", or "none": raw ratios
    penalty: float = 1  # C of the logistic regression on standardised inputs


DEFAULT = Choice()


def variants() -> dict[str, tuple[str, Choice]]:
    """Return the choices of the sensitivity run: name -> what changes, in German, and the choice."""
    return {
        "laender_only": ("nur die Ländergruppen, ohne Deutschland", replace(DEFAULT, germany_weight=0.0)),
        "germany_heavy": ("Deutschland so schwer wie alle Ländergruppen", replace(DEFAULT, germany_weight=12.0)),
        "average_score": ("Mittel statt Höchstwert der Anforderungsniveaus", replace(DEFAULT, score="average")),
        "pooled": ("eine Streuung für alle Berufe", replace(DEFAULT, shrink="pooled")),
        "no_shrinkage": ("ohne Anlehnung an das Land", replace(DEFAULT, shrink="none")),
        "weak_penalty": ("Modell kaum gedämpft", replace(DEFAULT, penalty=100.0)),
        "strong_penalty": ("Modell stark gedämpft", replace(DEFAULT, penalty=0.05)),
        "threshold_5": ("schon ab 5 Stellen und 5 Arbeitslosen", replace(DEFAULT, threshold=5)),
        "threshold_20": ("erst ab 20 Stellen und 20 Arbeitslosen", replace(DEFAULT, threshold=20)),
    }
