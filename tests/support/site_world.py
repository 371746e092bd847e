"""A small site for tests: regions with invented figures, files beside them, an older edition, and hostile words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from reports.files import keep
from reports.files.document import to_json
from reports.model.brief import Brief, Wordings
from reports.model.changes import Change
from reports.model.sources import SourceStatus
from reports.sheet.write import NOTE, fingerprint
from reports.site.dictionary import Column, Table
from reports.site.write import Written, write
from tests.support import complete, factory

EDITION, BEFORE = "2025-12.r1", "2025-11.r2"
HOSTILE = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>' onfocus=alert(3) {{ 7*7 }}"
TABLES = (
    Table("dim_region", "One row per region.", (Column("region_id", "varchar", "id"), Column("name", "varchar", "n"))),
    Table("fct_region_occupation", "Region x group.", (Column("value", "double", "figure <b>&amp;"),)),
)  # fmt: skip
CHANGES = (
    Change("class", "Energietechnik", "jetzt Engpass, zuvor uneindeutig", "262"),
    Change("real", "Arbeitslose", "mehr: 18 079, zuvor 17 020"),
    Change("revision", "Arbeitsmarkt nach Kreis und Berufsgruppe", "12 Werte für 2024 geändert"),
)


def briefs(edition: str = EDITION) -> list[Brief]:
    """Return the Land, a composition, a full region and one with nothing to show."""
    made = [factory.land(), factory.emscher_lippe(), complete.fullest(factory.bochum()), factory.small_region()]
    late = (SourceStatus("ba_eckwerte", "Eckwerte", "missing", "bisher nicht eingegangen"),)
    shared = CHANGES[2:]
    return [
        replace(
            b, edition=edition, changes_since=BEFORE, changes_note="",
            changes=(CHANGES if b.region.id == "05911" else shared), status=b.status or late,
        )
        for b in made
    ]  # fmt: skip


def hostile() -> Brief:
    """A region whose name, texts, register and forms are an attack."""
    brief = complete.fullest(factory.make("05315", "Köln", factory.kreise("05315")))
    occupations = tuple(
        replace(o, name=f"{HOSTILE} {o.name}", everyday=HOSTILE) if i < 3 else o
        for i, o in enumerate(brief.occupations)
    )
    return replace(
        brief,
        region=replace(brief.region, name=HOSTILE),
        texts=replace(
            brief.texts, finding=HOSTILE, in_brief=(HOSTILE,), ranking_title=Wordings((HOSTILE,)), table_title=HOSTILE
        ),
        occupations=occupations,
        reports=tuple(replace(r, organisation=HOSTILE, doing=HOSTILE) for r in brief.reports),
        register=tuple(replace(e, name=HOSTILE, link="javascript:alert(4)") for e in brief.register),
        steps=tuple(replace(s, link="javascript:alert(5)") if i == 0 else s for i, s in enumerate(brief.steps)),
        sources=tuple(replace(s, page="javascript:alert(6)", title=HOSTILE) for s in brief.sources),
        status=(),
        changes=(Change("real", HOSTILE, HOSTILE),),
        changes_since=BEFORE,
        map=replace(brief.map, name=HOSTILE, areas=tuple(replace(a, name=HOSTILE) for a in brief.map.areas)),
    )


def finished(made: Sequence[Brief], folder: Path, without: str = "05966") -> Path:
    """Write files as `brief render` and `brief sheet` do, with other contents, for all regions but one."""
    for brief in made:
        place = folder / brief.region.id
        if brief.region.id == without:
            continue
        stem = f"fachkraefte-kompass-{brief.region.id}-{brief.edition}"
        others = {f"{stem}{ending}": b"x" * 1500 for ending in (".pdf", ".xlsx", ".csv", "-tidy.csv")}
        keep.write(place, {"brief.json": to_json(brief).encode(), **others}, "")
        for lang in ("de", "ar", "tr"):
            both = {f"blatt-{lang}.pdf": b"y" * 2_340_000, f"blatt-{lang}.png": b"z" * 900}
            keep.write(place, both, fingerprint(brief, lang), NOTE.format(language=lang))
        (place / "notes.txt").write_text("not for the site", encoding="utf-8")
        (place / "blatt-xx.pdf").write_bytes(b"no language of the project")
    return folder


def make(folder: Path, contact: str = "") -> Written:
    """Write an older edition and the newest one, with the hostile region in it."""
    old = briefs(BEFORE)[:3]
    write(old, finished(old, folder / "old"), TABLES, folder / "site")
    new = [*briefs(), hostile()]
    return write(new, finished(new, folder / "new"), TABLES, folder / "site", contact)
