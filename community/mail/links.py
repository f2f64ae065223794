"""Signed links in letters: whoever holds one may mute that topic and choose one person's mail, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

# A dot, because programs that make addresses clickable stop at some other separators.
_SIGNER = Signer(sep=".", salt="community.mail")


@dataclass(frozen=True, slots=True)
class Ending:
    """Whose mail, and of which topic (0: a digest's)."""

    user: int
    topic: int

    @property
    def token(self) -> str:
        return _SIGNER.sign(f"{self.user}-{self.topic}")

    @property
    def choices(self) -> str:
        """Return the address where somebody chooses; opening it changes nothing."""
        return settings.SITE_URL + reverse("community_mail", args=[self.token])

    @property
    def one_click(self) -> str:
        """Return the address that mail programs post to (RFC 8058)."""
        return settings.SITE_URL + reverse("community_mail_end", args=[self.token])


def read_token(token: str) -> Ending | None:
    """Return what a link is for; None when nobody here made it."""
    try:
        user, _, topic = _SIGNER.unsign(token).partition("-")
        return Ending(int(user), int(topic))
    except (BadSignature, ValueError):
        return None
