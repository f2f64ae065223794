"""A question with its wordings and its answer."""

from __future__ import annotations

from typing import Any

from django import forms

from channels_inbox.bot.wishes import plain
from channels_inbox.forms.versioned import VersionedForm
from channels_inbox.models import Faq


class FaqForm(VersionedForm):
    wordings = forms.CharField(
        max_length=4000,
        label="How people ask it",
        help_text="One a line. The first is its title, and the words of its button.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    answer = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    language = forms.RegexField(
        r"^[a-z]{2,3}\Z",
        required=False,
        max_length=8,
        help_text="As en or de. Empty is for everybody.",
        error_messages={"invalid": "Two or three small letters, as en or de."},
    )
    active = forms.BooleanField(required=False, label="The bot answers with it")

    def clean_wordings(self) -> list[str]:
        lines = list(dict.fromkeys(" ".join(line.split()) for line in self.cleaned_data["wordings"].splitlines()))
        found = [line for line in lines if line]
        if too_long := next((line for line in found if len(line) > 200), ""):
            raise forms.ValidationError(f"“{too_long[:40]}…” has more than 200 characters.")
        if not any(plain(line) for line in found):
            raise forms.ValidationError("Write at least one question.")
        return found


def written(faq: Faq) -> dict[str, Any]:
    wordings = "\n".join(wording.text for wording in faq.wordings.order_by("position")) if faq.pk else ""
    names = ("answer", "language", "active", "version")
    return {"wordings": wordings, **{name: getattr(faq, name) for name in names}}
