"""All a rule or a view can be made of, for whoever builds one: a page or a program."""

from __future__ import annotations

from typing import Any

from tickets import conditions
from tickets.conditions import Use
from tickets.rules.actions import ACTIONS, RULES_ONLY, action
from tickets.rules.occasions import OCCASIONS
from tickets.rules.variables import VARIABLES


def vocabulary() -> dict[str, Any]:
    """Return events, fields, actions and variables, as JSON."""
    return {
        "events": [{"key": key, "label": label} for key, (label, _) in OCCASIONS.items()],
        "fields": {use.value: field_words(use) for use in Use},
        "actions": [
            {
                "key": key,
                "label": action(key).label,
                "params": list(action(key).ParamsForm.base_fields),
                "in_macros": key not in RULES_ONLY,
            }
            for key in ACTIONS
        ],
        "variables": [{"name": name, "label": label} for name, (label, _) in VARIABLES.items()],
    }


def field_words(use: Use) -> list[dict[str, Any]]:
    """Return the fields one use can ask for, each with its operators and, where they are few, its choices."""
    found = []
    for field in conditions.fields().values():
        if use not in field.uses:
            continue
        options = field.options(use)
        found.append(
            {
                "key": field.key,
                "label": field.label,
                "input": field.input,
                "operators": [{"key": op, "label": words} for op, words in field.operators(use).items()],
                "options": None if options is None else [{"value": v, "label": label} for v, label in options],
                "lookup": field.lookup,
            }
        )
    return found
