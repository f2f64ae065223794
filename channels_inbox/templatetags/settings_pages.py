"""The menu of the settings, and values of settings in words."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import template
from django.apps import apps

from accounts.models import AuditEntry
from channels_inbox.settings_pages import Entry, grouped

register = template.Library()
_DONE = {"new secret": "gave a new secret to", "made default": "made a default of"}


@register.simple_tag
def settings_menu() -> list[tuple[str, list[Entry]]]:
    return grouped()


@register.filter
def changed(entry: AuditEntry) -> str:
    """Say what somebody did, and to what kind of thing: “added the SLA policy”."""
    return f"{_DONE.get(entry.action, entry.action)} the {_kinds().get(entry.kind, entry.kind)}"


@cache
def _kinds() -> dict[str, str]:
    named = {model._meta.model_name or "": str(model._meta.verbose_name) for model in apps.get_models()}
    return {**named, "slapolicy": "SLA policy", "user": "agent"}


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
