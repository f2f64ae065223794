"""What we ask of people beyond allauth's own fields."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest


class SignupForm(forms.Form):
    """Ask for a name at sign-up."""

    name = forms.CharField(
        max_length=150,
        required=False,
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if any(unicodedata.category(c) == "Cc" for c in name):
            raise ValidationError("Use one line, without special characters.")
        return name

    def signup(self, request: HttpRequest, user: Any) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
