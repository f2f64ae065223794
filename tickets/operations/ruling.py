"""Set up rules: what happens by itself, and in which order."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.operations.auditing import audit, require_version
from tickets import conditions
from tickets.conditions import Use
from tickets.models import Rule
from tickets.rules.actions import check_actions
from tickets.rules.occasions import OCCASIONS
from tickets.rules.saying import in_words

_TOLD = (
    *("kind", "name", "active", "events", "since", "after_seconds", "mode", "calendar_id", "waits_for_opening"),
    *("conditions", "actions", "stops_here"),
)


@transaction.atomic
def save_rule(rule: Rule, *, by: User, seen: int = 0) -> Rule:
    """Store a new or changed rule. `seen` is the version its editor saw. Saving it whole switches it on or off too.

    Raises ValidationError, by field, for what makes no sense; ChangedMeanwhile.
    """
    check_rule(rule)
    before: dict[str, Any] = {}
    if rule.pk:
        stored = Rule.objects.select_for_update(no_key=True).get(pk=rule.pk)
        require_version(stored, seen)
        before = told(stored)
        rule.position, rule.version = stored.position, stored.version
        rule.planned_version = stored.planned_version
        if told(rule) == before and not stored.disabled_reason:
            return rule
        rule.version += 1
    else:
        rule.position = Rule.objects.count() + 1
    rule.disabled_reason, rule.planned_to = "", 0
    rule.save()
    audit(rule, "changed" if before else "added", by=by, before=before and in_words(before), after=in_words(told(rule)))
    return rule


def check_rule(rule: Rule) -> None:
    """Refuse a rule that could never work. Raises ValidationError by field, in words."""
    errors: dict[str, list[str]] = {}
    use = Use.TRIGGER
    if rule.kind == Rule.Kind.TIMED:
        use = Use.TIMED
        rule.events = []
        if not rule.since:
            errors["since"] = ["Say from which moment the time counts."]
    else:
        rule.since, rule.after_seconds, rule.waits_for_opening, rule.calendar = "", 0, False, None
        known = isinstance(rule.events, list) and all(isinstance(e, str) and e in OCCASIONS for e in rule.events)
        if not known or not rule.events:
            errors["events"] = ["Choose what it waits for."]
    if wrong := conditions.validate(rule.conditions, use):
        errors["conditions"] = wrong
    if wrong := check_actions(rule.actions):
        errors["actions"] = wrong
    try:
        rule.clean_fields(exclude=["events", "conditions", "actions"])
    except ValidationError as error:
        errors = {**error.message_dict, **errors}
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def switch_rule(rule: Rule, *, on: bool, by: User, seen: int) -> Rule:
    """Switch a rule on or off as it stands. One that could never work is only ever switched off.

    Asked again, nothing happens. Raises ValidationError by field, ChangedMeanwhile.
    """
    stored = Rule.objects.select_for_update(no_key=True, of=("self",)).get(pk=rule.pk)
    if stored.active == on:
        return stored
    require_version(stored, seen)
    before = told(stored)
    if on:
        check_rule(stored)
    stored.active, stored.disabled_reason, stored.planned_to = on, "", 0
    stored.version += 1
    stored.save()
    audit(stored, "changed", by=by, before=in_words(before), after=in_words(told(stored)))
    return stored


@transaction.atomic
def delete_rule(rule: Rule, *, by: User) -> None:
    """Remove a rule with its log; what it did to tickets stays in their history under its name."""
    # Waits for whoever writes its log at this moment, so that their lines go with it.
    Rule.objects.select_for_update(no_key=False).filter(pk=rule.pk).first()
    audit(rule, "removed", by=by, before=in_words(told(rule)), after={})
    rule.delete()


def told(rule: Rule) -> dict[str, Any]:
    """Return all that decides what a rule does, as JSON."""
    return {name: getattr(rule, name) for name in _TOLD}
