"""Signed links to one subscription: whoever holds the mail may confirm, change or end it, and nothing else."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse

from knowledgebase.models import Subscriber

# After this nobody remembers having asked; the row goes, too (operations.subscribing).
CONFIRM_DAYS = 7


def confirm_link(subscriber: Subscriber) -> str:
    """Return the address that confirms a subscription, good for CONFIRM_DAYS. Put it only into mail to its owner."""
    return settings.SITE_URL + reverse("status_confirmation", args=[_fresh().sign(str(subscriber.pk))])


def manage_link(subscriber: Subscriber) -> str:
    """Return the address where a subscription is changed or ended; good as long as there is one."""
    return settings.SITE_URL + reverse("status_subscription", args=[make_token(subscriber)])


def unsubscribe_link(subscriber: Subscriber) -> str:
    """Return the address that mail programs post to when somebody wants no more (RFC 8058)."""
    return settings.SITE_URL + reverse("status_unsubscription", args=[make_token(subscriber)])


def make_token(subscriber: Subscriber) -> str:
    return _lasting().sign(str(subscriber.pk))


def read_token(token: str) -> int | None:
    """Return which subscription a lasting link is for; None when nobody here made it."""
    return _read(_lasting(), token)


def read_confirmation(token: str) -> int | None:
    """Return which subscription a fresh link confirms; None when nobody here made it or it has run out."""
    return _read(_fresh(), token, max_age=CONFIRM_DAYS * 86_400)


def _read(signer: Signer, token: str, **limits: int) -> int | None:
    try:
        return int(signer.unsign(token, **limits))
    except BadSignature:
        return None


def _fresh() -> TimestampSigner:
    # A dot, because programs that make addresses clickable stop at some other separators.
    return TimestampSigner(sep=".", salt="status.confirmation")


def _lasting() -> Signer:
    return Signer(sep=".", salt="status.subscription")
