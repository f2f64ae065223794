"""Signed links from mail to one request: whoever holds the mail may read and answer that ticket, nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.urls import reverse

from accounts.models import Customer
from tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says. `expired` links open nothing; they only tell where a new one may be sent."""

    ticket_id: int
    customer_id: int
    expired: bool = False


class BadLink(Exception):
    """Nobody here made this link."""


def request_link(ticket: Ticket, customer: Customer) -> str:
    """Return the absolute address of a ticket's page for one customer, good for REQUEST_LINK_DAYS.

    Put it only into mail to that customer.
    """
    return settings.SITE_URL + reverse("linked_request", args=[make_token(ticket, customer)])


def make_token(ticket: Ticket, customer: Customer) -> str:
    """Return the signed part of a link: about 65 characters, so that it stays on one line of a plain mail."""
    return _signer().sign(f"{ticket.pk}-{customer.pk}")


def read_token(token: str) -> Link:
    """Return what a token says; raise BadLink when it is not ours. Proves nothing about rights since lost."""
    signer = _signer()
    try:
        return _link(signer.unsign(token, max_age=settings.REQUEST_LINK_DAYS * 86_400))
    except SignatureExpired:
        return _link(signer.unsign(token), expired=True)
    except BadSignature:
        raise BadLink from None


def _link(value: str, *, expired: bool = False) -> Link:
    ticket, _, customer = value.partition("-")
    return Link(int(ticket), int(customer), expired)


def _signer() -> TimestampSigner:
    # A dot, because programs that make addresses clickable stop at some other separators.
    return TimestampSigner(sep=".", salt="portal.request-link")
