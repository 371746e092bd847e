"""The sheet of notes: what the figures are, what signs mean, where they come from, and how to make them again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.files.occupation_tables import bands
from reports.files.rows import KINDS
from reports.files.table import Band, Cell, Column, Style, Table
from reports.model.brief import Brief
from reports.words.notation import FLAG_WORDS, month_name
from reports.words.sources import OTHER_REFERENCE, without_data

NOTES = (
    Column("Thema", 42, Style.WRAPPED, meaning="Zeichen, Blatt und Spalte, oder was sonst zu erklären ist"),
    Column("Erklärung", 100, Style.WRAPPED, meaning="die Erklärung dazu"),
)
SECRECY = (
    (FLAG_WORDS["below_3"], "Weniger als 3 Personen oder Stellen im Jahresmittel; die Zahl bleibt geheim. Nie 0."),
    (
        FLAG_WORDS["secret"],
        "Geheim gehalten, oder gesperrt, weil sich sonst eine andere geheime Zahl ausrechnen ließe.",
    ),
    (FLAG_WORDS["few_cases"], "Zu wenige Fälle für eine verlässliche Zahl je Stelle."),
    (FLAG_WORDS["unknown"], "keine Angabe: Der Herausgeber nennt keine Zahl."),
    (
        "nicht bewertet",
        "Die Bundesagentur bewertet die Gruppe auf diesem Niveau nicht. Das heißt nicht „kein Engpass“.",
    ),
    ("leere Zelle", "Hierzu sagt der Bericht nichts."),
)
ROUNDING = (
    "Stellen und Arbeitslose sind Mittel aus zwölf Monaten. Die Zellen enthalten bis zu vier Nachkommastellen und "
    "zeigen ganze Zahlen. Schätzungen sind auf zwei Stellen gerundet. Zahlen der Anerkennungsstatistik sind je Zelle "
    "auf ein Vielfaches von 3 gerundet."
)
OWN = (
    "Arbeitslose je Stelle, Summen mehrerer Kreise, alles unter „Geschätzt“, „Wo anfangen“ und die nachgerechneten "
    "amtlichen Punkte. Die Bundesagentur für Arbeit hat damit nichts zu tun."
)
CSV = (
    "Die Datei mit der Endung .csv enthält das Blatt „Berufe“ für ein deutsches Excel; KldB und Name stehen dort in "
    "einer Spalte, weil Excel sonst die Null am Anfang entfernt. Die Datei mit der Endung -tidy.csv enthält alle "
    "Zahlen des Berichts, eine je Zeile (UTF-8, Komma, Dezimalpunkt)."
)


def notes(brief: Brief, tables: Sequence[Table]) -> Table:
    """Make the sheet of notes for a workbook of these tables."""
    return Table(
        "Hinweise",
        "Was die Zahlen bedeuten",
        f"Fachkräfte-Kompass {brief.region.name}, Ausgabe {brief.edition}, Berichtsmonat {month_name(brief.month)}",
        NOTES,
        [*_general(brief), *_columns(tables), *_sources(brief)],
        {},
        fixed=0,
    )


def _general(brief: Brief) -> Iterator[tuple[Cell, Cell]]:
    region = brief.region
    names = ", ".join(f"{k.name} ({k.ags})" + ("" if k.share == 1 else ", teilweise") for k in region.kreise)
    yield "Region", f"{region.name} ({region.id}), {region.land_name}"
    yield "Kreise und Städte darin", names
    if region.coverage_note:
        yield "Abgrenzung", region.coverage_note
    for warning in brief.warnings:
        yield "Zu beachten", warning
    yield "Beobachtet", f"{bands(brief)[Band.OBSERVED].removeprefix('Beobachtet: ')}: {KINDS['beobachtet']}."
    yield (
        "Amtlich",
        f"{region.rated_area or region.land_name}: {KINDS['amtlich']}. Nur für das Land, nie für die Region.",
    )
    yield "Geschätzt", "Eigene Schätzung, nie amtlich; jede mit einer Spanne, die den Wert mit 90 % Sicherheit enthält."
    yield from SECRECY
    yield "Rundung", ROUNDING
    yield "Eigene Berechnung", OWN
    yield "CSV-Dateien", CSV


def _columns(tables: Sequence[Table]) -> Iterator[tuple[Cell, Cell]]:
    told = set()
    for table in tables:
        for column in table.columns:
            if column.meaning and (column.head, column.meaning) not in told:
                told.add((column.head, column.meaning))
                yield f"{table.name}: {column.head}", f"{column.meaning[:1].upper()}{column.meaning[1:]}."


def _sources(brief: Brief) -> Iterator[tuple[Cell, Cell]]:
    if missing := without_data(brief):
        yield "Ohne Daten in dieser Ausgabe", missing
    for revision in brief.revisions:
        yield "Rückwirkend geändert", f"{revision.title}: {revision.text}"
    yield "Ausgabe", f"{brief.edition}, Berichtsmonat {month_name(brief.month)}, Schwerpunkt {brief.focus_name}"
    if OTHER_REFERENCE not in brief.warnings:
        yield "Neu erzeugen", f"brief render {brief.region.id} --edition {brief.edition}"
    for line in dict.fromkeys(f"{s.attribution}; {s.licence}" if s.licence else s.attribution for s in brief.sources):
        yield "Quellenvermerk und Lizenz", line
