"""Send what is planned: a message for each row, one after the other, and none of them twice."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flows.delivery import sent
from flows.delivery.letters import Letter, Sender, compose, message_id
from flows.delivery.planning import CHANGED, KNOWN, NEW, Plan, Planned, sender_of, state_of, too_large
from flows.delivery.post import DOUBTFUL, Server, Session, Unreachable
from flows.delivery.recipients import Refused
from flows.lock import writing
from flows.progress import Progress, no_progress
from flows.settings import Settings

UNSENT = "unsent"
DONE = (sent.SENT, KNOWN, CHANGED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: sent, known, changed, doubtful, refused, later, or unsent."""

    line: int
    region_id: str
    state: str
    said: str = ""


def send(
    settings: Settings,
    server: Server,
    planned: Plan,
    again: bool = False,
    progress: Progress = no_progress,
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> list[Outcome]:
    """Send what was not sent yet and say what became of each row.

    `again` also sends what has changed since it was sent, and what a run that broke off may have sent. The briefs must
    have been tested (`require_tested`). Raises Refused where the server takes no message so large, Unreachable where it
    cannot be reached, and Locked while another run sends.
    """
    path = sent.path_of(settings, planned.edition)
    wanted = (NEW, CHANGED, DOUBTFUL) if again else (NEW,)
    with writing(settings.data, "send"), sent.writing_notes(path) as notes:
        known = sent.noted(path)
        states = [(message, *state_of(message.letter, known)) for message in planned.messages]
        due = [message for message, state, _ in states if state in wanted]
        outcomes = {
            message.letter.line: Outcome(message.letter.line, message.letter.about.region_id, state, at)
            for message, state, at in states
        }
        if due:
            outcomes |= _post(sender_of(settings, server), server, planned.list_name, due, notes, progress, clock)
    return [outcomes[line] for line in sorted(outcomes)]


def _post(
    sender: Sender,
    server: Server,
    list_name: str,
    due: Sequence[Planned],
    notes: sent.Notes,
    progress: Progress,
    clock: Callable[[], dt.datetime],
) -> dict[int, Outcome]:
    outcomes: dict[int, Outcome] = {}
    with Session(server) as session:
        limit = session.limit
        if limit and (large := [one for one in due if one.octets > limit]):
            raise Refused([too_large(one.letter, one.octets, limit, list_name, "the mail server") for one in large])
        for done, one in enumerate(due):
            progress("messages", done, len(due))
            letter, moment = one.letter, clock()
            message = compose(letter, sender, moment)
            at, name = moment.isoformat(timespec="seconds"), message_id(letter, sender)

            def begin(letter: Letter = letter, at: str = at, name: str = name) -> None:
                notes.write(letter, sent.BEGUN, at, name)

            try:
                answer = session.transfer(letter.address, message, begin)
            except Unreachable as error:
                return outcomes | {
                    rest.letter.line: Outcome(rest.letter.line, rest.letter.about.region_id, UNSENT, str(error))
                    for rest in due[done:]
                }
            if answer.step != DOUBTFUL:
                notes.write(letter, answer.step, at, name)
            outcomes[letter.line] = Outcome(letter.line, letter.about.region_id, answer.step, answer.said)
        progress("messages", len(due), len(due))
    return outcomes


def summary(outcomes: Sequence[Outcome]) -> str:
    """Count what became of the rows."""
    names = {
        sent.SENT: "sent",
        KNOWN: "sent before",
        CHANGED: "changed since then and not sent again",
        sent.REFUSED: "refused by the server",
        sent.LATER: "put off by the server",
        DOUBTFUL: "in doubt",
        UNSENT: "not sent",
    }
    counts = Counter(outcome.state for outcome in outcomes)
    return ", ".join(f"{counts[state]} {words}" for state, words in names.items() if counts[state]) or "nothing to send"


def complete(outcomes: Sequence[Outcome]) -> bool:
    """Say whether every row was sent, now or before; what changed since then waits for somebody to decide."""
    return all(outcome.state in DONE for outcome in outcomes)


def remarks(outcomes: Sequence[Outcome], list_name: str) -> list[str]:
    """Say of the rows that were not sent why, and what to do; addresses are not named."""
    told = {
        CHANGED: "the files have changed since they were sent; to send them anew: --again",
        DOUBTFUL: "may have arrived: it broke off while it was sent; ask there, or send it anew with --again",
        sent.REFUSED: "REFUSED by the server; correct the address, or take the row out",
        sent.LATER: "put off by the server; run this again later",
        UNSENT: "NOT SENT; run this again",
    }
    return [
        f"{list_name}, line {o.line}, {o.region_id}: {told[o.state]}{f' ({o.said})' if o.said else ''}"
        for o in outcomes
        if o.state in told
    ]
