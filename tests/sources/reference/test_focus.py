"""The rules of focus.toml are read strictly, and whatever is wrong is named with its place and remedy."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sources.errors import BadContent
from sources.reference import focus
from sources.reference.codes import reference_hash

TEXT = focus.FILE.read_text(encoding="utf-8")


def read(tmp_path: Path, text: str | bytes) -> focus.Rules:
    path = tmp_path / "focus.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return focus.read(path)


def test_the_shipped_file_counts_mint_and_covers_care_with_reason_source_and_day():
    rules = focus.read()
    assert rules.default == "mint"
    assert {one.id: one.marks for one in rules.focuses} == {"mint": ("mint",), "alle": ()}
    assert rules.steps == (1, 100, 500)
    (care,) = rules.covered
    assert (care.mark, care.active, care.reason) == ("care", True, "Arbeitgeber werben selbst an")
    assert care.checked == dt.date(2019, 11, 12)
    assert "12.11.2019" in care.source


def test_what_sql_reads_holds_every_field():
    document = focus.read().document()
    assert document["default"] == "mint"
    assert document["covered"][0]["checked"] == "2019-11-12"
    assert document["focus"][1] == {"id": "alle", "name": "alle Berufe", "marks": []}


def test_a_changed_rule_makes_a_new_edition(tmp_path):
    (tmp_path / "focus.toml").write_text(TEXT, encoding="utf-8")
    before = reference_hash(tmp_path)
    (tmp_path / "focus.toml").write_text(TEXT.replace("active = true", "active = false"), encoding="utf-8")
    assert reference_hash(tmp_path) != before


@pytest.mark.parametrize(
    ("was", "now", "named"),
    [
        (
            'default = "mint"',
            'default = "care"',
            "top of the file: default 'care' is no [[focus]]; there are mint, alle",
        ),
        ('default = "mint"', "default = 1", "top of the file: default must be a text, found 1"),
        ("[potential]", "[potentials]", "top of the file: potential is missing: a table"),
        ("[potential]", "[potentials]", "potentials is unknown; potential is meant?"),
        ("from = [1, 100, 500]", "from = [1, 500, 100]", "[potential]: from must be 1 to 9 whole numbers above 0"),
        ("from = [1, 100, 500]", "from = [0, 100]", "[potential]: from must be"),
        ("from = [1, 100, 500]", "from = [1, true]", "[potential]: from must be"),
        ("from = [1, 100, 500]", "from = []", "[potential]: from must be"),
        ("from = [1, 100, 500]", 'from = "1"', "[potential]: from must be a list"),
        ('id = "alle"', 'id = "mint"', "[[focus]] mint: id stands twice"),
        ('id = "alle"', 'id = "../alle"', "[[focus]] ../alle: id '../alle': a lower-case letter"),
        ('id = "alle"', "", "[[focus]] number 2: id is missing: a text"),
        (
            'marks = ["mint"]',
            'marks = ["MINT"]',
            "[[focus]] mint: marks: 'MINT' is no mark of occupation.csv; there are",
        ),
        ('mark = "care"', 'mark = "pflege"', "[[covered]] pflege: mark: 'pflege' is no mark"),
        ('mark = "care"', 'marks = "care"', "[[covered]] pflege: marks is unknown; mark is meant?"),
        ("active = true", 'active = "ja"', "[[covered]] pflege: active must be true or false, found 'ja'"),
        ('areas = ["05"]', "areas = []", "[[covered]] pflege: areas is empty: name where the reason holds"),
        ('areas = ["05"]', 'areas = ["5"]', "[[covered]] pflege: areas: '5' is no region"),
        ('areas = ["05"]', "areas = [[]]", "[[covered]] pflege: areas: [] is no region"),
        (
            'entry = "pflege-arbeitgeber"',
            'entry = "Pflege"',
            "[[covered]] pflege: entry 'Pflege' is no id of the register",
        ),
        ("checked = 2019-11-12", 'checked = "2019-11-12"', "checked must be a day as 2019-11-12, found '2019-11-12'"),
        ("checked = 2019-11-12", "checked = 2019-11-12T08:00:00", "checked must be a day as 2019-11-12"),
        (
            'reason = "Arbeitgeber werben selbst an"',
            'reason = ""',
            "[[covered]] pflege: reason must be 1 to 60 printable",
        ),
        (
            'reason = "Arbeitgeber werben selbst an"',
            'reason = "Auskunft: 0234 910 1234"',
            "[[covered]] pflege: reason holds a phone number; it is printed, so leave it out",
        ),
        ('name = "MINT"', f'name = "{"M" * 31}"', "[[focus]] mint: name must be 1 to 30 printable characters"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path, was, now, named):
    assert was in TEXT
    with pytest.raises(BadContent) as caught:
        read(tmp_path, TEXT.replace(was, now, 1))
    message = str(caught.value)
    assert message.startswith("focus.toml")
    assert named in message
    assert "nothing was built" in message


def test_all_faults_are_named_at_once(tmp_path):
    with pytest.raises(BadContent, match="3 faults"):
        read(tmp_path, TEXT.replace('"mint"\n', '"minz"\n').replace("[1, 100, 500]", "[5, 5]").replace('"05"', '"99"'))


@pytest.mark.parametrize(
    "content", [b"default = \xff", b"default = ", b"[" * 5000, b"# " + b"x" * 200_000, b"focus = 1"]
)
def test_what_is_no_such_file_is_refused(tmp_path, content):
    with pytest.raises(BadContent, match=r"focus\.toml"):
        read(tmp_path, content)


def test_a_missing_file_says_what_it_is_for(tmp_path):
    with pytest.raises(BadContent, match="says where to begin"):
        focus.read(tmp_path / "focus.toml")
