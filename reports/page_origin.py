"""Page 3: the map of the leading occupation, and who already came with an equivalent qualification."""

from __future__ import annotations

import math
from functools import partial

from reports import charts, fit, maps
from reports.filters import NO_VALUE, cell, change, number
from reports.model import Brief, RecognitionRow
from reports.quote import source_line
from reports.typeface import clean, cut, width, wrap

OUTLINES = "bkg_outlines"
LEVEL = {2: "Fachkraft", 3: "Spezialist", 4: "Experte"}
NAME, REFERENCES, ORIGIN = 108.0, 98.0, 126.0  # column widths
LINES, ITEMS = 2, 6
HEAD, APART = 51.0, 17.0
MAP_LEAST, MAP_MOST = 128.0, 250.0
SERIES = (196.0, 62.0)
PAD_LEAST, PAD_MOST = 1.6, 5.0
BESIDE = fit.WIDTH - SERIES[0] - 20


def origin_view(brief: Brief) -> dict:
    """Arrange page 3: the map takes the height that the recognition rows leave, within limits."""
    title, subtitle = fit.titles(brief.texts.recognition_title, brief.texts.recognition_subtitle)
    map_title, map_subtitle = fit.titles(brief.texts.map_title, brief.texts.map_subtitle)
    source = source_line(brief, "destatis_anerkennung", "ba_kreis_berufe", computed=True)
    decided = [r for r in brief.recognition if r.references and not r.collective]
    rows = [_row(r) for r in decided]
    collective = [_row(r) for r in brief.recognition if r.references and r.collective]
    with_series = any(v for _, v in brief.recognition_series)
    beside, below, intro = _notes(brief, with_series)
    head = 10 + fit.heading(title, subtitle)
    tail = (
        fit.paragraphs(below, fit.WIDTH, fit.NOTE, fit.NOTE_LINE, 2) + 10 + fit.lines(source, fit.NOTE) * fit.NOTE_LINE
    )
    bottom = sum(_height(r, PAD_LEAST) for r in collective) + (APART if collective else 0)
    room = fit.PAGE - head - intro - HEAD - tail - bottom - 4
    map_height = 0.0
    if brief.map:
        map_head = fit.heading(map_title, map_subtitle) + 14
        everything = sum(_height(r, PAD_LEAST) for r in rows)
        map_height = max(min(room - map_head - everything, MAP_MOST), MAP_LEAST)
        room -= map_head + map_height
    count, used = fit.rows_that_fit(rows, partial(_height, padding=PAD_LEAST), room)
    spare = (room - used) / (2 * max(count + len(collective), 1))
    return {
        "title": title,
        "subtitle": subtitle,
        "map": {"title": map_title, "subtitle": map_subtitle, **_map(brief, map_height)} if brief.map else None,
        "rows": rows[:count],
        "collective": collective,
        "left_out": _left_out(len(rows) - count),
        "beside": beside,
        "below": below,
        "total": _total(brief),
        "series": _series(brief) if with_series else None,
        "padding": math.floor(10 * (PAD_LEAST + min(max(spare, 0), PAD_MOST - PAD_LEAST))) / 10,
        "source": source,
        "year": brief.recognition[0].year if brief.recognition else brief.recognition_total.period,
    }


def _notes(brief: Brief, with_series: bool) -> tuple[list[str], list[str], float]:
    """Set notes beside the series as long as they are no higher than it, the others below the table."""
    notes = [fit.limited(n, fit.NOTE, 3) for n in brief.texts.recognition_notes[:5]]
    room = SERIES[1] + 16 if with_series else 60.0
    beside, used = [], 39.0 if brief.recognition_total.value is not None else 0.0
    for note in notes:
        height = fit.lines(note, fit.SUB, BESIDE) * 11.6 + 3
        if used + height > room:
            break
        used += height
        beside.append(note)
    return beside, notes[len(beside) :], max(used, room if with_series else 0.0) + 6


def _map(brief: Brief, height: float) -> dict:
    drawn = maps.land_map(brief.map, height, 250, brief.region.name)
    beside = fit.WIDTH - drawn.width - drawn.key_width - 36
    texts, used = [], 0.0
    for text in brief.texts.map_text:
        used += fit.lines(text, fit.SUB, beside) * 11.8 + 4
        if used > height:
            break
        texts.append(clean(text))
    return {
        "drawing": drawn.drawing,
        "key": drawn.key,
        "texts": texts,
        "beside": int(beside),
        "source": source_line(brief, "ba_kreis_berufe", OUTLINES, computed=True),
    }


def _row(row: RecognitionRow) -> dict:
    pairs = [] if row.collective else [(r.name.split(" (")[0], r.full_equivalence) for r in row.references]
    name = cut(clean(row.name), fit.CELL, (NAME - 6) * 0.985, bold=True, lines=2)
    lines = wrap(name, fit.CELL, (NAME - 6) * 0.985, bold=True)
    if row.countries:
        origin, single = _items([(c.name, c.count) for c in row.countries], ORIGIN - 10, LINES), True
    else:
        origin, single = _items([(r.name, r.count) for r in row.regions], ORIGIN - 10, LINES - 1), False
    return {
        "lines": lines,
        "level": LEVEL.get(row.level or 0, ""),
        "count": NO_VALUE if row.full_equivalence is None else number(row.full_equivalence),
        "references": _items(pairs, REFERENCES - 16, LINES) if pairs else "",
        "origin": origin,
        "single": single,
        "employees": _observed(row.employees),
        "foreign": _observed(row.foreign_employees),
        "unemployed": _observed(row.unemployed_foreigners),
    }


def _observed(value: float | None) -> str:
    return cell(value)


def _items(pairs: list[tuple[str, int]], room: float, most: int) -> str:
    """Write names with counts, as many as fit on the lines; a name and its count are not parted."""
    words = [f"{clean(name)}\u00a0{number(count)}" for name, count in pairs[:ITEMS]]
    for shown in range(len(words), 0, -1):
        text = ", ".join(words[:shown]) + (" u.\u00a0a." if shown < len(pairs) else "")
        if fit.lines(text, fit.NOTE, room) <= most:
            return text
    if not words:
        return ""
    rest = "\u00a0" + number(pairs[0][1]) + ("\u00a0u.\u00a0a." if len(pairs) > 1 else "")
    return cut(clean(pairs[0][0]), fit.NOTE, room - width(rest, fit.NOTE), lines=most) + rest


def _height(row: dict, padding: float) -> float:
    name = len(row["lines"]) * fit.CELL_LINE
    references = fit.lines(row["references"], fit.NOTE, REFERENCES - 16) * 9.8
    origin = (fit.lines(row["origin"], fit.NOTE, ORIGIN - 10) + (not row["single"])) * 9.8
    return max(name, references, origin) + 2 * padding + 0.5


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


def _series(brief: Brief) -> dict:
    first, last = brief.recognition_series[0][0], brief.recognition_series[-1][0]
    return {
        "caption": f"Alle Berufe, Deutschland, {first} bis {last}",
        "chart": charts.series_chart(
            brief.recognition_series, SERIES, f"Volle Gleichwertigkeiten in Deutschland, {first} bis {last}"
        ),
    }


def _left_out(count: int) -> str:
    if not count:
        return ""
    return f"{count} {'weiterer Engpassberuf steht' if count == 1 else 'weitere Engpassberufe stehen'} in brief.json."
