"""Use the help centre's forms as a browser does: load the page, take its hidden fields along, press the button."""

from __future__ import annotations

import re
from typing import Any

from django.http import FileResponse
from django.test import Client
from time_machine import TimeMachineFixture

QUESTION = {
    "name": "Maya Lindqvist",
    "email": "maya@cafenorr.example",
    "subject": "No pressure",
    "message": "The gauge stays at 4 bar.",
}


def token(response: Any) -> str:
    """Return the one-time token of a page's form."""
    found = re.search(r'name="once" value="([^"]+)"', response.content.decode())
    assert found, "the page has no form"
    return found[1]


def ask(client: Client, clock: TimeMachineFixture, *, after: Any = 30, **fields: Any) -> Any:
    """Open the contact form, take `after` seconds to fill it in, and send it."""
    once = token(client.get("/contact/"))
    clock.shift(after)
    return client.post("/contact/", {**QUESTION, "once": once, **fields})


def write(client: Client, page: str, *, to: str = "messages/", **fields: Any) -> Any:
    """Open a request's page and send its form."""
    once = token(client.get(page))
    return client.post(f"{page}{to}", {"once": once, "message": "Thank you.", **fields})


def body(response: Any) -> bytes:
    """Return what was downloaded; reading to the end closes the file, as a server does."""
    assert isinstance(response, FileResponse)
    return response.getvalue()
