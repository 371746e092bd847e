"""What rendering may fail with."""

from __future__ import annotations


class MissingGlyph(ValueError):
    """The typeface has no shape for a character of the brief."""


class RenderError(RuntimeError):
    """WeasyPrint warned: a property it does not know, an image it did not get, a drawing it could not make."""
