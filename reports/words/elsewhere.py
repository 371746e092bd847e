"""Where a reader finds what finds no room on paper: the files beside the PDF, as a brief calls them."""

from __future__ import annotations

WORKBOOK = "in der Excel-Datei"
DOCUMENT = "in brief.json"  # what no sheet of the workbook holds: steps, official languages, what changed
