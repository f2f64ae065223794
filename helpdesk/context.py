"""What every template may need to know about the site."""

from __future__ import annotations

import hashlib
from functools import cache

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    return {"SITE_NAME": settings.SITE_NAME, "SOCKET_URL": settings.SOCKET_URL, "BRAND": brand_version()}


@cache
def brand_version() -> str:
    """Name the company's colour briefly, so that /brand.css may be kept until it changes."""
    return hashlib.sha256(settings.BRAND_COLOUR.encode()).hexdigest()[:8]
