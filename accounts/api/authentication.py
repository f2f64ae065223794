"""Personal API tokens: `Authorization: Bearer hd_…`."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.models.token import digest
from helpdesk.lib.questions import Given, Question

_HELD = Question(lambda: ApiToken.objects.select_related("user").filter(digest=Given("digest"), revoked_at=None))


class TokenAuthentication(authentication.BaseAuthentication):
    """Sign a request in as the token's owner; a revoked token or a closed account is refused at once."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret:
            return None
        token = _HELD.one(digest=digest(secret))
        if token is None or not token.user.is_active:
            raise exceptions.AuthenticationFailed("This token is not valid.")
        _remember_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def _remember_use(token: ApiToken) -> None:
    """Note when the token was last used; at most one write a minute however busy it is."""
    now = timezone.now()
    recently = now - timedelta(minutes=1)
    if token.last_used_at is None or token.last_used_at < recently:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=recently)
        ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=now)
