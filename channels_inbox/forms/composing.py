"""What the composer sends."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User
from tickets.errors import FileGone
from tickets.models import Attachment, Draft, Macro
from tickets.models.kinds import Category


class UploadsField(forms.Field):
    """Tokens of files waiting in the composer, each once, in order."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(value or []))


class ValuesField(forms.Field):
    """What fills the places of a template, in order."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        return [str(text)[:1000] for text in value or []][:20]


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

    # Which way it goes (channels_inbox.reaches); empty is by mail, or by chat where there is one.
    wire = forms.CharField(required=False, max_length=400)
    template = forms.CharField(required=False, max_length=600)
    value = ValuesField(required=False)

    # What is to change together with it.
    macro = forms.ModelChoiceField(Macro.objects.none(), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["macro"].queryset = Macro.objects.visible_to(user)  # type: ignore[attr-defined]

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
        """Keep the text whatever became of a file."""
        return waiting_uploads(self.user, self.cleaned_data["uploads"])


def own_uploads(user: User, tokens: list[str]) -> list[Attachment]:
    """Return the files of these tokens, in order. Raises ValidationError, which names the tokens that are gone."""
    found = waiting_uploads(user, tokens)
    here = {a.token for a in found}
    if gone := [token for token in tokens if token not in here]:
        raise forms.ValidationError(str(FileGone()), code="gone", params={"tokens": gone})
    return found


def waiting_uploads(user: User, tokens: list[str]) -> list[Attachment]:
    """Return those files of these tokens that still wait to be sent, in order."""
    if not tokens:
        return []
    found = {a.token: a for a in Attachment.objects.filter(uploaded_by=user, message=None, token__in=tokens)}
    return [found[token] for token in tokens if token in found]


def gone_uploads(form: forms.Form) -> list[str]:
    """Return the tokens a refused form named in vain."""
    errors = form.errors.as_data().get("uploads", [])
    return [token for error in errors if error.code == "gone" for token in (error.params or {})["tokens"]]
