from __future__ import annotations

from django import forms

from community.models import Flag
from community.selectors.people import LEVELS


class FlagForm(forms.Form):
    reason = forms.ChoiceField(
        label="What is wrong with it?",
        choices=Flag.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is wrong with it.", "invalid_choice": "Choose what is wrong with it."},
    )
    comment = forms.CharField(
        label="Anything else a moderator should know",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CalmForm(forms.Form):
    """Silence or suspend somebody."""

    act = forms.ChoiceField(choices=[("silence", "Pause"), ("suspend", "Suspend")])
    days = forms.IntegerField(min_value=0, max_value=3650)
    reason = forms.CharField(required=False, max_length=300)


class LevelForm(forms.Form):
    level = forms.TypedChoiceField(
        choices=[("", ""), *((str(n), name) for n, name in enumerate(LEVELS))],
        coerce=int,
        empty_value=None,
        required=False,
    )
