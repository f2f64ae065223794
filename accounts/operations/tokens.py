"""Personal tokens for the API."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import ApiToken, User


def revoke_token(token: ApiToken) -> None:
    """Make the token useless from this moment; the row stays for the record."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def revoke_all_tokens(user: User) -> int:
    """Make every token of a person useless from this moment; return how many were of use until now."""
    return ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
