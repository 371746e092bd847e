"""What no brief can hold is refused by name, wherever it stands, and before a file is made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.files.write import render_many
from reports.model.brief import Brief
from reports.model.impossible import check_figures
from reports.pages.compose import render_html
from reports.pdf.errors import WrongFigure
from reports.sheet.draw import render
from reports.words.notation import number
from tests.support import complete, factory

NAN, INF = float("nan"), float("inf")


@pytest.fixture(scope="module")
def brief() -> Brief:
    return complete.fullest(factory.bochum())


def occupation(brief: Brief, **changed) -> Brief:
    return replace(
        brief, occupations=tuple(replace(o, **changed) if o.occupation == "262" else o for o in brief.occupations)
    )


def estimate(brief: Brief, **changed) -> Brief:
    (own,) = (o.estimate for o in brief.occupations if o.occupation == "262")
    return occupation(brief, estimate=replace(own, **changed))


SPOILED = {
    "nan": (lambda b: occupation(b, vacancies=NAN), "occupations: 262 Energietechnik, vacancies is nan; .* finite"),
    "infinite": (lambda b: occupation(b, ratio=INF), "262 Energietechnik, ratio is inf; .* finite"),
    "large": (lambda b: occupation(b, employees=1e300), r"employees is 1e\+300; no figure of a brief is beyond"),
    "negative": (lambda b: occupation(b, vacancies=-5), "vacancies is -5; counts, .* not below nought"),
    "trend": (lambda b: occupation(b, trend=((2024, 1.0), (2025, NAN))), "262 Energietechnik, trend is nan"),
    "headline": (
        lambda b: replace(b, headline=b.headline | {"ratio": replace(b.headline["ratio"], land=-1.0)}),
        "headline, ratio, land is -1.0",
    ),
    "map": (
        lambda b: replace(b, map=replace(b.map, areas=(replace(b.map.areas[0], value=INF), *b.map.areas[1:]))),
        "map, areas: 0.* value is inf",
    ),
    "series": (lambda b: replace(b, recognition_series=((2024, -1),)), "recognition_series is -1"),
    "counts": (lambda b: replace(b, counts=b.counts | {"engpass": -1}), "counts is -1"),
    "probability": (
        lambda b: estimate(b, probability=1.2, probability_high=1.3),
        "estimate, probability is 1.2; .* not above 1",
    ),
    "turned round": (
        lambda b: estimate(b, ratio_low=9.0, ratio_high=0.1),
        "262 Energietechnik, estimate, ratio is .* in an interval from 9.0 to 0.1; the lower end stands first",
    ),
    "outside": (lambda b: estimate(b, ratio=50.0), "estimate, ratio is 50.0 in an interval"),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILED)
def test_what_cannot_be_is_refused_by_name(brief, case):
    spoil, words = SPOILED[case]
    with pytest.raises(WrongFigure, match=rf"^region 05911 \(Bochum\), .*{words}"):
        check_figures(spoil(brief))


def test_a_brief_as_it_is_and_a_balance_below_nought_are_in_order(brief):
    check_figures(brief)
    check_figures(factory.land())
    check_figures(factory.small_region())
    assert brief.context
    check_figures(replace(brief, context=(replace(brief.context[0], value=-120.0),)))


def test_no_page_and_no_file_is_made(brief, tmp_path):
    wrong = occupation(brief, vacancies=NAN)
    for make in (render_html, lambda one: render(one, "de")):
        with pytest.raises(WrongFigure):
            make(wrong)
    (result,) = render_many([wrong], tmp_path, workers=1)
    assert result.error.startswith(
        "WrongFigure: region 05911 (Bochum), occupations: 262 Energietechnik, vacancies is nan"
    )
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("value", [NAN, INF, -INF, 1e300])
def test_no_such_figure_is_written(value):
    with pytest.raises(ValueError, match="is no figure that can be written"):
        number(value)
