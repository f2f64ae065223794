"""A browser page as the socket process sees it: a cookie, an origin and a socket."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from accounts.models import User
from channels_inbox.realtime.groups import EVERYONE
from channels_inbox.realtime.publish import publisher
from channels_inbox.realtime.wire import Publication, frame

WAIT = 10.0


def sign_in(user: User) -> str:
    """Return the session key of a new sign-in."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


class Page:
    """An open socket that has had its first frame."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def hear(self, wanted: str = "") -> dict[str, Any]:
        """Return the next frame, of a kind if one is wanted, else any but the heartbeat; fails after WAIT seconds."""
        while True:
            heard: dict[str, Any] = json.loads(self.socket.recv(timeout=WAIT))
            if heard["kind"] == wanted or (not wanted and heard["kind"] != "ping"):
                return heard

    def heard_until_now(self) -> list[dict[str, Any]]:
        """Return every frame that was on its way before this call. Needs no waiting: a mark follows them."""
        publish({"kind": "mark"}, to=EVERYONE)
        heard = []
        while (frame := self.hear())["kind"] != "mark":
            heard.append(frame)
        return heard

    def say(self, **content: Any) -> None:
        self.socket.send(json.dumps(content))

    def closed_with(self) -> int | None:
        """Wait until the other side closes; return its code."""
        try:
            while True:
                self.socket.recv(timeout=WAIT)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None


def publish(content: dict[str, Any], *, to: str) -> None:
    publisher().publish([Publication(frozenset([to]), frame(content))])


def open_socket(url: str, session_key: str, *, origin: str | None = "", **more: Any) -> ClientConnection:
    """Open a socket as a page of this site would, unless told another origin."""
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session_key}"} if session_key else {}
    return connect(
        url,
        origin=settings.SITE_URL if origin == "" else origin,  # type: ignore[arg-type]
        additional_headers=headers,
        proxy=None,
        **more,
    )
