"""Where things stand on a page that is laid out, in CSS pixels from its upper left corner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def find_boxes(page: Any, *kinds: str) -> Iterator[Any]:
    """Walk over the boxes of some kinds, such as "TableRowBox", on a page of a WeasyPrint document."""
    return (box for box in page._page_box.descendants() if type(box).__name__ in kinds)


def find_end(page: Any) -> float:
    """Return where the last line of a page ends."""
    return max(box.position_y + box.height for box in find_boxes(page, "LineBox", "TextBox"))
