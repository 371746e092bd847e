"""The drawings of a brief for the screen: a wide one, one for a phone, and the same figures as a table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from reports.charts import estimates as estimate_charts
from reports.charts import phone
from reports.charts.matrix import SOFT, Field
from reports.charts.plots import PlotRow, bar_chart, range_plot
from reports.model.brief import Brief
from reports.pages import fit
from reports.pages.evidence.white_spots import white_spots
from reports.pages.front.view import ranking_title
from reports.pdf.characters import clean
from reports.words import estimate_notation, estimates
from reports.words.notation import NO_VALUE, number, percent
from reports.words.regions import compared_with, is_land

RANKED = 12
ROW, HEAD, BAR = 24.0, 24.0, 23.0
FAR = 6.0  # times the smallest: rows beyond it would press the others together
LEAST = 5
ALL_CHANGES = "auf der Seite „Änderungen“ aufgeführt"


def for_screen(brief: Brief, views: dict[str, Any]) -> dict[str, Any]:
    """Return the views of a brief with drawings that a phone can show and whose figures can be read out."""
    front, origin, table, method = (views[name] for name in ("front", "origin", "table", "method"))
    front = {**front, "ranking": _ranking(brief) if front["ranking"] else "", "changes": _changes(front["changes"])}
    if front["bars"]:
        front["bars"] = {**front["bars"], "chart": _bars(brief, front["bars"]["title"])}
    if origin["map"]:
        origin = {**origin, "map": {**origin["map"], "key": origin["map"]["key"] + _areas(brief)}}
    if origin["series"]:
        heads = ("Jahr", "volle Gleichwertigkeiten")
        rows = [(str(year), number(count)) for year, count in brief.recognition_series]
        series = origin["series"]
        origin = {**origin, "series": {**series, "chart": series["chart"] + as_table(heads, rows, series["caption"])}}
    if table["panels"]:
        table = {
            **table,
            "panels": {**table["panels"], "panels": [_panel(brief, p) for p in table["panels"]["panels"]]},
        }
    if method["validation"]:
        shown = method["validation"]
        method = {**method, "validation": {**shown, "drawing": shown["drawing"] + calibration_table(brief)}}
    evidence = {**views["evidence"], "call": ""}  # a command is of no use on a page for everybody
    if evidence.get("spots"):
        evidence["spots"] = {**evidence["spots"], "drawing": evidence["spots"]["drawing"] + _spots(brief)}
    evidence["columns"] = [[_with_places(brief, s) for s in column] for column in evidence["columns"]]
    return {**views, "front": front, "origin": origin, "table": table, "method": method, "evidence": evidence}


def _changes(shown: dict[str, Any]) -> dict[str, Any]:
    rows = [{**r, "text": r["text"].replace("in brief.json aufgeführt", ALL_CHANGES)} for r in shown["rows"]]
    return {**shown, "rows": rows}


def as_table(heads: Sequence[str], rows: Sequence[Sequence[str]], about: str, group: str = "") -> str:
    """Write the figures of a drawing as a table that is opened on demand; `group` is the one all of them are of."""
    of = f' data-berufsgruppe="{escape(group)}"' if group else ""
    head = "".join(f"<th{'' if i == 0 else _NUMERIC}>{escape(h)}</th>" for i, h in enumerate(heads))
    body = "".join(
        f"<tr><td>{_name(row[0])}</td>{''.join(f'<td{_NUMERIC}>{escape(c)}</td>' for c in row[1:])}</tr>"
        for row in rows
    )
    return (
        f'<details class="zahlen"><summary>Zahlen dieser Grafik<span class="nur-vorgelesen">: {escape(about)}</span>'
        f'</summary><table class="zahlen"{of}><thead><tr class="heads">{head}</tr></thead><tbody>{body}</tbody></table>'
        "</details>"
    )


_NUMERIC = ' class="n"'


def _name(text: str) -> str:
    return f"<b>{escape(clean(text))}</b>"


def both(wide: str, small: str) -> str:
    """Set a drawing for wide screens and one for phones; a style sheet shows one of them."""
    return f'<div class="weit">{wide}</div><div class="schmal">{small}</div>'


def _ranking(brief: Brief) -> str:
    called = ranking_title(brief)
    title, land = called, brief.region.land_short
    if estimate_notation.estimated(brief):
        plotted = estimates.plotted(brief)[:RANKED]
        shown = [(o, o.estimate) for o in plotted[: _near([o.estimate.ratio for o in plotted])]]
        land = compared_with(brief.region)
        rows = [
            estimate_charts.IntervalRow(o.name, e.ratio, e.ratio_low, e.ratio_high, estimates.beside(brief, o))
            for o, e in shown
        ]
        title = f"{title}: Punktdiagramm, {len(rows)} Berufsgruppen"
        wide = estimate_charts.interval_plot(rows, (fit.WIDTH, HEAD + ROW * len(rows)), land, title)
        there = "in Deutschland" if is_land(brief.region) else "im Land"
        heads = ("Berufsgruppe", "Arbeitslose je Stelle (Spanne), geschätzt", f"je Stelle {there}")
        words = estimate_notation.ratio
        cells = [(r.label, f"{words(r.value)} ({words(r.low)}–{words(r.high)})", _figure(r.land)) for r in rows]
        return both(wide, phone.intervals(rows, land, title)) + as_table(heads, cells, called)
    seen = estimates.rank_counted(brief)[:RANKED]
    seen = seen[: _near([o.ratio for o in seen])]
    plot = [PlotRow(o.name, o.ratio, o.land_ratio, o.germany_ratio) for o in seen]
    title = f"{title}: Punktdiagramm, {len(plot)} Berufsgruppen"
    wide = range_plot(plot, (fit.WIDTH, HEAD + ROW * len(plot)), land, title)
    heads = ("Berufsgruppe", "Arbeitslose je Stelle", "je Stelle im Land", "je Stelle in Deutschland")
    cells = [(r.label, _figure(r.region), _figure(r.land), _figure(r.germany)) for r in plot]
    return both(wide, phone.ranges(plot, land, title)) + as_table(heads, cells, called)


def _near(values: Sequence[float | None]) -> int:
    """Count how many of the rising values are near enough to the first to be drawn on one axis."""
    known = [v for v in values if v is not None]
    return max(sum(v <= FAR * known[0] for v in known), LEAST) if known else 0


def _figure(value: float | None) -> str:
    return NO_VALUE if value is None else number(value, 2)


def _bars(brief: Brief, title: str) -> str:
    short = [o for o in brief.occupations if o.vacancies and any(r.klass == "engpass" for r in o.official)]
    short.sort(key=lambda o: (-o.vacancies, o.occupation))
    rows = [(o.name, o.vacancies) for o in short[:RANKED]]
    wide = bar_chart(rows, (fit.WIDTH, BAR * len(rows)), title, lines=2)
    cells = [(name, number(value)) for name, value in rows]
    return both(wide, phone.bars(rows, title)) + as_table(("Berufsgruppe", "gemeldete Stellen"), cells, title)


def _with_places(brief: Brief, section: dict[str, Any]) -> dict[str, Any]:
    if section["key"] != "places" or not section["drawing"]:
        return section
    rows = [(p.name, number(p.places), p.date) for p in brief.places]
    table = as_table(("Berufsgruppe", "Lehrstellen", "Stand"), rows, section["title"])
    return {**section, "drawing": section["drawing"] + table}


def _spots(brief: Brief) -> str:
    drawn = white_spots(brief)
    heads = ("Berufsgruppe", *(s.name.replace(SOFT, "") for s in drawn.states))
    rows = [(row.label, *(_field(f) for f in row.fields)) for row in drawn.rows]
    return as_table(heads, rows, "volle Gleichwertigkeiten nach Ausbildungsstaat; „offen“: keine Initiative bekannt")


def _field(field: Field) -> str:
    return NO_VALUE if field.count is None else number(field.count) + (" offen" if field.open else "")


def _areas(brief: Brief) -> str:
    areas = sorted(brief.map.areas, key=lambda a: (a.value is None, a.value or 0.0, a.ags))
    heads = ("Kreis", "je Stelle")
    rows = [(a.name, "kein Wert" if a.value is None else number(a.value, 2)) for a in areas]
    return as_table(
        heads, rows, f"Arbeitslose je Stelle, {clean(brief.map.name)}, {clean(brief.map.period)}", brief.map.occupation
    )


def _panel(brief: Brief, panel: dict[str, Any]) -> dict[str, Any]:
    name = panel["name"]
    found = [o for o in brief.occupations if o.trend and clean(o.name).startswith(name.rstrip("…"))]
    if len(found) != 1:
        return panel
    rows = [(str(year), _figure(value)) for year, value in found[0].trend]
    about = f"Arbeitslose je Stelle, {clean(found[0].name)}"
    return {"name": found[0].name, "chart": panel["chart"] + as_table(("Jahr", "je Stelle"), rows, about)}


def calibration_table(brief: Brief) -> str:
    """Write the bins of the plot that compares what was predicted with what was rated."""
    v = brief.validation
    heads = ("Gruppe", "vorhergesagt", "amtlich Engpass", "Bewertungen")
    rows = [
        (str(i), percent(100 * predicted), percent(100 * observed), number(cells))
        for i, (predicted, observed, cells) in enumerate(v.bins, 1)
    ]
    return as_table(heads, rows, "Vorhersage und amtliche Bewertung")
