"""Page 3: the map of the leading occupation, and who already came with an equivalent qualification."""

from __future__ import annotations

import math
import re
from functools import partial

from reports import charts, fit, maps
from reports import text_evidence as words
from reports.filters import NO_VALUE, cell, change, number
from reports.model import Brief, RecognitionRow, Reference
from reports.quote import source_line
from reports.typeface import clean, cut, legible, wrap

OUTLINES, LAND_SOURCE = "bkg_outlines", "itnrw_anerkennung"
LEVEL = {2: "Fachkraft", 3: "Spezialist", 4: "Experte"}
NAME, ORIGIN = 118.0, 206.0  # column widths
LINES_STATES, LINES_REGIONS = 3, 2
# how many reference occupations and states of each to try
RICHNESS = ((3, 3), (3, 2), (2, 3), (2, 2), (1, 6), (1, 5), (1, 4), (1, 3), (1, 2), (1, 1))
MANY, LEFT_OUT_LINES = 12, 3
HEAD, APART = 51.0, 17.0
SHORT_NAME = 36
_REMARK = re.compile(r" \([^)]{15,}\)$")
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
    left_out_lines = LEFT_OUT_LINES * fit.NOTE_LINE + 2
    land_note = fit.limited(legible(words.land_recognition_note(brief)), fit.NOTE, 3)
    land_source = land_quoted(brief)
    land_lines = fit.lines(land_note, fit.NOTE) + fit.lines(land_source, fit.NOTE)
    tail = (
        left_out_lines
        + land_lines * fit.NOTE_LINE
        + (
            fit.paragraphs(below, fit.WIDTH, fit.NOTE, fit.NOTE_LINE, 2)
            + 10
            + fit.lines(source, fit.NOTE) * fit.NOTE_LINE
        )
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
        "left_out": _left_out(rows[count:]),
        "beside": beside,
        "below": below,
        "total": _total(brief),
        "series": _series(brief) if with_series else None,
        "padding": math.floor(10 * (PAD_LEAST + min(max(spare, 0), PAD_MOST - PAD_LEAST))) / 10,
        "source": source,
        "land_note": land_note,
        "land_source": land_source,
        "year": brief.recognition[0].year if brief.recognition else brief.recognition_total.period,
    }


def land_quoted(brief: Brief) -> str:
    """Name where the Land's figures of recognition were published."""
    if not brief.land_recognition:
        return ""
    quoted = dict.fromkeys(words.address(r.quoted) for r in brief.land_recognition if r.quoted)
    line = source_line(brief, LAND_SOURCE).removesuffix("…")
    return fit.limited(legible(" · ".join([line, *quoted])), fit.NOTE, 2)


def _notes(brief: Brief, with_series: bool) -> tuple[list[str], list[str], float]:
    """Set notes beside the series as long as they are no higher than it, the others below the table."""
    notes = [fit.limited(n, fit.NOTE, 4) for n in brief.texts.recognition_notes[:5]]
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
    name = cut(clean(row.name), fit.CELL, (NAME - 6) * 0.985, bold=True, lines=2)
    return {
        "lines": wrap(name, fit.CELL, (NAME - 6) * 0.985, bold=True),
        "name": clean(row.name),
        "level": LEVEL.get(row.level or 0, ""),
        "full": row.full_equivalence or 0,
        "count": NO_VALUE if row.full_equivalence is None else number(row.full_equivalence),
        "origin": _with_states(row) if row.countries else _with_regions(row),
        "employees": cell(row.employees),
        "foreign": cell(row.foreign_employees),
        "unemployed": cell(row.unemployed_foreigners),
    }


def _with_states(row: RecognitionRow) -> str:
    """Write reference occupations with their states of training, as many as fit."""
    known = [r for r in row.references if r.countries]
    texts = [_states(row, known[:references], states) for references, states in RICHNESS]
    fitting = [t for t in texts if fit.lines(t, fit.NOTE, ORIGIN - 10) <= LINES_STATES]
    return max(fitting, key=len) if fitting else cut(texts[-1], fit.NOTE, (ORIGIN - 10) * 0.985, lines=LINES_STATES)


def _states(row: RecognitionRow, chosen: list[Reference], states: int) -> str:
    parts = []
    for reference in chosen:
        origins = _counted([(c.name, c.count) for c in reference.countries[:states]])
        if row.collective:
            parts.append(origins)
        elif len(row.references) == 1:
            parts.append(f"{_short(reference.name)}: {origins}")
        else:
            parts.append(f"{_short(reference.name)}\u00a0{number(reference.full_equivalence)} ({origins})")
    whole = len(row.references) == len(chosen) and all(len(r.countries) <= states for r in chosen)
    return "; ".join(parts) + ("" if whole else " u.\u00a0a.")


def _with_regions(row: RecognitionRow) -> str:
    """Write reference occupations, and world regions in place of the states that are not published."""
    if not row.full_equivalence:
        return ""
    for references in range(3, 0, -1):
        for regions in range(3, 0, -1):
            text = _counted([(_short(r.name), r.full_equivalence) for r in row.references[:references]])
            text += " u.\u00a0a." if len(row.references) > references else ""
            text += "; kein Länderwert veröffentlicht"
            if row.regions:
                text += ": " + _counted([(r.name, r.count) for r in row.regions[:regions]])
            if fit.lines(text, fit.NOTE, ORIGIN - 10) <= LINES_REGIONS:
                return text
    return cut(text, fit.NOTE, (ORIGIN - 10) * 0.985, lines=LINES_REGIONS)


def _counted(pairs: list[tuple[str, int]]) -> str:
    return ", ".join(f"{clean(name)}\u00a0{number(count)}" for name, count in pairs)


def _short(reference: str) -> str:
    """Leave out a long remark in brackets: "(im Rahmen der Approbationserteilung)"."""
    name = clean(reference)
    return _REMARK.sub("", name) if len(name) > SHORT_NAME else name


def _height(row: dict, padding: float) -> float:
    name = len(row["lines"]) * fit.CELL_LINE
    return max(name, fit.lines(row["origin"], fit.NOTE, ORIGIN - 10) * 9.8) + 2 * padding + 0.5


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


def _left_out(rows: list[dict]) -> str:
    """Name the shortage occupations that found no row, with their full equivalences."""
    named = [f"{_at_level(r)}\u00a0{number(r['full'])}" for r in rows if r["full"]]
    if not named:
        return ""
    for shown in range(min(len(named), MANY), 0, -1):
        more = f" und {len(named) - shown} weitere in brief.json" if shown < len(named) else ""
        text = "Weitere volle Gleichwertigkeiten: " + ", ".join(named[:shown]) + more + "."
        if fit.lines(text, fit.NOTE) <= LEFT_OUT_LINES:
            return fit.limited(text, fit.NOTE, LEFT_OUT_LINES)
    return fit.limited(f"{len(named)} weitere stehen in brief.json.", fit.NOTE, LEFT_OUT_LINES)


def _at_level(row: dict) -> str:
    return row["name"] if row["level"] == LEVEL[2] else f"{row['name']} ({row['level']})"
