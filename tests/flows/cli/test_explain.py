"""What `brief explain` says when it is asked for the wrong thing."""

from __future__ import annotations

import pytest

from flows.settings import Settings
from tests.support.cli import brief, brief_here


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bochumm", "262"], "Bochum (05911)"),
        (["bochum", "elektrker"], "Did you mean: Energietechnik (262)"),
        (["bochum", "verkauf"], "fits several groups"),
        (["hwk-aachen", "262"], "gets no brief"),
        (["köln", "262"], "handed over for 05112, 05911, emscher-lippe only"),
        (["bochum", "262", "--edition", "../x"], "id of an edition"),
        (["bochum"], "Missing argument"),
    ],
)
def test_a_wrong_question_is_a_usage_error(pilot_world: Settings, arguments, words):
    done = brief_here(pilot_world.data, "explain", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_without_an_edition_it_says_what_to_do(tmp_path):
    done = brief_here(tmp_path, "explain", "bochum", "262")
    assert done.returncode == 2
    assert "brief build" in done.stderr


def test_the_pilot_edition_is_explained(pilot_world: Settings):
    done = brief(pilot_world.data, "explain", "bochum", "262")
    assert done.returncode == 0, done.stderr
    assert "Ausgabe 2025-12.pilot, weitergegeben" in done.stdout
    assert "114,17" in done.stdout
