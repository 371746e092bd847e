"""Page 3: the map of the leading occupation, and who already came with an equivalent qualification."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import Any

from reports.charts import maps
from reports.charts.plots import series_chart
from reports.model.brief import Brief
from reports.pages import fit
from reports.pages.origin import notes
from reports.pages.origin.row import LINES, origin_row, row_height
from reports.pages.source_lines import source_line
from reports.pdf.characters import legible
from reports.words import evidence as words
from reports.words.notation import change, number

OUTLINES = "bkg_outlines"
HEAD, APART, MARGIN = 59.0, 15.0, 8.0
MAP_LEAST, MAP_MOST, MAP_WIDE = 140, 250, 190
MAP_TOLD = 6  # lines of a sentence beside it
MAP_APART, KEY_APART = 16.0, 14.0
MAP_LINE, MAP_GAP, MAP_SOURCE = 11.8, 4.0, 14.0
SERIES, CAPTION = (196.0, 46.0), 10.0
PAD_LEAST, PAD_MOST = 1.6, 5.0
BESIDE = fit.WIDTH - SERIES[0] - 20
NOTE_LINES, GAP = 2, 2.0
LARGE = 480.0  # height of the series where there is neither map nor row


def origin_view(brief: Brief) -> dict:
    """Arrange page 3: as many rows as leave room for the notes on them; the map takes what is left of the height."""
    if not maps.drawable(brief.map):
        brief = replace(brief, map=None)
    title, subtitle = fit.titles(brief.texts.recognition_title, brief.texts.recognition_subtitle)
    told = [r for r in brief.recognition if r.references]
    rows = [origin_row(r, i) for i, r in enumerate(r for r in told if not r.collective)]
    collective = [origin_row(r, len(LINES)) for r in told if r.collective]
    with_series = any(v for _, v in brief.recognition_series)
    beside, below, intro = _notes(brief, with_series)
    under = _under(brief, below)
    height = partial(row_height, padding=PAD_LEAST)
    fixed = (MARGIN if brief.map else 0.0) + 3 + fit.heading(title, subtitle) + intro + HEAD + _height(under)
    room = fit.PAGE - fixed - sum(map(height, collective)) - (APART if collective else 0)
    least = _Map(brief, MAP_LEAST).tall if brief.map else 0.0

    def needed(count: int) -> float:
        return sum(map(height, rows[:count])) + _height(_about(rows, count, collective))

    count = next((k for k in range(len(rows), 0, -1) if needed(k) <= room - least), 0)
    spare = room - needed(count)
    drawn = _largest_map(brief, spare) if brief.map else None
    padding = (spare - (drawn.tall if drawn else 0.0)) / (2 * max(count + len(collective), 1))
    alone = not brief.map and not count and with_series
    return {
        "title": title,
        "subtitle": subtitle,
        "map": drawn.arrange() if drawn else None,
        "rows": rows[:count],
        "collective": collective,
        "beside": beside,
        "total": _total(brief),
        "series": _series(brief) if with_series and not alone else None,
        "large": _series(brief, (fit.WIDTH, min(room - needed(0) - 36, LARGE))) if alone else None,
        "padding": math.floor(10 * (PAD_LEAST + min(max(padding, 0), PAD_MOST - PAD_LEAST))) / 10,
        **_about(rows, count, collective),
        **under,
        "year": brief.recognition[0].year if brief.recognition else brief.recognition_total.period,
    }


def _about(rows: list[dict], count: int, collective: list[dict]) -> dict[str, str]:
    """Return the notes that depend on which rows are shown."""
    shown = [*rows[:count], *collective]
    return {
        "left_out": notes.left_out(rows[count:]),
        "measures": notes.measures(shown),
        "languages": notes.languages(c for row in shown for c in row["states"]),
    }


def _under(brief: Brief, below: list[str]) -> dict[str, Any]:
    """Return the notes under the table that stand there in any case."""
    return {
        "below": below,
        "ways": notes.legal_ways(brief),
        "source": source_line(brief, "destatis_anerkennung", "ba_kreis_berufe", computed=True),
        "land_note": fit.limited(legible(words.land_recognition_note(brief)), fit.NOTE, 3),
        "land_source": notes.land_quoted(brief),
    }


def _height(texts: dict[str, Any]) -> float:
    """Height of notes, each with the gap above it."""
    used = 0.0
    for text in texts.values():
        for one in text if isinstance(text, list) else [text]:
            taken = notes.way_lines(one) if isinstance(one, dict) else fit.lines(one, fit.NOTE)
            used += taken * fit.NOTE_LINE + (GAP if taken else 0)
    return used


def _notes(brief: Brief, with_series: bool) -> tuple[list[str], list[str], float]:
    """Set notes beside the series as long as they are no higher than it, the others below the table."""
    told = [fit.limited(n, fit.NOTE, 4) for n in brief.texts.recognition_notes[:5]]
    room = SERIES[1] + 16 if with_series else 60.0
    beside, used = [], 28.0 if brief.recognition_total.value is not None else 0.0
    for note in told:
        height = fit.lines(note, fit.SUB, BESIDE) * 11.6 + 3
        if used + height > room:
            break
        used += height
        beside.append(note)
    below = [fit.limited(note, fit.NOTE, NOTE_LINES) for note in told[len(beside) :]]
    return beside, below, max(used, SERIES[1] + CAPTION if with_series else 0.0) + 2


def _largest_map(brief: Brief, room: float) -> _Map:
    """Return the map that fills a height; the least one where there is not room even for that."""
    sizes = (_Map(brief, height) for height in range(MAP_MOST, MAP_LEAST, -2))
    return next((m for m in sizes if m.tall <= room), _Map(brief, MAP_LEAST))


class _Map:
    """The map on the right in some height; what it says and its key stand beside it, below the title."""

    def __init__(self, brief: Brief, height: float) -> None:
        self.brief, self.height = brief, height
        across, down = maps.map_size(brief.map, height, MAP_WIDE)
        self.left = int(fit.WIDTH - across - MAP_APART)
        self.title = fit.limited(fit.on_one_line(brief.texts.map_title), fit.H2, 2, bold=True)
        self.subtitle = fit.limited(brief.texts.map_subtitle, fit.SUB, 4, self.left)
        self.key, key_width, key_height = maps.key_of(brief.map, brief.region.name)
        self.beside = int(self.left - key_width - KEY_APART)
        head = fit.lines(self.subtitle, fit.SUB, self.left) * fit.SUB_LINE + 8.5
        room = max(down - head, key_height)
        self.texts, used = [], 0.0
        for text in (fit.limited(t, fit.SUB, MAP_TOLD, self.beside) for t in brief.texts.map_text):
            tall = fit.lines(text, fit.SUB, self.beside) * MAP_LINE + MAP_GAP
            if not self.texts or used + tall <= room + MAP_GAP:
                self.texts.append(text)
                used += tall
        self.tall = fit.lines(self.title, fit.H2, bold=True) * fit.H2_LINE + max(down, head + key_height, head + used)
        self.tall += MAP_SOURCE

    def arrange(self) -> dict[str, Any]:
        """Return what the template needs."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "drawing": maps.land_map(self.brief.map, self.height, MAP_WIDE, self.brief.region.name).drawing,
            "key": self.key,
            "texts": self.texts,
            "left": self.left,
            "beside": self.beside,
            "source": source_line(self.brief, "ba_kreis_berufe", OUTLINES, computed=True),
        }


def _total(brief: Brief) -> dict | None:
    figure = brief.recognition_total
    if figure.value is None:
        return None
    moved = change(figure.value, figure.previous)
    return {
        "value": number(figure.value),
        "text": f"volle Gleichwertigkeiten in Deutschland {figure.period}"
        + (f", {moved} zum Vorjahr" if moved else ""),
    }


def _series(brief: Brief, size: tuple[float, float] = SERIES) -> dict:
    first, last = brief.recognition_series[0][0], brief.recognition_series[-1][0]
    return {
        "caption": f"Alle Berufe, Deutschland, {first} bis {last}",
        "chart": series_chart(
            brief.recognition_series, size, f"Volle Gleichwertigkeiten in Deutschland, {first} bis {last}"
        ),
    }
