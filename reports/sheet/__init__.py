"""The volunteer sheet: one page for a messenger, in nine languages, drawn from the same Brief as everything else."""

from __future__ import annotations

from reports.sheet.draw import SheetFiles, render
from reports.sheet.words import languages

__all__ = ["SheetFiles", "languages", "render"]
