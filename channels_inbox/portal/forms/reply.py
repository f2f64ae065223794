from __future__ import annotations

from typing import Any

from django import forms

from channels_inbox.portal.forms.fields import Files, Words
from channels_inbox.portal.forms.guarded import OnceForm


class ReplyForm(OnceForm):
    """Write into a request, or ask a follow-up to a closed one."""

    message = Words(
        max_length=100_000,
        required=False,
        label="Write back",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    attachments = Files(required=False, label="Photos or files")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not values.get("message") and not values.get("attachments"):
            self.add_error("message", "Write something or add a file first.")
        return values
