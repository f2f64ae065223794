"""What we ask of people beyond allauth's own fields."""

from __future__ import annotations

import unicodedata
import zoneinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest


class SignupForm(forms.Form):
    """Ask for a name at sign-up; the browser adds its time zone where it can."""

    name = forms.CharField(
        max_length=150,
        required=False,
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    time_zone = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    field_order = ["name", "email", "password1"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if any(unicodedata.category(c) == "Cc" for c in name):
            raise ValidationError("Use one line, without special characters.")
        return name

    def clean_time_zone(self) -> str:
        """Keep a zone we know; nobody typed it, so an unknown one is left out in silence."""
        zone: str = self.cleaned_data["time_zone"]
        return zone if zone in zoneinfo.available_timezones() else ""

    def signup(self, request: HttpRequest, user: Any) -> None:
        user.name = self.cleaned_data["name"]
        user.time_zone = self.cleaned_data["time_zone"]
        user.save(update_fields=["name", "time_zone"])
