"""A real mail server on loopback that remembers what it was told; how it answers can be set for each address."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

OK = "250 OK"


@dataclass
class MailServer:
    """What the server saw and what it answers."""

    port: int = 0
    connections: int = 0
    senders: list[str] = field(default_factory=list)  # of MAIL FROM
    logins: list[LoginPassword] = field(default_factory=list)
    taken: list[tuple[str, bytes, bool]] = field(default_factory=list)  # address, message, over TLS
    answers: dict[str, str] = field(default_factory=dict)  # to RCPT TO, by address
    at: dict[str, Callable[[MailServer], str | None]] = field(default_factory=dict)  # "MAIL", "DATA": what happens then

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def messages(self) -> list[tuple[str, EmailMessage]]:
        return [(to, BytesParser(policy=policy.default).parsebytes(content)) for to, content, _ in self.taken]

    async def handle_MAIL(self, server, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        self.senders.append(address)
        return (self.at["MAIL"](self) if "MAIL" in self.at else None) or OK

    async def handle_RCPT(self, server, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get(address, OK)

    async def handle_DATA(self, server, session: Session, envelope: Envelope) -> str:
        (to,) = envelope.rcpt_tos
        self.taken.append((to, envelope.original_content, session.ssl is not None))
        return (self.at["DATA"](self) if "DATA" in self.at else None) or OK


@contextmanager
def mail_server(
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    password: str = "",
    size: int = 1 << 25,
) -> Iterator[MailServer]:
    """Run the server as long as the block lasts; with `password` it wants a login."""
    shown, loop = MailServer(), asyncio.new_event_loop()

    def known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: LoginPassword) -> AuthResult:
        shown.logins.append(login)
        return AuthResult(success=login.password == password.encode(), handled=False)

    class Counted(SMTP):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            shown.connections += not self.session  # else it is the same one, now with TLS
            super().connection_made(transport)

    def protocol() -> SMTP:
        login = {"auth_required": True, "auth_require_tls": False, "authenticator": known} if password else {}
        return Counted(shown, data_size_limit=size, hostname="test", tls_context=starttls, loop=loop, **login)

    server = loop.run_until_complete(loop.create_server(protocol, "127.0.0.1", 0, ssl=tls))
    shown.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield shown
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
