"""The smallest program that talks to an API channel: `python api_client.py <address> <text>`, token in HELPDESK_TOKEN.

Needs nothing but Python. `listen` shows how to take answers: check the signature, know an id you have seen.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
import time
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar


def sign(token: str, body: bytes, at: int) -> str:
    mac = hmac.new(token.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def send(address: str, token: str, text: str, *, sender: str = "c-88", name: str = "Maya Lindqvist") -> dict[str, int]:
    """Post one message. Sent again with the same id it stays one."""
    message = {"id": str(uuid.uuid4()), "sender": {"id": sender, "name": name}, "text": text}
    body = json.dumps(message).encode()
    headers = {"Content-Type": "application/json", "X-Helpdesk-Signature": sign(token, body, int(time.time()))}
    with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=30) as answer:
        told: dict[str, int] = json.load(answer)
        return told


def is_genuine(token: str, header: str, body: bytes) -> bool:
    at = header.partition(",")[0].removeprefix("t=")
    fresh = at.isdecimal() and abs(time.time() - int(at)) < 300
    return fresh and hmac.compare_digest(header, sign(token, body, int(at)))


class Answers(BaseHTTPRequestHandler):
    """Takes what agents answer."""

    token = ""
    seen: ClassVar[set[str]] = set()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not is_genuine(self.token, self.headers.get("X-Helpdesk-Signature", ""), body):
            self.send_error(403)
            return
        told = json.loads(body)
        if told["type"] == "message" and told["id"] not in self.seen:
            self.seen.add(told["id"])
            print(f"{told['agent']['name']} to {told['to']['id']}: {told['text']}")
        self.send_response(204)
        self.end_headers()


def listen(token: str, port: int = 9000) -> None:
    Answers.token = token
    HTTPServer(("", port), Answers).serve_forever()


if __name__ == "__main__":
    secret = os.environ["HELPDESK_TOKEN"]
    if sys.argv[1:2] == ["listen"]:
        listen(secret)
    else:
        print(send(sys.argv[1], secret, sys.argv[2]))
