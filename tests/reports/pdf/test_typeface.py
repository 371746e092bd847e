"""Widths, line breaks, and what the typeface can show."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.pdf import typeface
from reports.pdf.characters import LONGEST, clean, missing
from reports.pdf.typeface import width, wrap

WORDS = st.text(alphabet="abcdefghijklm ABCDE-/,. äöüß", max_size=120)


@given(WORDS, st.floats(20, 300), st.booleans())
def test_lines_are_no_wider_than_their_room_and_lose_nothing(text, room, bold):
    lines = wrap(text, 8.2, room, bold)
    assert all(width(line, 8.2, bold) <= room + 1e-6 or len(line) == 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(WORDS, st.floats(30, 300), st.integers(1, 3))
def test_a_cut_text_fits_and_begins_like_the_whole(text, room, lines):
    cut = typeface.cut(text, 8.2, room, lines=lines)
    assert len(wrap(cut, 8.2, room)) <= lines
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


def test_words_break_after_hyphen_and_slash_but_not_before_a_suffix():
    assert wrap("Mülheim-Essen-Oberhausen", 8.2, 70) == ["Mülheim-Essen-", "Oberhausen"]
    assert wrap("Rechtsberatung, -sprechung", 8.2, 80) == ["Rechtsberatung,", "-sprechung"]


def test_figures_are_all_equally_wide():
    assert len({width(d, 10, bold) for d in "0123456789" for bold in (False, True)}) == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tc", "a b c"),
        ("Bochum\u202egnp.exe", "Bochum‹U+202E›gnp.exe"),
        ("\u2066x\u2069\u200f", "‹U+2066›x‹U+2069›‹U+200F›"),
        ("nul\x00l", "nul‹U+0000›l"),
        ("\ud800", "‹U+D800›"),
        ("u\u0308ber", "über"),
        ("Silben\u00adtrennung", "Silbentrennung"),
    ],
)
def test_unseen_characters_are_spelled_out(text, shown):
    assert clean(text) == shown


def test_a_huge_field_is_cut():
    assert len(clean("x" * 10_000_000)) == LONGEST
    assert len(clean("ä" * 10_000_000)) == LONGEST


def test_missing_characters_are_named():
    assert missing("Çelik Łódź Ğ 12\u202f345 \u2212 „“ Ελλάδα Україна مرحبا") == ""
    assert missing("Bochum 🚀 漢") == "漢🚀"


@pytest.mark.parametrize("between", ["", "\u00ad", "\u0489"])
def test_marks_heaped_on_a_letter_do_not_reach_other_lines(between):
    """Sixty combining marks on one letter would stand on the lines above and below."""
    heaped = "Bo" + f"\u0301\u0323{between}" * 30 + "chum" + "\u030a" * 60
    shown = clean(heaped)
    marks = [len(run) for run in re.findall("[\u0300-\u036f\u0489]+", shown)]
    assert marks
    assert max(marks) <= 3
    assert re.sub("[\u0300-\u036f\u0489]", "", unicodedata.normalize("NFD", shown)) == "Bochum"
    assert clean(shown) == shown


@pytest.mark.parametrize("word", ["Việt Nam", "Αθήνα", "Київ", "مُحَمَّد", "قُوَّةً", "Bø\u0302\u0323\u0301l"])
def test_words_keep_the_marks_they_need(word):
    assert clean(word) == unicodedata.normalize("NFC", word)
