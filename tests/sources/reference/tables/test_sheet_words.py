"""The words of the volunteer sheet: whole, alike in every language, in the right letters, in letters there are."""

from __future__ import annotations

import csv
import re
import string
import unicodedata

import pytest

from reports.pdf.characters import missing
from reports.pdf.typeface import width
from reports.sheet.words import FOLDER, Words, _review, is_named, languages, words
from sources.reference import next_steps
from sources.reference.regions import REFERENCE

FOREIGN = tuple(language for language in languages() if language != "de")
SCRIPTS = {"el": "GREEK", "ru": "CYRILLIC", "uk": "CYRILLIC", "ar": "ARABIC"}
# German and international words that stand in other letters, since people search with them
LATIN = {"Anerkennungspartnerschaft", "Chancenkarte", "QR", "EC"}
NOT_OF = {"uk": "ыэёъЫЭЁЪ", "ru": "іїєґІЇЄҐ", "tr": "qwxQWX"}
COGNATES = {"tr", "es", "fr", "en"}  # their words may be spelled as in German: "Florist", "Pilot"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def everything(say: Words) -> dict[str, str]:
    """Return all texts of a language by name."""
    found = {f"text.{name}": text for name, text in say.text.items()}
    found |= {f"law.{entry.step}": entry.text for entry in say.law}
    found |= {f"where.{name}": text for name, text in say.where.items()}
    found |= {f"occupation.{code}, {w.levels}": w.text for code, named in say.occupations.items() for w in named}
    found |= {f"land.{key}": text for key, text in say.lands.items()}
    notation = {name: " ".join(v) if isinstance(v, list) else str(v) for name, v in say.notation.items()}
    found |= {f"notation.{name}": text for name, text in notation.items()}
    return found


def places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


@pytest.mark.parametrize("language", languages())
def test_every_text_is_there(language):
    say, german = words(language), words("de")
    assert everything(say).keys() == everything(german).keys()
    assert all(text.strip() == text and text for name, text in everything(say).items() if name != "notation.thousands")
    assert [entry.step for entry in say.law] == [entry.step for entry in german.law]
    assert [len(say.notation[name]) for name in ("months", "months_in_dates")] == [12, 12]
    assert say.language == language
    assert say.links.keys() == {"finder", "portal", "agency", "hotline"}


def test_every_group_but_the_military_has_a_word():
    with (REFERENCE / "occupation.csv").open(encoding="utf-8", newline="") as file:
        groups = [r["occupation_id"] for r in csv.DictReader(file) if r["level"] == "3"]
    named = dict.fromkeys(r["occupation_id"] for r in rows("occupation.csv"))
    assert list(named) == [g for g in groups if not g.startswith("01")]
    assert [r["land_id"] for r in rows("land.csv")] == [f"{land:02}" for land in range(1, 17)]


def test_every_word_names_levels_its_group_has():
    """The last digit of a KldB 5-digit code is the requirement level."""
    with (REFERENCE / "occupation.csv").open(encoding="utf-8", newline="") as file:
        there = {
            (r["occupation_id"][:3], int(r["occupation_id"][4])) for r in csv.DictReader(file) if r["level"] == "5"
        }
    for group, named in words("de").occupations.items():
        levels = [word.levels for word in named]
        assert len(levels) == len(set(levels)), group
        assert all(found and found == tuple(sorted(set(found))) for found in levels), group
        assert {(group, level) for found in levels for level in found} <= {t for t in there if t[1] > 1}, group


@pytest.mark.parametrize(
    ("group", "levels", "word"),
    [
        ("621", (2,), "Verkäufer/in, Einzelhandel"),
        ("621", (3, 4), None),
        ("263", (3, 4), None),
        ("817", (3,), "Physiotherapeut/in, Ergotherapeut/in"),
        ("817", (2,), None),
        ("814", (4,), "Arzt, Ärztin, Zahnarzt, Zahnärztin"),
        ("731", (2,), "Rechtsanwaltsfachangestellte"),
        ("731", (4,), "Jurist/in"),
        ("831", (2, 4), "Sozialarbeiter/in"),
        ("831", (3, 4), "Erzieher/in, Sozialarbeiter/in"),
        ("714", (2, 3), None),  # its word names translators too
    ],
)
def test_a_word_is_said_only_where_all_it_names_is_meant(group, levels, word):
    assert is_named(group, levels) == (word is not None)
    if word:
        assert words("de").occupation(group, levels) == word


def test_the_same_occupation_is_meant_in_every_language():
    assert [words(language).occupation("817", (3,)) for language in languages()][1:] == [
        "Physio- and occupational therapists", "Fizyoterapist, ergoterapist", "Fisioterapeuta, terapeuta ocupacional",
        "Φυσικοθεραπευτής, εργοθεραπευτής", "Kinésithérapeute, ergothérapeute", "Физиотерапевт, эрготерапевт",
        "Фізіотерапевт, ерготерапевт", "معالج فيزيائي، معالج وظيفي",
    ]  # fmt: skip


@pytest.mark.parametrize("language", FOREIGN)
def test_places_for_values_are_those_of_the_german_text(language):
    german = everything(words("de"))
    for name, text in everything(words(language)).items():
        if not name.startswith("notation"):
            assert places(text) == places(german[name]), name


@pytest.mark.parametrize("language", FOREIGN)
def test_nothing_is_left_in_german(language):
    german = everything(words("de"))
    same = [n for n, text in everything(words(language)).items() if text == german[n] and not n.startswith("notation")]
    same = [name for name in same if not name.startswith("land.") and name != "text.place"]
    if language in COGNATES:
        same = [name for name in same if not (name.startswith("occupation.") and " " not in german[name])]
    assert same == []


@pytest.mark.parametrize("language", languages())
def test_letters_are_those_of_the_language(language):
    script = SCRIPTS.get(language, "LATIN")
    for name, text in everything(words(language)).items():
        bare = re.sub(r"\{\w+\}", " ", text)
        for word in re.findall(r"[^\W\d_]+", bare):
            scripts = {unicodedata.name(c).split()[0] for c in word if unicodedata.category(c)[0] == "L"}
            assert scripts <= {script} or (word in LATIN and scripts == {"LATIN"}), f"{name}: {word}"
        if not name.startswith("land."):  # names of Länder are names
            own = "".join(word for word in bare.split() if word not in LATIN)
            assert not set(own) & set(NOT_OF.get(language, "")), name


@pytest.mark.parametrize("language", languages())
def test_the_typeface_has_every_character(language):
    assert missing("".join(everything(words(language)).values())) == ""


@pytest.mark.parametrize("language", languages())
def test_no_unseen_character_turns_text_around(language):
    for name, text in everything(words(language)).items():
        assert not [c for c in text if unicodedata.category(c) == "Cf"], name
        assert unicodedata.normalize("NFC", text) == text, name


def test_french_marks_do_not_begin_a_line():
    wrong = {name: text for name, text in everything(words("fr")).items() if re.search(r" [:;?!»]|« |'", text)}
    assert wrong == {}


@pytest.mark.parametrize("language", languages())
def test_a_word_means_one_occupation(language):
    found = [word.text for named in words(language).occupations.values() for word in named]
    assert sorted({word for word in found if found.count(word) > 1}) == []


@pytest.mark.parametrize("language", [language for language in languages() if language != "ar"])
def test_the_word_for_an_occupation_stands_on_one_line(language):
    found = [word.text for named in words(language).occupations.values() for word in named]
    assert [word for word in found if width(word, 10.2, bold=True) > 200.4] == []


@pytest.mark.parametrize("language", languages())
def test_the_head_of_the_figures_says_fully_and_stands_on_one_line(language):
    """Beside it stands the head of the occupations."""
    text = words(language).text
    fully = ("voll ", "Fully ", "tam ", "pleno ", "Πλήρεις ", "Pleinement ", "Полностью ", "Повністю ", "كليًا ")
    assert fully[languages().index(language)] in text["head_count"]
    head = width(text["head_count"].format(year=2024), 9)
    if language != "ar":  # the width of joined letters is not that of their sum
        assert head <= 176
        assert head + width(text["head_occupation"], 9) < 258


def test_sentences_of_law_say_the_state_of_their_step():
    with next_steps.FILE.open(encoding="utf-8", newline="") as file:
        steps = {r["step_id"]: r for r in csv.DictReader(file)}
    for language in languages():
        for entry in words(language).law:
            assert steps[entry.step]["kind"] in next_steps.LAW
            assert str(entry.as_of) == steps[entry.step]["as_of"], f"{language}: {entry.step} was translated earlier"


def test_addresses_are_those_of_the_steps_or_below_them():
    with next_steps.FILE.open(encoding="utf-8", newline="") as file:
        steps = list(csv.DictReader(file))
    known = {r["link"] for r in steps} | {"https://www.arbeitsagentur.de"}
    for row in rows("link.csv"):
        if row["link_id"] == "hotline":
            assert row["shown"] in next(r["text"] for r in steps if r["step_id"] == "hotline")
            assert row["address"] == "tel:" + re.sub(r"[^\d+]", "", row["shown"])
            continue
        own = f"/{row['language']}" if row["language"] else ""
        assert row["address"].removesuffix(own) in known
        assert row["address"] == f"https://www.{row['shown']}"


def test_numbers_and_days_are_written_as_the_language_does():
    day = words("de").law[0].as_of
    assert [words(language).number(1836) for language in languages()] == [
        "1\u202f836", "1,836", "1.836", "1836", "1.836", "1\u202f836", "1836", "1836", "1,836",
    ]  # fmt: skip
    assert words("es").number(12030) == "12\u202f030"
    assert words("de").date(day) == "12. März 2025"
    assert words("fr").date(day.replace(day=1)) == "1er mars 2025"
    assert words("ru").date(day) == "12 марта 2025\u00a0г."
    assert words("el").month("2025-12") == "Δεκέμβριος 2025"
    assert words("ar").date(day) == "12 آذار/مارس 2025"


def test_a_review_holds_for_the_texts_it_read():
    found = {"reviewed": True, "reviewed_by": "Verein", "reviewed_on": "2026-01-31", "reviewed_text": "abc"}
    assert _review(found, "abc") == ("Verein", "")
    by, note = _review(found, "xyz")
    assert (by, "changed since Verein" in note) == ("", True)
    assert _review(found | {"reviewed_by": ""}, "abc")[0] == ""
    assert _review(found | {"reviewed": False}, "abc") == ("", "")


@pytest.mark.parametrize("language", languages())
def test_no_translation_claims_a_review_it_has_not(language):
    assert words(language).note == ""
