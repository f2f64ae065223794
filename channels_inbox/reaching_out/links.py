"""Signed links: to end all reach-outs, put into letters; and to read and answer one, given to its person alone."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse

from channels_inbox.models import ReachOutDelivery

# Whoever finds it in a browser's history later writes in nobody's name.
READ_FOR = timedelta(days=90)


def unsubscribe_link(row: ReachOutDelivery) -> str:
    """Return the address that mail programs post to when somebody wants no more (RFC 8058)."""
    return settings.SITE_URL + reverse("reach_out_unsubscription", args=[_ending().sign(str(row.pk))])


def reading_token(row: ReachOutDelivery) -> str:
    return _reading().sign(str(row.pk))


def reading_link(row: ReachOutDelivery) -> str:
    """Return where somebody reads and answers what we told them on a page. Give it to nobody else."""
    return settings.SITE_URL + reverse("reach_out", args=[reading_token(row)])


def read_unsubscription(token: str) -> int | None:
    """Return which row a link to end belongs to; None when nobody here made it."""
    return _read(_ending(), token)


def read_reading(token: str) -> int | None:
    """Return which row a link to read and answer belongs to; None when nobody here made it or it has run out."""
    return _read(_reading(), token, max_age=READ_FOR)


def shown_name(row: ReachOutDelivery) -> str:
    """Return how a browser names one to us when it was dismissed: the same each time, for it remembers by it."""
    return _naming().sign(str(row.pk))


def read_shown_name(name: str) -> int | None:
    return _read(_naming(), name)


def _read(signer: Signer, token: str, **limits: timedelta) -> int | None:
    try:
        return int(signer.unsign(token, **limits))
    except BadSignature:
        return None


def _ending() -> Signer:
    # A dot, because programs that make addresses clickable stop at some other separators.
    return Signer(sep=".", salt="reach-out.unsubscription")


def _naming() -> Signer:
    return Signer(sep=".", salt="reach-out.shown")


def _reading() -> TimestampSigner:
    return TimestampSigner(sep=".", salt="reach-out.reading")
