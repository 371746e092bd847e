"""The site of an edition as files: whole, the same each time, harmless, and nothing in it but what there is."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from reports.charts import phone
from reports.charts.estimates import IntervalRow
from reports.charts.plots import PlotRow
from reports.files import csv_files, keep, meanings
from reports.files.document import to_document
from reports.pages import fit
from reports.pages.compose import render_html
from reports.pages.table.view import ordered
from reports.pdf.characters import FONTS
from reports.site.changes_view import changes_view
from reports.site.downloads import Downloads, downloads
from reports.site.frame import ASSETS, Frame
from reports.site.frame import page as write_page
from reports.site.listing import index_view
from reports.site.method_views import sources_page
from reports.site.parts import UnsafePage, parts
from reports.site.write import editions, region_page, write
from reports.words.notation import file_size, number
from tests.support import factory, site_world

EDITION, BEFORE = site_world.EDITION, site_world.BEFORE
VOID = ("meta", "link", "br", "input", "img", "hr", "col")
EDITION_PAGES = {
    "index.html", "aenderungen.html", "methode.html", "datenlexikon.html", "quellen.html", "barrierefreiheit.html",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    site_world.make(folder)
    return folder


@pytest.fixture(scope="module")
def site(world) -> Path:
    return world / "site"


@pytest.fixture(scope="module")
def pages(site) -> dict[str, Page]:
    return {p.relative_to(site).as_posix(): Page(p.read_text(encoding="utf-8")) for p in sorted(site.rglob("*.html"))}


class Page(HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.source = text
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.wrong: list[str] = []
        self.feed(text)
        self.close()
        if self.open:
            self.wrong.append(f"not closed: {self.open}")

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {k: v or "" for k, v in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, {k: v or "" for k, v in attrs}))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_data(self, data):
        self.words += data

    def all(self, tag):
        return [attributes for found, attributes in self.elements if found == tag]


# --- whole ----------------------------------------------------------------------------------------------------------


def test_an_edition_has_every_page(site):
    assert {p.name for p in site.iterdir()} == {BEFORE, EDITION, "index.html", "ausgaben.html"}
    here = {p.name for p in (site / EDITION).iterdir()}
    regions = {"05", "ra-emscher-lippe", "05911", "05966", "05315"}
    assert here == EDITION_PAGES | regions | {"assets", "brief.schema.json"}


def test_every_page_is_well_formed(pages):
    for name, page in pages.items():
        assert page.wrong == [], name
        assert page.source.startswith("<!DOCTYPE html>\n")
        assert page.all("html") == [{"lang": "de"}]
        assert page.words.count("\ufffd") == 0
        ids = [a["id"] for _, a in page.elements if "id" in a]
        assert len(ids) == len(set(ids)), name
        assert [a for _, a in page.elements if a.get("aria-labelledby") and a["aria-labelledby"] not in ids] == []
        assert len(page.all("h1")) == len(page.all("main")) == 1, name
        levels = [int(t[1]) for t, _ in page.elements if re.fullmatch("h[1-6]", t)]
        assert all(b <= a + 1 for a, b in pairwise(levels)), name


def test_the_dictionary_begins_with_the_files_to_download_and_ends_with_the_database(pages):
    """Every column of the three tables is named with its meaning, before any table of the warehouse."""
    page = pages[f"{EDITION}/datenlexikon.html"]
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    first = ids.index("datenbank")
    assert all(
        ids.index(part) < first for part in ("excel", "csv-excel", "csv-programme", "spalten", "groessen", "json")
    )
    assert all(ids.index(table.name) > first for table in site_world.TABLES)
    before, _, after = page.words.partition("Die Datenbank hinter den Berichten")[2].partition(
        "Die Datenbank hinter den Berichten"
    )
    for name in (*csv_files.TIDY, *csv_files.GERMAN, *(c.head for _, cs in meanings.SHEETS.values() for c in cs)):
        assert name in before, name
    for name, (_, measures) in meanings.SECTIONS.items():
        assert name in before
        assert all(measure in before for measure in measures)
    for values in (meanings.KINDS, meanings.LEVELS, meanings.UNITS, meanings.FLAGS, meanings.LABELS):
        assert all(value in before for value in values)
    assert "dim_region" in after
    assert "dim_region" not in before


def test_every_link_leads_to_a_file_or_a_part_of_the_site(site, pages):
    seen = 0
    for name, page in pages.items():
        here = site / name
        for tag, attributes in page.elements:
            for link in (attributes.get(k) for k in ("href", "src") if attributes.get(k)):
                if re.match(r"(https?:|mailto:)", link):
                    assert tag == "a"
                    continue
                path, _, part = link.partition("#")
                target = (here.parent / path).resolve() if path else here
                assert target.is_file(), (name, link)
                assert target.is_relative_to(site.resolve()), (name, link)
                if part:
                    there = pages[target.relative_to(site.resolve()).as_posix()]
                    assert any(a.get("id") == part for _, a in there.elements), (name, link)
                seen += 1
    assert seen > 400


def test_nothing_is_loaded_from_elsewhere(site, pages):
    for name, page in pages.items():
        policy = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
        assert policy == ["default-src 'self' file:; base-uri 'none'; form-action 'none'"], name
        for tag, attributes in page.elements:
            assert "style" not in attributes, (name, tag)
            assert not [a for a in attributes if a.startswith("on")], (name, tag)
            assert tag not in ("style", "iframe", "object", "embed", "img", "base", "form"), name
        assert {s.get("src", "") for s in page.all("script")} <= {"assets/seite.js", "../assets/seite.js"}
    for sheet in site.rglob("*.css"):
        assert re.findall(r"url\(\"(?!fonts/)|@import|https?:", sheet.read_text(encoding="utf-8")) == []


def test_a_page_of_a_region_is_small(site):
    sizes = [p.stat().st_size for p in site.rglob("*/index.html")]
    assert max(sizes) < 300_000


def test_the_fonts_are_the_briefs_own_with_their_licence():
    from fontTools.ttLib import TTFont

    assert (ASSETS / "fonts" / "OFL.txt").read_bytes() == (FONTS / "OFL.txt").read_bytes()
    for woff in (ASSETS / "fonts").glob("*.woff2"):
        with TTFont(woff, lazy=True) as packed, TTFont(FONTS / f"{woff.stem}.ttf", lazy=True) as own:
            assert packed.getBestCmap() == own.getBestCmap()
            assert packed["hmtx"].metrics == own["hmtx"].metrics
            assert packed["name"].getDebugName(5) == own["name"].getDebugName(5)


# --- the same each time, and never half there -----------------------------------------------------------------------


def _contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_same_briefs_give_the_same_bytes(world, site, tmp_path):
    again = [site_world.briefs()[1]]
    for name in ("a", "b"):
        write(again, world / "new", site_world.TABLES, tmp_path / name)
    assert _contents(tmp_path / "a") == _contents(tmp_path / "b")


def test_an_older_edition_stays_as_it_is(world, site):
    before = _contents(site / BEFORE)
    stamp = (site / BEFORE / "index.html").stat().st_mtime_ns
    write([site_world.briefs()[1]], world / "new", site_world.TABLES, world / "site2")
    site_world_again = write([*site_world.briefs(), site_world.hostile()], world / "new", site_world.TABLES, site)
    assert site_world_again.failed == ()
    assert _contents(site / BEFORE) == before
    assert (site / BEFORE / "index.html").stat().st_mtime_ns == stamp


def test_a_run_that_fails_leaves_what_was_there(world, tmp_path, monkeypatch):
    brief = site_world.briefs()[1]
    write([brief], world / "new", site_world.TABLES, tmp_path)
    before = _contents(tmp_path)
    monkeypatch.setattr("reports.site.write.index_view", lambda briefs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write([brief, *site_world.briefs()[2:]], world / "new", site_world.TABLES, tmp_path)
    assert _contents(tmp_path) == before


def test_a_swap_that_fails_puts_back_what_was_there(world, tmp_path, monkeypatch):
    brief = site_world.briefs()[1]
    write([brief], world / "new", site_world.TABLES, tmp_path)
    before, rename = _contents(tmp_path), os.rename

    def refuse(source, to):
        if Path(to).name == EDITION and not str(source).endswith(".before"):
            raise OSError("no room")
        rename(source, to)

    monkeypatch.setattr("os.rename", refuse)
    with pytest.raises(OSError, match="no room"):
        write([brief], world / "new", site_world.TABLES, tmp_path)
    assert _contents(tmp_path) == before


def test_what_a_killed_run_moved_aside_is_put_back(world, tmp_path, monkeypatch):
    """Killed between the two renames: the edition is nowhere to be seen, until the next run begins."""
    brief = site_world.briefs()[1]
    write([brief], world / "new", site_world.TABLES, tmp_path)
    before = _contents(tmp_path)
    (tmp_path / EDITION).rename(tmp_path / f".{EDITION}.ab12_xyz.before")
    (tmp_path / f".{EDITION}.ab12_xyz" / "05").mkdir(parents=True)
    (tmp_path / f".{BEFORE}.00000000").mkdir()
    (tmp_path / ".own").mkdir()
    monkeypatch.setattr("reports.site.write.index_view", lambda briefs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write([brief], world / "new", site_world.TABLES, tmp_path)
    assert _contents(tmp_path) == before
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_dir()) == [".own", EDITION]


def test_one_brief_that_cannot_be_shown_does_not_take_the_others_down(world, tmp_path):
    good, bad = site_world.briefs()[1:3]
    bad = replace(bad, texts=replace(bad.texts, finding="漢字 fehlen der Schrift"))
    written = write([good, bad], world / "new", site_world.TABLES, tmp_path)
    assert written.regions == ("ra-emscher-lippe",)
    assert [(region, "MissingGlyph" in why) for region, why in written.failed] == [("05911", True)]
    with pytest.raises(ValueError, match="no brief of edition"):
        write([bad], world / "new", site_world.TABLES, tmp_path / "other")
    assert not (tmp_path / "other" / EDITION).exists()


def test_names_come_from_codes_and_stay_inside(tmp_path):
    brief = factory.bochum()
    outside = replace(brief, region=replace(brief.region, id="../../etc"))
    with pytest.raises(ValueError, match="UnsafeName"):
        write([outside], tmp_path, (), tmp_path / "site")
    with pytest.raises(ValueError, match="one edition"):
        write([replace(brief, edition="../x")], tmp_path, (), tmp_path / "site")
    with pytest.raises(ValueError, match="one edition"):
        write([brief, replace(brief, edition=BEFORE)], tmp_path, (), tmp_path / "site")


def test_the_newest_edition_is_the_last_revision(tmp_path):
    for name in ("2025-12.pilot", "2025-12.r2", "2025-12.r10", "2025-11.r11", "notes", ".2026-01.r1.x"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").touch()
    assert editions(tmp_path) == ["2025-11.r11", "2025-12.pilot", "2025-12.r2", "2025-12.r10"]


def test_the_entry_leads_to_the_newest_edition(site, pages):
    forward = [m["content"] for m in pages["index.html"].all("meta") if m.get("http-equiv") == "refresh"]
    assert forward == [f"0; url={EDITION}/index.html"]
    links = [a["href"] for a in pages["ausgaben.html"].all("a")]
    assert links == [f"{EDITION}/index.html", f"{BEFORE}/index.html"]
    assert not [m for m in pages["ausgaben.html"].all("meta") if m.get("http-equiv") == "refresh"]


# --- what stands there ----------------------------------------------------------------------------------------------


def test_the_list_names_every_region_with_its_figures(pages):
    page = pages[f"{EDITION}/index.html"]
    rows = [a["data-region"] for a in page.all("tr") if "data-region" in a]
    assert sorted(rows) == ["05", "05315", "05911", "05966", "ra-emscher-lippe"]
    brief = site_world.briefs()[2]
    view = index_view([brief])
    row = view["groups"][0]["rows"][0]
    document = to_document(brief)
    both = [o for o in document["occupations"] if o["reading"] == "beide_eng"]
    tightest = min((o for o in both if o["estimate"]["basis"] == "group"), key=lambda o: o["estimate"]["ratio"])
    assert row["short"].startswith(f"{len(both)} von ")
    assert row["top"] == tightest["name"]
    assert row["top_figure"].startswith(number(tightest["estimate"]["ratio"], 2))
    assert row["ratio"] == number(document["headline"]["ratio"]["value"], 1)


def test_every_kreis_of_the_land_is_on_the_map(pages):
    page = pages[f"{EDITION}/index.html"]
    on_map = [a for t, a in page.elements if t == "a" and "data-region" in a]
    assert {a["data-region"] for a in on_map} == {"05315", "05911", "05966"}
    assert all(a["aria-label"] and a["href"] == f"{a['data-region']}/index.html" for a in on_map)
    assert page.words.count("kein Bericht in dieser Ausgabe") == 50 + 1  # and the key
    assert "Arbeitslose je Stelle in 3 von 53 Kreisen in NRW" in page.words
    assert "So verschieden ist die Lage" not in page.words
    landmap = [a for a in page.all("svg") if a.get("class") == "landkarte"]
    assert landmap[0]["role"] == "group"
    assert "Karte Nordrhein-Westfalen" in landmap[0]["aria-label"]


def test_only_files_that_are_there_are_offered(site, pages):
    full = pages[f"{EDITION}/05911/index.html"]
    links = [a["href"] for a in full.all("a") if not a["href"].startswith(("#", "http", ".."))]
    stem = f"fachkraefte-kompass-05911-{EDITION}"
    wanted = {f"{stem}.pdf", f"{stem}.xlsx", f"{stem}.csv", f"{stem}-tidy.csv", "brief.json"}
    wanted |= {f"blatt-{lang}.{kind}" for lang in ("de", "ar", "tr") for kind in ("pdf", "png")}
    assert set(links) == wanted
    assert {p.name for p in (site / EDITION / "05911").iterdir()} == wanted | {"index.html"}
    assert "2,3\u202fMB" in full.words
    assert "2\u202fkB" in full.words
    assert {a.get("lang") for a in full.all("span")} >= {"ar", "tr"}
    nothing = pages[f"{EDITION}/05966/index.html"]
    assert "liegen noch keine Dateien bereit" in nothing.words
    assert "brief.json" not in [a["href"] for a in nothing.all("a")]
    assert file_size(999) == "1\u202fkB"
    assert file_size(1_000_000) == "1,0\u202fMB"


def test_files_of_other_figures_are_not_offered(tmp_path):
    brief = site_world.briefs()[1]
    finished = site_world.finished([brief], tmp_path / "finished")
    path = finished / brief.region.id / "brief.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["headline"]["vacancies"]["value"] += 1
    path.write_text(json.dumps(document), encoding="utf-8")
    written = write([brief], finished, site_world.TABLES, tmp_path / "site")
    assert written.old == (brief.region.id,)
    assert [p.name for p in (written.folder / brief.region.id).iterdir()] == ["index.html"]


@pytest.mark.parametrize("case", ["truncated", "broken off"])
def test_files_half_made_or_damaged_are_not_offered(tmp_path, case):
    brief = site_world.briefs()[1]
    place = site_world.finished([brief], tmp_path / "finished") / brief.region.id
    if case == "truncated":
        (place / f"fachkraefte-kompass-{brief.region.id}-{EDITION}.pdf").write_bytes(b"x" * 700)
    else:  # a run killed while it put new files in their places
        (place / keep.NOTE).unlink()
    written = write([brief], tmp_path / "finished", site_world.TABLES, tmp_path / "site")
    assert written.old == (brief.region.id,)
    assert [p.name for p in (written.folder / brief.region.id).iterdir()] == ["index.html"]


@pytest.mark.parametrize("case", ["of another region", "cut"])
def test_a_sheet_that_is_not_of_this_brief_is_not_offered(tmp_path, case):
    bochum, other = site_world.briefs()[1], site_world.briefs()[0]
    finished = site_world.finished([bochum, other], tmp_path / "finished")
    place = finished / bochum.region.id
    if case == "cut":
        (place / "blatt-de.pdf").write_bytes(b"y" * 700)
    else:
        for name in ("blatt-de.pdf", "blatt-de.png", ".blatt-de.json"):
            shutil.copyfile(finished / other.region.id / name, place / name)
    written = write([bochum], finished, site_world.TABLES, tmp_path / "site")
    assert written.old == (bochum.region.id,)
    sheets = {path.name for path in (written.folder / bochum.region.id).glob("blatt-*")}
    assert sheets == {f"blatt-{lang}.{kind}" for lang in ("ar", "tr") for kind in ("pdf", "png")}


def test_a_rendered_file_that_is_made_anew_leaves_the_site_alone(tmp_path):
    brief = site_world.briefs()[1]
    finished = site_world.finished([brief], tmp_path / "finished")
    written = write([brief], finished, site_world.TABLES, tmp_path / "site")
    name = f"fachkraefte-kompass-{brief.region.id}-{EDITION}.pdf"
    (tmp_path / "new").write_bytes(b"other")
    os.replace(tmp_path / "new", finished / brief.region.id / name)
    assert (written.folder / brief.region.id / name).read_bytes() == b"x" * 1500


def test_older_editions_of_a_region_are_linked(pages):
    links = [a["href"] for a in pages[f"{EDITION}/05911/index.html"].all("a")]
    assert f"../../{BEFORE}/05911/index.html" in links
    assert not [a for a in pages[f"{EDITION}/05966/index.html"].all("a") if BEFORE in a["href"]]
    assert f"../{BEFORE}/index.html" in [a["href"] for a in pages[f"{EDITION}/index.html"].all("a")]


def test_a_contact_is_named_on_every_page(world, tmp_path):
    brief = site_world.briefs()[1]
    write([brief], world / "new", site_world.TABLES, tmp_path, "kompass@example.org")
    for path in (tmp_path / EDITION).rglob("*.html"):
        assert "mailto:kompass@example.org" in path.read_text(encoding="utf-8")
    assert "Kontaktadresse ist in dieser Ausgabe nicht angegeben" not in (
        tmp_path / EDITION / "barrierefreiheit.html"
    ).read_text(encoding="utf-8")


def test_changes_all_regions_share_are_told_once():
    made = site_world.briefs()
    view = changes_view(made)
    assert [c["title"] for g in view["common"] for c in g["changes"]] == [site_world.CHANGES[2].title]
    regions = [r for kind in view["regions"] for r in kind["regions"]]
    assert [(r["id"], r["count"]) for r in regions] == [("05911", "2 Änderungen")]
    assert "Emscher-Lippe" in view["unchanged"]
    assert view["since"] == "Verglichen mit der Ausgabe 2025-11.r2 (November 2025)."
    first = [replace(b, changes=(), changes_since="", changes_note="Erste Ausgabe, noch kein Vergleich.") for b in made]
    assert changes_view(first) == {
        "since": "Erste Ausgabe, noch kein Vergleich.", "common": [], "regions": [], "unchanged": "",
    }  # fmt: skip


def test_the_dictionary_shows_words_as_words(pages):
    page = pages[f"{EDITION}/datenlexikon.html"]
    assert "figure <b>&amp;" in page.words


def test_the_page_says_in_full_what_paper_shortens():
    brief = site_world.briefs()[2]
    page = Page(region_page(brief, Frame("Fachkräfte-Kompass NRW", EDITION, "Dezember 2025"), Downloads()))
    shown = " ".join(page.words.replace("\u00ad", "").replace("\u2011", "-").split())
    paper = render_html(brief)
    names = [o.name for o in ordered(brief)[:25]]
    assert [name for name in names if name not in shown] == []
    assert len(page.source) > len(paper)
    assert not re.search(r"\d+ weitere(?: Berufsgruppen)? stehen in brief\.json\.", shown)
    assert fit.PAGE < 1000  # paper is paper again


# --- hostile --------------------------------------------------------------------------------------------------------


def test_hostile_words_are_words(pages):
    for name in (f"{EDITION}/05315/index.html", f"{EDITION}/index.html", f"{EDITION}/aenderungen.html"):
        page = pages[name]
        assert "<script>alert(1)</script>" in page.words, name
        assert "alert" not in "".join(a.get("href", "") for a in page.all("a"))
        assert "49" not in page.words or "7*7" in page.words


def test_a_name_put_together_again_is_bounded_and_shows_its_unseen_marks():
    """Paper cuts a name before the mark that turns the line around; the screen must not bring it back."""
    brief = factory.bochum()
    name = f"Fachkraft für Anlagen {'und Bau ' * 60}\u202e\u2066 {'x' * 1_000_000}"
    occupations = tuple(replace(o, name=name, everyday=name) if i < 3 else o for i, o in enumerate(brief.occupations))
    frame = Frame("Fachkräfte-Kompass NRW", EDITION, "Dezember 2025")
    html = region_page(replace(brief, occupations=occupations), frame, Downloads())
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)
    assert len(html) < 500_000


def test_a_hostile_source_gets_no_link():
    view = sources_page([site_world.hostile()])
    assert {s["page"] for s in view["held"]} == {""}
    frame = Frame("Fachkräfte-Kompass NRW", EDITION, "Dezember 2025")
    shown = Page(write_page("quellen.html.j2", frame, "quellen.html", sources=view))
    assert "<script>alert(1)</script>" in shown.words
    assert [a for a in shown.all("a") if "alert" in a["href"]] == []


@pytest.mark.parametrize(
    "markup",
    [
        "<script>x</script>", '<p onclick="x">y</p>', '<a href="javascript:x">y</a>', "<iframe/>",
        "<style>p {}</style>",
        '<a href="/etc/passwd">y</a>', '<svg xmlns="http://www.w3.org/2000/svg"><use href="x"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject/></svg>', '<form action="x"/>', '<img src="x" alt=""/>',
        '<math xmlns="http://www.w3.org/1998/Math/MathML"/>', '<link href="x"/>', '<a href="//evil.example/">y</a>',
    ],
    ids=range(13),
)  # fmt: skip
def test_markup_no_template_writes_is_refused(markup):
    with pytest.raises(UnsafePage):
        parts(f"<html><body><section>{markup}</section></body></html>")


def test_files_that_a_brief_names_are_linked_where_they_lie_beside_it():
    text = (
        "<html><body><section><p>3 weitere in der Excel-Datei; <b>x</b> und in brief.json.</p></section></body></html>"
    )
    (section,) = parts(text, files={"Excel-Datei": "k.xlsx", "brief.json": "brief.json"}).sections
    assert '3 weitere in der <a href="k.xlsx">Excel-Datei</a>; <b>x</b>' in section
    assert 'in <a href="brief.json">brief.json</a>.' in section
    assert "<a" not in parts(text).sections[0]


def test_each_region_links_its_own_files(tmp_path):
    brief = site_world.briefs()[0]
    place = tmp_path / brief.region.id
    place.mkdir()
    stem = f"fachkraefte-kompass-{brief.region.id}-{brief.edition}"
    assert downloads(brief, place).called == {}
    for name in (f"{stem}.xlsx", f"{stem}.csv", "brief.json"):
        (place / name).write_bytes(b"x")
    assert downloads(brief, place).called == {"Excel-Datei": f"{stem}.xlsx", "brief.json": "brief.json"}


# --- drawings for a phone -------------------------------------------------------------------------------------------

INTERVALS = [
    IntervalRow("Gesundheits- und Krankenpflege, Rettungsdienst und Geburtshilfe", 0.63, 0.5, 0.8, 0.76),
    IntervalRow("Energietechnik", 1.03, 0.7, 1.5, None),
    IntervalRow("Speisenzubereitung", 14.3, 11.5, 117.6, 20.6),
]
PLOTTED = [PlotRow(r.label, r.value, r.land, None if i else 0.5) for i, r in enumerate(INTERVALS)]


@pytest.mark.parametrize(
    "drawing",
    [
        phone.intervals(INTERVALS, "Mecklenburg-Vorpommern", "<Titel>"),
        phone.intervals(INTERVALS[:1], "NRW", "Titel"),
        phone.ranges(PLOTTED, "NRW", "<Titel>"),
        phone.ranges([PlotRow("leer", None, None, None)], "NRW", "Titel"),
        phone.bars([(r.label, v) for r, v in zip(INTERVALS, (137.0, 12_345.0, 0.0), strict=True)], "<Titel>"),
    ],
    ids=["intervals", "one", "ranges", "empty", "bars"],
)
def test_a_drawing_for_a_phone_stays_inside_and_is_legible(drawing):
    from xml.etree import ElementTree

    from reports.pdf.typeface import width

    root = ElementTree.fromstring(drawing)
    _, _, w, h = map(float, root.get("viewBox").split())
    assert w == phone.WIDTH
    assert root[0].tag.endswith("title")
    placed = []
    for element in root.iter():
        kind = element.tag.rpartition("}")[2]
        at = {k: float(v) for k, v in element.attrib.items() if re.fullmatch(r"-?[\d.]+", v)}
        if kind == "text":
            assert at["font-size"] * 358 / w >= 11  # CSS pixels on a screen 390 wide
            long = width(element.text, at["font-size"], element.get("font-weight") == "600")
            start = at["x"] - {"start": 0, "middle": long / 2, "end": long}[element.get("text-anchor", "start")]
            assert start >= -0.5
            assert start + long <= w + 0.5
            assert at["font-size"] * 0.7 <= at["y"] <= h
            placed.append((at["y"], start, start + long, element.text))
        elif kind == "rect":
            assert at["x"] >= 0
            assert at["x"] + at["width"] <= w + 0.5
            assert at["y"] + at["height"] <= h
        elif kind == "circle":
            assert at["cx"] + at["r"] <= w + 0.5
            assert at["cy"] + at["r"] <= h
    for i, (y, left, right, words) in enumerate(placed):
        for other_y, other_left, other_right, other in placed[i + 1 :]:
            if abs(y - other_y) < 6:
                assert right <= other_left + 0.5 or other_right <= left + 0.5, (words, other)
