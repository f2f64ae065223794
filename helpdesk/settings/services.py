"""PostgreSQL and Valkey addresses, the same shape for every settings module."""

from __future__ import annotations

from typing import Any

from helpdesk.settings.env import database


def databases(url: str) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES for one PostgreSQL URL."""
    return {
        "default": {
            **database(url),
            # WSGI workers have few threads, so connections are few; checks survive a restarted server.
            "CONN_MAX_AGE": 300,
            "CONN_HEALTH_CHECKS": True,
        }
    }


def broker_url(redis_url: str) -> str:
    """Return Celery's spelling of a Valkey URL (a socket path needs its own scheme)."""
    return redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)


def caches(redis_url: str) -> dict[str, dict[str, Any]]:
    """Return Django's CACHES; allauth's and the API's rate limits need one that all processes share."""
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis_url,
            "KEY_PREFIX": "desk",
        }
    }
