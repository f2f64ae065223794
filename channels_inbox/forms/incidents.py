from __future__ import annotations

from typing import Any

from django import forms

from tickets.operations.answering_incidents import LONGEST


class AnswersForm(forms.Form):
    """What the customers of an incident are told with one of its updates."""

    text = forms.CharField(
        label="Your answer",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Everybody reads the same words, each where they asked: by mail, in the chat, in their messenger.",
        error_messages={"required": "Write what they should know."},
    )
    resolves = forms.BooleanField(required=False, label="Resolve their tickets with it")

    def __init__(self, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What some were told already is told to the rest unchanged.
        for field in self.fields.values():
            field.disabled = fixed
