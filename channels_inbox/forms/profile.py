"""What people set for themselves."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings

from accounts.models import User

UNDO_SECONDS = (5, 10, 20)


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    time_zone = forms.ChoiceField(label="Time zone", required=False)
    undo_seconds = forms.TypedChoiceField(
        label="Undo send",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="A reply waits for so long before it goes out. Until then you can take it back.",
    )

    class Meta:
        model = User
        fields = ["name", "theme", "time_zone", "undo_seconds", "after_send", "signature"]
        labels = {"name": "Your name", "theme": "Theme", "signature": "Signature", "after_send": "After sending"}
        help_texts = {
            "name": "Customers read your first name.",
            "signature": "Added below every mail you send.",
        }
        widgets = {"signature": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(z for z in zoneinfo.available_timezones() if "/" in z and not z.startswith(("Etc/", "System")))
        self.fields["time_zone"].choices = [("", "Same as the site"), *((z, z.replace("_", " ")) for z in zones)]  # type: ignore[attr-defined]
        seconds = [("", f"As the site has it ({_said(settings.UNDO_SEND_SECONDS)})"), (0, _said(0))]
        self.fields["undo_seconds"].choices = [*seconds, *((n, _said(n)) for n in UNDO_SECONDS)]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"


def _said(seconds: int) -> str:
    return f"{seconds} seconds" if seconds else "Off: send at once"


class TokenForm(forms.Form):
    name = forms.CharField(label="What it is for", max_length=80)
