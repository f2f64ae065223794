"""What replies and notes share: a text with variables."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from django import forms

from tickets.rules.actions import Acting
from tickets.rules.variables import unknown_variable


class ParamsForm(forms.Form):
    text = forms.CharField(max_length=20_000, strip=False, widget=forms.Textarea)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError("Write something first.")
        if unknown := unknown_variable(text):
            raise forms.ValidationError(unknown)
        return text


def key_of(acting: Acting, params: dict[str, Any]) -> str:
    """Return a name for this text on this occasion; empty when the occasion has none. One macro may say two things."""
    return f"{acting.key}:{crc32(params['text'].encode()):08x}" if acting.key else ""
