from __future__ import annotations

from typing import Any

from django import forms

from community.errors import Incomplete
from community.models import Forum
from community.operations.writing import LONGEST_TITLE
from community.rendering import MOST


class ProposalForm(forms.Form):
    """What everybody would read of a ticket."""

    forum = forms.ModelChoiceField(Forum.objects.none(), to_field_name="slug", label="Where", empty_label=None)
    title = forms.CharField(
        label="In one sentence",
        max_length=2 * LONGEST_TITLE,
        error_messages={"required": "Say in a few words what it is about."},
    )
    question = forms.CharField(
        label="What was asked",
        max_length=2 * MOST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write what was asked, in words everybody may read."},
    )
    answer = forms.CharField(
        label="What helped", required=False, max_length=2 * MOST, widget=forms.Textarea(attrs={"rows": 8})
    )
    tags = forms.CharField(label="Tags", required=False, max_length=200, help_text="Up to five, with commas between.")
    ask = forms.TypedChoiceField(
        label="May we?",
        choices=[
            ("1", "Ask the customer first: they read exactly this, and say yes or no"),
            ("0", "Publish now: I wrote it so that nobody can tell whose it was"),
        ],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="1",
        error_messages={"required": "Choose one of the two."},
    )
    read = forms.BooleanField(label="I read it through: nothing in it names or numbers somebody", required=False)

    def __init__(self, *args: Any, forums: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["forum"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = forums

    def refuse(self, error: Exception) -> None:
        named = error.field if isinstance(error, Incomplete) and error.field in self.fields else None
        self.add_error(named, str(error))
