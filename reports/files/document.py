"""The Brief as a JSON document: every figure of the PDF, and all occupation groups."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from reports.model.brief import Brief, Wordings
from reports.model.estimates import Estimate, Validation
from reports.model.market import Figure, Occupation
from reports.model.measures import COUNTED, RATIOS
from reports.model.recognition import RecognitionRow
from reports.model.rounding import round_figure
from reports.model.sources import SourceNote
from reports.model.starting_points import StartingPoint

EVIDENCE = (
    "month_figures", "chamber_figures", "places", "reports", "context", "register", "steps", "ways", "land_recognition",
    "status", "revisions", "changes",
)  # fmt: skip
SCHEMA = "urn:fachkraefte-kompass:brief:1.1"  # the $id of brief.schema.json
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def to_json(brief: Brief) -> str:
    """Write the document as text that UTF-8 can hold, one line for each thing listed.

    The same Brief gives the same text.
    """
    parts = [f" {_encode(key)}: {_block(value)}" for key, value in to_document(brief).items()]
    text = "{\n" + ",\n".join(parts) + "\n}\n"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")  # half a character is written as JSON escapes it


def _block(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(f"  {_encode(item)}" for item in value) + "\n ]"
    return _encode(value)


def to_document(brief: Brief) -> dict[str, Any]:
    """Make the document that `brief.schema.json` describes."""
    region = brief.region
    return {
        "schema": SCHEMA,
        "edition": brief.edition,
        "month": brief.month,
        "focus": brief.focus,
        "focus_name": brief.focus_name,
        "region": {
            "id": region.id,
            "name": region.name,
            "kind": region.kind,
            "kreise": [{"ags": k.ags, "name": k.name, "share": round_figure(k.share)} for k in region.kreise],
            "land": {"id": region.land_id, "name": region.land_name, "short": region.land_short},
            "rated_area": region.rated_area or region.land_name,
            "coverage_note": region.coverage_note,
        },
        "headline": {key: _figure(figure) for key, figure in brief.headline.items()},
        "counts": dict(brief.counts),
        "ranking": list(brief.ranking),
        "occupations": [_occupation(o) for o in brief.occupations],
        "recognition": [_recognition(r) for r in brief.recognition],
        "recognition_total": _figure(brief.recognition_total),
        "recognition_series": [{"year": year, "count": count} for year, count in brief.recognition_series],
        "map": None
        if brief.map is None
        else {
            **_plain(brief.map, "occupation", "name", "period"),
            "areas": [_plain(area, "ags", "name", "value", "own") for area in brief.map.areas],
        },
        "sources": [_source(s) for s in brief.sources],
        "texts": {
            name: text.fullest if isinstance(text, Wordings) else list(text) if isinstance(text, tuple) else text
            for name, text in ((f.name, getattr(brief.texts, f.name)) for f in fields(brief.texts))
        },
        "warnings": list(brief.warnings),
        "vacancy_days_month": brief.vacancy_days_month,
        **{name: [_plain(item) for item in getattr(brief, name)] for name in EVIDENCE},
        "changes_since": brief.changes_since,
        "changes_note": brief.changes_note,
        "validation": _validation(brief.validation),
        "gap": [_starting_point(point) for point in brief.starting_points],
        "potential_from": list(brief.potential_from),
        "networks": list(brief.networks),
        "network_missing": brief.network_missing,
        "register_lands": list(brief.register_lands),
    }


def _plain(item: Any, *names: str) -> dict[str, Any]:
    """Write a flat statement field by field, or some fields of it."""
    found = {name: getattr(item, name) for name in names or (f.name for f in fields(item))}
    return {
        name: list(v) if isinstance(v, tuple) else round_figure(v) if isinstance(v, float) else v
        for name, v in found.items()
    }


def _figure(figure: Figure) -> dict[str, Any]:
    names = ("value", "period", "previous", "flag", "land", "land_previous", "source", "note", "land_note")
    return _plain(figure, *names) | {"flag": str(figure.flag)}


def _occupation(o: Occupation) -> dict[str, Any]:
    figures = (
        "vacancies", "unemployed", "ratio", *(m.name for m in COUNTED[2:]), *(m.name for m in RATIOS[1:]),
        "vacancies_previous",
        "unemployed_previous", "ratio_previous", "land_ratio", "germany_ratio",
    )  # fmt: skip
    return {
        "occupation": o.occupation,
        "name": o.name,
        "everyday": o.everyday,
        **{name: round_figure(getattr(o, name)) for name in figures},
        "flags": list(o.flags),
        "official": [
            {"level": r.level, "score": round_figure(r.score), "class": r.klass, "note": r.note} for r in o.official
        ],
        "marks": list(o.marks),
        "shown": o.shown,
        "position": o.position,
        "trend": [{"year": year, "ratio": round_figure(ratio)} for year, ratio in o.trend],
        "vacancy_days": round_figure(o.vacancy_days),
        "vacancy_days_flag": o.vacancy_days_flag,
        "estimate": _estimate(o.estimate),
        "reading": o.reading,
    }


def _estimate(e: Estimate | None) -> dict[str, Any] | None:
    """Write the estimate as finely as it is good for: more digits would only look exact."""
    if e is None:
        return None
    return {
        "basis": e.basis,
        "basis_name": e.basis_name,
        **{name: round_figure(getattr(e, name), 2) for name in ("ratio", "ratio_low", "ratio_high")},
        **{name: round_figure(getattr(e, name), 2) for name in ("probability", "probability_low", "probability_high")},
        "class": e.klass,
        "rank": None if e.rank is None else dict(zip(("from", "to", "of"), e.rank, strict=True)),
        "outside": e.outside,
    }


def _validation(v: Validation | None) -> dict[str, Any] | None:
    if v is None:
        return None
    return {
        "cells": v.cells,
        "areas": v.areas,
        "qualities": [_plain(quality) for quality in v.qualities],
        "bins": [
            {"predicted": round_figure(predicted), "observed": round_figure(observed), "cells": cells}
            for predicted, observed, cells in v.bins
        ],
        "coverage_year": v.coverage_year,
        "coverage_cells": v.coverage_cells,
        **{name: round_figure(getattr(v, name)) for name in ("coverage", "kept", "kept_lowest")},
    }


def _starting_point(g: StartingPoint) -> dict[str, Any]:
    """Write a priority as finely as the probability in it."""
    factors = ("shortage", "priority")
    fine = {f"{name}{end}" for name in factors for end in ("", "_low", "_high")}
    document = _plain(g) | {name: round_figure(getattr(g, name), 2) for name in fine}
    return document | {"rank": None if g.rank is None else dict(zip(("from", "to", "of"), g.rank, strict=True))}


def _recognition(r: RecognitionRow) -> dict[str, Any]:
    return {
        **_plain(r, "occupation", "name", "level", "collective", "full_equivalence", "cells", "year"),
        "countries": _countries(r.countries),
        "countries_cover": list(r.countries_cover),
        "regions": [_plain(region, "name", "count") for region in r.regions],
        "references": [
            _plain(f, "name", "code", "full_equivalence") | {"countries": _countries(f.countries)} for f in r.references
        ],
        **{m.name: round_figure(getattr(r, m.name)) for m in COUNTED[2:]},
        "decisions": None if r.decisions is None else _plain(r.decisions),
        "ways": None if r.ways is None else _plain(r.ways),
        "before": None if r.before is None else _plain(r.before),
        "note": r.note,
    }


def _countries(countries: tuple) -> list[dict[str, Any]]:
    return [_plain(country) for country in countries]


def _source(s: SourceNote) -> dict[str, Any]:
    return {
        **_plain(s, "id", "title", "publisher", "period", "issued"),
        "licence": s.attribution,
        "licence_name": s.licence,
        **_plain(s, "page", "sha256", "file", "stale", "note"),
    }
