"""An SLA policy: whom it covers, and a time for each priority and promise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Calendar, Organization, Team
from helpdesk.lib.durations import parse_duration, say_duration
from tickets.models import Metric, Mode, SlaPolicy, SlaTarget, Tag
from tickets.models.kinds import Category, ChannelKind, Priority, TicketType
from tickets.operations.promising import check_targets

PRIORITIES = sorted(Priority, reverse=True)
SHARES = [50, 75, 90]
STOPS = [Category.WAITING_CUSTOMER, Category.WAITING_THIRD_PARTY]


class PolicyForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(max_length=80)
    calendar = forms.ModelChoiceField(Calendar.objects.all(), empty_label=None)
    pauses_in = forms.MultipleChoiceField(
        label="The clock for resolving stops while",
        choices=[(c.value, c.label) for c in STOPS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    warnings = forms.TypedMultipleChoiceField(
        label="Warn when this much of the time has passed",
        coerce=int,
        choices=[(share, f"{share} %") for share in SHARES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    priority = forms.TypedMultipleChoiceField(coerce=int, choices=Priority.choices, required=False)
    channel = forms.MultipleChoiceField(choices=ChannelKind.choices, required=False)
    type = forms.MultipleChoiceField(choices=TicketType.choices, required=False)
    team = forms.ModelMultipleChoiceField(Team.objects.all(), required=False)
    organization = forms.ModelMultipleChoiceField(Organization.objects.all(), required=False)
    tag = forms.ModelMultipleChoiceField(Tag.objects.all(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for priority in PRIORITIES:
            for metric in Metric:
                label = f"{priority.label}: {metric.label.lower()}"
                self.fields[f"{metric}_{priority}"] = forms.CharField(label=label, required=False, max_length=30)
            self.fields[f"mode_{priority}"] = forms.ChoiceField(
                label=f"{priority.label}: counted in", choices=Mode.choices, initial=Mode.BUSINESS, required=False
            )
        for name, field in self.fields.items():
            if name in {"pauses_in", "warnings"}:
                continue
            small = "_" in name
            field.widget.attrs |= {
                "class": "input input--sm num" if small else "input",
                "aria-label": field.label or "",
            }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        targets: list[SlaTarget] = []
        for priority in PRIORITIES:
            mode = data.get(f"mode_{priority}") or Mode.BUSINESS
            for metric in Metric:
                name = f"{metric}_{priority}"
                text = data.get(name)
                if not text:
                    continue
                try:
                    seconds = parse_duration(text)
                except ValueError as error:
                    self.add_error(name, str(error))
                    continue
                targets.append(SlaTarget(priority=priority, metric=metric, seconds=seconds, mode=mode))
        if not self.errors:
            try:
                check_targets(targets)
            except ValidationError as error:
                self.add_error(None, error)
        return {**data, "targets": targets}

    def apply(self, policy: SlaPolicy) -> SlaPolicy:
        """Give the policy what the form holds; its targets are `cleaned_data["targets"]`."""
        data = self.cleaned_data
        policy.name, policy.calendar, policy.pauses_in = data["name"], data["calendar"], data["pauses_in"]
        # Others than the form offers, set by a program, stay.
        policy.warnings = sorted({*data["warnings"], *(set(policy.warnings) - set(SHARES))})
        conditions = {name: list(data[name]) for name in ("priority", "channel", "type")}
        conditions |= {name: [row.pk for row in data[name]] for name in ("team", "organization", "tag")}
        policy.conditions = {name: values for name, values in conditions.items() if values}
        return policy

    @property
    def rows(self) -> Iterator[tuple[Priority, list[forms.BoundField], forms.BoundField]]:
        for priority in PRIORITIES:
            yield priority, [self[f"{metric}_{priority}"] for metric in Metric], self[f"mode_{priority}"]

    @property
    def conditions(self) -> list[forms.BoundField]:
        return [self[name] for name in ("priority", "channel", "type", "team", "organization", "tag")]

    @property
    def target_errors(self) -> list[str]:
        """Return what is wrong in the table of times, each with the place it is about."""
        return [f"{field.label}: {error}" for _, fields, _ in self.rows for field in fields for error in field.errors]


def written(policy: SlaPolicy) -> dict[str, Any]:
    """Return a policy as the form's first values."""
    values: dict[str, Any] = {
        "version": policy.version,
        "name": policy.name,
        "calendar": policy.calendar_id,
        "pauses_in": policy.pauses_in,
        "warnings": policy.warnings,
        **policy.conditions,
    }
    for target in policy.targets.all():
        values[f"{target.metric}_{target.priority}"] = say_duration(target.seconds)
        values[f"mode_{target.priority}"] = target.mode
    return values
