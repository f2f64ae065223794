"""What every form of a setting has: the version its editor saw."""

from __future__ import annotations

from typing import Any

from django import forms


class VersionedForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect)):
                continue
            field.widget.attrs.setdefault("class", "input")

    @property
    def seen(self) -> int:
        return self.cleaned_data.get("version") or 0

    @property
    def shown(self) -> list[forms.BoundField]:
        """Return the fields the page draws one after another."""
        return [bound for bound in self.visible_fields() if not isinstance(bound.field.widget, _ALONE)]


# Drawn in a place of their own.
_ALONE = (forms.CheckboxSelectMultiple,)
