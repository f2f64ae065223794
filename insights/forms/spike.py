from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from insights.models import Spike
from knowledgebase.models import Component
from knowledgebase.status.states import State
from tickets.models import Ticket


class SpikeForm(forms.Form):
    """A spike becomes the draft of an incident, with those of its tickets that belong to it."""

    title = forms.CharField(
        max_length=150, label="What is wrong", error_messages={"required": "Say in a few words what is wrong."}
    )
    body = forms.CharField(
        max_length=10_000,
        required=False,
        label="What customers should know",
        help_text="Nobody outside reads it until you publish it.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    parts = forms.ModelMultipleChoiceField(
        Component.objects.all(), required=False, label="Which parts", widget=forms.CheckboxSelectMultiple
    )
    state = forms.ChoiceField(
        choices=[(one.value, one.label) for one in (State.DEGRADED, State.PARTIAL_OUTAGE, State.MAJOR_OUTAGE)],
        label="How they are",
    )

    def __init__(self, data: Any, *, spike: Spike, tickets: Sequence[Ticket]) -> None:
        super().__init__(data, initial={"title": str(spike.question or "")[:150]})
        self._tickets = {str(ticket.number): ticket for ticket in tickets}

    def chosen(self) -> list[Ticket]:
        """Return the tickets that were ticked; others than those on the page are none."""
        wanted = self.data.getlist("tickets") if hasattr(self.data, "getlist") else []
        return [self._tickets[number] for number in dict.fromkeys(wanted) if number in self._tickets]

    def components(self) -> dict[Component, str]:
        return dict.fromkeys(self.cleaned_data["parts"], self.cleaned_data["state"])
