"""The menu of the settings, and values of settings in words."""

from __future__ import annotations

from typing import Any

from django import template

from channels_inbox.settings_pages import Entry, grouped

register = template.Library()


@register.simple_tag
def settings_menu() -> list[tuple[str, list[Entry]]]:
    return grouped()


@register.filter
def said(value: Any) -> str:
    """Say a value of the audit log as a person would."""
    if value is None or value in ("", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(said(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {said(part)}" for name, part in value.items())
    return str(value)
