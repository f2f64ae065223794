from __future__ import annotations

from typing import Any

from django import forms

from community.rendering import MOST
from knowledgebase.models import Category
from knowledgebase.selectors.shelves import category_choices


class TakeUpForm(forms.Form):
    note = forms.CharField(
        label="What everybody reads",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Posted in the topic in the company’s name. Empty it to say nothing.",
    )


class ResultForm(forms.Form):
    body = forms.CharField(
        label="What everybody reads",
        max_length=2 * MOST,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "Write what came of it, in a few words."},
    )


class PromotionForm(forms.Form):
    category = forms.ModelChoiceField(Category.objects.all(), label="Category of the article")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        assert isinstance(field, forms.ModelChoiceField)
        field.widget.choices = category_choices()
