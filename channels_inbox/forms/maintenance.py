"""Planned work: what, when, on which parts."""

from __future__ import annotations

from typing import Any

from django import forms

from channels_inbox.forms.incident import WORDS, words_field
from channels_inbox.forms.parts import ReadersForm, moment
from channels_inbox.forms.versioned import VersionedForm
from knowledgebase.models import Component, Incident


class MaintenanceForm(ReadersForm):
    title = forms.CharField(max_length=150, help_text="What is worked on, in customers’ words.")
    begins = moment(label="Begins")
    ends = moment(label="Ends")
    body = words_field(label="What to expect", required=False, help_text=WORDS)
    components = forms.ModelMultipleChoiceField(
        Component.objects.in_order(), required=False, widget=forms.CheckboxSelectMultiple, label="Parts"
    )
    runs_itself = forms.BooleanField(
        required=False, initial=True, label="Start and end it by the clock, and give the parts back"
    )
    field_order = ("title", "begins", "ends", "body")


class TimesForm(VersionedForm):
    begins = moment(label="Begins")
    ends = moment(label="Ends")
    body = words_field(label="Why it moves", required=False, help_text="Subscribers read it.")


def planned(maintenance: Incident) -> dict[str, Any]:
    return {"begins": maintenance.scheduled_from, "ends": maintenance.scheduled_until}
