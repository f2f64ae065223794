"""Signed links from a mail to one rating: each says which answer was clicked, and opens nothing but that question."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.urls import reverse

from tickets.models import Message, Rating
from tickets.models.rating import CHOICES


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer in a mail."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class RatingLink:
    rating_id: int
    score: int
    expired: bool = False


def choices_of(message: Message) -> list[Choice]:
    """Return the answers to offer in the letter of this message; none unless it asks for a rating."""
    rating: Rating | None = getattr(message, "rating_asked", None)
    if rating is None:
        return []
    return [
        Choice(label, settings.SITE_URL + reverse("rate", args=[make_token(rating, score)]))
        for score, label in CHOICES[rating.scale].items()
    ]


def make_token(rating: Rating, score: int) -> str:
    """Return the signed part of a link, good for REQUEST_LINK_DAYS."""
    return _signer().sign(f"{rating.pk}-{score}")


def read_token(token: str) -> RatingLink | None:
    """Return what a token says; None when nobody here made it."""
    signer = _signer()
    try:
        return _link(signer.unsign(token, max_age=settings.REQUEST_LINK_DAYS * 86_400))
    except SignatureExpired:
        return _link(signer.unsign(token), expired=True)
    except BadSignature:
        return None


def _link(value: str, *, expired: bool = False) -> RatingLink:
    rating, _, score = value.partition("-")
    return RatingLink(int(rating), int(score), expired)


def _signer() -> TimestampSigner:
    return TimestampSigner(sep=".", salt="portal.rating-link")
