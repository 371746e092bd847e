"""What may go wrong on paper: a page too many, an empty page, text outside its room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weasyprint import Document

PAGES = 5
SLACK = 0.8  # CSS pixels of rounding
REACHING = "reaching"


def check_layout(document: Document, pages: int = PAGES) -> list[str]:
    """List what is wrong with the layout of a brief; an empty list means that every page is in order."""
    found = []
    if len(document.pages) != pages:
        found.append(f"{len(document.pages)} pages instead of {pages}")
    for number, page in enumerate(document.pages, 1):
        box = page._page_box
        left, right = box.content_box_x(), box.content_box_x() + box.width
        bottom = box.content_box_y() + box.height
        texts = list(_texts(box))
        if not texts:
            found.append(f"page {number} is empty")
        for text, cell in texts:
            words = getattr(text, "text", "") or "drawing"
            end = text.position_x + text.width
            if text.position_x < left - SLACK or end > right + SLACK:
                found.append(f"page {number}: {words[:40]!r} leaves the text area sideways")
            if text.position_y + text.height > bottom + SLACK:
                found.append(f"page {number}: {words[:40]!r} stands below the text area")
            if cell is not None and text.position_x < cell.position_x - SLACK:
                found.append(f"page {number}: {words[:40]!r} leaves its cell")
            if cell is not None and end > cell.position_x + cell.border_width() + SLACK:
                found.append(f"page {number}: {words[:40]!r} leaves its cell")
        found.extend(f"page {number}: {a!r} and {b!r} overlap" for a, b in _overlapping([t for t, _ in texts]))
    return found


def _overlapping(texts: list[Any]) -> Iterator[tuple[str, str]]:
    """Find texts that stand on each other; lines may touch, for letters are lower than their boxes."""
    texts = sorted((t for t in texts if getattr(t, "text", "").strip()), key=lambda t: t.position_y)
    for i, upper in enumerate(texts):
        for lower in texts[i + 1 :]:
            if upper.position_y + upper.height - lower.position_y < 0.4 * min(upper.height, lower.height):
                break
            across = min(upper.position_x + upper.width, lower.position_x + lower.width)
            if across - max(upper.position_x, lower.position_x) > 2 * SLACK:
                yield upper.text[:30], lower.text[:30]


def room_left(document: Document) -> list[float]:
    """Measure the height in points between the last content of each page and the end of its text area."""
    left = []
    for page in document.pages:
        box = page._page_box
        last = max((t.position_y + t.height for t, _ in _texts(box)), default=box.content_box_y())
        left.append((box.content_box_y() + box.height - last) * 0.75)
    return left


def _texts(box: Any, cell: Any = None) -> Iterator[tuple[Any, Any]]:
    """Walk over texts and drawings with the table cell around them; running heads and feet are left out.

    What is of the class "reaching" may stand in the empty part of the cell beside its own; overlaps are found anyway.
    """
    for child in getattr(box, "children", ()):
        kind = type(child).__name__
        if kind == "MarginBox":
            continue
        if kind == "TextBox" or "Replaced" in kind:
            yield child, cell
        reaching = getattr(child.element, "get", lambda _: None)("class") == REACHING
        yield from _texts(child, None if reaching else child if kind == "TableCellBox" else cell)
