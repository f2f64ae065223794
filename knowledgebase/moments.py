"""Moments that people type: near enough to now that they are meant, and that every time zone can show them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

YEAR = timedelta(days=366)
BACK, AHEAD = 20, 5


def require_near(**moments: datetime | None) -> None:
    """Refuse moments that are years away, each under its name. Raises ValidationError."""
    now = timezone.now()
    wrong = {}
    for name, moment in moments.items():
        if moment is not None and moment > now + AHEAD * YEAR:
            wrong[name] = f"That is more than {AHEAD} years away. Look at the year again."
        elif moment is not None and moment < now - BACK * YEAR:
            wrong[name] = f"That is more than {BACK} years ago. Look at the year again."
    if wrong:
        raise ValidationError(wrong)
