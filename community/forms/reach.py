"""Which mail somebody wants, and what an administrator lets go out."""

from __future__ import annotations

from typing import Any

from django import forms

from community.forms.settings import Styled
from community.models import ReachSettings, ReachWishes


class WishesForm(forms.Form):
    mail = forms.ChoiceField(label="By mail", choices=ReachWishes.Mail.choices, widget=forms.RadioSelect)
    digest = forms.ChoiceField(
        label="A letter about what was new", choices=ReachWishes.Digest.choices, widget=forms.RadioSelect
    )


class ReachForm(Styled):
    mails = forms.BooleanField(label="Tell people by mail what happens in topics they follow", required=False)
    sender = forms.EmailField(
        label="Comes from",
        required=False,
        help_text="The address of an email channel. Without one, letters come from the site’s address and nobody can "
        "answer them.",
    )
    answers = forms.BooleanField(label="Post what people answer to these letters", required=False)
    delay_minutes = forms.IntegerField(
        label="Minutes to wait",
        min_value=0,
        max_value=1440,
        help_text="So long can a post be changed or taken away before it goes out.",
    )


def reach_written(row: ReachSettings) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("version", "mails", "sender", "answers", "delay_minutes")}
