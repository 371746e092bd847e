"""Where everything stands on the form Bedarfsmeldung, version 1.

The form is written by `reports.form` and read by `form` beside this module. Whatever moves, is renamed or gets another
meaning here makes a new version: forms of version 1 are out with people and come back as they are.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType

from sources.reference import codes

VERSION = 1
MARKER = f"bedarfsmeldung/{VERSION}"
SHEET = "Bedarfsmeldung"
LISTS = "Listen"

TITLE_CELL = "A1"
MARKER_CELL = "G1"
REGION_NAME_CELL = "C4"
REGION_ID_CELL = "G4"
KIND_CELL = "C5"
ORGANISATION_CELL = "C6"
DATE_CELL = "C7"
LABELS = MappingProxyType(
    {
        TITLE_CELL: "Bedarfsmeldung",
        "A4": "Region",
        "A5": "Art der Organisation",
        "A6": "Name der Organisation",
        "A7": "Datum der Meldung",
    }
)

HEADING_ROW = 10
FIRST_LINE = 12  # row 11 says how to fill a column in
LINES = 12
LAST_LINE = FIRST_LINE + LINES - 1
NOTES_ROW = LAST_LINE + 2  # from here on the form only explains
COLUMNS = MappingProxyType(
    {
        "A": "Nr.",
        "B": "Berufsgruppe",
        "C": "Wie knapp?",
        "D": "Offene Stellen",
        "E": "Seit wann?",
        "F": "Was wird schon getan?",
        "G": "Quelle der Angabe",
    }
)
OCCUPATION, SEVERITY, PLACES, SINCE, DOING, QUOTED = "BCDEFG"

SEVERITIES = MappingProxyType({"spürbar": 1, "deutlich": 2, "sehr stark": 3})
KINDS = (
    "Handwerkskammer",
    "Agentur für Arbeit",
    "Jobcenter",
    "Wirtschaftsförderung",
    "IHK",
    "Kreishandwerkerschaft",
    "Verband",
    "Netzwerk",
    "anderes",
)

MAX_ORGANISATION = 100  # characters
MAX_DOING = 120
MAX_QUOTED = 60
MAX_PLACES = 100_000


@lru_cache(maxsize=1)
def occupations() -> dict[str, tuple[str, ...]]:
    """Return the KldB 3-digit groups with their full, short and everyday names."""
    return {
        row["occupation_id"]: (row["name"], row["name_short"], row["everyday"])
        for row in codes.read_rows(codes.OCCUPATION_FILE)
        if row["level"] == "3"
    }


def entry(code: str) -> str:
    """Return a group as the form lists it: "262 · Energietechnik (Elektrikerinnen und Elektriker)"."""
    name, _, everyday = occupations()[code]
    return f"{code} · {name} ({everyday})" if everyday and everyday != name else f"{code} · {name}"
