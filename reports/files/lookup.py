"""Find a figure among the rows of a brief."""

from __future__ import annotations

from collections.abc import Iterable

from reports.files.rows import REGION, Row
from reports.files.table import Cell, cell


class Lookup:
    """The rows of a brief by what they are of; rows of one item inside a subject (a state) are not among them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {
            (r.section, r.code, r.measure, r.level, r.period): r for r in rows if not (r.requirement or r.item_code)
        }
        self._newest: dict[tuple[str, str, str, str], str] = {}
        for *of, period in self._rows:
            self._newest[tuple(of)] = max(self._newest.get(tuple(of), ""), period)

    def row(self, section: str, code: str, measure: str, level: str = REGION, years_ago: int = 0) -> Row | None:
        """Return the row of the region's newest period, or of the one so many years before it."""
        of = (section, code, measure)
        period = self._newest.get((*of, REGION)) or self._newest.get((*of, level), "")
        if years_ago and period[:4].isdigit():
            period = f"{int(period[:4]) - years_ago}{period[4:]}"
        return self._rows.get((*of, level, period))

    def cell(self, section: str, code: str, measure: str, level: str = REGION, years_ago: int = 0) -> Cell:
        """Return its value, or the word for why there is none; None without a row."""
        return cell(self.row(section, code, measure, level, years_ago))
