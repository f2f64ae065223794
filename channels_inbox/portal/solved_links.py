"""Signed links from an acknowledgement: “this article solved it”. Each opens one question, whose button decides."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.urls import reverse

from accounts.models import Customer
from knowledgebase.models import Translation
from tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class SolvedLink:
    ticket_id: int
    customer_id: int
    translation_id: int
    expired: bool = False


def solved_link(ticket: Ticket, customer: Customer, translation: Translation) -> str:
    """Return the absolute address, good for REQUEST_LINK_DAYS. Put it only into mail to that customer."""
    token = _signer().sign(f"{ticket.pk}-{customer.pk}-{translation.pk}")
    return settings.SITE_URL + reverse("solved", args=[token])


def read_token(token: str) -> SolvedLink | None:
    """Return what a token says; None when nobody here made it."""
    signer = _signer()
    try:
        return _link(signer.unsign(token, max_age=settings.REQUEST_LINK_DAYS * 86_400))
    except SignatureExpired:
        return _link(signer.unsign(token), expired=True)
    except BadSignature:
        return None


def _link(value: str, *, expired: bool = False) -> SolvedLink:
    ticket, customer, translation = value.split("-")
    return SolvedLink(int(ticket), int(customer), int(translation), expired)


def _signer() -> TimestampSigner:
    return TimestampSigner(sep=".", salt="portal.solved-link")
