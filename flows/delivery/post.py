"""The mail server: where it is, and a session with it. The password shows nowhere."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from types import TracebackType
from urllib.parse import urlsplit

from flows.delivery.addresses import is_address, line_fault
from flows.delivery.sent import LATER, REFUSED, SENT
from flows.errors import UNAVAILABLE, StepError
from sources.web.hidden import Secret, Secrets

PORTS = {"smtp": 587, "smtps": 465}
PATIENCE = 60.0  # seconds without an answer
MEGABYTE = 1_000_000
DOUBTFUL = "doubtful"
_FROM = re.compile(r"(?:(?P<name>[^<>@]{1,100}?) *<(?P<inner>[^<>]+)>|(?P<bare>[^<>]+))")


class Unreachable(StepError):
    """The server is down, or does not let us in: what was not sent yet was not sent."""

    def __init__(self, what: str) -> None:
        super().__init__(what, UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, who sends through it, and how large a message may be."""

    host: str = ""
    port: int = 0
    tls: bool = False  # from the first byte; else STARTTLS, unless the server is this machine
    user: str = ""
    password: Secret = field(default=Secret(""), repr=False)
    name: str = ""
    address: str = ""
    max_bytes: int = 10 * MEGABYTE

    @property
    def here(self) -> bool:
        """Say whether it listens on this machine; a name counts only where it is "localhost"."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False


def load_server(environ: Mapping[str, str] = os.environ, *, needed: bool = True) -> Server:
    """Read `BRIEF_SMTP`, `BRIEF_SMTP_USER`, `BRIEF_SMTP_PASSWORD`, `BRIEF_SMTP_FROM` and `BRIEF_SMTP_MAX_MB`.

    Without `needed`, server and sender may be missing. Raises ValueError naming the variable, never its value.
    """
    where, sender = environ.get("BRIEF_SMTP", "").strip(), environ.get("BRIEF_SMTP_FROM", "").strip()
    for name, value in {"BRIEF_SMTP": where, "BRIEF_SMTP_FROM": sender}.items():
        if needed and not value:
            raise ValueError(f"{name} is not set; docs/operations.md says what sending needs")
    host, port, tls = _place(where)
    user, password = environ.get("BRIEF_SMTP_USER", ""), Secret(environ.get("BRIEF_SMTP_PASSWORD", ""))
    if bool(user) != bool(password):
        raise ValueError("of BRIEF_SMTP_USER and BRIEF_SMTP_PASSWORD only one is set")
    for name, value in {"BRIEF_SMTP_USER": user, "BRIEF_SMTP_PASSWORD": password}.items():
        if not (value.isascii() and value.isprintable()):
            raise ValueError(f"{name} must be plain letters, digits and signs (ASCII)")
    megabytes = environ.get("BRIEF_SMTP_MAX_MB") or "10"
    if not re.fullmatch(r"\d{1,4}(\.\d{1,3})?", megabytes, re.ASCII) or not float(megabytes):
        raise ValueError("BRIEF_SMTP_MAX_MB must be a number of megabytes, for example 10")
    return Server(host, port, tls, user, password, *_sender(sender), int(float(megabytes) * MEGABYTE))


def _place(text: str) -> tuple[str, int, bool]:
    if not text:
        return "", 0, False
    wrong = ValueError("BRIEF_SMTP must be smtp://host:port or smtps://host:port, without user and password")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in PORTS or not re.fullmatch(r"[A-Za-z0-9.:-]+", parts.hostname or ""):
        raise wrong
    if "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment:
        raise wrong
    return parts.hostname, port or PORTS[parts.scheme], parts.scheme == "smtps"


def _sender(text: str) -> tuple[str, str]:
    if not text:
        return "", ""
    found = _FROM.fullmatch(text)
    name, address = ((found["name"] or "").strip(' "'), found["inner"] or found["bare"]) if found else ("", "")
    if not is_address(address) or line_fault(name):
        raise ValueError("BRIEF_SMTP_FROM must be one mail address, or a name and <address>")
    return name, address


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said of a message."""

    step: str  # "sent", "refused" for good, "later", or "doubtful": it broke off while taking the message
    said: str = ""


class Session:
    """A session with the server; one that is broken off between two messages is opened again, once for each."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None
        secrets = Secrets()
        for text in (server.password, f"\0{server.user}\0{server.password}"):  # as it is, and as logins write it
            secrets.keep(text)
            secrets.keep(b64encode(text.encode()).decode())
        self._hide = secrets.hide

    def __enter__(self) -> Session:
        self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close(politely=kind is None)

    @property
    def limit(self) -> int:
        """Largest message the server takes; 0 where it does not say."""
        said = self._smtp.esmtp_features.get("size", "")
        return int(said) if said.isdecimal() else 0

    def transfer(self, address: str, message: bytes, begin: Callable[[], None]) -> Answer:
        """Hand over one message; `begin` is called just before its content goes out. Raises Unreachable."""
        answer = self._offer(address, len(message))
        if answer is None:  # the session is gone, often since it has lasted too long for the server
            self._close()
            self._open()
            answer = self._offer(address, len(message))
        if answer is None:
            raise self._failed("it ends the session before it has taken a message")
        if answer.step != SENT:
            return answer
        begin()
        return self._content(message, address)

    def _offer(self, address: str, octets: int) -> Answer | None:
        """Name sender and recipient; None where the session is gone or the server ends it now."""
        if self._smtp is None:
            return None
        try:
            self._smtp.rset()
            code, said = self._smtp.mail(
                self._server.address, [f"size={octets}"] if self._smtp.has_extn("size") else []
            )
            if code // 100 == 2:
                code, said = self._smtp.rcpt(address)
            elif code // 100 == 5 and code != 552:  # 552: too large, which concerns this message alone
                why = f"it does not take {self._server.address} as the sender ({self._words(code, said)})"
                raise self._failed(why)
        except OSError:
            return None
        return None if code == 421 else self._answer(code, said, address)

    def _content(self, message: bytes, address: str) -> Answer:
        """Send the content. Where that breaks off, nobody knows whether it arrived."""
        try:
            code, said = self._smtp.data(message)
        except smtplib.SMTPDataError as error:  # it did not want the content
            code, said = error.smtp_code, error.smtp_error
        except OSError as error:
            self._close()
            return Answer(DOUBTFUL, self._hide(f"{type(error).__name__}: {error}"))
        if code == 421:
            self._close()
        return self._answer(code, said, address)

    def _answer(self, code: int, said: bytes, address: str) -> Answer:
        words = self._words(code, said).replace(address, "…")
        return Answer({2: SENT, 4: LATER}.get(code // 100, REFUSED), words)

    def _open(self) -> None:
        failure = ""
        try:
            self._greet()
        except OSError as error:
            failure = self._why(error)
        if failure:  # outside of the handler: what a traceback could print of the login is gone
            self._close()
            raise self._failed(failure)

    def _greet(self) -> None:
        server, own = self._server, self._server.address.partition("@")[2]
        context = ssl.create_default_context()
        if server.tls:
            self._smtp = smtplib.SMTP_SSL(server.host, server.port, own, timeout=PATIENCE, context=context)
        else:
            self._smtp = smtplib.SMTP(server.host, server.port, own, timeout=PATIENCE)
            if not server.here:
                self._smtp.ehlo_or_helo_if_needed()
                self._smtp.starttls(context=context)
        self._smtp.ehlo_or_helo_if_needed()
        if server.user:
            self._smtp.login(server.user, server.password)

    def _why(self, error: Exception) -> str:
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return (
                f"it refuses BRIEF_SMTP_USER or BRIEF_SMTP_PASSWORD ({self._words(error.smtp_code, error.smtp_error)})"
            )
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return f"{error} Only a server on this machine is talked to without encryption."
        return self._hide(f"{type(error).__name__}: {error}")

    def _failed(self, why: str) -> Unreachable:
        return Unreachable(f"the mail server {self._server.host}:{self._server.port} (BRIEF_SMTP): {why}")

    def _words(self, code: int, said: bytes | str) -> str:
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        shown = "".join(char if char.isprintable() else " " for char in text[:300])
        return self._hide(f"{code} {' '.join(shown.split())}")

    def _close(self, politely: bool = False) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit() if politely else smtp.close()
            except OSError:
                smtp.close()
