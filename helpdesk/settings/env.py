"""Read settings from the environment and fail loudly on nonsense."""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from helpdesk.lib.colours import is_colour


def env_str(name: str, default: str | None = None) -> str:
    """Return the variable's text; raise when it is unset and has no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def env_int(name: str, default: int) -> int:
    """Return the variable as a whole number."""
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def env_bool(name: str, default: bool) -> bool:
    """Return the variable as yes or no; only common spellings are accepted."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def env_list(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list of trimmed texts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def env_colour(name: str, default: str) -> str:
    """Return the variable as a CSS colour; it is written into a style sheet, so nothing else may pass."""
    value = (os.environ.get(name) or default).strip()
    if not is_colour(value):
        raise ImproperlyConfigured(f"{name} must be a CSS colour such as #7a4a2b, not {value!r}.")
    return value


def database(url: str) -> dict[str, object]:
    """Turn postgres://user:password@host:port/name into Django's settings.

    A socket directory goes in the query: postgres://user@/name?host=/run/postgresql
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgres://")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", parts.hostname or "")),
        "PORT": query.pop("port", None) or (str(parts.port) if parts.port else ""),
        "OPTIONS": {key: unquote(value) for key, value in query.items()},
    }
