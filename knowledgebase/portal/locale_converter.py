"""Teaches addresses what a locale looks like, once, whoever is imported first."""

from __future__ import annotations

from django.urls import register_converter


class Locale:
    """A language code: never what other pages under /help/ are called."""

    regex = "[a-z]{2}(?:-[a-zA-Z]{2,4})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Locale, "locale")
