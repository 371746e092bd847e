"""Build region.csv, membership.csv and region_alias.csv from the tables in `input/`.

python regions.py [--input input] [--out ..]
"""

from __future__ import annotations

import argparse
import csv
import re
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
REGION = [
    *("region_id", "kind", "name", "name_official", "land_id", "land_group_id"),
    *("valid_from", "valid_to", "status", "source", "note"),
]
MEMBERSHIP = ["region_id", "kreis_id", "share", "share_basis", "status", "source"]
ALIAS = ["alias", "region_id", "source"]

LAND_GROUPS = {
    "ba-01-02": ("01", "02"),
    "ba-03-04": ("03", "04"),
    "ba-07-10": ("07", "10"),
    "ba-11-12": ("12", "11"),
}
BA_GROUPS = "BA, Fachkräfteengpassanalyse 2025, Länderergebnisse"
LAND_KEYS = "Amtlicher Gemeindeschlüssel"
HAS_ITS_KIND = re.compile("kreis|region|regionalverband", re.IGNORECASE)
SPELLED_OUT = (
    (r"\ba\.d\. ?", "an der "),
    (r"\bi\.d\. ?OPf\.", "in der Oberpfalz"),
    (r"\ba\.Inn", "am Inn"),
    (r"\bi\.Fichtel", "im Fichtel"),
)
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
RURAL = ("Kreis ", "Landkreis ")
NAMES_OF_MANY = {"frankfurt", "neustadt", "rotenburg"}
BRANCHES = {
    "ra": ("ra", "regionalagentur", "region"),
    "aa": ("aa", "agentur fuer arbeit", "arbeitsagentur", "agenturbezirk"),
    "hwk": ("hwk", "handwerkskammer", "handwerkskammer zu"),
    "ihk": ("ihk", "industrie und handelskammer", "ihk zu"),
}
WRITTEN_BY_HAND = {
    "bund": "DE",
    "brd": "DE",
    "bundesgebiet": "DE",
    "bundesrepublik deutschland": "DE",
    "germany": "DE",
    "nrw": "05",
    "nordrhein westf": "05",
    "bw": "08",
    "mv": "13",
    "meck pomm": "13",
    "rlp": "07",
    "sh": "01",
    "emscher lippe region": "emscher-lippe",
    "ra emscher lippe": "emscher-lippe",
    "owl": "ra-owl",
    "meo": "ra-meo",
    "staedteregion": "05334",
    "stadt aachen": "05334",
    "sihk": "ihk-hagen",
    "ihk nordwestfalen": "ihk-nordwestfalen",
    "hwk owl": "hwk-owl",
    "hwk suedwestfalen": "hwk-swf",
}


def rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, columns: list[str], table: list[dict[str, str]]) -> None:
    """Write a table sorted by its first two columns."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(table, key=lambda row: (row[columns[0]], row[columns[1]])))


def fold(text: str) -> str:
    """Fold a name for comparison: lower case, umlauts as two letters, punctuation as one space."""
    return " ".join(re.sub(r"[^0-9a-z]+", " ", text.casefold().translate(UMLAUTS)).split())


def display_name(official: str, kind: str) -> str:
    """Say a Kreis as readers say it: "Bochum", "Kreis Recklinghausen", "Region Hannover"."""
    name = official.split(",")[0]
    for pattern, words in SPELLED_OUT:
        name = re.sub(pattern, words, name)
    return name if kind in ("Kreisfreie Stadt", "Stadtkreis") or HAS_ITS_KIND.search(name) else f"{kind} {name}"


def regions(source: Path) -> list[dict[str, str]]:
    """List all regions: Germany, Länder, the BA's groups of Länder, Kreise, compositions."""
    lands = {row["land_id"]: row for row in rows(source / "land.csv")}
    blank = dict.fromkeys(REGION, "")
    found = [
        blank
        | {"region_id": "DE", "kind": "country", "name": "Deutschland", "name_official": "Bundesrepublik Deutschland"}
        | {"status": "confirmed", "source": LAND_KEYS},
        blank
        | {"region_id": "DE-NA", "kind": "unassigned", "name": "keinem Kreis zugeordnet"}
        | {"status": "confirmed", "source": "BA-Sonderauswertung Kreise x Berufe (RegioHub/badata)"}
        | {"note": "Stellen, die die BA keinem Kreis zuordnen kann; nur in der Summe für Deutschland"},
    ]
    for land_id, land in lands.items():
        found.append(
            blank
            | {"region_id": land_id, "kind": "land", "name": land["name"], "name_official": land["name_official"]}
            | {"land_id": land_id, "land_group_id": land["land_group_id"], "status": "confirmed", "source": LAND_KEYS}
        )
    for group, parts in LAND_GROUPS.items():
        name = " / ".join(lands[part]["name"].removeprefix("Land ") for part in parts)
        found.append(
            blank
            | {"region_id": group, "kind": "land_group", "name": name, "name_official": name}
            | {"land_group_id": group, "status": "confirmed", "source": BA_GROUPS}
        )
    for row in rows(source / "kreis.csv"):
        land_id = row["ags"][:2]
        name = display_name(row["name_official"], row["type"])
        if row["valid_to"]:
            name += f" (bis {row['valid_to'][:4]})"
        found.append(
            {column: row.get(column, "") for column in REGION}
            | {"region_id": row["ags"], "kind": "kreis", "name": name}
            | {"land_id": land_id, "land_group_id": lands[land_id]["land_group_id"]}
        )
    for row in rows(source / "composition.csv"):
        found.append({column: row.get(column, "") for column in REGION} | {"land_id": "05", "land_group_id": "05"})
    return found


def membership(source: Path, known: list[dict[str, str]]) -> list[dict[str, str]]:
    """List the Kreise of today in every region, with the share of each Kreis that belongs to the region."""
    kreise = [row for row in known if row["kind"] == "kreis" and not row["valid_to"]]
    whole = {"share": "1", "share_basis": "ganzer Kreis", "status": "confirmed", "source": LAND_KEYS}
    found = [
        {"region_id": "DE", "kreis_id": "DE-NA", "share": "1", "share_basis": "keinem Kreis zugeordnet"}
        | {"status": "confirmed", "source": "BA-Sonderauswertung Kreise x Berufe (RegioHub/badata)"}
    ]
    for kreis in kreise:
        regions_of_kreis = {"DE", kreis["land_id"], kreis["land_group_id"]}
        found += [whole | {"region_id": region, "kreis_id": kreis["region_id"]} for region in sorted(regions_of_kreis)]
    for row in rows(source / "composition.csv"):
        about = {"region_id": row["region_id"], "status": row["status"], "source": row["source"]}
        found += [whole | about | {"kreis_id": kreis} for kreis in row["kreise"].split("|")]
    return found + rows(source / "part.csv")


def own_names(row: dict[str, str]) -> Iterator[str]:
    """Give the names under which a region is certainly meant."""
    yield fold(row["name"])
    yield fold(row["region_id"])
    first, _, second = row["name_official"].partition(", ")
    if not row["name"].startswith(RURAL):
        yield fold(row["name_official"])
    if row["kind"] == "kreis":
        yield fold(f"{second} {first}") if second else fold(row["name"])
        for prefix in ("kreis", "landkreis", "lk") if row["name"].startswith(RURAL) else ("stadt",) if second else ():
            yield f"{prefix} {fold(first)}"
    elif row["kind"] == "land":
        yield f"land {fold(row['name'].removeprefix('Land '))}"
    elif row["kind"] in BRANCHES:
        prefixes = sorted(BRANCHES[row["kind"]], key=len, reverse=True)
        for stem in sorted({fold(row["name"]), fold(row["name_official"]), fold(row["region_id"])}):
            bare = next((stem.removeprefix(p + " ") for p in prefixes if stem.startswith(p + " ")), stem)
            if "ihk" not in bare:
                yield from (f"{prefix} {bare}" for prefix in prefixes)


def plain_names(row: dict[str, str]) -> Iterator[str]:
    """Give the bare place names that a region has unless another region has a better claim."""
    if row["kind"] == "kreis":
        name = row["name_official"].split(",")[0]
        yield fold(name)
        short = fold(re.sub(r" ?\(.*\)| (am|an|in|im) .*", "", name))
        if short not in NAMES_OF_MANY:
            yield short
        yield fold(re.sub(r"^(Städteregion|Region|Regionalverband|Landkreis) ", "", name))
    elif row["kind"] in BRANCHES:
        yield fold(row["name"])


def is_town(row: dict[str, str]) -> bool:
    """Tell whether a Kreis is a city of its own: a plain city name means it before it means a Kreis."""
    return row["kind"] == "kreis" and not row["name"].startswith(RURAL)


def aliases(known: list[dict[str, str]]) -> list[dict[str, str]]:
    """Map every folded spelling to exactly one region; a bare name that two regions share maps to none."""
    found: dict[str, str] = dict(WRITTEN_BY_HAND)
    for group, parts in LAND_GROUPS.items():
        names = [next(fold(r["name"]).removeprefix("land ") for r in known if r["region_id"] == p) for p in parts]
        for pair in (names, names[::-1]):
            found |= {" ".join(pair): group, " und ".join(pair): group}
    today = [row for row in known if not row["valid_to"] and row["kind"] not in ("unassigned", "land_group")]
    order = ("country", "land", "kreis", "ra", "aa", "hwk", "ihk")
    today.sort(key=lambda row: (order.index(row["kind"]), not is_town(row), row["region_id"]))
    for names in (own_names, plain_names):
        tiers: dict[tuple[str, bool], dict[str, set[str]]] = {}
        for row in today:
            tier = tiers.setdefault((row["kind"], is_town(row)), {})
            for alias in names(row):
                tier.setdefault(alias, set()).add(row["region_id"])
        for tier in tiers.values():
            for alias, ids in tier.items():
                if alias and len(ids) == 1:
                    found.setdefault(alias, *ids)
    return [
        {"alias": alias, "region_id": region, "source": "Schreibweisen des Projekts"} for alias, region in found.items()
    ]


def main() -> None:
    """Write the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--input", type=Path, default=HERE / "input")
    parser.add_argument("--out", type=Path, default=HERE.parent)
    args = parser.parse_args()
    known = regions(args.input)
    write(args.out / "region.csv", REGION, known)
    write(args.out / "membership.csv", MEMBERSHIP, membership(args.input, known))
    write(args.out / "region_alias.csv", ALIAS, aliases(known))


if __name__ == "__main__":
    main()
