from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from channels_inbox.forms.article import locale_choices
from helpdesk.lib.html.article.render import MAX_MARKDOWN
from knowledgebase.selectors.shelves import category_choices


class FlagForm(forms.Form):
    reason = forms.CharField(max_length=500, error_messages={"required": "Say what is wrong with it."})


class BeginningForm(forms.Form):
    """A new article's first words, as they were taken from a ticket."""

    title = forms.CharField(max_length=200, help_text="Begin with what the reader wants to do.")
    category = forms.ChoiceField()
    locale = forms.ChoiceField(label="Language")
    body = forms.CharField(
        max_length=MAX_MARKDOWN, required=False, strip=False, label="Text", widget=forms.Textarea(attrs={"rows": 16})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = category_choices()  # type: ignore[attr-defined]
        self.fields["locale"].choices = locale_choices()  # type: ignore[attr-defined]
        self.fields["locale"].initial = settings.KNOWLEDGE_LOCALES[0]
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")
