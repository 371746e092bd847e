"""brief.json: what the schema promises, and the same text every time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

import reports
from reports.files.document import to_document, to_json
from reports.model.measures import COUNTS
from tests.support import factory

SCHEMA = json.loads((Path(reports.__file__).parent / "files" / "brief.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_schema_itself_is_sound():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def objects(schema: object, path: str = "$") -> Iterator[tuple[str, dict]]:
    """Yield each object that the schema describes, with where it stands."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" or "properties" in schema:
            yield path, schema
        for key, inner in schema.items():
            yield from objects(inner, f"{path}.{key}")
    elif isinstance(schema, list):
        for inner in schema:
            yield from objects(inner, path)


def test_the_schema_leaves_no_key_open_and_explains_each_object():
    found = dict(objects(SCHEMA))
    assert len(found) > 30
    for path, described in found.items():
        assert described["additionalProperties"] is False, path
        assert set(described.get("required", ())) <= set(described["properties"]), path
    assert set(found["$"]["properties"]) == set(found["$"]["required"]) == set(to_document(factory.bochum()))
    assert set(SCHEMA["properties"]["counts"]["properties"]) == set(COUNTS)


def test_every_key_of_the_schema_is_described():
    """A reader of brief.json finds what each key means, and for a figure its unit."""
    bare = [
        f"{path}.{name}"
        for path, described in objects(SCHEMA)
        for name, property in described["properties"].items()
        if len(property.get("description", "").split()) < 2
    ]
    assert bare == []


def test_a_handed_over_edition_follows_the_schema():
    VALIDATOR.validate(json.loads(to_json(replace(factory.bochum(), edition="2025-12.pilot"))))
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(json.loads(to_json(replace(factory.bochum(), edition="2025-12"))))


def test_a_document_names_the_schema_it_follows():
    assert to_document(factory.bochum())["schema"] == SCHEMA["$id"] == SCHEMA["properties"]["schema"]["const"]


def test_half_a_character_does_not_stop_the_document():
    brief = replace(factory.bochum(), warnings=("halb \ud83d",))
    assert json.loads(to_json(brief).encode("utf-8"))["warnings"] == ["halb \ud83d"]


@pytest.mark.parametrize("make", factory.ALL, ids=lambda f: f.__name__)
def test_every_kind_of_brief_follows_the_schema(make):
    VALIDATOR.validate(json.loads(to_json(make())))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.update(extra=1),
        lambda d: d.pop("edition"),
        lambda d: d["region"].update(kreise=[{"ags": 5911, "name": "Bochum", "share": 1}]),
        lambda d: d["headline"]["unemployed"].pop("flag"),
        lambda d: d["headline"]["unemployed"].update(flag="geheim"),
        lambda d: d["occupations"][0]["flags"].append("employees:None"),
        lambda d: d["occupations"][0]["official"][0].update({"class": "Engpass"}),
        lambda d: d["recognition"][0]["countries"][0].update(country="PH"),
        lambda d: d["recognition"][0]["countries"][0].update(place=0),
        lambda d: d["recognition"][0]["decisions"].update(positive_share=98),
        lambda d: d["recognition"][0].update(ways={"eu_eea": 3, "third": 6}),
        lambda d: d["recognition"][0].update(before={"year": 2023, "full_equivalence": -3, "cells": 1}),
        lambda d: d["sources"][0].update(sha256="5f2b"),
        lambda d: d["texts"].pop("finding"),
    ],
)
def test_the_schema_is_strict(spoil):
    document = to_document(factory.bochum())
    VALIDATOR.validate(document)
    spoil(document)
    assert not VALIDATOR.is_valid(document)


def test_keys_that_readers_rely_on():
    document = to_document(factory.emscher_lippe())
    assert document["region"]["kreise"] == [
        {"ags": "05512", "name": "Bottrop", "share": 1},
        {"ags": "05513", "name": "Gelsenkirchen", "share": 1},
        {"ags": "05562", "name": "Kreis Recklinghausen", "share": 1},
    ]
    group = next(o for o in document["occupations"] if o["occupation"] == "262")
    assert group["official"][0] == {"level": 2, "score": 2.17, "class": "engpass", "note": ""}
    care = document["recognition"][0]
    assert care["countries"][0] == {
        "country": "PHL", "name": "Philippinen", "count": 1734, "eu_eea": False, "languages": ["Englisch", "Filipino"],
        "place": 1,
    }  # fmt: skip
    assert care["decisions"].keys() == {"decided", "positive", "cells", "positive_share"}
    assert care["ways"].keys() == {"eu_eea", "third", "cells"}
    assert care["before"] is None
    assert {"title", "period", "licence", "sha256"} <= document["sources"][0].keys()


def test_a_secret_value_is_null_with_its_flag():
    document = to_document(factory.emptiest())
    assert document["headline"]["unemployed"]["value"] is None
    assert document["headline"]["unemployed"]["flag"] == "below_3"
    assert all(o["vacancies"] is None and "vacancies:below_3" in o["flags"] for o in document["occupations"])


def test_figures_are_rounded_and_text_is_stable():
    brief = factory.bochum()
    figure = replace(brief.headline["ratio"], value=0.1 + 0.2)
    brief = replace(brief, headline={**brief.headline, "ratio": figure})
    assert to_document(brief)["headline"]["ratio"]["value"] == 0.3
    assert to_json(brief) == to_json(brief)
    assert "Pflegeberufe" in to_json(brief)
    assert to_json(brief).endswith("}\n")


def test_a_figure_that_is_no_number_fails():
    brief = factory.bochum()
    spoiled = replace(brief.headline["ratio"], value=float("nan"))
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json(replace(brief, headline={**brief.headline, "ratio": spoiled}))
