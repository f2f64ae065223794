"""What the status page shows: a part, a group, a template, the page itself."""

from __future__ import annotations

from typing import Any

from django import forms

from channels_inbox.forms.incident import LONGEST
from channels_inbox.forms.parts import TROUBLE, ReadersForm
from channels_inbox.forms.versioned import VersionedForm
from knowledgebase.models import Component, ComponentGroup, Incident, IncidentTemplate, StatusPage
from knowledgebase.operations.incidents import OPEN
from knowledgebase.status.states import State


class ComponentForm(ReadersForm):
    name = forms.CharField(max_length=80, help_text="As customers call it.")
    group = forms.ModelChoiceField(ComponentGroup.objects.all(), required=False, empty_label="No group")
    description = forms.CharField(max_length=300, required=False, help_text="One sentence below the name.")
    start_date = forms.DateField(
        label="Measured since", widget=forms.DateInput(attrs={"type": "date"}), help_text="Days before are left grey."
    )
    only_when_degraded = forms.BooleanField(required=False, label="Show it only while something is wrong with it")
    shows_uptime = forms.BooleanField(required=False, initial=True, label="Show its last 90 days")
    field_order = ("name", "group", "description", "start_date")

    def apply(self, component: Component) -> Component:
        """Give the part what the form holds; its organizations are `cleaned_data["organizations"]`."""
        for name in _OWN:
            setattr(component, name, self.cleaned_data[name])
        return component


_OWN = ("name", "group", "description", "start_date", "only_when_degraded", "shows_uptime", "visibility")


def written(component: Component) -> dict[str, Any]:
    return {
        **{name: getattr(component, name) for name in _OWN},
        "group": component.group_id,
        "start_date": component.start_date.isoformat(),
        "organizations": [one.pk for one in component.organizations.all()],
        "version": component.version,
    }


class GroupForm(VersionedForm):
    name = forms.CharField(max_length=80, help_text="The heading its parts stand under.")


class StateForm(forms.Form):
    """What a colleague says of a part by hand."""

    status = forms.ChoiceField(choices=[*TROUBLE, (State.MAINTENANCE.value, State.MAINTENANCE.label)])


class TemplateForm(VersionedForm):
    name = forms.CharField(max_length=80, help_text="How you find it in a hurry.")
    kind = forms.ChoiceField(choices=Incident.Kind, label="Begins")
    title = forms.CharField(max_length=150)
    status = forms.ChoiceField(
        choices=[(one.value, one.label) for one in OPEN], required=False, label="How far we are, of an incident"
    )
    body = forms.CharField(max_length=LONGEST, required=False, label="Words", widget=forms.Textarea(attrs={"rows": 5}))
    component_status = forms.ChoiceField(choices=TROUBLE[1:], label="What it makes of the parts, as an incident")
    components = forms.ModelMultipleChoiceField(
        Component.objects.in_order(), required=False, widget=forms.CheckboxSelectMultiple, label="Parts"
    )

    def apply(self, template: IncidentTemplate) -> IncidentTemplate:
        for name in ("name", "kind", "title", "status", "body", "component_status"):
            setattr(template, name, self.cleaned_data[name])
        return template


def template_written(template: IncidentTemplate) -> dict[str, Any]:
    names = ("name", "kind", "title", "status", "body", "component_status", "version")
    return {
        **{name: getattr(template, name) for name in names},
        "components": [part.pk for part in template.components.all()],
    }


class StatusPageForm(VersionedForm):
    intro = forms.CharField(
        max_length=300, required=False, label="Introduction", help_text="A sentence beside the first line of the page."
    )
    remind_hours = forms.IntegerField(
        min_value=0, label="Remind of planned work, hours before", help_text="0 sends no reminder."
    )
    nudge_hours = forms.IntegerField(
        min_value=0,
        label="Ask for news of an open incident after hours",
        help_text="Its writer gets a notification when it had none for so long. 0 asks nobody.",
    )

    def apply(self, page: StatusPage) -> StatusPage:
        for name in ("intro", "remind_hours", "nudge_hours"):
            setattr(page, name, self.cleaned_data[name])
        return page


def page_written(page: StatusPage) -> dict[str, Any]:
    return {name: getattr(page, name) for name in ("intro", "remind_hours", "nudge_hours", "version")}
