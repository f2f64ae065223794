"""Forms of those who take calls."""

from __future__ import annotations

from typing import Any

from django import forms

from channels_inbox.forms.transfer import TransferForm
from helpdesk.lib.telephone import e164

_HINT = "With its country code, as +49 30 1234567."


class NumberField(forms.CharField):
    """A telephone number, kept as E.164; without a country code it is no number, as nobody knows whose."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 40, "help_text": _HINT, **kwargs})
        self.widget.attrs.update({"class": "input", "inputmode": "tel", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        written: str = super().clean(value)
        if not written:
            return ""
        number = e164(written) if written.strip().startswith(("+", "00")) else ""
        if not number:
            raise forms.ValidationError(
                "This is no telephone number. Write it with its country code, as +49 30 1234567."
            )
        return number


class BlockForm(forms.Form):
    number = NumberField(label="Number")
    reason = forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs={"class": "input"}))


class PassOnForm(TransferForm):
    """To whom somebody on the telephone is passed on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].error_messages["invalid_choice"] = "They can take no call any more. Choose somebody else."
        self.fields["note"].help_text = "The caller does not hear of it."


class MoveForm(forms.Form):
    number = forms.RegexField(
        r"^#?\d{1,15}$",
        label="Ticket number",
        error_messages={"invalid": "Write a number, as 48213."},
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_number(self) -> int:
        return int(self.cleaned_data["number"].removeprefix("#"))


class SeatForm(forms.Form):
    number = NumberField(label="Your telephone", required=False)
    pops = forms.BooleanField(required=False, label="Show calls as they ring")
    queues = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Of these queues alone",
        help_text="None is all of them.",
    )

    def __init__(self, *args: Any, queues: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["queues"].choices = [(name, name) for name in queues]  # type: ignore[attr-defined]
