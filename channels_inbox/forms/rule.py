"""A rule: when it looks, at which tickets, and what it does. Its conditions and actions are forms of their own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import Calendar
from channels_inbox.forms.actions import ActionBuilder
from channels_inbox.forms.conditions import ConditionBuilder
from channels_inbox.forms.versioned import VersionedForm
from helpdesk.lib.durations import parse_duration, say_duration, say_hours
from tickets.conditions import Use
from tickets.models import Mode, Rule
from tickets.rules.occasions import OCCASIONS

# What a new rule begins with.
FIRST = [{"action": "set_priority", "params": {}}]
_TRIGGER = ("events",)
_TIMED = ("since", "after", "mode", "calendar", "waits_for_opening")


class RuleForm(VersionedForm):
    name = forms.CharField(max_length=120, help_text="What agents read where the rule did something.")
    active = forms.BooleanField(required=False, initial=True)
    events = forms.MultipleChoiceField(
        choices=[(key, words) for key, (words, _) in OCCASIONS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what it waits for."},
    )
    after = forms.CharField(max_length=30, label="How long", help_text="Like 30 min, 8 h or 2 days; 0 min is at once.")
    since = forms.ChoiceField(choices=[(s.value, s.label) for s in Rule.Since], label="After")
    mode = forms.ChoiceField(choices=Mode.choices, label="Counted in")
    calendar = forms.ModelChoiceField(
        Calendar.objects.all(), required=False, empty_label="The default calendar", label="Whose hours"
    )
    waits_for_opening = forms.BooleanField(
        required=False, label="Reached while nobody is there, it waits until somebody comes in"
    )
    stops_here = forms.BooleanField(required=False, label="Stop here: no later rule runs after this one")

    def __init__(self, data: QueryDict | None = None, *, rule: Rule, **kwargs: Any) -> None:
        initial = written(rule)
        super().__init__(data, initial=initial, **kwargs)
        self.kind = rule.kind
        for name in _TIMED if rule.kind == Rule.Kind.TRIGGER else _TRIGGER:
            del self.fields[name]
        use = Use.TIMED if rule.kind == Rule.Kind.TIMED else Use.TRIGGER
        if data is None:
            self.builder = ConditionBuilder.of(rule.conditions, use=use)
            self.actions = ActionBuilder.of(rule.actions or FIRST)
        else:
            self.builder = ConditionBuilder.read(data, use=use)
            self.actions = ActionBuilder.read(data)

    def clean_after(self) -> int:
        text = str(self.cleaned_data["after"]).strip()
        try:
            # Like targets of policies: nobody can say how many business hours are a day.
            days = self.data.get("mode") != Mode.BUSINESS
            return 0 if text.split(" ")[0] == "0" else parse_duration(text, days=days)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def is_valid(self) -> bool:
        # Each of them, so that all that is wrong is said at once.
        return all([super().is_valid(), self.builder.is_valid(), self.actions.is_valid()])

    def apply(self, rule: Rule) -> Rule:
        """Give the rule what the form holds."""
        data = self.cleaned_data
        for name in ("name", "active", "stops_here", *(n for n in (*_TRIGGER, *_TIMED) if n in data and n != "after")):
            setattr(rule, name, data[name])
        if "after" in data:
            rule.after_seconds = data["after"]
        rule.conditions, rule.actions = self.builder.tree(), self.actions.items()
        return rule


def written(rule: Rule) -> dict[str, Any]:
    """Return a rule as the form's first values."""
    say = say_hours if rule.mode == Mode.BUSINESS else say_duration
    return {
        "version": rule.version,
        "name": rule.name,
        "active": rule.active,
        "events": rule.events,
        "after": say(rule.after_seconds) if rule.after_seconds else "",
        "since": rule.since,
        "mode": rule.mode,
        "calendar": rule.calendar_id,
        "waits_for_opening": rule.waits_for_opening,
        "stops_here": rule.stops_here,
    }
