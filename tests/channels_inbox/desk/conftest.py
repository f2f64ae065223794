"""A desk to test: a mailbox, a signed-in agent, a ticket of Maya's."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from channels_inbox.models import Channel
from tests.factories import make_customer, make_ticket
from tickets.models import Ticket

HTMX: dict[str, Any] = {"HX-Request": "true"}


@pytest.fixture
def mailbox(db: None) -> Channel:
    return Channel.objects.create(kind="email", slug="support", name="Support", address="support@halden.example")


@pytest.fixture
def desk(agent: User) -> Client:
    return signed_in(agent)


@pytest.fixture
def ticket(mailbox: Channel) -> Ticket:
    return make_ticket(make_customer("maya@cafenorr.example", "Maya Lindqvist"))


@pytest.fixture
def message_form(ticket: Ticket) -> Callable[..., dict[str, Any]]:
    """Return what the composer of the ticket sends."""

    def form(text: str = "Bleed the pump first.", **fields: Any) -> dict[str, Any]:
        ticket.refresh_from_db()
        return {"mode": "reply", "text": text, "key": str(uuid.uuid4()), "seen": ticket.seq, **fields}

    return form


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
