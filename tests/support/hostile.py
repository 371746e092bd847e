"""A publisher that misbehaves, on a real loopback socket: each answer is bytes written as a test says."""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import io
import socket
import socketserver
import ssl
import struct
import threading
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

HOST = "pub.example"
OTHER = "files.pub.example"


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it arrived."""

    method: str
    host: str  # of the publisher: from the path below a mirror, else from the Host header
    path: str  # with the query
    headers: dict[str, str]  # names in lower case
    body: bytes


Act = Callable[[socket.socket, Seen], None]


class Hostile(socketserver.ThreadingTCPServer):
    """Serves `<host>/<path>` as a mirror does, or by the Host header; what is not staged answers 404."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 50

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.tls = tls
        self.over = threading.Event()
        self.connections = 0
        self.seen: list[Seen] = []
        self._acts: dict[str, list[Act]] = {}
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.server_address[1]}"

    def stage(self, path: str, *acts: Act, host: str = HOST) -> str:
        """Answer the first request for a path with the first act and so on; the last one stays. Return the address."""
        with self._lock:
            self._acts[host + path] = list(acts)
        return f"https://{host}{path}"

    def next_act(self, seen: Seen) -> Act:
        with self._lock:
            self.seen.append(seen)
            acts = self._acts.get(seen.host + seen.path) or [reply(b"not staged", 404)]
            return acts.pop(0) if len(acts) > 1 and seen.method != "HEAD" else acts[0]

    def count(self, path: str, method: str = "GET", host: str = HOST) -> int:
        """Return how often a path was asked for."""
        return sum((one.host, one.path, one.method) == (host, path, method) for one in self.seen)

    def finish_request(self, request, client_address) -> None:
        self.connections += 1
        try:
            if self.tls:
                request.settimeout(5)
                request = self.tls.wrap_socket(request, server_side=True)
            super().finish_request(request, client_address)
        except OSError:
            pass  # the other side hung up, as it often should
        finally:
            request.close()

    def handle_error(self, request, client_address) -> None:
        """Keep quiet: clients are meant to break off."""


class _Handler(socketserver.StreamRequestHandler):
    server: Hostile

    def handle(self) -> None:
        method, target, _ = self.rfile.readline().decode("latin-1").split(" ", 2)
        headers = {}
        while line := self.rfile.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", 0)))
        host = headers["host"]
        if host.startswith("127.0.0.1"):
            host, _, rest = target.lstrip("/").partition("/")
            target = f"/{rest}"
        seen = Seen(method, host, target, headers, body)
        self.server.next_act(seen)(self.connection, seen)


def head(status: int = 200, *lines: str) -> bytes:
    """Return status line and headers."""
    return "\r\n".join([f"HTTP/1.1 {status} Word", *lines, "", ""]).encode("latin-1")


def reply(body: bytes = b"", status: int = 200, *lines: str) -> Act:
    """Answer properly, with Content-Length."""

    def act(wire: socket.socket, seen: Seen) -> None:
        length = [] if status == 304 else [f"Content-Length: {len(body)}"]
        wire.sendall(head(status, *length, *lines) + (b"" if seen.method == "HEAD" or status == 304 else body))

    return act


def raw(*pieces: bytes) -> Act:
    """Write bytes and close."""

    def act(wire: socket.socket, seen: Seen) -> None:
        for piece in pieces:
            wire.sendall(piece)

    return act


def chunks(*pieces: bytes, end: bool = True, lines: Iterable[str] = ()) -> Act:
    """Answer in chunks; without `end` the last one never comes."""
    written = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return raw(head(200, "Transfer-Encoding: chunked", *lines) + written + (b"0\r\n\r\n" if end else b""))


def until_close(body: bytes, *lines: str) -> Act:
    """Answer without any length: the end of the connection is the end of the body."""
    return raw(head(200, "Connection: close", *lines) + body)


def endless(start: bytes, piece: bytes, pause: float = 0.0, seconds: float = 8.0) -> Act:
    """Write for ever, or until the other side has had enough."""

    def act(wire: socket.socket, seen: Seen) -> None:
        wire.settimeout(1)
        wire.sendall(start)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            wire.sendall(piece)
            if pause:
                time.sleep(pause)

    return act


def reset(start: bytes = b"") -> Act:
    """Break the connection off hard."""

    def act(wire: socket.socket, seen: Seen) -> None:
        if start:
            wire.sendall(start)
            time.sleep(0.05)
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wire.close()

    return act


def silent(seconds: float = 3.0) -> Act:
    """Say nothing."""

    def act(wire: socket.socket, seen: Seen) -> None:
        wire.settimeout(seconds)
        with contextlib.suppress(OSError):
            wire.recv(1)

    return act


def workbook(rows: int = 3) -> bytes:
    """Return a zip archive that looks like a workbook."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("xl/workbook.xml"), "<workbook/>")
        sheet = "".join(f"<row>{n * 7919 % 10007}</row>" for n in range(rows))
        archive.writestr(zipfile.ZipInfo("xl/sheet.xml"), sheet)
    return held.getvalue()


def bomb(size: int = 50_000_000) -> bytes:
    """Return a gzip file that unpacks to very much more."""
    return gzip.compress(bytes(size), 9, mtime=0)


@contextmanager
def hostile(tls: ssl.SSLContext | None = None) -> Iterator[Hostile]:
    """Run the server as long as the block lasts."""
    server = Hostile(tls)
    thread = threading.Thread(target=server.serve_forever, args=(0.005,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority of the tests; `ca` is what a client may trust."""

    folder: Path

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    def server(self, name: str, *names: str, days: int = 30, trusted: bool = True) -> ssl.SSLContext:
        """Return a server's side of TLS with a certificate for names or addresses."""
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        now = dt.datetime.now(dt.UTC)
        key = ec.generate_private_key(ec.SECP256R1())
        ca_key = serialization.load_pem_private_key((self.folder / "ca.key").read_bytes(), None)
        ca = x509.load_pem_x509_certificate(self.ca.read_bytes())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        kinds = [x509.IPAddress(ip_address(one)) if one[0].isdigit() else x509.DNSName(one) for one in (name, *names)]
        built = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(ca.subject if trusted else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=60))
            .not_valid_after(now + dt.timedelta(days=days))
            .add_extension(x509.SubjectAlternativeName(kinds), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key((ca_key if trusted else key).public_key()), False
            )
            .sign(ca_key if trusted else key, hashes.SHA256())
        )
        written = self.folder / f"{name}{days}{trusted}.pem"
        written.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + built.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(written)
        return context


def authority(folder: Path) -> Authority:
    """Make a certificate authority."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    now = dt.datetime.now(dt.UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Authority of the tests")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=60))
        .not_valid_after(now + dt.timedelta(days=60))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(True, False, False, False, False, True, True, False, False),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "ca.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (folder / "ca.pem").write_bytes(built.public_bytes(serialization.Encoding.PEM))
    return Authority(folder)
