"""Files inside a PDF: what each is, and what it has to do with the pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from reports.pdf.errors import RenderError

if TYPE_CHECKING:
    from weasyprint import Document

DATA = "Data"  # the figures that tables and drawings show
SUPPLEMENT = "Supplement"  # what stands beside the pages
TYPES = {".csv": "text/csv", ".json": "application/json"}  # the same on every machine


class Attachment(NamedTuple):
    """A file to put into a PDF. `relationship` is an AFRelationship of PDF/A-3: `DATA` or `SUPPLEMENT`."""

    name: str
    content: bytes
    description: str
    relationship: str = DATA


def sort_attachments(attachments: Iterable[Attachment]) -> list[Attachment]:
    """Sort attachments as the table of names in a PDF must be. Raises RenderError for what a PDF/A cannot hold."""
    found = sorted(Attachment(*each) for each in attachments)
    for each in found:
        if not each.name.isascii() or not each.name.endswith(tuple(TYPES)) or not each.description:
            raise RenderError(
                f"{each.name[:80]!r} cannot be attached: a name in ASCII with one of the endings "
                f"{', '.join(TYPES)} and a description are needed"
            )
    if len({each.name for each in found}) < len(found):
        raise RenderError(f"two attachments of one name: {', '.join(each.name for each in found)}")
    return found


def read_day(document: Document) -> datetime:
    """Return the day a document says it was made: attachments bear the same, no clock is asked."""
    created = document.metadata.created
    if not created:
        raise RenderError("a document with attachments needs <meta name='dcterms.created'>: they bear its date")
    return datetime.fromisoformat(created.replace("Z", "+00:00"))


def complete_attachments(pdf: Any) -> None:
    """Name each attachment once among those of the whole document, and its kind by the ending of its name."""
    if "AF" not in pdf.catalog:
        return
    pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])  # WeasyPrint 70 names each twice
    for thing in pdf.objects:
        if isinstance(thing, dict) and thing.get("Type") == "/Filespec":
            stream = pdf.objects[int(thing["EF"]["F"].split()[0])]
            name = thing["UF"].string
            stream.extra["Subtype"] = "/" + TYPES[name[name.rindex(".") :]].replace("/", "#2f")
