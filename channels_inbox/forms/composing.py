"""What the composer sends."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User
from tickets.models import Attachment, Draft
from tickets.models.kinds import Category


class UploadsField(forms.Field):
    """Tokens of files waiting in the composer, each once, in order."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(value or []))


class MessageForm(forms.Form):
    """A reply or a note. `key` is made by the page: the same form sent twice makes one message."""

    # Never guessed: a note taken for a reply would go to the customer.
    mode = forms.ChoiceField(choices=Draft.Mode)
    text = forms.CharField(required=False, max_length=200_000, strip=False)
    uploads = UploadsField(required=False)
    key = forms.UUIDField()
    seen = forms.IntegerField(min_value=0)
    # What becomes of the ticket; empty leaves it to the operation.
    then = forms.ChoiceField(
        required=False,
        choices=[(c.value, c.label) for c in (Category.OPEN, Category.WAITING_CUSTOMER, Category.RESOLVED)],
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_uploads(self) -> list[Attachment]:
        """Turn tokens into this person's own unsent files; anybody else's do not exist."""
        return own_uploads(self.user, self.cleaned_data["uploads"])


class DraftForm(forms.Form):
    """What is typed. With the `key` of its composer, so that a late save does not bring back what was sent."""

    key = forms.UUIDField(required=False)
    mode = forms.ChoiceField(choices=Draft.Mode)
    text = forms.CharField(required=False, max_length=200_000, strip=False)
    uploads = UploadsField(required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_uploads(self) -> list[Attachment]:
        return own_uploads(self.user, self.cleaned_data["uploads"])


def own_uploads(user: User, tokens: list[str]) -> list[Attachment]:
    if not tokens:
        return []
    found = {a.token: a for a in Attachment.objects.filter(uploaded_by=user, message=None, token__in=tokens)}
    return [found[token] for token in tokens if token in found]
