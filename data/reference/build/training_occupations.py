"""Build training_occupation.csv: training occupations of the crafts and the KldB group each belongs to.

python training_occupations.py KLDB.csv [--input input/training_occupation.csv] [--out ../training_occupation.csv]

KLDB.csv is the BA's "KldB 2010, V. 2020, Gliederung mit Erläuterung"; its positions of five digits list occupations as
"26212-110 Elektroniker/in - Energie- und Gebäudetechnik". The input names occupations as they are advertised and, where
the classification writes them otherwise, its spellings: a name is taken only if all of them are in one 3-digit group.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
KLDB = "Zuordnung der KldB 2010, überarbeitete Fassung 2020, Bundesagentur für Arbeit"
COLUMNS = ["name", "occupation_id", "occupation_5_ids", "kldb_names", "source"]
_LISTED = re.compile(r"(\d{5})-\d{3} (.+?)(?=  \d{5}-\d{3}|$)")


def listed(kldb: Path) -> dict[str, set[str]]:
    """Return the 5-digit positions of each occupation the classification lists."""
    found = defaultdict(set)
    with kldb.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            for code, name in _LISTED.findall(row["Umfasst ferner"]):
                found[name.strip()].add(code)
    return found


def main() -> None:
    """Write the table; a name the classification does not know, or spreads over groups, stops it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kldb", type=Path)
    parser.add_argument("--input", type=Path, default=HERE / "input" / "training_occupation.csv")
    parser.add_argument("--out", type=Path, default=HERE.parent / "training_occupation.csv")
    args = parser.parse_args()
    known, table, faults = listed(args.kldb), [], []
    with args.input.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = (row["kldb_names"] or row["name"]).split("|")
            codes = sorted({code for name in names for code in known.get(name, ())})
            groups = {code[:3] for code in codes}
            if len(groups) != 1 or not all(name in known for name in names):
                faults.append(f"{row['name']}: {', '.join(f'{name} {sorted(known.get(name, ()))}' for name in names)}")
                continue
            table.append(
                {"name": row["name"], "occupation_id": groups.pop(), "occupation_5_ids": "|".join(codes)}
                | {"kldb_names": "|".join(names), "source": KLDB}
            )
    if faults:
        raise SystemExit("\n".join(faults))
    with args.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(table, key=lambda row: row["name"]))


if __name__ == "__main__":
    main()
