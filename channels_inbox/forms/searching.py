from __future__ import annotations

from django import forms

from channels_inbox.forms.versioned import VersionedForm
from knowledgebase.models import SearchSettings


class SearchForm(VersionedForm):
    """The words of one language."""

    synonyms = forms.CharField(
        label="Words that mean the same",
        required=False,
        max_length=40_000,
        help_text="One group a line, with commas: sign in, log in, login. A search for one finds the others too, "
        "except in quotes.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    stop_words = forms.CharField(
        label="Words to leave out",
        required=False,
        max_length=10_000,
        help_text="Words that stand everywhere here and tell nothing, such as your company's name. "
        "Small words of the language are left out anyway.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def apply(self, settings: SearchSettings) -> SearchSettings:
        settings.synonyms, settings.stop_words = self.cleaned_data["synonyms"], self.cleaned_data["stop_words"]
        return settings
