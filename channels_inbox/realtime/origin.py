"""Which pages may open a socket. Browsers send a page's origin with the handshake and cannot be made to lie."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings


def allowed_origins() -> frozenset[str]:
    """Return the origins of this site, spelt as browsers spell them (RFC 6454).

    Scheme and port are the site's own: a cookie does not tell ports apart, so another program on
    this machine must not speak with our people's rights.
    """
    site = urlsplit(settings.SITE_URL)
    port = "" if site.port is None else f":{site.port}"
    named = [host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))]
    origins = [f"{site.scheme}://{host}{port}" for host in [site.hostname or "", *named]]
    return frozenset(origin.lower() for origin in [*origins, *settings.CSRF_TRUSTED_ORIGINS])


def comes_from_us(headers: Iterable[tuple[bytes, bytes]], allowed: frozenset[str]) -> bool:
    """Tell whether a handshake names exactly one origin and it is ours. Missing and `null` are strangers."""
    origins = [value.decode("latin-1") for name, value in headers if name == b"origin"]
    return len(origins) == 1 and origins[0] in allowed
