"""Serve Halden's shop on a port, so an origin, of its own: a stranger's page with our chat on it.

It sends the strict policy that docs/widget.md asks of sites, so that a widget which needed more would show here.
"""

from __future__ import annotations

import contextlib
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "demo" / "shop"
SITE_KEY = "halden-shop"
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
POLICY = "default-src 'self'; script-src 'self' {desk}; connect-src {desk}; frame-src {desk}; frame-ancestors 'none'"
PAGES = {"/": "index.html", "/icon.svg": "icon.svg", "/pro-2/": "pro-2.html", "/shop.css": "shop.css"}


class Shop(BaseHTTPRequestHandler):
    """Answers with the few files of the shop."""

    protocol_version = "HTTP/1.1"
    server_version = "shop"

    def do_GET(self) -> None:  # named by http.server
        name = PAGES.get(self.path.partition("?")[0])
        if name is None:
            self._answer(404, "text/plain", b"There is nothing here.")
            return
        path = FOLDER / name
        content = path.read_text().replace("{desk}", self._desk()).replace("{site_key}", SITE_KEY)
        self._answer(200, TYPES[path.suffix], content.encode())

    do_HEAD = do_GET

    def _desk(self) -> str:
        """Return the address of the desk whose chat stands on these pages."""
        return os.environ["SITE_URL"]

    def _answer(self, status: int, kind: str, content: bytes) -> None:
        desk = self._desk()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Content-Security-Policy", POLICY.format(desk=desk))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing; the runner's terminal is for the desk."""


def main() -> None:
    address = (os.environ.get("BIND") or "127.0.0.1", int(os.environ["SHOP_PORT"]))
    with ThreadingHTTPServer(address, Shop) as server:
        server.daemon_threads = True
        server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
