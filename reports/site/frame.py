"""The frame of every page: head, navigation, foot; texts from outside are escaped and made harmless."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.pages.template import load_template

ASSETS = Path(__file__).parent / "assets"
NAVIGATION = (
    ("index.html", "Regionen"),
    ("aenderungen.html", "Änderungen"),
    ("methode.html", "Methode"),
    ("datenlexikon.html", "Datenlexikon"),
    ("quellen.html", "Quellen"),
)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the site: law asks for it on every page (§ 5 DDG). Both are empty where nobody has said so."""

    name: str = ""
    imprint: str = ""  # https address of the legal notice


@dataclass(frozen=True, slots=True)
class Frame:
    """What the pages of an edition have in common."""

    series: str  # "Fachkräfte-Kompass NRW"
    edition: str
    month: str  # "Dezember 2025"
    contact: str = ""  # mail or web address of the body that publishes the site
    others: tuple[str, ...] = ()  # editions that are already there, newest first
    publisher: Publisher = Publisher()

    @property
    def contact_link(self) -> str:
        """Return where the address leads to."""
        return self.contact if "://" in self.contact else f"mailto:{self.contact}"


def page(template: str, frame: Frame, path: str, **shown: Any) -> str:
    """Write a page of an edition; `path` is its place below the edition's folder."""
    root = "../" * path.count("/")
    filled = load_template(f"site/templates/{template}")
    return filled.render(frame=frame, path=path, root=root, navigation=NAVIGATION, **shown)
