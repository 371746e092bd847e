"""The frame of every page: head, navigation, foot; texts from outside are escaped and made harmless."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reports.filters import THIN, number
from reports.typeface import clean

HERE = Path(__file__).parent
TEMPLATES, ASSETS = HERE / "templates", HERE / "assets"
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
    return _environment().get_template(template).render(
        frame=frame, path=path, root=root, navigation=NAVIGATION, **shown
    )  # fmt: skip


def size(count: int) -> str:
    """Write the size of a file: "212 kB", "1,4 MB"."""
    if count < 1_000_000:
        return f"{number(max(count / 1000, 1))}{THIN}kB"
    return f"{number(count / 1_000_000, 1)}{THIN}MB"


@cache
def _environment():
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    def harmless(value: Any) -> Any:
        return clean(value) if type(value) is str else value

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["size"] = size
    return environment
