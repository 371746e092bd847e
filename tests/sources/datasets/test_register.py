"""The register: text through and through, nothing hidden, every fault named with its place."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest

from sources.datasets.register import source
from sources.errors import BadContent
from sources.files.file import PublishedFile
from sources.reference import codes
from tests.support import reading

TODAY = dt.date(2026, 10, 31)
ENTRY = {
    "id": "netzwerk-beispiel",
    "name": "Netzwerk Beispiel",
    "art": "network",
    "regions": '["05", emscher-lippe]',
    "occupations": '["262", "011"]',
    "countries": "[TUR, NOR]",
    "languages": "[tr, no]",
    "since": "2019-11",
    "link": "https://www.example.org/netzwerk",
    "source": "Bericht des Netzwerks, 2026",
    "checked": "2026-09-30",
    "note": '"Trifft sich: jeden Monat"',
}


def entry(**fields: str | None) -> str:
    """Return one entry as YAML; a field that is None is left out."""
    lines = [f"{name}: {value}" for name, value in (ENTRY | fields).items() if value is not None]
    return "  - " + "\n    ".join(lines) + "\n"


def write(path: Path, *entries: str, head: str = "register: beispiel\nentries:\n") -> Path:
    path.write_text(head + "".join(entries or (entry(),)), encoding="utf-8")
    return path


def said(path: Path) -> str:
    with pytest.raises(BadContent) as raised:
        source.recognises(PublishedFile(path))
    return str(raised.value)


def test_reading(tmp_path):
    path = write(
        tmp_path / "ohne-endung", entry(), entry(id="beratung", name="Beratung", art="advice", occupations="[]")
    )
    recognition = source.SOURCE.recognises(PublishedFile(path))
    assert (recognition.part, recognition.period, recognition.issued) == ("beispiel", "2026-09", dt.date(2026, 9, 30))
    frame = reading.read(source.SOURCE, path)
    keys = {tuple(row) for row in frame[["region_id", "occupation_id", "group_id", "label"]].to_numpy()}
    network, advice = ("kind=network", "Netzwerk Beispiel"), ("kind=advice", "Beratung")
    assert keys == {
        *((region, group, *network) for region in ("05", "emscher-lippe") for group in ("262", "011")),
        *((region, "total", *advice) for region in ("05", "emscher-lippe")),
    }
    assert set(frame["value"]) == {1}
    assert set(zip(frame["period_start"], frame["period"], strict=True)) == {("2026-09-30", "D")}
    first = frame.iloc[0]
    assert (first["sheet"], first["row"]) == ("beispiel.yaml", 3)
    assert json.loads(first["detail"]) == {
        "id": "netzwerk-beispiel",
        "art": "network",
        "berufe": ["262", "011"],
        "laender": ["TUR", "NOR"],
        "sprachen": ["tr", "no"],
        "seit": "2019-11",
        "link": "https://www.example.org/netzwerk",
        "quelle": "Bericht des Netzwerks, 2026",
        "hinweis": "Trifft sich: jeden Monat",
    }


def test_everything_is_text(tmp_path):
    """YAML would read 05 as 5, 011 as 9, no as false and the day as a date."""
    path = write(tmp_path / "x", entry(regions="[05]", occupations="[011]", languages="[no]", since="2019"))
    data = source.read(PublishedFile(path)).data["entries"][0]
    assert (data["regions"], data["occupations"], data["languages"], data["since"]) == (["05"], ["011"], ["no"], "2019")
    assert data["checked"] == "2026-09-30"


@pytest.mark.parametrize(
    "head",
    [
        "register: beispiel\nentries:\n",
        "---\n# ein Kommentar, mit Komma; und mehr\n\nregister: beispiel\nentries:\n",
        "\ufeffregister: beispiel\r\nentries:\r\n",
    ],
    ids=["plain", "comment", "bom"],
)
def test_recognised_by_content(tmp_path, head):
    assert source.recognises(PublishedFile(write(tmp_path / "download (2)", head=head))) is not None


@pytest.mark.parametrize(
    "text", ["", "a;b\n1;2\n", "titel: x\nregister: y\n", "<html>register: x", "{}", "register:\n"]
)
def test_other_files_are_left_alone(tmp_path, text):
    (tmp_path / "x").write_text(text, encoding="utf-8")
    assert source.recognises(PublishedFile(tmp_path / "x")) is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"regions": "[Bochum]"}, ["regions", "05911 (Bochum)"]),
        ({"regions": '["5911"]'}, ["leading zero", "'05911'"]),
        ({"regions": '["16056"]'}, ["retired", "Eisenach"]),
        ({"regions": "[emscher-lipe]"}, ["near are emscher-lippe"]),
        ({"regions": "[DE-NA]"}, ["'DE-NA'"]),
        ({"regions": "[]"}, ["regions", "at least one"]),
        ({"regions": "05911"}, ["regions", "region ids as in region.csv"]),
        ({"occupations": '["268"]'}, ["occupations", "near are 263"]),
        ({"occupations": '["26212"]'}, ["group of three digits"]),
        ({"occupations": '["262", "262"]'}, ["twice"]),
        ({"countries": "[TR]"}, ["countries", "TUR (Türkei)"]),
        ({"countries": "[Türkei]"}, ["TUR (Türkei)"]),
        ({"countries": "[SUN]"}, ["countries", "'SUN'"]),
        ({"languages": "[türkisch]"}, ["languages", "a language by ISO 639-1"]),
        ({"art": "netzwerk"}, ["art", "near are network"]),
        ({"id": "Netzwerk Beispiel"}, ["lower-case letters"]),
        ({"id": "../oben"}, ["lower-case letters"]),
        ({"since": "November 2019"}, ["since", "as 2019 or 2019-11"]),
        ({"since": "2026-10"}, ["after the check of 2026-09-30"]),
        ({"checked": "30.09.2026"}, ["checked", "as 2019-11-12"]),
        ({"checked": "2026-02-30"}, ["no day of the calendar"]),
        ({"checked": '""'}, ["checked"]),
        ({"link": "http://www.example.org"}, ["link", "https only"]),
        ({"link": "https://localhost/"}, ["https only"]),
        ({"link": "https://10.0.0.1/"}, ["https only"]),
        ({"link": "https://anna:geheim@example.org/"}, ["https only"]),
        ({"link": "https://make-it-in-germany.com@evil.example"}, ["line", "link", "https only"]),
        ({"link": "javascript:alert(1)"}, ["https only"]),
        ({"note": "Fragen an anna@example.org"}, ["note", "an e-mail address"]),
        ({"note": "Tel. 0234 910-0000"}, ["a phone number"]),
        ({"name": "Verein von Frau Beispiel"}, ["name", "a person's name"]),
        ({"source": "laut Herrn Dr. Beispiel"}, ["source", "a person's name"]),
        ({"note": '"a\\u202eb"'}, ["U+202E"]),
        ({"note": "|\n      zwei\n      Zeilen"}, ["in one line"]),
        ({"note": "x" * 301}, ["301 long", "at most 300"]),
        ({"name": "[a, b]"}, ["name as the organisation writes it"]),
        ({"link": None}, ["the field link is missing"]),
        ({"telefon": "1"}, ["no such field", "telefon"]),
        ({"links": "x"}, ["no such field; link is meant?"]),
    ],
)
def test_faults_are_named(tmp_path, fields, words):
    path = write(tmp_path / "x", entry(**fields), entry(id="zweiter-eintrag", name="Zweiter"))
    message = said(path)
    assert "nothing was stored" in message
    assert "line " in message
    if "id" not in fields:
        assert "entry netzwerk-beispiel" in message
    for word in words:
        assert word in message


def test_every_fault_is_named_with_its_line(tmp_path):
    message = said(write(tmp_path / "x", entry(art="x", link=None), entry(id="b", note="1" * 400)))
    assert "4 faults" in message
    assert "line 3, entry netzwerk-beispiel: the field link is missing" in message
    assert "line 5, entry netzwerk-beispiel, art" in message
    assert "line 14, entry b, id" in message
    assert "line 25, entry b, note" in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("register: x\nentries: &a [b]\n", ["line 2", "anchors"]),
        ("register: x\nentries: *a\n", ["line 2", "aliases"]),
        ("register: x\nentries: !!python/object/apply:os.system [x]\n", ["line 2", "tag"]),
        ("register: x\nentries: !!int 5\n", ["tag"]),
        ("register: x\nregister: y\nentries: []\n", ["line 2", "stands twice, first in line 1"]),
        ("register: x\nentries:\n\t- id: y\n", ["line 3", "no plain YAML"]),
        ("register: x\nentries: [\n", ["no plain YAML"]),
        ("register: x\nentries: 5\n", ["a list of entries"]),
        ("register: x\nentries: []\n", ["a list of entries"]),
        ("register: x\nentries: [5]\n", ["entry number 1", "an entry with its fields"]),
        ("register: x\n", ["the field entries is missing"]),
        ("register: x\n---\nentries: []\n", ["no plain YAML"]),
        ("register: x\n? [a, b]\n: c\n", ["plain text"]),
        ("register: x\n<<: {entries: []}\n", ["no such field"]),
        ("register: x\nentries: " + "[" * 200_000, ["nested too deep"]),
        ("register: ../x\nentries: []\n", ["name of the register"]),
        ("register: x # " + "x" * 1_100_000, ["at most 1,000,000"]),
        ("register: x\nentries: \x00", ["no plain YAML"]),
    ],
    ids=lambda value: value[:30].replace("\x00", "NUL") if isinstance(value, str) else "",
)
def test_yaml_that_hides_something_is_refused(tmp_path, text, words):
    (tmp_path / "x").write_text(text, encoding="utf-8")
    message = said(tmp_path / "x")
    for word in words:
        assert word in message


def test_a_thousand_laughs_are_not_laughed(tmp_path):
    lines = ["register: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join(['*' + a] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    (tmp_path / "x").write_text("\n".join(lines), encoding="utf-8")
    assert "aliases and anchors" in said(tmp_path / "x")


def test_twins_are_refused(tmp_path):
    assert "stands twice, first in line 3" in said(write(tmp_path / "x", entry(), entry(name="Anders")))
    assert "the same as entry netzwerk-beispiel" in said(write(tmp_path / "y", entry(), entry(id="anders")))


# brief register check


def test_the_register_of_the_project_is_in_order():
    findings = source.check(source.FOLDER, TODAY)
    assert [finding.text for finding in findings if finding.severity == "error"] == []
    stale = [finding for finding in findings if "stale" in finding.message]
    assert len(stale) == 12, "entries of 2019 are stale until somebody checks them again"


def test_every_file_of_the_project_is_taken_in():
    assert source.SOURCE.local == tuple(f"register/{path.name}" for path in sorted(source.FOLDER.glob("*.yaml")))
    for name in source.SOURCE.local:
        frame = reading.read(source.SOURCE, codes.REFERENCE / name)
        assert "Arbeitgeber werben selbst an" in set(frame["label"])
        care = frame[frame["label"] == "Arbeitgeber werben selbst an"]
        assert set(zip(care["region_id"], care["occupation_id"], strict=True)) == {("05", "813"), ("05", "821")}


def test_the_schema_is_a_schema():
    schema = json.loads(source.SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    fields = schema["$defs"]["entry"]
    assert set(fields["required"]) == set(fields["properties"]) == set(ENTRY)
    assert all(field["description"] for field in fields["properties"].values())


def findings(folder: Path, today: dt.date = TODAY) -> list[tuple[str, str]]:
    return [(finding.severity, finding.text) for finding in source.check(folder, today)]


def test_check_in_order(tmp_path):
    write(tmp_path / "beispiel.yaml")
    assert findings(tmp_path) == []


def test_check_warns(tmp_path):
    write(tmp_path / "beispiel.yaml", entry(checked="2025-10-30", link='""'))
    assert findings(tmp_path) == [
        ("warning", "beispiel.yaml: line 11, entry netzwerk-beispiel, link: no public page is named"),
        (
            "warning",
            "beispiel.yaml: line 13, entry netzwerk-beispiel, checked: stale: last checked on 30.10.2025, more than "
            "12 months ago",
        ),
    ]
    write(tmp_path / "beispiel.yaml", entry(checked="2025-10-31"))
    assert findings(tmp_path) == []


def test_check_sees_all_files_together(tmp_path):
    write(tmp_path / "beispiel.yaml")
    write(tmp_path / "zweite.yaml", head="register: zweite\nentries:\n")
    write(tmp_path / "dritte.yaml", entry(id="dritter", checked="2026-11-01"))
    (tmp_path / "vierte.yaml").write_text("entries: []\n", encoding="utf-8")
    (tmp_path / "fuenfte.yml").write_text("register: x\n", encoding="utf-8")
    (tmp_path / "sechste.yaml").write_text("register: sechste\nentries: [&a b]\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("", encoding="utf-8")
    found = [text for severity, text in findings(tmp_path) if severity == "error"]
    assert len(found) == 6
    for words in (
        "zweite.yaml: line 3, entry netzwerk-beispiel, id: stands in beispiel.yaml, line 3 already",
        "dritte.yaml: line 1, register: 'beispiel', but the file is 'dritte'",
        "dritte.yaml: line 13, entry dritter, checked: 01.11.2026 is in the future",
        "vierte.yaml: line 1: the file must begin with register:",
        "fuenfte.yml: is not read",
        "sechste.yaml: line 2: no plain YAML: aliases",
    ):
        assert any(text.startswith(words) for text in found), (words, found)


def test_check_of_nothing(tmp_path):
    assert "no register here" in findings(tmp_path)[0][1]
    assert "no register here" in findings(tmp_path / "none")[0][1]
