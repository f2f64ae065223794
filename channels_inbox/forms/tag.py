"""A tag: its name, and which other takes its place."""

from __future__ import annotations

from typing import Any

from django import forms

from channels_inbox.forms.versioned import VersionedForm
from tickets.models import Tag


class TagForm(VersionedForm):
    name = forms.CharField(max_length=60)

    def apply(self, tag: Tag) -> Tag:
        tag.name = self.cleaned_data["name"]
        return tag


class MergeForm(forms.Form):
    into = forms.CharField(max_length=60, label="Becomes the tag")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].widget.attrs |= {"class": "input", "list": "tag_names", "autocomplete": "off"}

    def clean_into(self) -> Tag:
        name = " ".join(str(self.cleaned_data["into"]).split())
        found = Tag.objects.filter(name__iexact=name).first()
        if found is None:
            raise forms.ValidationError(f"There is no tag “{name}”. To give this one another name, rename it.")
        return found
