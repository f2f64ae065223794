"""Which questions the board shows, as the address says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from insights.asked import Asked
from tickets.models import Tag
from tickets.models.kinds import ChannelKind

STANDARD = "30d"
PRESETS = [("7d", "7 d"), ("30d", "30 d"), ("90d", "90 d"), ("365d", "1 y")]
LANGUAGES = [
    ("en", "English"), ("de", "German"), ("fr", "French"), ("es", "Spanish"), ("it", "Italian"), ("nl", "Dutch"),
]  # fmt: skip


class AskedForm(forms.Form):
    range = forms.ChoiceField(choices=PRESETS, required=False)
    channel = forms.ChoiceField(choices=[("", "All channels"), *ChannelKind.choices], required=False)
    language = forms.ChoiceField(choices=[("", "All languages"), *LANGUAGES], required=False)
    tag = forms.ModelChoiceField(Tag.objects.none(), to_field_name="name", required=False, empty_label="All tags")
    q = forms.CharField(required=False, max_length=100)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        tag = self.fields["tag"]
        assert isinstance(tag, forms.ModelChoiceField)
        tag.queryset = Tag.objects.all()

    def asked(self) -> Asked:
        """Return what is asked for; what could not be read is as if it were not given."""
        self.is_valid()
        data = self.cleaned_data
        preset = data.get("range") or STANDARD
        today = timezone.localdate()
        return Asked(
            user=self.user,
            zone=timezone.get_current_timezone(),
            first=today - timedelta(days=int(preset.removesuffix("d")) - 1),
            last=today,
            preset=preset,
            channel=data.get("channel") or "",
            language=data.get("language") or "",
            tag=data.get("tag"),
            words=(data.get("q") or "").strip(),
        )
