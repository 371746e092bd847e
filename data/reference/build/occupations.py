"""Build occupation.csv, occupation_isco.csv and craft.csv.

python occupations.py KLDB.csv CROSSWALK.xlsx [--input input] [--out ..]

KLDB.csv is the BA's "KldB 2010, V. 2020, Gliederung mit Erläuterung", CROSSWALK.xlsx its bridge to ISCO-08.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from python_calamine import CalamineWorkbook

HERE = Path(__file__).resolve().parent
KLDB = "KldB 2010, überarbeitete Fassung 2020, Bundesagentur für Arbeit, Stand 2025-02-03"
CROSSWALK = "Umsteigeschlüssel KldB 2010 (Fassung 2020) zur ISCO-08, Bundesagentur für Arbeit, 2021-08-06"
CROSSWALK_SHEET = "Umsteiger KldB üF 2020 auf ISCO"
OCCUPATION = [
    *("occupation_id", "level", "name", "name_short", "parent_id"),
    *("everyday", "mint", "mint_note", "craft", "care", "source"),
]
CARE = {"813", "821", "Pfl"}
AGGREGATES = (
    ("Pfl", "Pflegeberufe", "Pflegefachleute", "Aggregat der BA: 813 ohne 8133, 8134 und 8135, dazu 821"),
    ("unknown", "ohne Angabe zum Zielberuf", "ohne Angabe zum Zielberuf", "BA-Sonderauswertung Kreise x Berufe"),
    ("total", "alle Berufe", "alle Berufe", "Summe"),
)


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """Read a CSV table, with or without byte order mark."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def write(path: Path, columns: list[str], table: list[dict[str, str]]) -> None:
    """Write a table sorted by its columns from the left."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(table, key=lambda row: [row[column] for column in columns]))


def occupations(kldb: Path, words: Path, crafts: Path) -> list[dict[str, str]]:
    """List all positions of the classification and the aggregates the publishers use."""
    said = {row["occupation_id"]: row for row in rows(words)}
    in_craft = {row["kldb3"] for row in rows(crafts)}
    found = []
    for row in rows(kldb, ";"):
        level = row["Ebene"]
        # the BA's file drops leading zeros
        code = row["Schlüssel KldB 2010, V. 2020"].zfill(int(level))
        own = said.get(code, {})
        found.append(
            {
                "occupation_id": code,
                "level": level,
                "name": row["Titel"].strip(),
                "name_short": row["Kurztitel"].strip(),
                "parent_id": code[:-1],
                "everyday": own.get("everyday", ""),
                "mint": own.get("mint") or "false" if level == "3" else "",
                "mint_note": own.get("mint_note", ""),
                "craft": str(code in in_craft).lower() if level == "3" else "",
                "care": str(code in CARE).lower() if level == "3" else "",
                "source": KLDB,
            }
        )
    for code, name, everyday, source in AGGREGATES:
        found.append(
            dict.fromkeys(OCCUPATION, "")
            | {"occupation_id": code, "name": name, "name_short": name, "everyday": everyday, "source": source}
            | {"mint": "false", "craft": "false", "care": str(code in CARE).lower()}
        )
    return found


def code(cell: object, digits: int) -> str:
    """Read a code from a cell that holds text or, in a few rows, a number."""
    return str(cell).removesuffix(".0").zfill(digits)


def isco_links(crosswalk: Path) -> list[dict[str, str]]:
    """List the links from KldB 5-digit to ISCO-08 4-digit; focus 1 marks the main link of a position."""
    sheet = CalamineWorkbook.from_path(str(crosswalk)).get_sheet_by_name(CROSSWALK_SHEET).to_python()
    start = next(number for number, row in enumerate(sheet) if str(row[0]).startswith("KldB 2010"))
    return [
        {"occupation_id": code(row[0], 5), "isco_id": code(row[3], 4), "isco_name": row[4], "source": CROSSWALK}
        | {"unique": str(code(row[6], 1) == "1").lower(), "focus": str(row[7] == 1).lower()}
        for row in sheet[start + 1 :]
        if str(row[0]).removesuffix(".0").isdigit()
    ]


def craft_links(crafts: Path) -> list[dict[str, str]]:
    """List the crafts with their KldB groups."""
    return [
        {"craft": row["gewerk"], "hwo": row["hwo_anlage"], "occupation_id": row["kldb3"]}
        | {"occupation_4_ids": row["kldb4"], "status": "unconfirmed"}
        | {"source": "Zusammenstellung des Projekts; 4-Steller geprüft gegen die KldB, Nummer der HwO unbestätigt"}
        for row in rows(crafts)
    ]


def main() -> None:
    """Write the three tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kldb", type=Path)
    parser.add_argument("crosswalk", type=Path)
    parser.add_argument("--input", type=Path, default=HERE / "input")
    parser.add_argument("--out", type=Path, default=HERE.parent)
    args = parser.parse_args()
    words, crafts = args.input / "occupation_words.csv", args.input / "craft_kldb.csv"
    write(args.out / "occupation.csv", OCCUPATION, occupations(args.kldb, words, crafts))
    isco_columns = ["occupation_id", "isco_id", "isco_name", "unique", "focus", "source"]
    write(args.out / "occupation_isco.csv", isco_columns, isco_links(args.crosswalk))
    craft_columns = ["craft", "hwo", "occupation_id", "occupation_4_ids", "status", "source"]
    write(args.out / "craft.csv", craft_columns, craft_links(crafts))


if __name__ == "__main__":
    main()
