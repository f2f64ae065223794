"""What keeps machines out of a form without a puzzle: a one-time token, a field people cannot see, a little time."""

from __future__ import annotations

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from channels_inbox.portal.forms.once import Once, fresh, read


class OnceForm(forms.Form):
    """A form whose submission has a name, so that sending it twice does one thing."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def token(self) -> str:
        """The token the page carries: the one that was sent while it is good, so that a repetition is known as one."""
        sent = str(self.data.get("once", ""))
        return sent if read(sent) else fresh()

    def clean_once(self) -> Once:
        found = read(self.cleaned_data["once"])
        if found is None:
            raise ValidationError(_("This page was open for a long time. Press the button once more."), code="stale")
        return found

    def trouble(self) -> list[str]:
        """Return the refusals that belong to no visible field, in words.

        “Press the button once more” would be wrong advice while a field needs another word.
        """
        if set(self.errors) - {NON_FIELD_ERRORS, "once", "website"}:
            return [*self.non_field_errors()]
        return [*self.non_field_errors(), *self.errors.get("once", []), *self.errors.get("website", [])]


class GuardedForm(OnceForm):
    """A form anyone on the internet can send. A refusal says so honestly, and pressing again works for a person."""

    least_seconds = 3.0

    # Off the screen and out of the tab order: only programs that fill in everything fill it in. The page
    # never carries its value back, so a person whose browser filled it gets through the second time.
    website = forms.CharField(required=False, label=_("Leave this empty"))

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("A hidden field was filled in, as programs do. Press the button once more."))
        return ""

    def clean_once(self) -> Once:
        found = super().clean_once()
        if found.age < self.least_seconds:
            raise ValidationError(_("That was quicker than people write. Press the button once more."), code="too_fast")
        return found
