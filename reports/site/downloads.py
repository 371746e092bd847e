"""The finished files of a region: which there are, what they are, how large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reports.model.brief import Brief
from reports.sheet.write import NAME, find_sheets

LANGUAGES = {
    "de": ("Deutsch", "Deutsch"),
    "en": ("English", "Englisch"),
    "tr": ("Türkçe", "Türkisch"),
    "es": ("Español", "Spanisch"),
    "el": ("Ελληνικά", "Griechisch"),
    "fr": ("Français", "Französisch"),
    "ru": ("Русский", "Russisch"),
    "uk": ("Українська", "Ukrainisch"),
    "ar": ("العربية", "Arabisch"),
}  # in the own language, in German
CALLED = {"XLSX": "Excel-Datei", "JSON": "brief.json"}  # how a brief calls the files beside it


@dataclass(frozen=True, slots=True)
class Download:
    """A file beside a brief's page."""

    path: Path
    name: str
    title: str
    kind: str  # "PDF"
    about: str
    size: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The volunteer sheet in one language."""

    lang: str
    own: str
    german: str
    files: tuple[Download, ...]


@dataclass(frozen=True, slots=True)
class Downloads:
    files: tuple[Download, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    refused: bool = False  # a sheet is there that is damaged or of another brief

    @property
    def all(self) -> tuple[Download, ...]:
        return (*self.files, *(file for sheet in self.sheets for file in sheet.files))

    @property
    def called(self) -> dict[str, str]:
        """Say how pages call the files that are there, and their names."""
        return {CALLED[file.kind]: file.name for file in self.files if file.kind in CALLED}

    def named(self, name: str) -> Download | None:
        return next((file for file in self.all if file.name == name), None)


def list_known_files(brief: Brief) -> Sequence[tuple[str, str, str, str]]:
    """Return the names a brief's files have, with title, kind and what they are good for."""
    stem = f"fachkraefte-kompass-{brief.region.id}-{brief.edition}"
    return (
        (f"{stem}.pdf", "Bericht", "PDF", "Der ganze Bericht zum Drucken, barrierefrei nach PDF/UA, mit den Zahlen als "
         "Anhang"),
        (f"{stem}.xlsx", "Tabellen für Excel", "XLSX", "Alle Zahlen des Berichts in Blättern, mit Erläuterungen"),
        (f"{stem}.csv", "Tabelle für Excel", "CSV", "Semikolon, Dezimalkomma, so wie Excel es auf Deutsch erwartet"),
        (f"{stem}-tidy.csv", "Tabelle für Programme", "CSV", "Eine Zeile je Zahl, mit Ebene, Zeitraum und Quelle"),
        ("brief.json", "Bericht für Programme", "JSON", "Der ganze Inhalt des Berichts"),
    )  # fmt: skip


def downloads(brief: Brief, folder: Path) -> Downloads:
    """Find the finished files of a brief in its folder; what is not there is not offered."""
    files = [
        Download(path, name, title, kind, about, path.stat().st_size)
        for name, title, kind, about in list_known_files(brief)
        if _is_file(path := folder / name)
    ]
    sheets = []
    for lang, paths in find_sheets(brief, LANGUAGES, folder).items():
        native, german = LANGUAGES[lang]
        found = tuple(
            Download(path, path.name, "Blatt für Ehrenamtliche", kind, german, path.stat().st_size)
            for path, kind in zip(paths, ("PDF", "Bild (PNG)"), strict=True)
            if _is_file(path)
        )
        if found:
            sheets.append(Sheet(lang, native, german, found))
    offered = {sheet.lang for sheet in sheets}
    refused = any((folder / f"{NAME.format(language=lang)}.pdf").is_file() for lang in LANGUAGES if lang not in offered)
    return Downloads(tuple(files), tuple(sheets), refused)


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
