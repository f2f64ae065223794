"""How customers are asked what they think of our help."""

from __future__ import annotations

from typing import Any

from django import forms

from helpdesk.lib.durations import parse_duration, say_duration
from tickets.models import RatingSettings
from tickets.models.rating import Scale


class RatingSettingsForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    enabled = forms.BooleanField(label="Ask customers when their ticket is solved", required=False)
    delay_seconds = forms.CharField(
        label="How long after", max_length=30, help_text="Like 2 h or 1 day. Opened again before, it is not asked."
    )
    scale = forms.ChoiceField(label="Answers", choices=Scale.choices, help_text="Rated tickets keep theirs.")
    question = forms.CharField(label="Question", max_length=120)
    reasons = forms.CharField(
        label="What could be better: one reason in a line",
        required=False,
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The customer may choose one. Leave it empty to ask for none.",
    )
    agent_opened = forms.BooleanField(label="Ask about tickets we opened ourselves too", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("delay_seconds", "scale", "question", "reasons"):
            self.fields[name].widget.attrs["class"] = "input"

    def clean_delay_seconds(self) -> int:
        try:
            return parse_duration(self.cleaned_data["delay_seconds"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean_reasons(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["reasons"].splitlines() if line.strip()]
        if long := next((line for line in lines if len(line) > 80), ""):
            raise forms.ValidationError(f"“{long[:40]}…” is longer than 80 letters.")
        return lines

    def apply(self, settings: RatingSettings) -> RatingSettings:
        """Give the settings what the form holds."""
        data = self.cleaned_data
        settings.enabled, settings.agent_opened = data["enabled"], data["agent_opened"]
        settings.delay_seconds, settings.scale = data["delay_seconds"], data["scale"]
        settings.question, settings.reasons = data["question"], data["reasons"]
        return settings


def written(settings: RatingSettings) -> dict[str, Any]:
    """Return the settings as the form's first values."""
    return {
        "version": settings.version,
        "enabled": settings.enabled,
        "delay_seconds": say_duration(settings.delay_seconds),
        "scale": settings.scale,
        "question": settings.question,
        "reasons": "\n".join(settings.reasons),
        "agent_opened": settings.agent_opened,
    }
