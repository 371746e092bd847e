"""What rendering may fail with."""

from __future__ import annotations


class MissingGlyph(ValueError):
    """The typeface has no shape for a character of the brief."""


class RenderError(RuntimeError):
    """WeasyPrint warned: a property it does not know, an image it did not get, a drawing it could not make."""


class WrongFigure(ValueError):
    """A figure of a brief that cannot be: not a number, below nought, an interval turned round."""
