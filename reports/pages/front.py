"""Page 1: what stands there, ready to print."""

from __future__ import annotations

from reports import charts, charts_estimate, estimate_words, filters, fit, text_estimate
from reports.filters import cell, change, number
from reports.model import Brief, Figure, Occupation
from reports.pages.changes import changes_view
from reports.pages.month_strip import month_strip, strip_height
from reports.place import in_rated, where_rated
from reports.quote import source_line
from reports.text import changed, unemployed_unknown
from reports.typeface import clean, cut, width

TILE = (fit.WIDTH - 3 * 14) / 4
FINDING = 12.5
LAND = 24.0  # a longer name of the Land would break the lines of a tile
ASIDE, BULLETS = 122.0, 358.0
NAMES = {
    "unemployed": "Arbeitslose",
    "vacancies": "gemeldete Stellen",
    "ratio": "Arbeitslose je Stelle",
    "employees": "Beschäftigte am Arbeitsort",
}
ROW, ROW_MOST, ROW_ALONE, PLOT_HEAD = 15.5, 23.0, 36.0, 24.0
ROW_TALL, NAME = 19.0, 0.4 * fit.WIDTH - 10  # a longer name takes two lines
RANKED, PLOT_LEAST = 12, 4
PANEL, PANELS = 84.0, 3
BARS_HEAD, BAR, BARS = 60.0, 15.5, 12


def front(brief: Brief) -> dict:
    """Arrange the front page: what the texts leave of it goes to the ranking, and what that leaves to time series."""
    name = fit.limited(brief.region.name, fit.H1, 2, bold=True)
    finding = fit.limited(brief.texts.finding, FINDING, 4)
    kreise = kreise_line(brief)
    coverage = fit.limited(brief.region.coverage_note, fit.SUB, 3)
    sentences = [fit.without_brackets(s, fit.BODY, 4, BULLETS - 10) for s in brief.texts.in_brief[:6]]
    title, subtitle = fit.titles(brief.texts.ranking_title, brief.texts.ranking_subtitle)
    strip = month_strip(brief)
    notes = _tile_notes(brief)
    source = source_line(brief, "ba_kreis_berufe", "ba_engpassanalyse", computed=True)
    used = 34 + 19 + fit.lines(name, fit.H1, bold=True) * fit.H1_LINE + 6
    used += fit.lines(finding, FINDING) * 17 + 9 + fit.lines(kreise, fit.SUB) * 12
    used += (fit.lines(coverage, fit.SUB) * 12 + 3 if coverage else 0) + 20
    sources = [f.source for f in (*brief.headline.values(), *brief.month_figures)]
    tiles_source = source_line(brief, *sources, computed=True)
    used += 111 + sum(fit.lines(t, fit.NOTE) * fit.NOTE_LINE for t in (notes, strip["note"], tiles_source))
    used += strip_height(strip)
    used += 16 + fit.heading(title, subtitle) + 8 + fit.lines(source, fit.NOTE) * fit.NOTE_LINE
    changes = changes_view(brief)
    used += changes["height"]
    while True:
        told = 14 + max(fit.paragraphs(sentences, BULLETS - 10), 34 + _aside_height(brief))
        room = fit.FIRST_PAGE - used - told - 10
        if room >= PLOT_HEAD + PLOT_LEAST * ROW or len(sentences) < 2:
            break
        sentences.pop()
    ranking, bars = _ranking(brief, room)
    return {
        "name": name,
        "finding": finding,
        "kreise": kreise,
        "coverage": coverage,
        "sentences": sentences,
        "title": title,
        "subtitle": subtitle,
        "tiles": [_tile(brief, key) for key in NAMES],
        "tiles_note": notes,
        "month": strip,
        "tiles_source": tiles_source,
        "classes": _classes(brief),
        "ranking": ranking,
        "no_ranking": _no_ranking(brief),
        "bars": bars,
        "source": source,
        "changes": changes,
    }


def kreise_line(brief: Brief) -> str:
    """Name the Kreise of a region in at most two lines; of a Land only their number."""
    region = brief.region
    if region.kind == "land":
        count = len(region.kreise)
        return f"Land mit {count} {'Kreis' if count == 1 else 'Kreisen und kreisfreien Städten'}"
    if len(region.kreise) == 1 and region.kreise[0].share == 1.0:
        return f"{region.land_name}, Kreisschlüssel {region.kreise[0].ags}"
    names = [k.name if k.share == 1.0 else f"{k.name} (teilweise)" for k in region.kreise]
    for shown in range(len(names), 0, -1):
        text = filters.listed([*names[:shown], f"{len(names) - shown} weitere"] if shown < len(names) else names)
        if fit.lines(text, fit.SUB) <= 2:
            return text
    return cut(clean(names[0]), fit.SUB, fit.WIDTH)


def _tile(brief: Brief, key: str) -> dict:
    figure = brief.headline.get(key)
    if figure is None:
        figure = Figure(None, "", None, "unknown", "")
    land = brief.region.land_short if width(brief.region.land_short, fit.CELL) <= LAND else "Land"
    rate = key == "ratio"
    digits = 1 if rate else 0
    value = cell(figure.value, figure.flag if figure.value is None else "ok", digits)
    before, extra = None, ""
    if rate:
        if figure.previous is not None:
            before = f"{number(figure.previous, 1)} im Vorjahr"
        compared = "" if figure.land is None else f"{land}: {number(figure.land, 1)}"
        if figure.land_previous is not None:
            extra = f"{land} im Vorjahr: {number(figure.land_previous, 1)}"
    else:
        moved = change(figure.value, figure.previous)
        if moved:
            before = f"{moved} zum Vorjahr" if changed(figure.value, figure.previous) else "etwa wie im Vorjahr"
        there = change(figure.land, figure.land_previous)
        compared = "" if figure.land is None else f"{land}: {number(figure.land)}"
        extra = f"{land}: {there} zum Vorjahr" if there else ""
    if key == "employees":
        foreign = brief.headline.get("foreign_employees")
        if foreign is not None and foreign.value is not None and figure.value:
            share = filters.percent(100 * foreign.value / figure.value)
            compared = f"darunter Ausländer: {share}"
    if brief.region.kind == "land" and key != "employees":
        compared, extra = "", ""
    elif brief.region.kind == "land":
        extra = ""
    fits = width(value, 22, bold=True) <= TILE
    return {
        "value": value,
        "worded": figure.value is None or not fits,
        "name": NAMES[key],
        "period": period(figure),
        "change": before or "kein Vorjahreswert",
        "land": compared,
        "extra": extra,
        "lead": rate,
    }


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


def period(figure: Figure) -> str:
    """Say what a figure's date means: a year is an annual mean."""
    return f"Jahresmittel {figure.period}" if figure.period.isdigit() else figure.period


def _classes(brief: Brief) -> dict | None:
    counts = [brief.counts.get(k, 0) for k in ("engpass", "beobachtung", "kein_engpass")]
    if not sum(counts):
        return None
    title = f"{counts[0]} Engpass, {counts[1]} unter Beobachtung, {counts[2]} kein Engpass"
    total = f"{number(sum(counts))} bewertete Berufe"
    caption = f"Amtliche Bewertung {in_rated(brief.region)}: {total} (Berufsgruppe und Niveau)"
    return {"caption": caption, "chart": charts.class_bar(*counts, size=(ASIDE, 66), title=title)}


def _aside_height(brief: Brief) -> float:
    found = _classes(brief)
    return fit.lines(found["caption"], fit.NOTE, ASIDE) * fit.NOTE_LINE + 76 if found else 0


def _ranking(brief: Brief, room: float) -> tuple[str, dict | None]:
    """Draw the ranking, and below a short one where vacancies are reported."""
    estimated = estimate_words.estimated(brief)
    tightest = text_estimate.plotted(brief)[:RANKED] if estimated else _ranked(brief)
    count = min(len(tightest), max(int((room - PLOT_HEAD) // ROW), 0))
    if any(width(clean(o.name), fit.CELL) > NAME for o in tightest[:count]):
        count = min(count, int((room - PLOT_HEAD) // ROW_TALL))
    if not count:
        return "", _bars(brief, room - 30)
    height = PLOT_HEAD + min((room - PLOT_HEAD) / count, ROW_MOST) * count
    bars = _bars(brief, room - height)
    if bars is None:
        height = PLOT_HEAD + min((room - PLOT_HEAD) / count, ROW_ALONE) * count
    size, land = (fit.WIDTH, height), brief.region.land_short
    title = f"{brief.texts.ranking_title}: Punktdiagramm, {count} Berufsgruppen"
    if estimated:
        shown = [(o, o.estimate) for o in tightest[:count]]
        intervals = [
            charts_estimate.IntervalRow(o.name, e.ratio, e.ratio_low, e.ratio_high, o.land_ratio) for o, e in shown
        ]
        return charts_estimate.interval_plot(intervals, size, land, title), bars
    rows = [charts.PlotRow(o.name, o.ratio, o.land_ratio, o.germany_ratio) for o in tightest[:count]]
    return charts.range_plot(rows, size, land, title), bars


def _no_ranking(brief: Brief) -> str:
    reason = "In keinem Engpassberuf gibt es genügend gemeldete Stellen und Arbeitslose."
    if unemployed_unknown(brief):
        reason = "Die Arbeitslosen nach Berufen sind hier nicht bekannt."
    return f"Für diese Region lässt sich keine Rangfolge angeben: {reason}"


def _ranked(brief: Brief) -> list[Occupation]:
    by_code = {o.occupation: o for o in brief.occupations}
    return sorted((by_code[c] for c in brief.ranking if c in by_code), key=lambda o: (o.ratio is None, o.ratio or 0.0))


def _bars(brief: Brief, room: float) -> dict | None:
    short = [o for o in brief.occupations if o.vacancies and any(r.klass == "engpass" for r in o.official)]
    short.sort(key=lambda o: (-o.vacancies, o.occupation))
    count = min(len(short), int((room - BARS_HEAD) // BAR), BARS)
    if count < 3:
        return None
    height = count * min((room - BARS_HEAD) / count, ROW_MOST)
    when = period(brief.headline["vacancies"]) if "vacancies" in brief.headline else brief.month
    title = "Hier sind die meisten Stellen gemeldet"
    return {
        "title": title,
        "subtitle": f"Gemeldete Stellen in Berufsgruppen, die {where_rated(brief.region)} als Engpass gelten, Region, "
        f"alle Niveaus, {when}",
        "chart": charts.bar_chart([(o.name, o.vacancies) for o in short[:count]], (fit.WIDTH, height), title),
    }


def panels_for(occupations: list[Occupation], room: float) -> dict | None:
    """Draw the course of the first occupations as small charts side by side, where there is room for them."""
    chosen = [o for o in occupations if sum(v is not None for _, v in o.trend) > 2][:PANELS]
    if room < PANEL or not chosen:
        return None
    height = min(room - 16, 150)
    column = (fit.WIDTH - (PANELS - 1) * 14) / PANELS
    first, last = chosen[0].trend[0][0], chosen[0].trend[-1][0]
    return {
        "title": f"So hat sich die Lage seit {first} verändert",
        "subtitle": f"Arbeitslose je gemeldeter Stelle in der Region, Jahresmittel {first} bis {last}",
        "panels": [
            {
                "name": cut(clean(o.name), fit.CELL, column, bold=True),
                "chart": charts.series_chart(o.trend, (column, height), f"{o.name}, {first} bis {last}", digits=2),
            }
            for o in chosen
        ],
    }
