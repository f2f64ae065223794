"""Rules and macros in words, for the audit log and for who was overtaken by another editor."""

from __future__ import annotations

from typing import Any

from helpdesk.lib.durations import say_duration
from tickets.conditions import describe
from tickets.rules.actions import ACTIONS, action


def in_words(told: dict[str, Any]) -> dict[str, Any]:
    """Return what decides what a rule or macro does with its conditions as a sentence, its actions one by one."""
    said = dict(told)
    if told.get("conditions"):
        said["conditions"] = describe(told["conditions"])
    said["actions"] = {str(place): say_action(item, whole=True) for place, item in enumerate(told["actions"], start=1)}
    return said


def say_action(item: dict[str, Any], *, whole: bool = False) -> str:
    """Return an action in words: what it is called and what was chosen; texts only when it is to be `whole`."""
    if item["action"] not in ACTIONS:
        return str(item["action"])
    module = action(item["action"])
    form = module.ParamsForm(item.get("params", {}))
    form.is_valid()
    return " ".join([module.label, *filter(None, (_word(form, field, whole) for field in form.fields))])


def _word(form: Any, field: str, whole: bool) -> str:
    value = form.cleaned_data.get(field)
    if field == "text":
        return f"“{form.data.get(field, '')}”" if whole else ""
    if field == "seconds" and value:
        return f"for {say_duration(value)}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    choices = dict(getattr(form.fields[field], "choices", ())) if isinstance(value, int) else {}
    return str(choices.get(value) or value or "none")
