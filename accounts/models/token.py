from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.db import models


def digest(secret: str) -> str:
    """Return what is stored of a token. It is random and long, so a plain SHA-256 needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiToken(models.Model):
    """A personal token for the API. It acts as its owner, with their rights at that moment."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def issue(cls, *, user: object, name: str) -> tuple[ApiToken, str]:
        """Make a token and return it with its secret, which is shown once and never stored."""
        secret = f"hd_{secrets.token_urlsafe(32)}"
        return cls.objects.create(user=user, name=name, digest=digest(secret)), secret
