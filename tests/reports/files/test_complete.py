"""Steps, licence lines and the state of sources are printed whole, whatever else there is."""

from __future__ import annotations

import io
from dataclasses import replace

import page
import pypdf
import pytest

from reports.charts.plots import bar_chart, bar_names
from reports.model.brief import Brief
from reports.model.sources import Revision, SourceStatus
from reports.pages import fit
from reports.pages.evidence.next_steps import SETTINGS, steps_section
from reports.pages.evidence.section import Content, Page, Section
from reports.pages.evidence.view import evidence_view
from reports.pages.method.view import method_view
from reports.pages.source_lines import SAME_LICENCE, credit_lines, credit_parts
from reports.words import sources
from tests.support import complete, factory
from tests.support.complete import CC0, DL_DE, fullest, left_out, squeezed, steps
from tests.support.page_layout import check_layout
from tests.support.printed import layout, render_pdf


def pages_of(brief: Brief) -> list[str]:
    return [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(render_pdf(brief))).pages]


@pytest.fixture(scope="module")
def full() -> tuple[Brief, list[str]]:
    brief = fullest(factory.cut_region())
    return brief, pages_of(brief)


@pytest.mark.parametrize("make", [factory.bochum, factory.land, factory.long_land, factory.emptiest],
                         ids=lambda f: f.__name__)  # fmt: skip
def test_nothing_that_must_be_said_is_left_out(make):
    brief = fullest(make())
    assert check_layout(layout(brief)) == []
    assert left_out(brief, pages_of(brief)) == []


def test_with_the_longest_names_nothing_is_left_out_or_cut(full):
    brief, pages = full
    assert check_layout(layout(brief)) == []
    assert left_out(brief, pages) == []
    assert not any("…" in text for text in pages[3:])


def test_links_over_two_lines_and_full_pages_are_accessible(full):
    report = page.validate_pdf_bytes(render_pdf(full[0]), profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, sorted({f.message for f in report.failures})


def test_a_cut_step_licence_or_state_is_found(full):
    """The comparison itself notices what is missing."""
    brief, pages = full
    first = brief.steps[0].text
    assert left_out(brief, [*pages[:3], squeezed(pages[3]).replace(squeezed(first), ""), pages[4]]) == [first]
    state = next(s.text for s in brief.status if s.id == "ba_eckwerte")
    assert left_out(brief, [*pages[:4], squeezed(pages[4]).replace(squeezed(state), "")]) == [state]
    view = evidence_view(fullest(factory.few_short()))
    assert view["steps"]["more"] == ""


def test_the_shipped_steps_fit_in_every_size_and_are_set_small_only_where_room_is_short():
    brief = replace(factory.silent(), steps=steps())
    for setting in SETTINGS:
        section = steps_section(brief, setting)
        assert section.height(section.most) < fit.PAGE / 2
    assert evidence_view(replace(brief, starting_points=()))["setting"] == "large"
    assert evidence_view(fullest(factory.bochum()))["setting"] == "tight"
    assert left_out(brief, pages_of(brief)) == []


def test_a_law_says_when_it_is_to_be_looked_at_again():
    law = replace(steps()[3], checked="")
    row = steps_section(replace(factory.bochum(), steps=(law,)), SETTINGS[0]).arrange(1)["rows"][0]["steps"][0]
    assert row["dated"] == "Stand 12.03.2025, zu prüfen bis\u00a012.03.2027"
    old = replace(law, expired=True)
    row = steps_section(replace(factory.bochum(), steps=(old,)), SETTINGS[0]).arrange(1)["rows"][0]["steps"][0]
    assert row["dated"] == "Stand 12.03.2025, abgelaufen 12.03.2027: bitte prüfen"


@pytest.mark.parametrize(
    ("days", "wanted"),
    [
        (("", ""), "Links und Angaben noch nicht geprüft."),
        (("01.10.2026", "01.10.2026"), "Links und Angaben geprüft am 01.10.2026."),
        (("01.10.2026", ""), ""),
    ],
)
def test_what_all_steps_share_is_said_once(days, wanted):
    brief = replace(factory.bochum(), steps=tuple(replace(s, checked=d) for s, d in zip(steps(), days, strict=False)))
    shown = steps_section(brief, SETTINGS[0]).arrange(2)
    assert "".join([*shown["above"], shown["late"]]) == wanted
    dated = [step["dated"] for column in shown["rows"] for step in column["steps"]]
    assert ("geprüft 01.10.2026" in dated[0], "nicht geprüft" in dated[1]) == (not wanted, not wanted)


def test_room_goes_to_steps_reports_and_names_first(full):
    view = evidence_view(full[0])
    sections = {s["key"]: s for half in view["columns"] for s in half}
    assert view["steps"]["more"] == ""
    assert len(view["gap"]["rows"]) >= 2
    assert len(view["reports"]["rows"]) >= 1
    named = " ".join(row["names"] for row in sections["register"]["rows"])
    assert all(entry.name in named for entry in full[0].register[:8])
    assert [row["kind"] for row in sections["register"]["rows"]][:2] == ["Partner", "Beratung"]


def test_room_that_is_left_goes_to_the_rest():
    brief = replace(fullest(factory.bochum()), reports=(), starting_points=())
    sections = {s["key"]: s for half in evidence_view(brief)["columns"] for s in half}
    assert sections["places"]["drawing"].count('font-weight="600"') >= 5
    assert len(sections["chamber"]["rows"]) >= 2
    assert len(sections["context"]["rows"]) >= 1


def test_a_dataset_stands_with_its_whole_licence_line_or_not_at_all():
    brief = replace(
        fullest(factory.bochum()), starting_points=(), reports=(), register=(), places=(), chamber_figures=()
    )
    pages = pages_of(brief)
    lines = list(dict.fromkeys(f.attribution for f in brief.context))
    assert all(fit.lines(line, fit.NOTE, 242) > 3 for line in lines[:2])
    assert [squeezed(line) in squeezed(pages[3]) for line in lines] == [True, False, True]
    assert squeezed(f"; {SAME_LICENCE}, Daten verändert") in squeezed(pages[3])
    assert left_out(brief, pages) == []
    crowded = {s["key"]: s for half in evidence_view(fullest(factory.bochum()))["columns"] for s in half}
    assert (crowded["context"]["rows"], crowded["context"]["more"]) == ([], "3 Angaben in der Excel-Datei")


def blocks(**tall: float) -> dict[str, Section]:
    """Make sections whose rows have a height each."""

    def of(key: str, row: float) -> Section:
        return Section(key, key, 3, lambda size: Content([{}] * size, row * size))

    return {key: of(key, row) for key, row in tall.items()}  # fmt: skip


def test_wishes_are_granted_in_their_order_as_far_as_there_is_room():
    s = blocks(a=10.0, b=10.0, c=10.0, d=10.0)
    page = Page([s["a"]], [s["b"], s["c"]], s["d"], room=0.0)
    empty = page.height(dict.fromkeys(s, 0))
    wishes = [("d", 9), ("b", 1), ("a", 2), ("b", 9), ("c", 9), ("a", 9)]
    found = [Page([s["a"]], [s["b"], s["c"]], s["d"], empty + more).grant(wishes) for more in (0, 25, 45, 60, 90)]
    assert found[0] == {"a": 0, "b": 0, "c": 0, "d": 0}
    assert found[1] == {"a": 0, "b": 0, "c": 0, "d": 2}
    assert found[2] == {"a": 0, "b": 1, "c": 1, "d": 3}  # what stands beside a longer column costs nothing
    assert found[3] == {"a": 2, "b": 1, "c": 1, "d": 3}
    assert found[4] == {"a": 3, "b": 3, "c": 3, "d": 3}


def test_a_licence_is_named_once_with_its_link_and_each_line_is_whole():
    lines = [(f"Stadt {i}: Reihe {i}, {licence}, https://x.de/{i}, Daten verändert", f"https://x.de/{i}")
             for i, licence in enumerate((DL_DE, CC0, DL_DE))]  # fmt: skip
    first, second, third, again = credit_lines([*lines, lines[0]])
    assert (first, second, again) == (lines[0][0], lines[1][0], "")
    assert third == f"Stadt 2: Reihe 2, https://x.de/2; {SAME_LICENCE}, Daten verändert"
    assert credit_parts(*lines[1]) == ("Stadt 1: Reihe 1", CC0, ", Daten verändert")


@pytest.mark.parametrize(
    ("line", "uri"),
    [("Stadt A, eigene Zählung", ""), ("Stadt A, frei, https://x.de, verändert", "https://x.de"), ("", "https://x.de")],
)
def test_a_line_of_another_kind_is_printed_as_it_is(line, uri):
    assert credit_parts(line, uri) is None
    assert credit_lines([(line, uri)]) == [line]


def test_a_dataset_of_several_places_is_one_entry_and_the_region_itself_comes_first():
    brief = fullest(factory.cut_region())
    brief = replace(brief, starting_points=(), reports=(), register=())
    one = replace(brief.context[0], series="Schutzsuchende", value=12.0, previous=None)
    places = tuple(replace(one, area=name) for name in ("Essen", "Oberhausen"))
    sections = {s["key"]: s for half in evidence_view(replace(brief, context=places))["columns"] for s in half}
    (entry,) = sections["context"]["rows"]
    assert entry["figures"] == "Schutzsuchende: Essen 12 Personen; Oberhausen 12 Personen"
    assert entry["where"] == "31.12.2024"
    own = replace(one, area=brief.region.name, value=30.0)
    sections = {s["key"]: s for half in evidence_view(replace(brief, context=(*places, own)))["columns"] for s in half}
    assert sections["context"]["rows"][0]["figures"] == "Schutzsuchende 30 Personen; 2 weitere in der Excel-Datei"


def test_names_of_bars_take_further_lines_and_are_not_cut():
    names = ["Klempnerei, Sanitär-, Heizungs- und Klimatechnik", "Hochbau"]
    assert [len(lines) for lines in bar_names(names, 140, 3)] == [2, 1]
    drawing = bar_chart([(n, 3.0) for n in names], (242, 34), "x", 0.6, lines=3, heights=(21.5, 12.5))
    assert "…" not in drawing
    assert drawing.count("<text") == 5
    assert "…" in bar_chart([(n, 3.0) for n in names], (242, 34), "x", 0.6)


def test_a_source_of_many_files_says_that_single_series_are_old(full):
    brief, pages = full
    listed = {s.id: s for s in sources.listed_sources(brief)}
    assert listed["wifo_opendata"].status == "einzelne Reihen älter als vorgesehen (1 von 8 Dateien)"
    assert squeezed(listed["wifo_opendata"].status) in squeezed(pages[4])


def test_hints_name_the_sources_of_one_kind_together_and_say_nothing_twice():
    brief = fullest(factory.bochum())
    same = tuple(replace(s, status="late", text="Stand 2024; seither nicht erreichbar") for s in brief.status[:2])
    warning = f"{same[0].title}: 2024, älter als vorgesehen"
    view = method_view(replace(brief, status=(*same, *brief.status[2:]), warnings=(warning, "Ein Hinweis.")))
    hints = dict(view["hints"])
    assert hints[f"{same[0].title}, {same[1].title}: "] == "Stand 2024; seither nicht erreichbar"
    assert hints[""] == "Ein Hinweis."
    assert warning not in str(view["hints"])


def test_restated_sources_are_named_whole_or_counted():
    brief = fullest(factory.bochum())
    many = tuple(Revision(f"Quelle {i}", brief.revisions[0].text) for i in range(9))
    changed = method_view(replace(brief, revisions=many))["changed"]
    assert fit.lines(changed, fit.NOTE) <= 3
    assert changed.endswith(" weitere in der Excel-Datei.")
    assert "…" not in changed


def test_every_source_late_still_leaves_five_pages_and_all_states():
    brief = fullest(factory.cut_region())
    late = tuple(
        SourceStatus(
            s.id, s.title, "late", f"Stand 20{i:02d}; am 03.11.2026 Aufbau der Datei geändert, nicht übernommen"
        )
        for i, s in enumerate(brief.status)
    )
    brief = replace(brief, status=late)
    assert check_layout(layout(brief)) == []
    assert left_out(brief, pages_of(brief)) == []


def test_more_hints_than_a_page_can_hold_are_counted():
    brief = factory.crowded()
    late = tuple(replace(s, status="late", text=f"{s.text} {i} " * 20) for i, s in enumerate(brief.status))
    brief = replace(brief, status=late, warnings=tuple(f"Hinweis {i} " * 40 for i in range(20)))
    assert check_layout(layout(brief)) == []
    assert method_view(brief)["hints"][-1][1].endswith(" weitere in der Excel-Datei")


def test_dates_of_a_source_are_said_once():
    listed = sources.listed_sources(fullest(factory.bochum()))
    one = {s.id: s for s in listed}["ba_eckwerte"]
    assert sources.dated(one) == "September 2026, 159\u00a0Dateien"
    assert sources.dated(replace(one, files=1, issued="20.09.2026")) == "20.09.2026"
    assert sources.dated(replace(one, files=1, period="", issued="")) == "–"


def test_the_steps_of_the_tests_are_those_the_project_ships():
    assert len(steps()) == 10
    assert {s.kind for s in complete.steps()} == {"inform", "law", "help", "stay"}
