"""The one environment all templates are filled in by: of brief, volunteer sheet and site."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from reports.pdf.characters import clean
from reports.words.notation import file_size

REPORTS = Path(__file__).resolve().parents[1]


def load_template(name: str) -> Template:
    """Return a template by its path below `reports`, "pages/brief.html.j2"."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(REPORTS),
        autoescape=True,  # select_autoescape() would leave *.html.j2 unescaped
        undefined=StrictUndefined,
        finalize=lambda value: clean(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["hyphenated"] = lambda text: Markup(escape(text).replace("- ", "\u00ad"))
    environment.filters["size"] = file_size
    return environment
