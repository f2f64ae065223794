"""Which topics are to become one, and which posts are to begin one of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from community.errors import Incomplete
from community.models import Forum
from community.operations.writing import LONGEST_TITLE


class MergeForm(forms.Form):
    into = forms.IntegerField(min_value=1, max_value=2**31 - 1, error_messages={"required": "Choose the other topic."})


class SplitForm(forms.Form):
    title = forms.CharField(
        label="Title of the new topic",
        max_length=2 * LONGEST_TITLE,
        error_messages={"required": "Say in a few words what it is about."},
    )
    forum = forms.ModelChoiceField(Forum.objects.none(), to_field_name="slug", label="Where", empty_label=None)
    posts = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": "Choose at least one post."})
    sure = forms.BooleanField(required=False)

    def __init__(self, *args: Any, forums: Sequence[Forum], numbers: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place, posts = self.fields["forum"], self.fields["posts"]
        assert isinstance(place, forms.ModelChoiceField)
        assert isinstance(posts, forms.TypedMultipleChoiceField)
        place.queryset = Forum.objects.filter(pk__in=[forum.pk for forum in forums])
        posts.choices = [(number, str(number)) for number in numbers]

    def refuse(self, error: Exception) -> None:
        named = error.field if isinstance(error, Incomplete) and error.field in self.fields else None
        self.add_error(named, str(error))
