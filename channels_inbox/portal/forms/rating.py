from __future__ import annotations

from collections.abc import Iterable

from django import forms

from channels_inbox.portal.forms.fields import Words
from tickets.models import Rating
from tickets.models.rating import CHOICES


class RatingForm(forms.Form):
    """How it went: one answer, and if they like a reason and some words."""

    score = forms.TypedChoiceField(
        coerce=int,
        label="How did it go?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the answers.", "invalid_choice": "Choose one of the answers."},
    )
    reason = forms.ChoiceField(label="What could be better?", required=False, widget=forms.RadioSelect)
    comment = Words(max_length=4000, required=False, label="In your words", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: object, rating: Rating, reasons: Iterable[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        # An answer given before keeps its reason on the page, even if it is no longer offered.
        offered = dict.fromkeys([*reasons, *([rating.reason] if rating.reason else [])])
        score, reason = self.fields["score"], self.fields["reason"]
        assert isinstance(score, forms.ChoiceField)
        assert isinstance(reason, forms.ChoiceField)
        score.choices = list(CHOICES[rating.scale].items())
        reason.choices = [("", "Nothing to add"), *((text, text) for text in offered)] if offered else [("", "")]
