"""A calendar as people write it: “09:00–12:00, 13:00–17:00”, one holiday a line."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms

from accounts.models import Calendar
from accounts.models.calendar import DAYS
from accounts.public_holidays import countries, regions
from channels_inbox.forms.versioned import VersionedForm
from helpdesk.lib.business_hours import slot

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SPAN = re.compile(r"^(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)$")


class CalendarForm(VersionedForm):
    name = forms.CharField(max_length=80)
    time_zone = forms.ChoiceField()
    country = forms.ChoiceField(label="Public holidays of", required=False)
    region = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": "This country has no region “%(value)s”."}
    )
    holidays = forms.CharField(label="Days of our own that are closed", required=False, widget=forms.Textarea)
    special = forms.CharField(label="Days with other hours", required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "System")))
        self.fields["time_zone"].choices = [("UTC", "UTC"), *((z, z.replace("_", " ")) for z in zones)]  # type: ignore[attr-defined]
        for day, name in zip(DAYS, _NAMES, strict=True):
            self.fields[day] = forms.CharField(label=name, required=False, max_length=200)
        country = str(self["country"].value() or "")
        self.fields["country"].choices = [("", "No country"), *countries()]  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", "The whole country"), *regions(country)]  # type: ignore[attr-defined]
        self.fields[
            "holidays"
        ].help_text = "One a line: 2026-12-24 Christmas Eve, or 12-24 Christmas Eve for every year."
        self.fields["special"].help_text = "One a line: 2026-12-13 07:00-12:00 Lucia, or 2026-12-14 closed Moving."
        for day in DAYS:
            self.fields[day].widget.attrs["class"] = "input input--sm num"

    def clean_holidays(self) -> list[dict[str, Any]]:
        return [_holiday(line) for line in _lines(self.cleaned_data["holidays"])]

    def clean_special(self) -> list[dict[str, Any]]:
        return [_special(line) for line in _lines(self.cleaned_data["special"])]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        hours: dict[str, list[list[str]]] = {}
        for day in DAYS:
            try:
                if slots := read_slots(data.get(day, "")):
                    hours[day] = slots
            except ValueError as error:
                self.add_error(day, str(error))
        return {**data, "hours": hours}

    def apply(self, calendar: Calendar) -> Calendar:
        """Give the calendar what the form holds."""
        for name in ("name", "time_zone", "country", "region", "hours", "holidays", "special"):
            setattr(calendar, name, self.cleaned_data[name])
        return calendar

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[day] for day in DAYS]


def written(calendar: Calendar) -> dict[str, Any]:
    """Return a calendar as the form's first values."""
    return {
        "version": calendar.version,
        "name": calendar.name,
        "time_zone": calendar.time_zone,
        "country": calendar.country,
        "region": calendar.region,
        "holidays": "\n".join(f"{h['date'].removeprefix('--')} {h.get('name', '')}".strip() for h in calendar.holidays),
        "special": "\n".join(
            f"{s['date']} {say_slots(s['slots']) or 'closed'} {s.get('name', '')}".strip() for s in calendar.special
        ),
        **{day: say_slots(calendar.hours.get(day) or []) for day in DAYS},
    }


def read_slots(text: str) -> list[list[str]]:
    """Return the slots a text names; empty or “closed” names none. Raises ValueError in words."""
    text = text.strip()
    if text.lower() in {"", "closed"}:
        return []
    found = []
    for part in text.split(","):
        span = _SPAN.match(part.strip())
        if span is None:
            raise ValueError(f"“{part.strip()}” is not understood; write it like 09:00–12:00, 13:00–17:00.")
        start, end = (time.zfill(5) for time in span.groups())
        slot(start, end)
        found.append([start, end])
    return sorted(found)


def say_slots(slots: list[list[str]]) -> str:
    return ", ".join(f"{start}–{end}" for start, end in slots)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _holiday(line: str) -> dict[str, Any]:
    day, _, name = line.partition(" ")
    try:
        if len(day) == 5:
            date.fromisoformat(f"2024-{day}")
            day = f"--{day}"
        else:
            date.fromisoformat(day)
    except ValueError:
        raise forms.ValidationError(f"“{line}” does not begin with a date like 2026-12-24 or 12-24.") from None
    return {"date": day, "name": name.strip()[:80]}


def _special(line: str) -> dict[str, Any]:
    day, _, rest = line.partition(" ")
    times = re.match(r"^(closed|[\d:\s,–-]+?)(?:\s+(?=\D)|$)(.*)$", rest.strip(), re.IGNORECASE)
    try:
        date.fromisoformat(day)
        if times is None:
            raise ValueError
        return {"date": day, "name": times[2].strip()[:80], "slots": read_slots(times[1])}
    except ValueError:
        raise forms.ValidationError(
            f"“{line}” is not understood; write it like 2026-12-13 07:00-12:00 Lucia."
        ) from None
