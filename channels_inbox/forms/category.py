"""A category: its names, its place, who reads and who writes there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from accounts.models import Team
from channels_inbox.forms.versioned import VersionedForm
from helpdesk.lib.languages import language_name
from knowledgebase.models import Category
from knowledgebase.operations.shelving import Names
from knowledgebase.selectors.shelves import shelves

ICONS = {
    "book-open": "Book",
    "coffee": "Cup",
    "wrench": "Wrench",
    "cog": "Cog",
    "truck": "Truck",
    "package": "Parcel",
    "credit-card": "Card",
    "receipt": "Receipt",
    "phone": "Telephone",
    "globe": "Globe",
    "shield": "Shield",
    "users": "People",
    "sprout": "Sprout",
    "rocket": "Rocket",
    "circle-question-mark": "Question",
}


class CategoryForm(VersionedForm):
    parent = forms.ChoiceField(required=False, label="Stands below")
    icon = forms.ChoiceField(choices=list(ICONS.items()))
    visibility = forms.ChoiceField(
        choices=Category.Reach, label="Who reads", help_text="What stands below can only be narrower."
    )
    writers = forms.ModelMultipleChoiceField(
        Team.objects.in_use(), required=False, widget=forms.CheckboxSelectMultiple, label="Who writes"
    )

    def __init__(self, *args: Any, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(s.category.pk), s.label) for s in shelves() if category.pk not in {c.pk for c in s.path}]
        self.fields["parent"].choices = [("", "Nothing: it is at the top"), *choices]  # type: ignore[attr-defined]
        if category.icon not in ICONS:
            self.fields["icon"].choices = [(category.icon, category.icon), *ICONS.items()]  # type: ignore[attr-defined]
        for locale in settings.KNOWLEDGE_LOCALES:
            named = forms.CharField(max_length=120, required=False, label=f"Name in {language_name(locale)}")
            said = forms.CharField(max_length=300, required=False, label=f"Description in {language_name(locale)}")
            for name, field in ((f"name_{locale}", named), (f"description_{locale}", said)):
                field.widget.attrs["class"] = "input"
                self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(given.get(f"name_{locale}") for locale in settings.KNOWLEDGE_LOCALES):
            self.add_error(f"name_{settings.KNOWLEDGE_LOCALES[0]}", "Give it a name in one language at least.")
        return given

    @property
    def names(self) -> Names:
        given = self.cleaned_data
        return {
            locale: (given[f"name_{locale}"], given[f"description_{locale}"]) for locale in settings.KNOWLEDGE_LOCALES
        }

    def apply(self, category: Category) -> Category:
        """Give the category what the form holds; its names are `names`, its writers `cleaned_data["writers"]`."""
        category.parent_id = int(self.cleaned_data["parent"]) if self.cleaned_data["parent"] else None
        category.icon, category.visibility = self.cleaned_data["icon"], self.cleaned_data["visibility"]
        return category


def written(category: Category) -> dict[str, Any]:
    """Return a category as the form's first values."""
    first: dict[str, Any] = {
        "version": category.version,
        "parent": category.parent_id,
        "icon": category.icon,
        "visibility": category.visibility,
        "writers": [team.pk for team in category.writers.all()],
    }
    for named in category.names.all():
        first |= {f"name_{named.locale}": named.name, f"description_{named.locale}": named.description}
    return first
