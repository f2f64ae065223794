"""What people set for themselves."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms

from accounts.models import User


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    time_zone = forms.ChoiceField(label="Time zone", required=False)

    class Meta:
        model = User
        fields = ["name", "theme", "time_zone", "signature"]
        labels = {"name": "Your name", "theme": "Theme", "signature": "Signature"}
        help_texts = {
            "name": "Customers read your first name.",
            "signature": "Added below every mail you send.",
        }
        widgets = {"signature": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(z for z in zoneinfo.available_timezones() if "/" in z and not z.startswith(("Etc/", "System")))
        self.fields["time_zone"].choices = [("", "Same as the site"), *((z, z.replace("_", " ")) for z in zones)]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"


class TokenForm(forms.Form):
    name = forms.CharField(label="What it is for", max_length=80)
