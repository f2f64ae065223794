"""What people write. Operations say what is wrong with it, the form shows it beside its field."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms

from community.errors import Incomplete
from community.models import Forum, Topic
from community.operations.writing import LONGEST_TITLE
from community.rendering import MOST


class Kept(forms.Form):
    """A form that names what it sends, so that sending it twice does one thing, and takes refusals in."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = secrets.token_urlsafe(12)

    def refuse(self, error: Exception) -> None:
        """Show a refusal beside the field it is about, else above the form."""
        named = error.field if isinstance(error, Incomplete) and error.field in self.fields else None
        self.add_error(named, str(error))


class PostForm(Kept):
    body = forms.CharField(
        label="Your answer",
        max_length=2 * MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write a few words first."},
        strip=False,
    )


class EditForm(PostForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)


class TopicForm(Kept):
    forum = forms.ModelChoiceField(
        Forum.objects.none(),
        to_field_name="slug",
        label="Where",
        empty_label="Choose a place",
        error_messages={"required": "Choose where it belongs."},
    )
    title = forms.CharField(
        label="In one sentence",
        max_length=2 * LONGEST_TITLE,
        help_text="Write it as you would ask a friend.",
        error_messages={"required": "Say in a few words what it is about."},
    )
    body = forms.CharField(
        label="Tell it",
        max_length=2 * MOST,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text="Which machine, what happens, what have you tried? Markdown works: **bold**, - lists, > quotes.",
        error_messages={"required": "Write a few words first."},
        strip=False,
    )
    tags = forms.CharField(label="Tags", required=False, max_length=200, help_text="Up to five, with commas between.")

    def __init__(self, *args: Any, forums: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["forum"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = forums


class TitleForm(Kept):
    title = forms.CharField(label="Title", max_length=2 * LONGEST_TITLE)
    tags = forms.CharField(label="Tags", required=False, max_length=200, help_text="Up to five, with commas between.")


class IdeaForm(forms.Form):
    state = forms.ChoiceField(label="State", choices=Topic.State.choices)
    note = forms.CharField(
        label="Note for everybody", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    expected = forms.CharField(label="Expected", required=False, max_length=60, help_text="As in “early 2027”.")

    def refuse(self, error: Exception) -> None:
        named = error.field if isinstance(error, Incomplete) and error.field in self.fields else None
        self.add_error(named, str(error))
