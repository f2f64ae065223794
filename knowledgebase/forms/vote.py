from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledgebase.models import Vote

REASONS = {
    Vote.Reason.MISSING: _("Something is missing"),
    Vote.Reason.WRONG: _("It does not work that way"),
    Vote.Reason.UNCLEAR: _("It is hard to follow"),
    Vote.Reason.OTHER: _("It is not what I was looking for"),
}


class VoteForm(forms.Form):
    helpful = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes", widget=forms.HiddenInput
    )
    reason = forms.ChoiceField(
        label=_("What was wrong?"), choices=list(REASONS.items()), required=False, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("What were you looking for?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input", "maxlength": 1000}),
    )

    def clean_comment(self) -> Any:
        return self.cleaned_data["comment"].replace("\r\n", "\n").strip()
