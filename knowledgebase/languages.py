"""The languages articles are written in."""

from __future__ import annotations

from django.conf import settings


def locale_for(language: object) -> str:
    """Return the articles' language for what somebody speaks (`de-AT` reads `de`); the first one for any other."""
    known = list(settings.KNOWLEDGE_LOCALES)
    asked = str(language).lower()
    return next((one for one in known if one.lower() in {asked, asked.split("-")[0]}), known[0])
