"""Ask to hear of incidents: by mail, or as a program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels_inbox.portal.forms.contact import EMAIL_WRONG
from channels_inbox.portal.forms.guarded import GuardedForm
from knowledgebase.audience import Reader
from knowledgebase.models import Component

WHOLE, CHOSEN = "whole", "chosen"
SCOPES = [(WHOLE, _("Everything")), (CHOSEN, _("Only the parts I choose"))]


class PartsForm(forms.Form):
    """Everything, or some parts of the status page; those its reader may see, and what they chose already."""

    scope = forms.ChoiceField(
        choices=SCOPES, initial=WHOLE, widget=forms.RadioSelect, label=_("What do you want to hear of?")
    )
    components = forms.ModelMultipleChoiceField(
        Component.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label=_("Parts")
    )

    def __init__(self, *args: Any, reader: Reader, chosen: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["components"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        seen = Q(pk__in=Component.objects.visible_to(reader).values("pk"))
        field.queryset = Component.objects.filter(seen | Q(pk__in=list(chosen))).in_order()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("scope") == CHOSEN and not values.get("components") and "components" not in self.errors:
            self.add_error("components", _("Choose at least one part, or everything."))
        return values

    @property
    def chosen(self) -> list[Component] | None:
        """Return the chosen parts; None for everything."""
        return list(self.cleaned_data["components"]) if self.cleaned_data["scope"] == CHOSEN else None


class SubscribeForm(PartsForm, GuardedForm):
    email = forms.EmailField(
        max_length=254,
        label=_("Your email"),
        error_messages={"required": EMAIL_WRONG, "invalid": EMAIL_WRONG},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    url = forms.URLField(
        max_length=500,
        required=False,
        assume_scheme="https",
        label=_("Address of your program"),
        help_text=_("Leave it empty to be told by mail. Starts with https://."),
        error_messages={"invalid": _("Write the whole address, as https://example.com/status.")},
    )
