"""A widget, its visitors, and what they ask, as their browser would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Team
from channels_inbox.models import Channel, Chat, Widget

_numbers = count(1)


def make_widget(*, team: Team | None = None, slug: str = "", **fields: Any) -> Widget:
    """Make a chat channel with its widget, on the site shop.example."""
    slug = slug or f"chat{next(_numbers)}"
    channel = Channel.objects.create(kind="chat", slug=slug, name="Shop chat", team=team)
    return Widget.objects.create(channel=channel, **{"allowed_origins": ["https://shop.example"], **fields})


def new_id() -> str:
    """Return an id as a browser makes one for each message."""
    return f"client-{next(_numbers):08}"


@dataclass
class Answer:
    status: int
    body: dict[str, Any]
    headers: Any


class Browser:
    """A visitor's browser: it holds a token and asks with it."""

    def __init__(self, widget: Widget, token: str = "") -> None:
        self.widget, self.token = widget, token
        self.client = Client()

    @classmethod
    def welcomed(cls, widget: Widget, **about: Any) -> Browser:
        """Return the browser of a new visitor."""
        browser = cls(widget)
        answer = browser.post("visitors/", **about)
        assert answer.status == 201, answer.body
        browser.token = answer.body["token"]
        return browser

    def post(self, path: str, *, origin: str | None = "", **content: Any) -> Answer:
        return self._ask("post", path, origin, data=json.dumps(content), content_type="application/json")

    def get(self, path: str, *, origin: str | None = None, **query: Any) -> Answer:
        return self._ask("get", path, origin, data=query)

    def send_file(self, key: str, name: str, content: bytes, **fields: Any) -> Answer:
        upload = SimpleUploadedFile(name, content, content_type="image/png")
        data = {"client_id": new_id(), "file": upload, **fields}
        return self._ask("post", f"conversations/{key}/files/", "", data=data)

    def start(self, text: str = "The grinder hums and stops.", **more: Any) -> str:
        """Begin a conversation; return its key."""
        answer = self.post("conversations/", **{"text": text, "client_id": new_id(), **more})
        assert answer.status == 201, answer.body
        key: str = answer.body["conversation"]["key"]
        return key

    def say(self, key: str, text: str, client_id: str = "", **more: Any) -> Answer:
        return self.post(f"conversations/{key}/entries/", text=text, client_id=client_id or new_id(), **more)

    def entries(self, key: str, after: int = 0) -> list[dict[str, Any]]:
        """Ask for everything after an entry, as often as it takes."""
        found: list[dict[str, Any]] = []
        while True:
            answer = self.get(f"conversations/{key}/entries/", after=after)
            assert answer.status == 200, answer.body
            found += answer.body["entries"]
            if not answer.body["more"]:
                return found
            after = found[-1]["seq"]

    def texts(self, key: str) -> list[str]:
        return [entry["text"] for entry in self.entries(key) if entry["text"]]

    def _ask(self, method: str, path: str, origin: str | None, **more: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if origin is not None:
            headers["Origin"] = origin or settings.SITE_URL
        address = f"/widget/{self.widget.site_key}/{path}"
        response = getattr(self.client, method)(address, headers=headers, **more)
        body = json.loads(response.content) if response.content.startswith(b"{") else {}
        return Answer(response.status_code, body, response.headers)


def chat_of(key: str) -> Chat:
    """Return the row of a conversation as it stands now."""
    return Chat.objects.select_related("conversation__ticket", "visitor__widget").get(conversation__key=key)
