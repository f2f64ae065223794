from __future__ import annotations

from django.db import models


class Visibility(models.TextChoices):
    """Who may read, from everybody to only us; each reads what the ones before it read, and more."""

    PUBLIC = "public", "Everyone"
    SIGNED_IN = "signed_in", "Signed-in people"
    ORGANIZATIONS = "organizations", "Chosen organizations"
    INTERNAL = "internal", "Only colleagues"


_ORDER = [Visibility.PUBLIC, Visibility.SIGNED_IN, Visibility.ORGANIZATIONS, Visibility.INTERNAL]


def strictest(*of: str) -> Visibility:
    """Return the narrowest of several: what is inherited can only be narrowed."""
    return max((Visibility(v) for v in of), key=_ORDER.index, default=Visibility.PUBLIC)
