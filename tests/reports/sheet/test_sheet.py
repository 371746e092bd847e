"""The volunteer sheet: what stands on it, that it fits, and that it is the same page in every form."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import replace

import page
import pypdf
import pytest
import segno
from PIL import Image

from reports.disclosure.read.pdf import Block, Table, read_pdf
from reports.model.market import Official
from reports.pdf.boxes import find_boxes
from reports.pdf.errors import RenderError
from reports.sheet import draw, qr, write
from reports.sheet.choice import FEWEST, MOST, choice, cut
from reports.sheet.draw import SheetFiles, render
from reports.sheet.picture import WIDTH, drawn_from
from reports.sheet.view import legal_way, view
from reports.sheet.words import languages, words
from reports.sheet.write import warnings
from tests.support import factory, sheets
from tests.support.page_layout import _overlapping, _texts

LONGEST = "Landkreis Neustadt an der Aisch-Bad Windsheim"
MIB = 1024**2


def said_as(say, row) -> str:
    return say.occupation(row.occupation, row.levels).replace("\u00a0", " ")


def said(pdf: bytes) -> str:
    parts, _ = read_pdf(pdf)
    texts = [p.text if isinstance(p, Block) else "\n".join("\t".join(row) for row in p.rows) for p in parts]
    return "\n".join(texts)


# --- which occupations ----------------------------------------------------------------------------------------------


def short(brief, occupation, reading="beide_eng", levels=(2, 3, 4)):
    """Let a group be short in the Land at some levels and read so in the region."""
    rating = tuple(Official(n, 2.5, "engpass") if n in levels else Official(n, 1.2, "kein_engpass") for n in (2, 3, 4))
    changed = tuple(
        replace(o, official=rating, reading=reading, shown=True, position=o.position or 90)
        if o.occupation == occupation else o
        for o in brief.occupations
    )  # fmt: skip
    return replace(brief, occupations=changed)


@pytest.fixture
def brief():
    """Return Bochum with no occupation short in the region."""
    bochum = sheets.bochum()
    return replace(
        bochum,
        occupations=tuple(replace(o, official=(), reading="kein_zeichen") for o in bochum.occupations),
        starting_points=tuple(replace(gap, rank=None, covered_by="") for gap in bochum.starting_points),
    )


def codes(brief):
    return [row.occupation for row in choice(brief).rows]


def test_nothing_stands_there_that_the_land_does_not_call_short(brief):
    assert choice(brief) == choice(replace(brief, starting_points=()))
    assert choice(brief).where == "none"
    for code in ("262", "342", "252"):
        brief = short(brief, code)
    assert choice(brief).where == "here"
    assert set(codes(brief)) == {"262", "342", "252"}


def test_short_at_another_level_is_not_short_for_those_the_word_names(brief):
    """Where managers are short, a sheet that says "Verkäufer/in" would be wrong."""
    for code in ("262", "342", "252"):
        brief = short(brief, code)
    brief = short(short(brief, "263", levels=(3, 4)), "431", levels=(2, 3))
    assert set(codes(brief)) == {"262", "342", "252"}
    assert set(codes(short(short(brief, "263"), "431", levels=(4,)))) == {"262", "342", "252", "263", "431"}


def test_what_the_level_leaves_out_others_fill_up(brief):
    brief = short(short(short(brief, "262"), "342"), "263", levels=(3, 4))
    brief = short(short(brief, "252", "beobachten"), "811", "zu_wenige")
    assert choice(brief).where == "unsure"
    assert codes(brief)[:2] == ["262", "342"]
    assert set(codes(brief)[2:]) == {"252", "811"}


def test_a_sheet_without_a_row_says_why(brief):
    """Short at levels without a word, or all covered: the brief has them; nothing short at all is said as such."""
    none = sheets.lawful(brief)
    other_level = short(none, "263", levels=(3, 4))
    care_alone = sheets.with_gaps(short(none, "813"), g813={"covered_by": "rule"})
    relaxed = short(none, "263", "land_eng")
    cases = ((none, "none"), (other_level, "brief"), (care_alone, "brief"), (relaxed, "none"))
    for found, where in cases:
        chosen = choice(found)
        assert (chosen.where, chosen.rows) == (where, ())
        shown = view(found, words("de"), chosen)
        assert shown.where == words("de").text[f"short_{where}"]
        assert ("Auch in der Pflege" in shown.note) == (found is care_alone)


def test_that_care_is_short_too_is_said_where_it_is_true(brief):
    for code in ("262", "342", "252", "813"):
        brief = short(brief, code)
    covered = sheets.with_gaps(brief, g813={"covered_by": "rule"}, g821={"covered_by": "rule"})
    for language in languages():
        say = words(language)
        assert view(covered, say, choice(covered)).note == say.text["care"], language
    assert view(brief, words("de"), choice(brief)).note == ""  # it stands in a row
    for not_so in (
        short(covered, "813", levels=(3,)),
        short(covered, "813", "land_eng"),
        short(covered, "813", levels=()),
    ):
        assert words("de").text["care"] not in view(not_so, words("de"), choice(not_so)).note


def test_that_the_brief_has_more_is_said_where_it_has(brief):
    for code in ("262", "342", "252"):
        brief = short(brief, code)
    more = words("de").text["more"]
    assert more not in view(brief, words("de"), choice(brief)).note
    assert more in view(brief, words("de"), cut(choice(brief), 2)).note
    assert cut(choice(brief), 1).others == 2
    other_level = short(brief, "263", levels=(3, 4))
    assert more in view(other_level, words("de"), choice(other_level)).note


def test_what_employers_fill_themselves_is_not_pushed(brief):
    for code in ("262", "342", "252", "813"):
        brief = short(brief, code)
    assert "813" in codes(brief)
    covered = sheets.with_gaps(brief, g813={"covered_by": "rule"})
    assert "813" not in codes(covered)
    assert "813" in codes(sheets.with_gaps(brief, g813={"covered_by": "initiative"}))


def test_the_order_is_that_of_where_to_begin_then_of_the_table(brief):
    for code in ("262", "342", "252", "811"):
        brief = short(brief, code)
    table = [o.occupation for o in sorted(brief.occupations, key=lambda o: o.position or 0)]
    assert codes(brief) == [code for code in table if code in {"262", "342", "252", "811"}]
    ranked = sheets.with_gaps(brief, g811={"rank": (2, 3, 9)}, g252={"rank": (1, 4, 9)})
    assert codes(ranked)[:2] == ["252", "811"]
    assert set(codes(ranked)[2:]) == {"262", "342"}


def test_with_few_the_others_follow_and_it_is_said(brief):
    for code, reading in (("262", "beide_eng"), ("342", "beobachten"), ("252", "zu_wenige"), ("811", "land_eng")):
        brief = short(brief, code, reading)
    chosen = choice(brief)
    assert chosen.where == "unsure"
    assert chosen.rows[0].occupation == "262"
    assert {row.occupation for row in chosen.rows} == {"262", "342", "252"}
    assert FEWEST == 3


def test_a_land_needs_no_estimate(brief):
    brief = short(brief, "262", "")
    land = replace(brief, region=replace(brief.region, kind="land"))
    assert (choice(land).where, codes(land)) == ("land", ["262"])


def test_counts_are_those_of_the_brief_and_care_is_told_once(brief):
    for code in ("262", "813", "821"):
        brief = short(brief, code)
    counts = {row.occupation: row.count for row in choice(brief).rows}
    assert counts["262"] == sheets.gap_of(brief, "262").full_equivalence
    rows = {row.occupation: row for row in choice(brief).rows}
    (second,) = [row for row in rows.values() if row.told_with]
    assert {second.occupation, second.told_with} == {"813", "821"}
    assert second.count is None
    told = {row.word: row.count for row in view(brief, words("de"), choice(brief)).rows}
    first = said_as(words("de"), rows[second.told_with])
    assert told[said_as(words("de"), second)] == f"siehe {first}"


def test_nothing_is_claimed_where_nothing_was_counted(brief):
    for code in ("262", "342", "252"):
        brief = short(brief, code)
    brief = sheets.with_gaps(
        brief, g342={"full_equivalence": 0, "cells": 0}, g252={"full_equivalence": 0, "cells": 2},
        g262={"full_equivalence": 3, "cells": 1},
    )  # fmt: skip
    shown = view(brief, words("de"), choice(brief))
    assert sorted(row.count for row in shown.rows) == ["3", "kaum", "keine Angabe"]


def test_there_are_never_more_than_the_most():
    assert len(choice(factory.crowded()).rows) <= MOST
    assert all(len(choice(make()).rows) <= MOST for make in (factory.everything, factory.land, factory.emptiest))


# --- what stands there ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", languages())
def test_a_sheet_is_one_page_that_keeps_to_both_standards(language):
    files = sheets.made(language)
    for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A):
        report = page.validate_pdf_bytes(files.pdf, profile=profile)
        assert report.is_compliant, [failure.message for failure in report.failures]
    read = pypdf.PdfReader(io.BytesIO(files.pdf))
    assert len(read.pages) == 1
    assert read.trailer["/Root"]["/Lang"] == language
    assert read.metadata.title.startswith("Bochum: ")
    assert len(files.pdf) < MIB


@pytest.mark.parametrize("language", languages())
def test_it_says_what_it_must(language):
    say, text = words(language), said(sheets.made(language).pdf)
    flat = " ".join(text.replace("- ", "-").split())
    brief = sheets.bochum()
    chosen = choice(brief).rows
    wanted = [
        "Bochum", say.lands["05"], say.where["west"], say.month("2025-12"), say.text["title"], say.text["inform_title"],
        say.text["inform_text"], say.text["unreviewed"], say.links["hotline"].shown, "2025-12.r1",
        "© Statistik der Bundesagentur für Arbeit", "Destatis", *(entry.text for entry in say.law),
        *(say.links[name].shown for name in ("finder", "portal", "agency")),
        *(say.links[name].address for name in ("finder", "portal", "agency")), say.date(say.law[0].as_of),
    ]  # fmt: skip
    if language != "de":
        wanted.append("Übersetzung noch nicht geprüft")
    assert [part for part in wanted if " ".join(part.split()) not in flat] == []
    told = [row.occupation for row in chosen if said_as(say, row) in text.replace("\u00a0", " ")]
    assert 4 <= len(told) <= MOST
    assert told == [row.occupation for row in chosen][: len(told)]


def test_its_figures_are_those_of_the_brief():
    """The same on every sheet: what `brief.json` states as full equivalences."""
    gaps = {gap.occupation: gap for gap in sheets.bochum().starting_points}
    for language in languages():
        say = words(language)
        by_word = {said_as(say, row): row for row in choice(sheets.bochum()).rows}
        (table,) = [part for part in read_pdf(sheets.made(language).pdf)[0] if isinstance(part, Table)]
        assert len(table.rows) >= 5
        for word, count in table.rows[1:]:
            row = by_word[word.split("\n")[0].replace("\u00a0", " ")]
            gap = gaps[row.occupation]
            number = "".join(re.findall(r"\d", count))
            if number:
                assert int(number) == gap.full_equivalence, (language, row.occupation)
            elif not row.told_with:
                assert count == say.text["few" if gap.cells else "unknown"], (language, row.occupation)


def test_the_german_word_stands_below_the_everyday_word():
    table = next(part for part in read_pdf(sheets.made("tr").pdf)[0] if isinstance(part, Table))
    first = choice(sheets.bochum()).rows[0]
    assert table.rows[1][0] == f"{said_as(words('tr'), first)}\n{said_as(words('de'), first)}"


def test_without_recognitions_there_is_no_column_of_them():
    bare = replace(sheets.bochum(), starting_points=())
    shown = view(bare, words("de"), choice(bare))
    assert shown.head_count == ""
    assert 'class="n"' not in draw.html(shown, 200)


# --- the law --------------------------------------------------------------------------------------------------------


def test_the_law_bears_its_oldest_date_and_the_first_day_it_ends():
    brief = sheets.bochum()
    way = legal_way(brief, words("de"))
    assert "12. März 2025" in way.dated
    assert "12. März 2027" in way.dated
    assert not way.expired
    assert warnings(brief, "de") == ()


def test_expired_law_is_a_warning_on_the_sheet_and_in_the_run():
    brief = sheets.bochum()
    old = replace(brief, steps=tuple(replace(s, expired=s.id == "chancenkarte") for s in brief.steps))
    way = legal_way(old, words("tr"))
    assert way.expired
    assert str(way.dated).startswith("Dikkat")
    assert any("chancenkarte expired on 09.07.2027" in text for text in warnings(old, "tr"))
    assert 'class="expired"' in draw.html(view(old, words("tr"), choice(old)), 200)


def test_a_translation_of_an_earlier_state_does_not_pass_for_the_new_one():
    brief = sheets.bochum()
    moved = replace(
        brief, steps=tuple(replace(s, as_of="Stand 01.08.2026") if s.id == "chancenkarte" else s for s in brief.steps)
    )
    way = legal_way(moved, words("es"))
    assert way.expired
    assert any("es.toml says chancenkarte in an earlier state" in text for text in warnings(moved, "es"))


def test_without_steps_nothing_is_said_of_the_law():
    shown = view(factory.bochum(), words("de"), choice(factory.bochum()))
    assert shown.law is None
    assert words("de").text["law_title"] not in draw.html(shown, 200)


def test_two_laender_rated_together_are_both_named():
    brief = sheets.bochum()
    both = replace(brief, region=replace(brief.region, land_id="12", rated_area="Brandenburg/Berlin"))
    assert "Бранденбург, Берлин" in view(both, words("ru"), choice(both)).where


def test_a_reviewed_translation_bears_no_mark_but_who_read_it():
    say = replace(words("fr"), reviewed_by="Association Exemple")
    marks = view(sheets.bochum(), say, choice(sheets.bochum())).marks
    assert [str(text) for _, text in marks] == ['Traduction relue\u00a0: <bdi dir="ltr">Association Exemple</bdi>']


# --- room -----------------------------------------------------------------------------------------------------------


def faults(document) -> list[str]:
    """Say what leaves the page, its cell, or stands on something else; codes reach into the margin with their white."""
    (sheet_page,) = document.pages
    box = sheet_page._page_box
    left, right = box.content_box_x(), box.content_box_x() + box.width
    texts = [(text, cell) for text, cell in _texts(box) if getattr(text, "text", "").strip()]
    found = [
        text.text for text, cell in texts
        if text.position_x < left - 0.8 or text.position_x + text.width > right + 0.8
        or text.position_y + text.height > sheet_page.height - 8
        or (cell is not None and not cell.position_x - 0.8 <= text.position_x
            <= cell.position_x + cell.border_width() - text.width + 0.8)
    ]  # fmt: skip
    return found + [f"{a} on {b}" for a, b in _overlapping([text for text, _ in texts])]


CASES = {
    "longest name": lambda: sheets.named(LONGEST),
    "longest Land": lambda: sheets.named(LONGEST, land_id="13"),
    "a Land": lambda: sheets.named("Nordrhein-Westfalen", kind="land"),
    "nothing short": lambda: sheets.lawful(factory.no_shortage()),
    "unsure": lambda: sheets.lawful(replace(factory.bochum(), occupations=tuple(
        replace(o, reading="beobachten") for o in factory.bochum().occupations))),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", ["de", "el", "ru", "ar"])
def test_everything_has_room_on_one_page(language, case):
    document = draw.layout(CASES[case](), language)
    assert faults(document) == []
    (sheet_page,) = document.pages
    assert sheet_page.height / draw.MM <= draw.HIGHEST + 0.5
    rows = list(find_boxes(sheet_page, "TableRowBox"))
    assert case == "nothing short" or len(rows) > 4


def test_a_region_has_as_many_rows_in_every_language():
    briefs = sheets.bochum(), sheets.named("Bochum", land_id="12", rated_area="Brandenburg/Berlin")
    for brief in briefs:
        kept, _ = draw._fitting(brief, "de", choice(brief))
        for language in ("es", "el", "fr", "ru"):  # the next longest
            assert len(draw._fitting(brief, language, kept)[0].rows) == len(kept.rows) > 4, language


def test_a_sheet_has_no_more_rows_than_the_german_one(monkeypatch):
    asked = []
    fitting = draw._fitting
    monkeypatch.setattr(
        draw,
        "_fitting",
        lambda brief, lang, chosen: asked.append((lang, len(chosen.rows))) or fitting(brief, lang, chosen),
    )
    long = sheets.named(LONGEST)
    page = draw._page(long, "en")
    assert [language for language, _ in asked] == ["de", "en"]
    assert asked[1][1] < asked[0][1]
    assert page.count("<td><b>") == asked[1][1]


def test_every_arabic_word_for_an_occupation_stands_on_one_line():
    brief, say = sheets.bochum(), words("ar")
    shown = view(brief, say, choice(brief))
    row = shown.rows[0]
    shown = replace(
        shown, rows=tuple(replace(row, word=word.text) for named in say.occupations.values() for word in named)
    )
    document = draw._engine().lay_out(draw.html(shown, 5000))
    heights = {round(box.height, 1) for box in list(find_boxes(document.pages[0], "TableRowBox"))[1:]}
    assert len(heights) == 1


def test_hostile_names_are_text():
    brief = sheets.named("<script>alert(1)</script> & \u202eevil")
    text = draw._page(brief, "ar")
    assert "<script>" not in text
    assert "\u202e" not in text


def test_texts_that_leave_no_room_are_refused():
    with pytest.raises(RenderError, match="leave no room") as refused:
        draw.layout(sheets.named("Endlos " * 120_000), "de")
    assert len(str(refused.value)) < 200


# --- picture and codes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_picture_is_the_page_small_enough_for_a_messenger(language):
    files = sheets.made(language)
    with Image.open(io.BytesIO(files.png)) as image:
        assert image.width == WIDTH
        assert 1.5 < image.height / image.width < 2.17
        assert image.mode == "P"
        petrol = image.convert("RGB").getpixel((5, 5))
    assert all(abs(a - b) < 3 for a, b in zip(petrol, (11, 79, 92), strict=True))
    assert len(files.png) < MIB
    assert drawn_from(files.png) == hashlib.sha256(files.pdf).hexdigest()


def test_the_same_brief_gives_the_same_bytes():
    assert render(sheets.bochum(), "uk") == sheets.made("uk")


@pytest.mark.parametrize(
    "address",
    sorted({link.address for code in languages() for name, link in words(code).links.items() if name != "hotline"}),
)
def test_the_drawn_code_is_that_of_the_address(address):
    known = segno.make_qr(address, error="m", boost_error=False)
    assert known.error == "M"
    assert qr.matrix(address) == tuple(tuple(map(bool, row)) for row in known.matrix)
    drawn = qr.drawing(address, "x")
    dark = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", drawn):
        dark |= {(int(x) + i, int(y)) for i in range(int(length))}
    modules = {(x + 4, y + 4) for y, row in enumerate(known.matrix) for x, module in enumerate(row) if module}
    assert dark == modules
    side = len(known.matrix) + 8
    assert f'viewBox="0 0 {side} {side}"' in drawn


def test_the_code_is_in_the_picture_module_by_module():
    """Read the first code back from the pixels: every module's middle is as dark as segno says."""
    document = draw.layout(sheets.bochum(), "de")
    images = list(find_boxes(document.pages[0], "BlockReplacedBox"))
    with Image.open(io.BytesIO(sheets.made("de").png)) as image:
        grey = image.convert("L")
    scale = WIDTH / document.pages[0].width
    for box, name in zip(images, ("finder", "portal", "agency"), strict=True):
        matrix = qr.matrix(words("de").links[name].address)
        module = box.width / (len(matrix) + 8)
        left, top = box.content_box_x(), box.content_box_y()
        for y, row in enumerate(matrix):
            for x, dark in enumerate(row):
                at = ((left + (x + 4.5) * module) * scale, (top + (y + 4.5) * module) * scale)
                assert (grey.getpixel((int(at[0]), int(at[1]))) < 128) == dark, (name, x, y)


# --- right to left --------------------------------------------------------------------------------------------------


def test_arabic_is_told_in_the_order_it_is_read():
    text = said(sheets.made("ar").pdf)
    assert "مهن فيها نقص في العاملين المؤهلين" in text
    first = choice(sheets.bochum()).rows[0]
    assert f"{said_as(words('ar'), first)}\n{said_as(words('de'), first)}" in text
    assert all(entry.text in text.replace("\n", " ") for entry in words("ar").law)


def test_arabic_is_laid_out_from_the_right():
    document = draw.layout(sheets.bochum(), "ar")
    box = document.pages[0]._page_box
    cells = list(find_boxes(document.pages[0], "TableCellBox"))
    assert cells[0].position_x > cells[1].position_x
    codes_ = [b.position_x for b in find_boxes(document.pages[0], "BlockReplacedBox")]
    assert codes_ == sorted(codes_, reverse=True)
    texts = {text.text: text for text, _ in _texts(box) if getattr(text, "text", "")}
    latin = next(text for name, text in texts.items() if "make-it-in" in name)
    assert latin.pango_layout.first_line_direction % 2 == 0
    act = next(text for name, text in texts.items() if "2005/36" in name)
    assert act.text == "2005/36/EC"
    assert act.pango_layout.first_line_direction % 2 == 0
    phone = next(text for name, text in texts.items() if "+49" in name)
    assert phone.text.strip() == "+49 30 1815-1111"
    assert phone.pango_layout.first_line_direction % 2 == 0


def test_a_sheet_that_would_come_out_the_same_is_not_drawn_again(tmp_path, monkeypatch):
    drawn = []

    def draw_it(brief, language):
        drawn.append((brief.region.name, language))
        return SheetFiles(f"%PDF {brief.region.name}".encode(), b"PNG")

    monkeypatch.setattr(write, "render", draw_it)
    bochum = sheets.bochum()
    first = write.write_sheet(bochum, "de", tmp_path)
    assert write.write_sheet(bochum, "de", tmp_path) == first
    assert write.find_sheets(bochum, ("de", "tr"), tmp_path / "05911") == {"de": first}
    assert len(drawn) == 1
    first[1].write_bytes(b"edited")
    write.write_sheet(bochum, "de", tmp_path)
    write.write_sheet(bochum, "tr", tmp_path)
    renamed = replace(bochum, region=replace(bochum.region, name="Bochum-Nord"))
    assert write.find_sheets(renamed, ("de",), tmp_path / "05911") == {}
    assert write.write_sheet(renamed, "de", tmp_path)[0].read_bytes() == b"%PDF Bochum-Nord"
    assert [language for _, language in drawn] == ["de", "de", "tr", "de"]
