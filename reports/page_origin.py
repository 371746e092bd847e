"""Page 3: the map of the leading occupation, and who already came with an equivalent qualification."""

from __future__ import annotations

from functools import partial

from reports import charts, fit, maps
from reports.filters import NO_VALUE, cell, change, number
from reports.model import Brief, RecognitionRow
from reports.quote import source_line
from reports.typeface import clean, cut

LEVEL = {2: "Fachkraft", 3: "Spezialist", 4: "Experte"}
NAME, REFERENCES, ORIGIN = 116.0, 126.0, 116.0  # column widths
LINES = 2
HEAD = 52.0
MAP_LEAST, MAP_MOST = 128.0, 250.0
SERIES = (196.0, 78.0)
PAD_LEAST, PAD_MOST = 2.0, 5.5


def origin_view(brief: Brief) -> dict:
    """Arrange page 3: the map takes the height that the recognition rows leave, within limits."""
    rows = [_row(r) for r in brief.recognition if not r.collective]
    collective = [_row(r) for r in brief.recognition if r.collective]
    texts = brief.texts
    head = 8 + fit.heading(texts.recognition_title, texts.recognition_subtitle)
    beside = fit.WIDTH - SERIES[0] - 18
    notes = [clean(n) for n in texts.recognition_notes]
    intro = fit.paragraphs(notes, beside, fit.SUB, 11.6, 3) + 34
    with_series = any(v for _, v in brief.recognition_series)
    intro = max(intro, SERIES[1] + 24 if with_series else 0) + 8
    tail = 3 * fit.NOTE_LINE + 10
    room = fit.PAGE - head - intro - HEAD - tail - 8
    bottom = sum(_height(r, PAD_LEAST) for r in collective) + (16 if collective else 0)
    map_head = fit.heading(texts.map_title, texts.map_subtitle) + 20 if brief.map else 0
    everything = sum(_height(r, PAD_LEAST) for r in rows) + bottom
    map_height = 0.0
    if brief.map:
        map_height = max(min(room - map_head - everything, MAP_MOST), MAP_LEAST)
        room -= map_head + map_height
    count, used = fit.rows_that_fit(rows, partial(_height, padding=PAD_LEAST), room - bottom)
    spare = (room - bottom - used) / (2 * max(count + len(collective), 1))
    padding = PAD_LEAST + min(max(spare, 0), PAD_MOST - PAD_LEAST)
    return {
        "map": _map(brief, map_height) if brief.map else None,
        "rows": rows[:count],
        "collective": collective,
        "left_out": _left_out(brief, [r for r in brief.recognition if not r.collective][count:]),
        "notes": notes,
        "total": _total(brief),
        "series": _series(brief) if with_series else None,
        "pad": fit.pad_class(padding),
        "source": source_line(brief, "destatis_anerkennung", "ba_kreis_berufe") if brief.recognition else "",
        "year": brief.recognition[0].year if brief.recognition else brief.recognition_total.period,
    }


def _map(brief: Brief, height: float) -> dict:
    drawn = maps.land_map(brief.map, height, 250, brief.region.name)
    beside = fit.WIDTH - drawn.width - 20
    key_height = drawn.key_height + 6
    texts, used = [], key_height
    for text in brief.texts.map_text:
        used += fit.lines(text, fit.BODY, beside) * fit.BODY_LINE + 4
        if used > max(drawn.height, MAP_LEAST):
            break
        texts.append(clean(text))
    return {
        "drawing": drawn.drawing,
        "key": drawn.key,
        "texts": texts,
        "height": drawn.height,
        "width": drawn.width,
        "beside": beside,
        "source": source_line(brief, "ba_kreis_berufe", *[s.id for s in brief.sources if s.id.startswith("bkg")][:1]),
    }


def _row(row: RecognitionRow) -> dict:
    references = _items([(r.name, r.full_equivalence) for r in row.references], REFERENCES - 10, LINES)
    if row.countries:
        origin, single = _items([(c.name, c.count) for c in row.countries], ORIGIN - 10, LINES), True
    elif row.regions:
        origin, single = _items([(r.name, r.count) for r in row.regions], ORIGIN - 10, LINES - 1), False
    else:
        origin, single = "", False
    return {
        "name": cut(clean(row.name), fit.CELL, (NAME - 6) * 0.985, bold=True),
        "level": LEVEL.get(row.level or 0, ""),
        "count": NO_VALUE if row.full_equivalence is None else number(row.full_equivalence),
        "references": references or "keine Entscheidung in diesem Beruf",
        "origin": origin,
        "single": single,
        "none": not row.references,
        "employees": _observed(row.employees),
        "foreign": _observed(row.foreign_employees),
        "unemployed": _observed(row.unemployed_foreigners),
    }


def _observed(value: float | None) -> str:
    return cell(value)


def _items(pairs: list[tuple[str, int]], room: float, most: int) -> str:
    """Write names with counts, as many as fit on the lines."""
    words = [f"{clean(name)} {number(count)}" for name, count in pairs]
    for shown in range(len(words), 0, -1):
        text = ", ".join(words[:shown]) + (" u. a." if shown < len(words) else "")
        if fit.lines(text, fit.NOTE, room) <= most:
            return text
    if not words:
        return ""
    return cut(clean(pairs[0][0]), fit.NOTE, room, lines=most - 1) + f" {number(pairs[0][1])}"


def _height(row: dict, padding: float) -> float:
    name = fit.lines(row["name"], fit.CELL, NAME - 6, bold=True) * fit.CELL_LINE + fit.NOTE_LINE * bool(row["level"])
    references = fit.lines(row["references"], fit.NOTE, REFERENCES - 10) * fit.NOTE_LINE
    origin = (fit.lines(row["origin"], fit.NOTE, ORIGIN - 10) + (not row["single"])) * fit.NOTE_LINE
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


def _left_out(brief: Brief, rows: list[RecognitionRow]) -> str:
    if not rows:
        return ""
    what = "weiterer Engpassberuf steht" if len(rows) == 1 else "weitere Engpassberufe stehen"
    return f"{len(rows)} {what} in der Datei brief.json zu diesem Bericht."
