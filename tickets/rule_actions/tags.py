"""What adding and removing tags share: a list of names."""

from __future__ import annotations

from typing import Any

from django import forms

MOST = 20


class NamesField(forms.Field):
    """Tag names, as a list or as one text with commas between."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> list[str]:
        parts = value.split(",") if isinstance(value, str) else value
        if parts is None:
            return []
        if not isinstance(parts, list) or not all(isinstance(p, str) and "\0" not in p for p in parts):
            raise forms.ValidationError("Name the tags.")
        names = list(dict.fromkeys(" ".join(p.split()) for p in parts if p.strip()))
        if len(names) > MOST or any(len(name) > 60 for name in names):
            raise forms.ValidationError(f"At most {MOST} tags of 60 characters each.")
        return names


class ParamsForm(forms.Form):
    tags = NamesField()
