"""Page 1: what stands there, ready to print."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.charts import estimates as estimate_charts
from reports.charts.plots import PlotRow, bar_chart, class_bar, range_plot
from reports.charts.svg import PLOT_HEAD
from reports.model.brief import Brief
from reports.model.market import Figure, Occupation
from reports.pages import fit
from reports.pages.front.changes import changes_view
from reports.pages.front.month_strip import month_strip, strip_height
from reports.pages.source_lines import source_line
from reports.pdf.characters import clean
from reports.pdf.typeface import cut, width
from reports.words import estimate_notation, notation
from reports.words import estimates as estimate_words
from reports.words.market import changed, unemployed_unknown
from reports.words.notation import cell, change, number, period
from reports.words.regions import compared_with, in_rated, is_land, where_rated

TILE = (fit.WIDTH - 3 * 14) / 4
FINDING, FINDING_LINE = 12.0, 16.0
HEAD = 25 + 16 + 3 + 6 + 13 + 14  # rims and single lines of the masthead
TILES = 12 + 75.0
ASIDE, BULLETS = 122.0, 358.0
NAMES = {
    "unemployed": "Arbeitslose",
    "vacancies": "gemeldete Stellen",
    "ratio": "Arbeitslose je Stelle",
    "employees": "Beschäftigte am Arbeitsort",
}
ROW, ROW_TALL, NAME = 15.0, 20.5, 0.4 * fit.WIDTH - 10  # a longer name takes two lines
ROW_MOST, ROW_ALONE = 23.0, 36.0
RANKED = 12
SENTENCES = ((5, 4, 8), (5, 3, 8), (5, 2, 8), (4, 2, 7), (3, 2, 5), (2, 2, 4))  # how many, of how many lines, for rows
BARS_HEAD, BARS = 60.0, 12


def front(brief: Brief) -> dict:
    """Arrange the front page: what the texts leave of it goes to the ranking, and what that leaves to time series."""
    name = fit.limited(brief.region.name, fit.H1, 2, bold=True)
    finding = fit.limited(brief.texts.finding, FINDING, 4)
    kreise = kreise_line(brief)
    coverage = fit.limited(brief.region.coverage_note, fit.SUB, 3)
    title, subtitle = fit.titles(_one_line(ranking_title(brief)), brief.texts.ranking_subtitle)
    strip = month_strip(brief)
    told = (strip["none"], _ended(strip["note"]), _tile_notes(brief))
    notes = fit.limited(" ".join(t for t in told if t), fit.NOTE, 5)
    source = source_line(brief, "ba_kreis_berufe", "ba_engpassanalyse", computed=True)
    plot_source = _plot_source(brief, 0, source)  # the longest it can be
    used = HEAD + fit.lines(name, fit.H1, bold=True) * fit.H1_LINE
    used += fit.lines(finding, FINDING) * FINDING_LINE + fit.lines(kreise, fit.SUB) * 12
    used += fit.lines(coverage, fit.SUB) * 12 + 3 if coverage else 0
    sources = [f.source for f in (*brief.headline.values(), *brief.month_figures)]
    tiles_source = source_line(brief, *sources, computed=True)
    used += TILES + 4 + sum(fit.lines(t, fit.NOTE) * fit.NOTE_LINE for t in (notes, tiles_source))
    used += strip_height(strip)
    used += 13 + fit.heading(title, subtitle) + 8 + fit.lines(plot_source, fit.NOTE) * fit.NOTE_LINE
    changes = changes_view(brief)
    used += changes["height"]
    ranked = _ranked(brief)
    for most, lines, rows in SENTENCES:
        sentences = _sentences(brief.texts.in_brief, most, lines)
        told = 11 + max(fit.paragraphs(sentences, BULLETS - 10), 34 + _aside_height(brief))
        room = fit.FIRST_PAGE - used - told - 10
        if _rows(ranked, room) >= min(rows, len(ranked)):
            break
    ranking, bars = _ranking(brief, ranked, room)
    plot_source = _plot_source(brief, _rows(ranked, room), source)
    return {
        "name": name,
        "name_room": fit.balanced(name, fit.H1, bold=True),
        "finding": finding,
        "finding_room": fit.balanced(finding, FINDING),
        "as_of": _as_of(brief),
        "kreise": kreise,
        "coverage": coverage,
        "sentences": sentences,
        "title": title,
        "subtitle": subtitle,
        "tiles": _tiles(brief),
        "tiles_note": notes,
        "month": strip,
        "tiles_source": tiles_source,
        "classes": _classes(brief),
        "ranking": ranking,
        "no_ranking": _no_ranking(brief),
        "bars": bars,
        "source": source,
        "plot_source": plot_source if ranking else source,
        "changes": changes,
    }


def _as_of(brief: Brief) -> str:
    """Return the day the newest of the sources was published, "29.05.2026"; "" where none says."""
    days = [s.issued for s in brief.sources if re.fullmatch(r"\d\d\.\d\d\.\d{4}", s.issued)]
    return max(days, key=lambda day: day.split(".")[::-1], default="")


def _plot_source(brief: Brief, shown: int, source: str) -> str:
    """Say how the plot is read, and how many of the groups called short it shows."""
    called = len(estimate_words.short_here(brief))
    left = f"Gezeigt: {shown} von {called} engen Gruppen, mehr auf Seite 2. " if shown < called else ""
    return f"Links der Linie bei 1 gibt es mehr gemeldete Stellen als Arbeitslose. {left}{source}"


def ranking_title(brief: Brief) -> str:
    """Choose the title of the ranking as a drawing or a table is called."""
    return fit.on_one_line(brief.texts.ranking_title, remark=estimate_words.OWN)


def _one_line(title: str) -> str:
    """Leave out a remark in brackets, which the subtitle makes too, where the title would take a second line for it."""
    return title if fit.lines(title, fit.H2, bold=True) == 1 else re.sub(r" \([^()]*\)$", "", title)


def _sentences(texts: Sequence[str], most: int, lines: int) -> list[str]:
    """Choose the sentences and their wordings: where there are too many, the last but one goes first."""
    chosen = list(texts[:6])
    while len(chosen) > max(most, 1):
        chosen.pop(-2)
    return [fit.without_brackets(s, fit.BODY, lines, BULLETS - 10, at_most=4) for s in chosen]


def _ended(text: str) -> str:
    return text if not text or text.endswith((".", "…")) else f"{text}."


def kreise_line(brief: Brief) -> str:
    """Name the Kreise of a region in at most two lines; of a Land only their number."""
    region = brief.region
    if region.kind == "land":
        count = len(region.kreise)
        return (
            f"Land mit {count} Kreisen und kreisfreien Städten" if count > 1 else "Stadtstaat: Land und Kreis zugleich"
        )
    if len(region.kreise) == 1 and region.kreise[0].share == 1.0:
        return f"{region.land_name}, Kreisschlüssel {region.kreise[0].ags}"
    names = [k.name if k.share == 1.0 else f"{k.name} (teilweise)" for k in region.kreise]
    for shown in range(len(names), 0, -1):
        text = notation.listed([*names[:shown], f"{len(names) - shown} weitere"] if shown < len(names) else names)
        if fit.lines(text, fit.SUB) <= 2:
            return text
    return cut(clean(names[0]), fit.SUB, fit.WIDTH)


def _tiles(brief: Brief) -> list[dict]:
    """Arrange the four figures; the Land bears one name in all, and its changes go where they do not fit."""
    for name, changes in ((brief.region.land_short, True), ("Land", True), ("Land", False)):
        tiles = [_tile(brief, key, name, changes) for key in NAMES]
        if all(width(tile["land"], fit.CELL) <= TILE for tile in tiles):
            break
    return tiles


def _tile(brief: Brief, key: str, land: str, changes: bool) -> dict:
    figure = brief.headline.get(key)
    if figure is None:
        figure = Figure(None, "", None, "unknown", "")
    rate = key == "ratio"
    value = cell(figure.value, figure.flag if figure.value is None else "ok", 1 if rate else 0)
    before = _compared(figure.value, figure.previous, rate)
    when = period(figure)
    foreign = brief.headline.get("foreign_employees") if key == "employees" else None
    if foreign is not None and foreign.value is not None and figure.value:
        share = f"{when}; {notation.percent(100 * foreign.value / figure.value)} Ausländer"
        when = share if width(share, fit.NOTE) <= TILE else when
    return {
        "value": value,
        "worded": figure.value is None or width(value, 22, bold=True) > TILE,
        "name": NAMES[key],
        "period": when,
        "change": before or "kein Vorjahreswert",
        "land": _land(brief, figure, rate, land, changes),
        "lead": rate,
    }


def _compared(value: float | None, previous: float | None, rate: bool) -> str:
    """Write a change since the year before; one within its error is none. A ratio stands beside the one before."""
    if rate:
        return "" if previous is None else f"{number(previous, 1)} im Vorjahr"
    moved = change(value, previous)
    return "" if not moved else f"{moved} zum Vorjahr" if changed(value, previous) else "etwa wie im Vorjahr"


def _land(brief: Brief, figure: Figure, rate: bool, name: str, changes: bool) -> str:
    """Write the Land's figure with its change; nothing where the region is the Land."""
    if figure.land is None or is_land(brief.region):
        return ""
    before = _compared(figure.land, figure.land_previous, rate) if changes else ""
    for old, new in ((" zum Vorjahr", ""), ("etwa wie im Vorjahr", "etwa gleich"), (" im Vorjahr", "")):
        before = before.replace(old, new)
    before = f"Vorjahr {before}" if rate and before else before
    return f"{name}: {number(figure.land, 1 if rate else 0)}{f' ({before})' if before else ''}"


def _tile_notes(brief: Brief) -> str:
    """Say what the four figures, and the Land's beside them, leave out."""
    land = brief.region.land_short
    found = []
    for key, name in NAMES.items():
        figure = brief.headline.get(key)
        if figure is None:
            continue
        if figure.value is not None and figure.flag in ("uncertain", "incomplete") and figure.note:
            found.append(f"{name}: {clean(figure.note)}")
        elif figure.land is not None and figure.land_note and brief.region.kind != "land":
            found.append(f"{land}, {name}: {clean(figure.land_note)}")
    return cut(". ".join(found) + "." if found else "", fit.NOTE, fit.WIDTH, lines=3)


def _classes(brief: Brief) -> dict | None:
    counts = [brief.counts.get(k, 0) for k in ("engpass", "beobachtung", "kein_engpass")]
    if not sum(counts):
        return None
    title = f"{counts[0]} Engpass, {counts[1]} unter Beobachtung, {counts[2]} kein Engpass"
    total = f"{number(sum(counts))} bewertete Berufe"
    caption = f"Amtliche Bewertung {in_rated(brief.region)}: {total} (Berufsgruppe und Niveau)"
    return {"caption": caption, "chart": class_bar(*counts, size=(ASIDE, 66), title=title)}


def _aside_height(brief: Brief) -> float:
    found = _classes(brief)
    return fit.lines(found["caption"], fit.NOTE, ASIDE) * fit.NOTE_LINE + 76 if found else 0


def _ranked(brief: Brief) -> list[Occupation]:
    """Return the groups of the plot, tightest first."""
    if estimate_notation.estimated(brief):
        return estimate_words.plotted(brief)[:RANKED]
    return estimate_words.rank_counted(brief, RANKED)


def _row(o: Occupation) -> float:
    return ROW if width(clean(o.name), fit.CELL) <= NAME else ROW_TALL


def _rows(ranked: Sequence[Occupation], room: float) -> int:
    """Count the rows of the plot that find room."""
    return fit.rows_that_fit(ranked, _row, room - PLOT_HEAD)[0]


def _ranking(brief: Brief, ranked: Sequence[Occupation], room: float) -> tuple[str, dict | None]:
    """Draw the ranking, and below a short one where vacancies are reported."""
    shown = ranked[: _rows(ranked, room)]
    if not shown:
        return "", _bars(brief, room - 30)
    heights = _spread([_row(o) for o in shown], room, ROW_MOST)
    bars = _bars(brief, room - PLOT_HEAD - sum(heights))
    if bars is None:
        heights = _spread(heights, room, ROW_ALONE)
    size, land = (fit.WIDTH, PLOT_HEAD + sum(heights)), "" if is_land(brief.region) else brief.region.land_short
    title = f"{ranking_title(brief)}: Punktdiagramm, {len(shown)} Berufsgruppen"
    if estimate_notation.estimated(brief):
        estimates = [(o, o.estimate) for o in shown]
        intervals = [
            estimate_charts.IntervalRow(o.name, e.ratio, e.ratio_low, e.ratio_high, estimate_words.beside(brief, o))
            for o, e in estimates
        ]
        return estimate_charts.interval_plot(intervals, size, compared_with(brief.region), title, heights), bars
    rows = [PlotRow(o.name, o.ratio, o.land_ratio, o.germany_ratio) for o in shown]
    return range_plot(rows, size, land, title, heights=heights), bars


def _spread(heights: Sequence[float], room: float, most: float) -> list[float]:
    """Make rows higher, as far as there is room and none grows beyond a height."""
    more = max((room - PLOT_HEAD - sum(heights)) / len(heights), 0.0)
    return [max(min(h + more, most), h) for h in heights]


def _no_ranking(brief: Brief) -> str:
    reason = "In keinem Engpassberuf gibt es genügend gemeldete Stellen und Arbeitslose."
    if unemployed_unknown(brief):
        reason = "Die Arbeitslosen nach Berufen sind hier nicht bekannt."
    return f"Für diese Region lässt sich keine Rangfolge angeben: {reason}"


def _bars(brief: Brief, room: float) -> dict | None:
    short = [o for o in brief.occupations if o.vacancies and any(r.klass == "engpass" for r in o.official)]
    short = sorted(short, key=lambda o: (-o.vacancies, o.occupation))[:BARS]
    count, _ = fit.rows_that_fit(short, _row, room - BARS_HEAD)
    if count < 3:
        return None
    heights = _spread([_row(o) for o in short[:count]], room - BARS_HEAD + PLOT_HEAD, ROW_MOST)
    pairs, size = [(o.name, o.vacancies) for o in short[:count]], (fit.WIDTH, sum(heights))
    when = period(brief.headline["vacancies"]) if "vacancies" in brief.headline else brief.month
    title = "Hier sind die meisten Stellen gemeldet"
    return {
        "title": title,
        "subtitle": f"Gemeldete Stellen in Berufsgruppen, die {where_rated(brief.region)} als Engpass gelten, Region, "
        f"alle Niveaus, {when}",
        "chart": bar_chart(pairs, size, title, lines=2, heights=heights),
    }
