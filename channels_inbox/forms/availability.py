"""What agents say of their time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import AvailabilityState

_LONGEST = timedelta(days=366)


class AvailabilityForm(forms.Form):
    state = forms.ChoiceField(choices=AvailabilityState)


class LeaveForm(forms.Form):
    """Whole days, in the agent's own zone; the last one is included."""

    first_day = forms.DateField(label="First day away", widget=forms.DateInput({"type": "date", "class": "input"}))
    last_day = forms.DateField(label="Last day away", widget=forms.DateInput({"type": "date", "class": "input"}))
    note = forms.CharField(
        label="Note to yourself", max_length=100, required=False, widget=forms.TextInput({"class": "input"})
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first is None or last is None:
            return data
        if last < first:
            self.add_error("last_day", "The last day comes before the first.")
        elif last < timezone.localdate():
            self.add_error("last_day", "These days are over.")
        elif last - first > _LONGEST:
            self.add_error("last_day", "A leave lasts a year at most.")
        data["starts_at"], data["ends_at"] = _midnight(first), _midnight(last + timedelta(days=1))
        return data


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
