"""The publishers on a loopback port, as a mirror: `http://127.0.0.1:<port>/<host>/<path>`."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import tests.publisher
from tests.publisher.world import Asked, Reply, World

KIT = {"originals", "server", "world"}
ROBOTS = Reply(b"User-agent: *\nAllow: /\n", "text/plain")


class Publisher(ThreadingHTTPServer):
    """`world` may be replaced between requests; `asked` is the list of all requests so far."""

    daemon_threads = True

    def __init__(self, world: World) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.world = world
        self.asked: list[Asked] = []
        self.sent: list[tuple[Asked, int, int]] = []  # request, status, bytes of the body
        names = sorted(m.name for m in pkgutil.iter_modules(tests.publisher.__path__) if m.name not in KIT)
        self.sources = {name: importlib.import_module(f"tests.publisher.{name}").answer for name in names}

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet when a client hangs up, as a killed one does."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def reply(self, asked: Asked) -> Reply:
        if asked.path == "/robots.txt":
            return ROBOTS
        for source_id, answer in self.sources.items():
            reply = answer(self.world, asked)
            if reply is not None:
                if source_id in self.world.down:
                    return Reply(b"<html><title>Wartung</title></html>", "text/html", 503)
                return reply
        return Reply(b"<html><title>Nicht gefunden</title></html>", "text/html", 404)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Publisher

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """Keep quiet: `Publisher.asked` is the log."""

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        host, _, path = parts.path.lstrip("/").partition("/")
        asked = Asked(
            host=host,
            method=self.command,
            path="/" + unquote(path),
            query=parse_qs(parts.query, keep_blank_values=True),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
        )
        self.server.asked.append(asked)
        reply = self.server.reply(asked)
        tag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        body, status = reply.body, reply.status
        if status == 200 and self.command == "GET" and asked.headers.get("if-none-match") == tag:
            body, status = b"", 304
        self.server.sent.append((asked, status, len(body)))
        self.send_response_only(status)
        self.send_header("Date", reply.headers.get("Date") or self.date_time_string())
        if reply.status == 200:
            self.send_header("ETag", tag)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in reply.headers.items():
            if name != "Date":
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def publisher(world: World | None = None) -> Iterator[Publisher]:
    """Run the publishers as long as the block lasts."""
    server = Publisher(world or World())
    thread = threading.Thread(target=server.serve_forever, args=(0.005,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
