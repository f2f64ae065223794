"""A widget: where it stands, what it looks like and says, what it asks and offers, who may write."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Calendar, Team
from channels_inbox.forms import widget_fields
from channels_inbox.forms.versioned import VersionedForm
from channels_inbox.models import Widget
from channels_inbox.widgets.shape import POSITIONS, PROMISES, SWITCHES, THEMES, settings_of
from tickets.models import CustomField

TEXTS = ("title", "tagline", "greeting", "away")
VIEWS = [("home", "Start"), ("before", "Questions"), ("talk", "Chat"), ("away", "Closed")]
CHOICES = ("colour", "theme", "position", "promise")


class WidgetForm(VersionedForm):
    name = forms.CharField(max_length=80, help_text="For your colleagues: “Shop chat”.")
    allowed_origins = forms.CharField(
        required=False,
        max_length=4000,
        label="Sites that may show it",
        help_text="One a line, like https://shop.example. No other site can.",
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "https://shop.example"}),
    )
    team = forms.ModelChoiceField(Team.objects.none(), required=False, empty_label="Everybody", label="Chats go to")
    calendar = forms.ModelChoiceField(
        Calendar.objects.none(), required=False, empty_label="Always open", label="Opening hours"
    )
    colour = forms.RegexField(r"^#[0-9a-fA-F]{6}$", widget=forms.TextInput(attrs={"type": "color"}))
    theme = forms.ChoiceField(choices=THEMES.items(), label="Light or dark")
    position = forms.ChoiceField(choices=POSITIONS.items())
    title = forms.CharField(max_length=60, help_text="Until we know a name. Then: “Hello, Maya”.")
    tagline = forms.CharField(max_length=120, required=False, label="Line below")
    greeting = forms.CharField(
        max_length=500, required=False, label="First words of a chat", widget=forms.Textarea(attrs={"rows": 2})
    )
    promise = forms.ChoiceField(
        choices=PROMISES.items(),
        required=False,
        label="When we answer",
        help_text="What was measured within the last day goes before it.",
    )
    away = forms.CharField(
        max_length=500, required=False, label="Outside hours", widget=forms.Textarea(attrs={"rows": 2})
    )
    identity = forms.ChoiceField(choices=Widget.Identity, label="Who may write", widget=forms.RadioSelect)
    gone_after = forms.IntegerField(
        min_value=15, max_value=86_400, initial=60, label="Mail answers after", help_text="Seconds without a sign."
    )
    missed_after = forms.IntegerField(
        min_value=30,
        max_value=86_400,
        initial=300,
        label="Missed after",
        help_text="Seconds somebody waits at most; then it is an ordinary ticket.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.in_use()  # type: ignore[attr-defined]
        self.fields["calendar"].queryset = Calendar.objects.all()  # type: ignore[attr-defined]
        self.ticket_fields = {field.key: field.label for field in CustomField.objects.in_use()}
        for name, words in SWITCHES.items():
            self.fields[name] = forms.BooleanField(required=False, label=words)
        self.rows = widget_fields.rows_of(self.data) if self.is_bound else self.initial.get("rows", [])  # type: ignore[arg-type]

    views = VIEWS

    @property
    def switches(self) -> list[forms.BoundField]:
        return [self[name] for name in SWITCHES]

    def clean_allowed_origins(self) -> list[str]:
        return sorted({origin(line) for line in self.cleaned_data["allowed_origins"].split() if line})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            data["fields"] = widget_fields.read(self.rows, self.ticket_fields)
        except ValidationError as error:
            self.add_error(None, error)
        return data

    def chosen(self, widget: Widget) -> dict[str, Any]:
        """Return the settings as far as they were understood; what was not stays as it was."""
        found = settings_of(widget)
        for name in (*TEXTS, *CHOICES, *SWITCHES, "fields"):
            if name in self.cleaned_data:
                found[name] = self.cleaned_data[name]
        calendar = self.cleaned_data.get("calendar")
        return {**found, "calendar": calendar.pk if calendar else None}

    def apply(self, widget: Widget) -> Widget:
        """Give the widget and its channel what the form holds."""
        widget.channel.name, widget.channel.team = self.cleaned_data["name"], self.cleaned_data["team"]
        widget.settings = self.chosen(widget)
        for name in ("allowed_origins", "identity", "gone_after", "missed_after"):
            setattr(widget, name, self.cleaned_data[name])
        return widget


def origin(text: str) -> str:
    """Return an origin as browsers spell it (RFC 6454). Raises ValidationError."""
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except (ValueError, UnicodeError):
        raise ValidationError(f"“{text}” is no address of a site.") from None
    if parts.scheme not in {"http", "https"} or not re.fullmatch(r"[a-z0-9.-]+", host):
        raise ValidationError(f"“{text}” is no address of a site. It looks like https://shop.example.")
    if parts.path.strip("/") or parts.query or parts.username:
        raise ValidationError(f"Leave out what follows the host: https://{host}, not “{text}”.")
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")


def written(widget: Widget) -> dict[str, Any]:
    """Return a widget as the form's first values."""
    chosen = settings_of(widget)
    return {
        **chosen,
        "version": widget.version,
        "name": widget.channel.name,
        "team": widget.channel.team_id,
        "allowed_origins": "\n".join(widget.allowed_origins),
        "identity": widget.identity,
        "gone_after": widget.gone_after,
        "missed_after": widget.missed_after,
        "rows": widget_fields.written(chosen["fields"]),
    }
