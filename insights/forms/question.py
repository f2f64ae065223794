"""What people say about a question."""

from __future__ import annotations

from typing import Any

import numpy as np
from django import forms
from django.conf import settings
from django.db.models import QuerySet

from accounts.models import User
from helpdesk.lib.meaning import encode
from insights.errors import QuestionError
from insights.models import Asking, Question
from insights.operations.drafting import family
from knowledgebase.models import Category
from knowledgebase.permissions import may_write

# So many of the largest other questions are looked at, and the nearest of them offered.
LOOKED_AT, OFFERED = 1000, 30


class NameForm(forms.Form):
    name = forms.CharField(label="What it is called", max_length=200, required=False)


class TogetherForm(forms.Form):
    into = forms.ModelChoiceField(Question.objects.none(), label="The same as")

    def __init__(self, *args: Any, question: Question, **more: Any) -> None:
        super().__init__(*args, **more)
        others = Question.objects.filter(joined_into=None, part_of=None, size__gt=0).exclude(pk=question.pk)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)
        into.queryset = others
        into.error_messages["required"] = "Choose the question it is the same as."
        self.nearest = _nearest(question, others)


def _nearest(question: Question, others: QuerySet[Question]) -> list[Question]:
    """Return the questions most like one, by what they are called."""
    found = list(others.only("wording", "size").order_by("-size")[:LOOKED_AT])
    vectors = encode([question.wording, *(other.wording for other in found)])
    order = np.argsort(-(vectors[1:] @ vectors[0]), kind="stable")
    return [found[n] for n in order[:OFFERED]]


class ApartForm(forms.Form):
    askings = forms.ModelMultipleChoiceField(Asking.objects.none())

    def __init__(self, *args: Any, question: Question, **more: Any) -> None:
        super().__init__(*args, **more)
        askings = self.fields["askings"]
        assert isinstance(askings, forms.ModelMultipleChoiceField)
        askings.queryset = Asking.objects.filter(question__in=family(question))
        askings.error_messages["required"] = "Choose the tickets that ask something else."


class DraftForm(forms.Form):
    category = forms.ModelChoiceField(Category.objects.none(), label="Shelf", required=False, empty_label=None)

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        shelves = Category.objects.prefetch_related("names", "writers").select_related("parent")
        self.shelves = [shelf for shelf in shelves if may_write(user, shelf)]
        field = self.fields["category"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = shelves.filter(pk__in=[shelf.pk for shelf in self.shelves])

    def chosen(self) -> Category:
        """Return the shelf that was chosen, else the first they may write on. Raises QuestionError without any."""
        found: Category | None = self.cleaned_data.get("category") or next(iter(self.shelves), None)
        if found is None:
            raise QuestionError("There is no shelf in the knowledge base that you may write on.")
        return found


def locale_of(question: Question) -> str:
    """Return the language to write in: that of those who ask, if the knowledge base has it."""
    return question.language if question.language in settings.KNOWLEDGE_LOCALES else settings.KNOWLEDGE_LOCALES[0]
