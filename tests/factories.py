"""Make rows the way the product makes them: through its operations."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from accounts.models import Customer, User
from accounts.operations.identifying import identify
from channels_inbox.models import Channel
from tickets.models import Message, Ticket
from tickets.operations.messages import Content, NewFile
from tickets.operations.opening import open_ticket
from tickets.operations.receiving import receive_reply
from tickets.operations.replying import add_note, post_reply

PASSWORD = "correct horse battery"

_numbers = count(1)


def make_user(role: str = User.Role.CUSTOMER, *, email: str = "", name: str = "", **fields: Any) -> User:
    """Make somebody who can sign in with PASSWORD; their address counts as proved."""
    from allauth.account.models import EmailAddress

    email = email or f"person{next(_numbers)}@example.com"
    user = User.objects.create_user(email, PASSWORD, role=role, name=name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_customer(email: str = "", name: str = "", *, user: User | None = None) -> Customer:
    """Make somebody who writes to us; with `user` they can sign in and read their requests."""
    customer = identify(kind="email", value=email or f"writer{next(_numbers)}@example.com", name=name)
    if user is not None:
        customer.user = user
        customer.save(update_fields=["user"])
    return customer


def make_ticket(
    requester: Customer | None = None,
    *,
    subject: str = "No pressure after descaling",
    text: str = "The pump runs but the gauge stays at 4 bar.",
    channel: str = "email",
    files: Sequence[NewFile] = (),
    **fields: Any,
) -> Ticket:
    """Open a ticket as its requester; `fields` go to open_ticket (team, assignee, priority, …)."""
    requester = requester or make_customer()
    fields.setdefault("by", requester)
    content = Content(text=text, files=files)
    return open_ticket(requester=requester, subject=subject, content=content, channel=channel, **fields).ticket


def make_mailbox(address: str = "hello@halden.example", **fields: Any) -> Channel:
    """Return the email channel of that address, making it if need be."""
    fields = {"slug": address.partition("@")[0], "name": address, **fields}
    return Channel.objects.get_or_create(kind="email", address=address, defaults=fields)[0]


def make_answer(ticket: Ticket, *, by: User, text: str = "Bleed the pump first.", channel: str = "email") -> Message:
    """Answer the customer as an agent; by mail, from the first mailbox there is."""
    if channel == "email" and not Channel.objects.filter(kind="email").exists():
        make_mailbox()
    return _message(post_reply(ticket, by=by, text=text, channel=channel))


def make_note(ticket: Ticket, *, by: User, text: str = "Only for colleagues.") -> Message:
    """Write an internal note as an agent."""
    return _message(add_note(ticket, by=by, text=text))


def make_inbound(
    ticket: Ticket, *, text: str = "Still 4 bar.", files: Sequence[NewFile] = (), **fields: Any
) -> Message:
    """Let the requester write again; `fields` go to receive_reply (by, public, verified, …)."""
    fields.setdefault("by", ticket.requester)
    fields.setdefault("channel", ticket.channel)
    return _message(receive_reply(ticket, Content(text=text, files=files), **fields))


def _message(event: Any) -> Message:
    assert event.message is not None
    message: Message = event.message
    return message
