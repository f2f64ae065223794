"""An incident: how it begins, what is new, and what is set rather than told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from channels_inbox.forms.parts import PartsForm, ReadersForm, moment
from channels_inbox.forms.versioned import VersionedForm
from knowledgebase.models import Incident, IncidentTemplate
from knowledgebase.operations.incident_records import Settings
from knowledgebase.operations.incidents import DONE, OPEN, OVER, WORK
from knowledgebase.status.states import Impact

LONGEST = 10_000
WORDS = "Markdown: **bold**, lists, links."
ANSWERS = "Each where they asked, with these words and with every update to come. “Resolved” resolves their tickets."


def words_field(**options: Any) -> forms.CharField:
    return forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}), **options)


def _words(*statuses: Incident.Status) -> list[tuple[str, str]]:
    return [(status.value, status.label) for status in statuses]


class IncidentForm(PartsForm, ReadersForm):
    title = forms.CharField(max_length=150, help_text="What customers notice, in their words.")
    status = forms.ChoiceField(choices=_words(*OPEN), label="How far we are")
    body = words_field(label="What we know", help_text=WORDS)
    publish_at = moment(
        required=False, label="Publish at", help_text="Empty publishes it at once, or leaves a draft a draft."
    )
    field_order = ("title", "status", "body")

    def clean_publish_at(self) -> Any:
        at = self.cleaned_data["publish_at"]
        if at is not None and at <= timezone.now():
            raise forms.ValidationError("Choose a moment to come, or leave it empty.")
        return at


def from_template(template: IncidentTemplate | None) -> dict[str, Any]:
    """Return a template as the first values of a new incident or maintenance."""
    if template is None:
        return {}
    parts = [part.pk for part in template.components.all()]
    states = {f"part_{pk}": template.component_status for pk in parts}
    return {
        "title": template.title,
        "body": template.body,
        "status": template.status,
        "components": parts,
        **states,
    }


class UpdateForm(PartsForm, VersionedForm):
    status = forms.ChoiceField(label="How far we are")
    body = words_field(label="What is new", required=False, help_text=WORDS)
    silent = forms.BooleanField(required=False, label="Tell no subscribers of it")
    # With what the page showed: only who changed it changes it, not whoever's page is older.
    answers = forms.BooleanField(required=False, help_text=ANSWERS, show_hidden_initial=True)
    field_order = ("status", "body", "silent")

    def __init__(self, *args: Any, incident: Incident, linked: int = 0, **kwargs: Any) -> None:
        touched = {one.component_id: one.status for one in incident.touched.all()}
        super().__init__(*args, states=touched, **kwargs)
        self.fields["status"].choices = choices_for(incident)  # type: ignore[attr-defined]
        self.fields["status"].initial = incident.status
        self.fields["answers"].label = answers_label(linked)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("answers") and given.get("silent"):
            self.add_error("answers", "Either tell nobody, or answer the customers, too.")
        if not given.get("body") and not given.get("silent") and given.get("status") not in (*OVER, *DONE):
            self.add_error("body", "Write what is new; who subscribed reads just this.")
        return given


def answers_label(linked: int) -> str:
    """Say whom an update would answer, too."""
    if not linked:
        return "Also answer customers whose tickets it causes"
    return f"Also answer the {linked} linked customers" if linked > 1 else "Also answer the linked customer"


def choices_for(incident: Incident) -> list[tuple[str, str]]:
    """Return the states an update may name, as far as the incident is."""
    if incident.is_maintenance:
        begun = incident.status != Incident.Status.SCHEDULED
        return _words(*(WORK[1:] if begun else WORK), DONE[0] if begun else DONE[1])
    return _words(*OPEN, *(OVER if incident.resolved_at else OVER[:1]))


class PastIncidentForm(PartsForm, ReadersForm):
    title = forms.CharField(max_length=150)
    began = moment(label="Began")
    ended = moment(label="Ended")
    body = words_field(label="What happened", help_text=WORDS)
    resolution = words_field(label="How it ended", required=False)
    field_order = ("title", "began", "ended", "body", "resolution")


class IncidentSettingsForm(ReadersForm):
    title = forms.CharField(max_length=150)
    impact = forms.ChoiceField(
        choices=[("", "What the parts say"), *Impact.choices],
        required=False,
        help_text="How bad it counts, on the page and for programs.",
    )
    pinned = forms.BooleanField(required=False, label="Keep it on the front page when it is over")
    publish_at = moment(required=False, label="Publish at", help_text="For a draft: when it comes out by itself.")
    field_order = ("title", "impact")

    @property
    def settings(self) -> Settings:
        given = self.cleaned_data
        return Settings(
            title=given["title"],
            visibility=given["visibility"],
            organizations=given["organizations"],
            impact=given["impact"],
            pinned=given["pinned"],
            publish_at=given["publish_at"],
        )


def settled(incident: Incident) -> dict[str, Any]:
    """Return an incident as the first values of its settings."""
    return {
        "version": incident.version,
        "title": incident.title,
        "impact": incident.impact_chosen,
        "pinned": incident.pinned,
        "publish_at": incident.publish_at,
        "visibility": incident.visibility,
        "organizations": [one.pk for one in incident.organizations.all()],
    }


class CorrectionForm(VersionedForm):
    body = words_field(label="What it should say")
