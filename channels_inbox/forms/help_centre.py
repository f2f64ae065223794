from __future__ import annotations

from typing import Any

from django import forms

from channels_inbox.forms.versioned import VersionedForm
from knowledgebase.models import HelpCentre
from knowledgebase.operations.branding import DAYS, LOGO_BYTES, MOST_HELD_OUT


class HelpCentreForm(VersionedForm):
    """The looks of the help centre, and when it suggests answers."""

    colour = forms.CharField(
        label="Colour",
        required=False,
        max_length=60,
        help_text="Such as #7a4a2b. Light and dark shades are derived so that text stays readable on any of them.",
    )
    logo = forms.FileField(
        label="Logo",
        required=False,
        help_text=f"PNG, JPEG or WebP, about square, at most {LOGO_BYTES // 1024} KB.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    remove_logo = forms.BooleanField(label="Use the mark of this program instead", required=False)
    suggests_in_form = forms.BooleanField(label="Beside the request form, while people write", required=False)
    suggests_in_widget = forms.BooleanField(label="In the chat widget, before a chat begins", required=False)
    suggests_in_mail = forms.BooleanField(label="In the letter “We have your message”", required=False)
    holdout_percent = forms.DecimalField(
        label="Visitors who get no suggestions, in percent",
        min_value=0,
        max_value=MOST_HELD_OUT,
        max_digits=4,
        decimal_places=1,
        help_text="What they do is what the others are compared with: so you know what suggestions save. "
        "Always the same people.",
    )
    visit_days = forms.IntegerField(
        label="Keep searches and visits, in days",
        min_value=DAYS[0],
        max_value=DAYS[1],
        help_text="They name nobody. Reports look back no further than this.",
    )

    def clean_logo(self) -> bytes | None:
        sent = self.cleaned_data["logo"]
        if not sent:
            return None
        # One byte more than may be: the operation says what is wrong with it.
        content: bytes = sent.read(LOGO_BYTES + 1)
        return content

    def apply(self, centre: HelpCentre) -> HelpCentre:
        """Give the settings what the form holds."""
        data = self.cleaned_data
        for name in ("colour", "suggests_in_form", "suggests_in_widget", "suggests_in_mail", "holdout_percent"):
            setattr(centre, name, data[name])
        centre.visit_days = data["visit_days"]
        if data["logo"]:
            centre.logo = data["logo"]
        elif data["remove_logo"]:
            centre.logo = b""
        return centre


def written(centre: HelpCentre) -> dict[str, Any]:
    """Return the settings as the form's first values."""
    names = ("colour", "suggests_in_form", "suggests_in_widget", "suggests_in_mail", "holdout_percent", "visit_days")
    return {"version": centre.version, **{name: getattr(centre, name) for name in names}}
