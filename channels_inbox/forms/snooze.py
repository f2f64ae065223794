"""Until when a ticket is put aside, in the agent's own time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

MORNING = time(9)


@dataclass(frozen=True, slots=True)
class Moment:
    key: str
    label: str
    at: datetime


def moments(now: datetime) -> list[Moment]:
    """Return what the menu offers at a local moment. Late in the day there is no “later today”."""
    later = (now + timedelta(hours=3, minutes=59)).replace(minute=0, second=0, microsecond=0)
    offered = [Moment("today", "Later today", later)] if later.date() == now.date() else []
    return [
        *offered,
        Moment("tomorrow", "Tomorrow", _morning(now, 1)),
        Moment("monday", "Monday", _morning(now, 7 - now.weekday())),
        Moment("week", "In a week", _morning(now, 7)),
    ]


def _morning(now: datetime, days: int) -> datetime:
    """Return nine o'clock that many days on, by the clock on the wall whatever summer time does between."""
    return datetime.combine(now.date() + timedelta(days=days), MORNING, tzinfo=now.tzinfo)


class SnoozeForm(forms.Form):
    """A moment of the menu, one of one's own, or neither: then the ticket wakes."""

    when = forms.ChoiceField(required=False)
    until = forms.DateTimeField(required=False, error_messages={"invalid": "Enter a day and a time."})
    wake = forms.BooleanField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.offered = {moment.key: moment.at for moment in moments(timezone.localtime())}
        self.fields["when"].choices = [(key, key) for key in self.offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        data["until"] = self.offered.get(data.get("when", "")) or data.get("until")
        if not data["until"] and not data.get("wake") and not self.errors:
            raise forms.ValidationError("Choose until when.")
        return data
