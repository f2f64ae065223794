"""Personal tokens for the API."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import ApiToken


def revoke_token(token: ApiToken) -> None:
    """Make the token useless from this moment; the row stays for the record."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
