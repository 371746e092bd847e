"""`brief site` on the pilot edition."""

from __future__ import annotations

import json
import shutil

import pytest

from flows.settings import Settings, load_settings
from tests.support.cli import brief_here

EDITION = "2025-12.pilot"


@pytest.fixture
def world(pilot_world, tmp_path) -> Settings:
    """Return a copy of the pilot's data folder, to write into."""
    settings = Settings(tmp_path / "data", workers=1)
    shutil.copytree(pilot_world.editions, settings.editions)
    shutil.copytree(pilot_world.warehouse, settings.warehouse)
    return settings


def test_the_site_of_a_handed_over_edition_shows_its_regions(world):
    done = brief_here(world.data, "site", "--contact", "kompass@example.org")
    assert done.returncode in (0, 3), done.stderr
    assert done.stdout == f"{world.site / EDITION}/index.html: 3 regions\n"
    assert "without a PDF; run brief render, or brief site --render: 05112, 05911, emscher-lippe" in done.stderr
    assert {p.name for p in world.site.iterdir()} == {EDITION, "index.html", "ausgaben.html"}
    assert "kompass@example.org" in (world.site / EDITION / "05911" / "index.html").read_text(encoding="utf-8")


def test_missing_pdfs_are_made_when_asked_for(world, tmp_path):
    out = tmp_path / "out"
    done = brief_here(world.data, "site", "bochum", "--out", str(out), "--render", "--json")
    assert done.returncode in (0, 3), done.stderr
    told = json.loads(done.stdout)
    assert (told["pages"], told["without_pdf"], told["outdated"]) == (["05911"], [], [])
    pdf = f"fachkraefte-kompass-05911-{EDITION}.pdf"
    assert (out / EDITION / "05911" / pdf).read_bytes() == (world.briefs / EDITION / "05911" / pdf).read_bytes()
    written = (world.briefs / EDITION / "05911" / "brief.json").read_text(encoding="utf-8")
    (world.briefs / EDITION / "05911" / "brief.json").write_text(written.replace('"edition"', '"edition" '))
    done = brief_here(world.data, "site", "bochum", "--out", str(out))
    assert "not linked; run brief render, brief sheet: 05911" in done.stderr
    assert [p.name for p in (out / EDITION / "05911").iterdir()] == ["index.html"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("xyz",), 2, "no region is called"),
        (("koeln",), 2, "was handed over for"),
        (("--edition", "2020-01.r1"), 2, "2020-01.r1"),
        (("--contact", "javascript:alert(1)"), 2, "must be a mail or web address"),
        (("--contact", 'https://x.example/"><script>'), 2, "must be a mail or web address"),
        (("--contact", "https://known.example@other.example"), 2, "must be a mail or web address"),
    ],
    ids=["unknown", "not held", "no edition", "no address", "no web address", "user name"],
)
def test_what_cannot_be_shown_is_refused(world, arguments, code, says):
    done = brief_here(world.data, "site", *arguments)
    assert done.returncode == code
    assert says in done.stderr
    assert not world.site.exists()


def test_an_empty_folder_is_told_what_to_do(tmp_path):
    done = brief_here(tmp_path, "site")
    assert done.returncode == 2
    assert "there is no edition yet" in done.stderr


def test_every_page_names_its_publisher(world, monkeypatch):
    monkeypatch.setenv("BRIEF_PUBLISHER", "Regionalagentur „Mitte“ & Partner e. V.")
    monkeypatch.setenv("BRIEF_IMPRINT", "https://www.example.org/impressum")
    done = brief_here(world.data, "site", "bochum")
    assert "no publisher" not in done.stderr
    pages = list(world.site.rglob("*.html"))
    assert len(pages) == 9
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<p>Herausgeber: Regionalagentur „Mitte“ &amp; Partner e. V.</p>" in text, page
        assert '<a href="https://www.example.org/impressum">Impressum</a>' in text, page


def test_without_a_publisher_no_page_claims_one_and_the_maker_is_told(world, monkeypatch):
    for name in ("BRIEF_PUBLISHER", "BRIEF_IMPRINT"):
        monkeypatch.delenv(name, raising=False)
    done = brief_here(world.data, "site", "bochum")
    assert "no publisher on the pages" in done.stderr
    assert "BRIEF_PUBLISHER and BRIEF_IMPRINT" in done.stderr
    footers = [page.read_text(encoding="utf-8").partition("<footer")[2] for page in world.site.rglob("*.html")]
    assert not [footer for footer in footers if "Herausgeber" in footer or "Impressum" in footer]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BRIEF_PUBLISHER", "<script>alert(1)</script>"),
        ("BRIEF_PUBLISHER", "Amt\u202e"),
        ("BRIEF_PUBLISHER", "Amt\nImpressum"),
        ("BRIEF_PUBLISHER", "A" + "\u0301" * 20),
        ("BRIEF_PUBLISHER", "{{ 7*7 }}"),
        ("BRIEF_PUBLISHER", "x" * 121),
        ("BRIEF_IMPRINT", "javascript:alert(1)"),
        ("BRIEF_IMPRINT", "http://www.example.org/impressum"),
        ("BRIEF_IMPRINT", "https://known.example@other.example/"),
        ("BRIEF_IMPRINT", "https://127.0.0.1/impressum"),
        ("BRIEF_IMPRINT", 'https://example.org/"><script>'),
        ("BRIEF_IMPRINT", "https://example.org:8443/"),
    ],
)
def test_a_publisher_that_is_an_attack_is_refused(name, value):
    with pytest.raises(ValueError, match=f"^{name} is "):
        load_settings({name: value})
