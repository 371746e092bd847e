"""Who would get which finished briefs: everything is looked at before anything is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.delivery import sent
from flows.delivery.enclosures import Enclosure, NotReady, enclosures
from flows.delivery.letters import About, Letter, Sender, compose, size
from flows.delivery.post import DOUBTFUL, Server, load_server
from flows.delivery.recipients import Fault, Recipient, Refused, checked, read
from flows.errors import USAGE, VALIDATION, StepError
from flows.progress import Progress, no_progress
from flows.settings import Settings
from flows.steps.briefs import read_briefs
from flows.steps.edition import Edition

if TYPE_CHECKING:
    from reports.model.brief import Brief

NEW, KNOWN, CHANGED = "new", "known", "changed"
NOBODY = "absender@example.org"  # stands in a plan where no sender is set


@dataclass(frozen=True, slots=True)
class Planned:
    """A message that may be sent. `state`: new, known (sent already), changed (since it was sent), or doubtful."""

    letter: Letter
    octets: int  # the whole message, at most
    state: str
    at: str = ""  # when it was sent, or a run broke off


@dataclass(frozen=True, slots=True)
class Plan:
    """Who would get what of an edition."""

    edition: str
    month: str
    list_name: str
    messages: tuple[Planned, ...]


def sender_of(settings: Settings, server: Server) -> Sender:
    return Sender(server.name, server.address or NOBODY, settings.contact)


def require_ready(recipients: str) -> None:
    """Look at list and mail settings before a month is made. Raises Refused, or ValueError naming the variable."""
    load_server()
    checked(Path(recipients))


def plan(edition: Edition, recipients: Path, server: Server, progress: Progress = no_progress) -> Plan:
    """Look at the list, the briefs and the sizes; send nothing.

    Raises Refused with all faults: exit code 4 where the list is right and the files are not.
    """
    rows, faults = read(recipients)
    briefs, wrong = _briefs(edition, rows, recipients.name, progress)
    faults += wrong
    settings = edition.settings
    letters, broken = _letters(
        edition.briefs, [row for row in rows if row.region_id in briefs], briefs, recipients.name
    )
    faults += [fault for fault, _ in broken]
    octets = _octets(letters, sender_of(settings, server))
    faults += [too_large(letter, octets[_kind(letter)], server.max_bytes, recipients.name, "BRIEF_SMTP_MAX_MB")
               for letter in letters if octets[_kind(letter)] > server.max_bytes]  # fmt: skip
    if faults:
        files_only = len(broken) == len(faults) and all(code == VALIDATION for _, code in broken)
        raise Refused(sorted(faults, key=lambda f: f.line), VALIDATION if files_only else USAGE)
    notes = sent.noted(sent.path_of(settings, edition.id))
    month = letters[0].about.month
    messages = (Planned(letter, octets[_kind(letter)], *state_of(letter, notes)) for letter in letters)
    return Plan(edition.id, month, recipients.name, tuple(messages))


def _briefs(
    edition: Edition, rows: Sequence[Recipient], name: str, progress: Progress
) -> tuple[dict[str, Brief], list[Fault]]:
    """Load the briefs of the regions that have one; where none has, the list is another edition's or Land's."""
    from reports.files import keep
    from sources.reference.regions import all_regions

    held = edition.manifest.regions
    asked = list(dict.fromkeys(row.region_id for row in rows))
    rendered = {path.parent.name for path in edition.briefs.glob(f"*/{keep.NOTE}")}
    there = [region for region in asked if region in rendered and (not held or region in held)]
    if asked and not there:
        lands = ", ".join(sorted({all_regions()[all_regions()[region].land_id].name for region in asked}))
        has = ", ".join(sorted(rendered)[:5]) + (f" and {len(rendered) - 5} more" if len(rendered) > 5 else "")
        what = (
            f"none of its {len(asked)} regions ({lands}) has a brief in edition {edition.id} (there: {has or 'none'})"
        )
        return {}, [
            Fault(name, 0, "region_id", what, "take the list of this Land, another --edition, or `brief render`")
        ]
    missing = [
        Fault(name, row.line, "region_id", f"{row.region_id} has no brief in edition {edition.id}",
              _without(row.region_id, edition.id, held))
        for row in rows if row.region_id not in there
    ]  # fmt: skip
    return {brief.region.id: brief for brief in read_briefs(edition, there, progress)}, missing


def _without(region: str, edition: str, held: Sequence[str]) -> str:
    if held and region not in held:
        return f"it was handed over for {', '.join(held)} only; take another list or --edition"
    return f"run `brief render {region} --edition {edition}`, or take the row out"


def _letters(
    folder: Path, rows: Sequence[Recipient], briefs: dict[str, Brief], name: str
) -> tuple[list[Letter], list[tuple[Fault, int]]]:
    """Put together what each row gets; faults come with their exit code."""
    abouts = {region: about(brief) for region, brief in briefs.items()}
    chosen: dict[tuple[str, tuple[str, ...]], tuple[Enclosure, ...] | NotReady] = {}
    letters, faults = [], []
    for row in rows:
        key = (row.region_id, row.files)
        if key not in chosen:
            try:
                chosen[key] = enclosures(briefs[row.region_id], folder, row.files)
            except NotReady as why:
                chosen[key] = why
        if found := abouts[row.region_id].fault():
            advice = "mend data/reference/region.csv, build and render again"
            faults.append(
                (Fault(name, row.line, "region_id", f"the words of the brief hold {found}", advice), VALIDATION)
            )
        elif isinstance(why := chosen[key], NotReady):
            faults.append((Fault(name, row.line, "files", why.what, why.advice), why.exit_code))
        else:
            letters.append(Letter(row.line, row.address, abouts[row.region_id], chosen[key]))
    return letters, faults


def about(brief: Brief) -> About:
    """Say what a message tells of a brief."""
    from reports.words.notation import month_name

    sources = tuple(dict.fromkeys(source.attribution for source in brief.sources if source.attribution))
    region = brief.region
    return About(region.id, region.name, brief.edition, month_name(brief.month), brief.texts.finding, sources)


def _kind(letter: Letter) -> tuple[str, str]:
    return letter.about.region_id, letter.seal


def _octets(letters: Sequence[Letter], sender: Sender) -> dict[tuple[str, str], int]:
    """Return the size of the messages with the same content: of the one with the longest address."""
    longest: dict[tuple[str, str], Letter] = {}
    for letter in letters:
        if len(letter.address) >= len(longest.get(_kind(letter), letter).address):
            longest[_kind(letter)] = letter
    now = dt.datetime.now(dt.UTC)
    return {kind: len(compose(letter, sender, now)) for kind, letter in longest.items()}


def too_large(letter: Letter, octets: int, limit: int, name: str, whose: str) -> Fault:
    what = f"the message would have {size(octets)}, and {whose} allows {size(limit)}"
    return Fault(name, letter.line, "files", what, "ask for fewer files; brief send --folder hands over any size")


def state_of(letter: Letter, notes: dict[str, sent.Noted]) -> tuple[str, str]:
    """Say whether a message is still to be sent, and when it was tried."""
    note = notes.get(letter.who)
    if note is None or note.step in (sent.REFUSED, sent.LATER):
        return NEW, ""
    if note.step != sent.SENT:
        return DOUBTFUL, note.at
    return (KNOWN if note.seal == letter.seal else CHANGED), note.at


def require_tested(edition: Edition, progress: Progress = no_progress) -> None:
    """Test the finished briefs for small numbers, as the monthly flow does before the site. Raises StepError."""
    from flows.steps.disclosure import examine

    if findings := examine(edition, progress=progress).findings:
        raise StepError(
            f"nothing was sent or copied: the briefs of {edition.id} give small numbers away "
            f"({len(findings)} findings, first: {findings[0]}). `brief disclosure --edition {edition.id}` lists them.",
            VALIDATION,
        )
