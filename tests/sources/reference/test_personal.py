"""Personal data are found; dates, amounts and names of organisations are not taken for them."""

from __future__ import annotations

import pytest

from sources.reference import personal


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("bitte an anna.beispiel@example.org", "an e-mail address"),
        ("anna (at) example.org", "an e-mail address"),
        ("Rückfragen: 0234 910-0000", "a phone number"),
        ("+49 30 0000-0000", "a phone number"),
        ("0049 30 00000000", "a phone number"),
        ("Tel. 910 12 34", "a phone number"),
        ("Telefon: 91012", "a phone number"),
        ("laut Herrn Dr. Beispiel", "a person's name"),
        ("Frau Beispiel weiß mehr", "a person's name"),
    ],
)
def test_found(text, what):
    assert personal.found_in(text) == what


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Umfrage vom 01.03.2024 bei 1 200 Betrieben",
        "seit 2019/2020 rund 120 Stellen, 0,5 Prozent mehr",
        "05911 Bochum, KldB 262, 03/2024",
        "Stellen 2023: 1.250, 2024: 1.480",
        "Kompetenzzentrum Frau und Beruf",
        "Der Herr der Ringe läuft im Kino",
        "10-12 Plätze ab 09.2026",
        "Umfrage 05/2024 und 06/2024 in 45879 Gelsenkirchen",
        "Modellregion 2024-2026, 12 000 000 Euro",
    ],
)
def test_not_taken_for_personal_data(text):
    assert personal.found_in(text) == ""
