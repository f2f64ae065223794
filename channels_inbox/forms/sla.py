"""An SLA policy: whom it covers, and a time for each priority and promise. Its conditions are a form of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from accounts.models import Calendar
from channels_inbox.forms.conditions import ConditionBuilder
from channels_inbox.forms.versioned import VersionedForm
from helpdesk.lib.durations import parse_duration, say_duration, say_hours
from tickets.conditions import Use
from tickets.models import Metric, Mode, SlaPolicy, SlaTarget
from tickets.models.kinds import Category, Priority
from tickets.operations.promising import LONGEST, check_targets

PRIORITIES = sorted(Priority, reverse=True)
SHARES = [50, 75, 90]
STOPS = [Category.WAITING_CUSTOMER, Category.WAITING_THIRD_PARTY]


class PolicyForm(VersionedForm):
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

    def __init__(self, data: QueryDict | None = None, *, policy: SlaPolicy, **kwargs: Any) -> None:
        self.stored = [] if policy._state.adding else list(policy.targets.all())
        self.targets: list[SlaTarget] = []
        super().__init__(data, initial=written(policy, self.stored), **kwargs)
        for priority in PRIORITIES:
            for metric in Metric:
                label = f"{priority.label}: {metric.label.lower()}"
                self.fields[f"{metric}_{priority}"] = forms.CharField(label=label, required=False, max_length=30)
            self.fields[f"mode_{priority}"] = forms.ChoiceField(
                label=f"{priority.label}: counted in", choices=Mode.choices, initial=Mode.BUSINESS, required=False
            )
            for name in (*(f"{metric}_{priority}" for metric in Metric), f"mode_{priority}"):
                field = self.fields[name]
                number = "" if name.startswith("mode_") else " num"
                field.widget.attrs |= {"class": f"input input--sm{number}", "aria-label": field.label or ""}
        if data is None:
            self.builder = ConditionBuilder.of(policy.conditions, use=Use.POLICY)
        else:
            self.builder = ConditionBuilder.read(data, use=Use.POLICY)

    def is_valid(self) -> bool:
        # Both, so that all that is wrong is said at once.
        return all([super().is_valid(), self.builder.is_valid()])

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
                    seconds = parse_duration(text, days=mode == Mode.CALENDAR)
                except ValueError as error:
                    self.add_error(name, str(error))
                    continue
                if seconds > LONGEST:
                    # Nor is it counted: the preview would walk through centuries of opening hours.
                    self.add_error(name, "more than a year is no promise.")
                    continue
                targets.append(SlaTarget(priority=priority, metric=metric, seconds=seconds, mode=mode))
        # Also of a form that is wrong elsewhere: the preview shows what can be counted already.
        self.targets = targets
        if not self.errors:
            try:
                check_targets(targets)
            except ValidationError as error:
                self.add_error(None, error)
        return data

    def apply(self, policy: SlaPolicy) -> SlaPolicy:
        """Give the policy what the form holds; its times are `targets`."""
        data = self.cleaned_data
        policy.name, policy.calendar, policy.pauses_in = data["name"], data["calendar"], data["pauses_in"]
        # Others than the form offers, set by a program, stay.
        policy.warnings = sorted({*data["warnings"], *(set(policy.warnings) - set(SHARES))})
        policy.conditions = self.builder.tree()
        return policy

    @property
    def drawn(self) -> tuple[Calendar | None, list[SlaTarget]]:
        """Return the calendar and the times as they stand in the form, sent or not, as far as they make sense."""
        if self.is_bound:
            calendar = self.cleaned_data.get("calendar") if not self.errors.get("calendar") else None
            return calendar, self.targets
        chosen = self.initial["calendar"]
        return Calendar.objects.filter(pk=getattr(chosen, "pk", chosen)).first(), self.stored

    @property
    def rows(self) -> Iterator[tuple[Priority, list[forms.BoundField], forms.BoundField]]:
        for priority in PRIORITIES:
            yield priority, [self[f"{metric}_{priority}"] for metric in Metric], self[f"mode_{priority}"]

    @property
    def other_errors(self) -> list[str]:
        """Return what is wrong beside the table of times and the conditions."""
        named = [f"{self[name].label}: {error}" for name in ("name", "calendar") for error in self[name].errors]
        return [*named, *map(str, self.non_field_errors())]

    @property
    def target_errors(self) -> list[str]:
        """Return what is wrong in the table of times, each with the place it is about."""
        return [f"{field.label}: {error}" for _, fields, _ in self.rows for field in fields for error in field.errors]


def written(policy: SlaPolicy, targets: Iterable[SlaTarget]) -> dict[str, Any]:
    """Return a policy as the form's first values; a new one begins with the default calendar."""
    values: dict[str, Any] = {"pauses_in": policy.pauses_in, "warnings": policy.warnings}
    if policy._state.adding:
        return {**values, "calendar": Calendar.objects.filter(is_default=True).first()}
    values |= {"version": policy.version, "name": policy.name, "calendar": policy.calendar_id}
    for target in targets:
        say = say_duration if target.mode == Mode.CALENDAR else say_hours
        values[f"{target.metric}_{target.priority}"] = say(target.seconds)
        values[f"mode_{target.priority}"] = target.mode
    return values
