"""QR codes as drawings: one path of the dark modules, with the quiet zone the standard asks for."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from xml.sax.saxutils import escape

QUIET = 4  # modules of white around a code (ISO/IEC 18004)
ERROR = "m"  # 15 % of a code may be unreadable


@cache
def matrix(address: str) -> tuple[tuple[bool, ...], ...]:
    """Return the modules of the code of an address, dark ones true, without the quiet zone."""
    import segno

    code = segno.make_qr(address, error=ERROR, boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


@cache
def size(address: str) -> int:
    """Return how many modules wide the code is, quiet zone included."""
    return len(matrix(address)) + 2 * QUIET


@cache
def drawing(address: str, title: str) -> str:
    """Draw the code as SVG, one unit a module; `title` becomes the alternative text.

    Modules are joined to bars in one path: a reader of pixels sees no seams between them.
    """
    bars = []
    for y, row in enumerate(matrix(address), QUIET):
        x = QUIET
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                bars.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    side = size(address)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><title>{escape(title)}</title>'
        f'<path d="M0 0h{side}v{side}h-{side}z" fill="#FFFFFF"/><path d="{"".join(bars)}" fill="#14212B"/></svg>'
    )
