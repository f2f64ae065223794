"""Every action rules and macros can take, in one greppable table; they lie above and load when first needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Protocol, cast

from django import forms

from accounts.models import User
from tickets.models import Event, Rule, Ticket

# In the order pages offer them.
ACTIONS = {
    "reply": "tickets.rule_actions.reply",
    "note": "tickets.rule_actions.note",
    "set_status": "tickets.rule_actions.set_status",
    "set_priority": "tickets.rule_actions.set_priority",
    "set_type": "tickets.rule_actions.set_type",
    "set_team": "tickets.rule_actions.set_team",
    "set_field": "tickets.rule_actions.set_field",
    "assign": "tickets.rule_actions.assign",
    "add_tags": "tickets.rule_actions.add_tags",
    "remove_tags": "tickets.rule_actions.remove_tags",
    "notify": "tickets.rule_actions.notify",
    "snooze": "tickets.rule_actions.snooze",
    "webhook": "tickets.rule_actions.webhook",
}
# Only for the machine: a macro's user tells colleagues and programs themselves.
RULES_ONLY = {"notify", "webhook"}
MOST = 20


@dataclass(frozen=True, slots=True)
class Acting:
    """On whose behalf an action acts, and why. `key` names the occasion: the same one never acts twice."""

    by: User | None
    key: str
    now: datetime
    rule: Rule | None = None
    event: Event | None = None


class Action(Protocol):
    """What the module of an action brings."""

    label: str
    ParamsForm: type[forms.Form]

    def would(self, ticket: Ticket, params: dict[str, Any], acting: Acting) -> str:
        """Return in words what it would do now; empty when nothing would change. Reads, never writes."""

    def apply(self, ticket: Ticket, params: dict[str, Any], acting: Acting) -> None:
        """Do it, through one operation. Raises Refusal."""


class ParamsGone(LookupError):
    """What an action names does not make sense any more; the text says what, for an administrator."""


def action(key: str) -> Action:
    """Return the module of an action. Raises ParamsGone for an unknown one."""
    if key not in ACTIONS:
        raise ParamsGone(f"There is no action “{key}”.")
    return cast(Action, import_module(ACTIONS[key]))


def read_params(key: str, params: dict[str, Any]) -> dict[str, Any]:
    """Return an action's parameters with the rows they name. Raises ParamsGone."""
    module = action(key)
    form = module.ParamsForm(params)
    if not form.is_valid():
        raise ParamsGone(f"{module.label}: {_first_error(form)}")
    return form.cleaned_data


def check_actions(items: Any, *, macro: bool = False) -> list[str]:
    """Return what is wrong with a list of actions, in words; an empty list when nothing is."""
    if not isinstance(items, list) or not 0 < len(items) <= MOST:
        return [f"Choose one to {MOST} actions."]
    return [error for item in items if (error := _check(item, macro=macro))]


def describe_actions(items: Sequence[dict[str, Any]]) -> list[str]:
    """Return the labels of actions."""
    return [action(item["action"]).label if item["action"] in ACTIONS else item["action"] for item in items]


def _check(item: Any, *, macro: bool) -> str:
    if not isinstance(item, dict) or not isinstance(item.get("action"), str) or set(item) - {"action", "params"}:
        return "An action looks like {“action”: …, “params”: {…}}."
    key, params = item["action"], item.get("params", {})
    if key not in ACTIONS or (macro and key in RULES_ONLY):
        return f"There is no action “{key}” here."
    module = action(key)
    if not isinstance(params, dict):
        return f"{module.label}: “params” is an object."
    if unknown := set(params) - set(module.ParamsForm.base_fields):
        return f"{module.label}: there is no “{min(unknown)}”."
    form = module.ParamsForm(params)
    return "" if form.is_valid() else f"{module.label}: {_first_error(form)}"


def _first_error(form: forms.Form) -> str:
    return str(next(iter(form.errors.values()))[0])
