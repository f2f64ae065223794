"""Who decides about texts: each agent with the languages, or all of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from accounts.models import User
from helpdesk.lib.languages import language_name
from knowledgebase.models import Reviewer


class ReviewersForm(forms.Form):
    def __init__(self, data: Any = None) -> None:
        held: dict[int, list[str]] = {}
        for reviewer in Reviewer.objects.all():
            held.setdefault(reviewer.user_id, []).append(reviewer.locale)
        agents = User.objects.filter(is_active=True, role=User.Role.AGENT).order_by("name", "email")
        self.people = {f"agent_{user.pk}": user for user in agents}
        super().__init__(data, initial={name: held.get(user.pk, []) for name, user in self.people.items()})
        choices = [("", "Every language"), *((code, language_name(code)) for code in settings.KNOWLEDGE_LOCALES)]
        for name, user in self.people.items():
            self.fields[name] = forms.MultipleChoiceField(
                choices=choices, required=False, widget=forms.CheckboxSelectMultiple, label=str(user)
            )

    @property
    def wanted(self) -> dict[User, list[str]]:
        """Return the languages of each; raises nothing, because only offered ones pass."""
        return {user: self.cleaned_data[name] for name, user in self.people.items()}
