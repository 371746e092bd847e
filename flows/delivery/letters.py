"""One message: a brief for one address, in plain German, as the bytes that are sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from flows.delivery.addresses import is_address, line_fault
from flows.delivery.enclosures import Enclosure

TYPES = {
    ".pdf": ("application", "pdf"),
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".csv": ("text", "csv"),
    ".json": ("application", "json"),
    ".png": ("image", "png"),
}
BODY = (
    "Guten Tag,",
    "anbei der Fachkräfte-Kompass für {region}, Berichtsmonat {month} (Ausgabe {edition}).",
    "{finding}",
    "Im Anhang:\n{files}",
    "Amtlich ist die Einstufung eines Berufs als Engpass nur für das Land. Was für die Region geschätzt ist, steht "
    "überall als eigene Berechnung da. {where} Herkunft der Zahlen: {sources}.",
    "Diese Nachricht schickt {sender}. Fragen bitte an {contact}.",
    "Sie möchten keine weiteren Nachrichten? Schreiben Sie das an {contact}. Ihre Adresse wird dann aus der Liste "
    "gestrichen.",
)


@dataclass(frozen=True, slots=True)
class About:
    """What a message says of its brief."""

    region_id: str
    region: str
    edition: str
    month: str  # "Dezember 2025"
    finding: str  # the sentence of the front page
    sources: tuple[str, ...]  # lines of attribution

    def fault(self) -> str:
        """Say what in these words must not stand in a message; "" where nothing."""
        texts = (self.region_id, self.region, self.edition, self.month, self.finding, *self.sources)
        return next(filter(None, map(line_fault, texts)), "")


@dataclass(frozen=True, slots=True)
class Letter:
    """What one address gets of one region; `line` is its row in the list."""

    line: int
    address: str
    about: About
    files: tuple[Enclosure, ...]

    @property
    def who(self) -> str:
        """Stand for the address without naming it; in another edition or region it is another word."""
        text = f"{self.about.edition} {self.about.region_id} {self.address.casefold()}"
        return sha256(text.encode()).hexdigest()[:32]

    @property
    def seal(self) -> str:
        """Stand for the content of the files."""
        return sha256("\n".join(f"{file.name} {file.sha256}" for file in self.files).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: a name (may be empty) and an address, and where readers turn to."""

    name: str
    address: str
    contact: str = ""  # mail or web address; "": the sender's

    @property
    def replies(self) -> str:
        """Where answers go: the contact where it is a mail address."""
        return self.contact if is_address(self.contact) else self.address


def message_id(letter: Letter, sender: Sender) -> str:
    """Name a message: the same files for the same address bear the same name, which tells a mailbox a double."""
    about = letter.about
    return f"<{about.edition}.{about.region_id}.{letter.seal}.{letter.who}@{sender.address.partition('@')[2]}>"


def compose(letter: Letter, sender: Sender, moment: dt.datetime) -> bytes:
    """Write the message. Raises NotReady where a file is not the one that was looked at."""
    about = letter.about
    message = EmailMessage(SMTP)
    message["From"] = Address(sender.name, addr_spec=sender.address)
    message["To"] = Address(addr_spec=letter.address)
    message["Subject"] = f"Fachkräfte-Kompass {about.region}, {about.month}"
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = message_id(letter, sender)
    message["Auto-Submitted"] = "auto-generated"
    message["Reply-To"] = Address(addr_spec=sender.replies)
    message["List-Unsubscribe"] = f"<mailto:{sender.replies}?subject=Abmelden>"
    message.set_content(text(letter, sender), cte="quoted-printable")
    for file in letter.files:
        kind, subtype = TYPES[file.path.suffix]
        charset = {"charset": "utf-8"} if kind == "text" else None
        message.add_attachment(file.read(), kind, subtype, filename=file.name, params=charset)
    return message.as_bytes()


def text(letter: Letter, sender: Sender) -> str:
    """Write what stands in the message."""
    about = letter.about
    said = {
        "region": about.region,
        "month": about.month,
        "edition": about.edition,
        "finding": about.finding,
        "files": "\n".join(f"- {file.title} ({file.kind}, {size(file.size)}): {file.name}" for file in letter.files),
        "where": _where(letter.files),
        "sources": " · ".join(about.sources),
        "sender": sender.name or sender.address,
        "contact": sender.contact or sender.address,
    }
    return "\n\n".join(paragraph.format_map(said) for paragraph in BODY) + "\n"


def _where(files: Sequence[Enclosure]) -> str:
    """Say where the sources stand with date and licence."""
    ends = {file.path.suffix for file in files}
    if ".pdf" in ends:
        return "Alle Quellen mit Stand und Lizenz nennt das PDF am Ende."
    if ".xlsx" in ends:
        return "Alle Quellen mit Stand und Lizenz nennt die Excel-Datei im Blatt „Quellen“."
    return "Alle Quellen mit Stand und Lizenz nennt der Bericht (PDF)."


def size(octets: int) -> str:
    """Write a size in German."""
    return f"{octets / 1e6:.1f} MB".replace(".", ",") if octets >= 1e6 else f"{max(round(octets / 1000), 1)} kB"
