"""The next steps for volunteers at the foot of page 4: every one of them, with link, date and expiry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.model.brief import Brief
from reports.model.evidence import Step
from reports.pages import fit
from reports.pages.evidence.section import COLUMN, Content, Section, limit, make_empty
from reports.pdf.characters import legible
from reports.pdf.typeface import width
from reports.words import evidence as words
from reports.words.elsewhere import DOCUMENT

UNCHECKED = "Links und Angaben noch nicht geprüft."
AFTER = "Danach: ankommen und bleiben"
MOST = 40
_PHONE = re.compile(r"\+\d[\d /-]{4,30}\d")
_LINK = re.compile(r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]{0,200}[A-Za-z0-9])?(?:/[A-Za-z0-9._~/?=&%#+,-]{0,600})?")


@dataclass(frozen=True)
class Setting:
    """How large the steps are set; the name is that of their style."""

    name: str
    size: float
    line: float
    gap: float


SETTINGS = (Setting("large", 9.0, 12.0, 4.5), Setting("middle", 8.2, 10.4, 3.5), Setting("tight", 7.6, 9.4, 2.6))


def steps_section(brief: Brief, setting: Setting) -> Section:
    """Return the steps as a section whose rows are two columns of like height."""
    if not brief.steps:
        return make_empty("steps", f"{words.STEPS_TITLE}; ankommen und bleiben", words.say_absence(brief, "steps"),
                      room=fit.WIDTH)  # fmt: skip
    steps = sorted(brief.steps, key=lambda s: s.kind == "stay")[:MOST]
    days = {s.checked for s in brief.steps}
    rows = [_step(s, len(days) > 1, setting) for s in steps]
    first = next((i for i, s in enumerate(steps) if s.kind == "stay"), None)
    if first is not None:
        rows[first] |= {"label": AFTER, "height": rows[first]["height"] + setting.line + 2}
    checked = f"Links und Angaben geprüft am {legible(next(iter(days)))[:40]}." if len(days) == 1 else ""

    def make(count: int) -> Content:
        columns, tall = _halves(rows[:count])
        return Content(
            columns, tall, len(brief.steps) - count,
            above=[checked] if checked and "" not in days else [], late=UNCHECKED if days == {""} else "",
        )  # fmt: skip

    return Section("steps", words.STEPS_TITLE, len(rows), make, fit.WIDTH, DOCUMENT)


def _halves(rows: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], float]:
    """Split the steps, in their order, into two columns whose longer one is as short as can be."""

    def longer(k: int) -> float:
        return max(sum(r["height"] for r in part) for part in (rows[:k], rows[k:]))

    at = min(range(len(rows), 0, -1), key=longer, default=0)
    return [{"steps": rows[:at]}, {"steps": rows[at:]}] if rows else [], longer(at)


def _step(s: Step, dated: bool, setting: Setting) -> dict[str, Any]:
    text = limit(_PHONE.sub(lambda m: m[0].replace(" ", "\u00a0"), s.text), setting.size, 6, COLUMN)
    link = limit(_link_text(s), setting.size, 3, COLUMN)
    host = "/" not in link and " " not in link and width(link, setting.size) < COLUMN / 2
    when = _dated(s, dated)
    seen = link.replace("-", "\u2011") if host else link
    whole = " · ".join(t for t in (f"{text} {seen}".strip(), when) if t)
    return {
        "text": text,
        "link": link,
        "host": host,  # stands on one line
        "href": s.link if _LINK.fullmatch(s.link) else "",
        "dated": when,
        "expired": s.expired,
        "label": "",
        "height": max(fit.lines(whole, setting.size, COLUMN, bold=s.expired), 1) * setting.line + setting.gap,
    }


def _dated(s: Step, checked: bool) -> str:
    """Say for which day a statement stands, until when, and when somebody looked at it last."""
    until = f"zu prüfen bis\u00a0{s.valid_until}" if s.valid_until else ""
    if s.expired:
        until = f"abgelaufen {s.valid_until}: bitte prüfen".replace(" :", ":")
    stands = ", ".join(t for t in (s.as_of, until) if t)
    looked = (f"geprüft {s.checked}" if s.checked else "nicht geprüft") if checked else ""
    return limit(" · ".join(t for t in (stands, looked) if t), fit.NOTE, 2, COLUMN, bold=True)


def _link_text(s: Step) -> str:
    """Write where a link leads: its name, and its address, which can be typed in."""
    address = words.address(s.link)
    return f"{s.link_name}: {address}" if s.link_name and address and s.link_name != address else address or s.link_name
