"""Ask WhatsApp about the number, and bring in the templates that were agreed on.

https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/message_templates
"""

from __future__ import annotations

import re
from typing import Any

from channels_inbox.adapters.meta.trial import look_up
from channels_inbox.adapters.reading import inner, line, listed, text
from channels_inbox.models import Channel
from channels_inbox.registry import Check

_PLACE = re.compile(r"\{\{(\d+)\}\}")


def try_out(channel: Channel) -> list[Check]:
    """Keeps the templates with the channel, for the composer."""
    number = look_up(channel, f"{channel.settings.get('phone_number_id', '')}?fields=verified_name", "WhatsApp")[1]
    tried = [Check("The number and its token", number)]
    if account := channel.settings.get("business_account_id"):
        said, trouble = look_up(channel, f"{account}/message_templates?limit=200", "WhatsApp")
        tried.append(Check("Templates", trouble))
        if not trouble:
            _keep(channel, templates(said))
    return tried


def templates(said: Any) -> list[dict[str, Any]]:
    """Return the approved templates made of words alone, whose places are numbered."""
    found = []
    for item in listed(inner(said).get("data")):
        parts = {line(part.get("type")): part for part in listed(item.get("components"))}
        words = text(inner(parts, "BODY").get("text"))
        headed = any(line(part.get("format")) not in {"", "TEXT"} for part in parts.values())
        if item.get("status") != "APPROVED" or not words or headed or "{{" in text(inner(parts, "HEADER").get("text")):
            continue
        places = {int(number) for number in _PLACE.findall(words)}
        if places != set(range(1, len(places) + 1)) or words.count("{{") != len(_PLACE.findall(words)):
            continue
        kept = {"name": line(item.get("name")), "language": line(item.get("language")), "text": words}
        found.append({**kept, "places": len(places)})
    return sorted(found, key=lambda template: (template["name"], template["language"]))


def _keep(channel: Channel, found: list[dict[str, Any]]) -> None:
    channel.settings = {**channel.settings, "templates": found}
    channel.save(update_fields=["settings"])
