"""The settings of a widget, as kept in `Widget.settings`: what is left out has its default here."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.conf import settings

from channels_inbox.models import Widget

# What may be switched off, with its words on the settings page.
SWITCHES = {
    "files": "Visitors may send files",
    "emoji": "Offer emoji",
    "end": "Visitors may end the chat",
    "transcript": "Offer the conversation by email",
    "rating": "Ask how it was when a chat ends",
    "mail": "Send answers by email to whoever has left",
    "place": "Tell who waits their place in line",
}
PROMISES = {
    "": "Say nothing, or what was measured",
    "minutes": "In a few minutes",
    "hours": "In a few hours",
    "day": "Within a day",
}
THEMES = {"auto": "As the visitor's device is set", "light": "Light", "dark": "Dark"}
POSITIONS = {"end": "Bottom right", "start": "Bottom left"}
FIELD_TYPES = {
    "name": "Name",
    "email": "Email",
    "text": "One line",
    "long": "Several lines",
    "choice": "One of several",
    "check": "Yes or no",
}

_DEFAULTS: dict[str, Any] = {
    "colour": "#7a4528",
    "theme": "auto",
    "position": "end",
    "title": "How can we help?",
    "tagline": "Write to us here and a person answers.",
    "greeting": "Hello! What can we do for you?",
    "away": "We are closed at the moment. Leave a message and we answer by email.",
    "promise": "",
    "calendar": None,
    "fields": [
        {"key": "name", "type": "name", "label": "Your name", "required": False, "pattern": "", "options": []},
        {
            "key": "email",
            "type": "email",
            "label": "Email, if we get cut off",
            "required": False,
            "pattern": "",
            "options": [],
        },
    ],
    **dict.fromkeys(SWITCHES, True),
}


def settings_of(widget: Widget) -> dict[str, Any]:
    """Return all settings of a widget, defaults included."""
    return {**deepcopy(_DEFAULTS), **{name: value for name, value in widget.settings.items() if name in _DEFAULTS}}


def offers(widget: Widget, switch: str) -> bool:
    """Tell whether a switch is on."""
    return bool(widget.settings.get(switch, _DEFAULTS[switch]))


def script_tag(widget: Widget) -> str:
    """Return the line a site puts into its pages."""
    return f'<script async src="{settings.SITE_URL}/widget.js" data-site="{widget.site_key}"></script>'
