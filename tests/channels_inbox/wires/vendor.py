"""A vendor's server, played at the network edge: it answers what a test tells it, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode(), keep_blank_values=True)


@dataclass(frozen=True)
class Told:
    """An answer. `hang_up` takes the question and closes the line without a word."""

    status: int = 200
    body: bytes = b"{}"
    content_type: str = "application/json"
    location: str = ""
    hang_up: bool = False

    @classmethod
    def of(cls, value: Any, status: int = 200) -> Told:
        return cls(status, json.dumps(value).encode())


@dataclass
class Vendor:
    """`asked` is the ledger; `answer` decides, and may be replaced by a test."""

    answer: Callable[[Asked], Told]
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    # Having taken a request, do not answer until the test lets go.
    stall: bool = False
    has_request: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def posts(self, part: str = "") -> list[Asked]:
        return [asked for asked in self.asked if asked.method == "POST" and part in asked.path]


@contextmanager
def playing(answer: Callable[[Asked], Told]) -> Iterator[Vendor]:
    """Run a vendor's server on loopback."""
    vendor = Vendor(answer)

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, parts.path, parse_qs(parts.query), headers, body)
            vendor.asked.append(asked)
            vendor.has_request.set()
            if vendor.stall:
                vendor.go_on.wait(30)
            told = vendor.answer(asked)
            if told.hang_up:
                self.connection.close()
                return
            self.send_response(told.status)
            self.send_header("Content-Type", told.content_type)
            self.send_header("Content-Length", str(len(told.body)))
            if told.location:
                self.send_header("Location", told.location)
            self.end_headers()
            self.wfile.write(told.body)

        do_GET = do_POST = do_DELETE = _take

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    vendor.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield vendor
    finally:
        vendor.go_on.set()
        server.shutdown()
        thread.join()
        server.server_close()
