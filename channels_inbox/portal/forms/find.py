from __future__ import annotations

from django import forms

from channels_inbox.portal.forms.contact import EMAIL_WRONG
from channels_inbox.portal.forms.fields import OneLine

NUMBER_WRONG = "Write the number from our email, as in 1002."


class FindForm(forms.Form):
    """Ask for a link by a request's number and the address it was asked from."""

    number = OneLine(
        max_length=20,
        label="Number of the request",
        help_text="It is in the subject of our emails.",
        error_messages={"required": NUMBER_WRONG},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    email = forms.EmailField(
        max_length=254,
        label="Your email",
        help_text="The address you asked from.",
        error_messages={"required": EMAIL_WRONG, "invalid": EMAIL_WRONG},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def clean_number(self) -> int:
        digits = self.cleaned_data["number"].strip("# ")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
            raise forms.ValidationError(NUMBER_WRONG, code="number")
        return int(digits)
