"""Parameters of actions as people enter them, and back: controls made from an action's own ParamsForm."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms

from accounts.models import User
from channels_inbox.forms.properties import answering_agents
from helpdesk.lib.durations import parse_duration, say_duration
from tickets.rule_actions.assign import ME, NOBODY
from tickets.rule_actions.people import PeopleField
from tickets.rule_actions.tags import NamesField
from tickets.rules.actions import action

_ROLES = [("assignee", "Whoever owns it"), ("team", "Everybody in its team"), ("admins", "The administrators")]


@dataclass
class Control:
    """One parameter: `kind` says how it is drawn, `entered` is what it holds."""

    name: str
    label: str
    kind: str
    entered: list[str] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    hint: str = ""
    required: bool = False

    @property
    def text(self) -> str:
        return self.entered[0] if self.entered else ""

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Nothing is chosen for somebody: what has to be chosen begins with none."""
        none = [("", "Choose")] if self.kind == "select" and self.required else []
        return [(value, label, value in self.entered) for value, label in [*none, *self.choices]]

    @property
    def picked(self) -> str:
        return ", ".join(label for _, label, chosen in self.options if chosen)


def controls(key: str, *, macro: bool) -> list[Control]:
    """Return empty controls for an action's parameters."""
    return [_control(name, known, macro=macro) for name, known in action(key).ParamsForm.base_fields.items()]


def enter(control: Control, value: Any) -> None:
    """Put a stored value into a control."""
    if value is None:
        return
    if control.kind == "duration":
        control.entered = [say_duration(value)]
    elif control.kind == "tags":
        control.entered = [", ".join(value) if isinstance(value, list) else str(value)]
    else:
        control.entered = [str(one) for one in value] if isinstance(value, list) else [str(value)]


def read(control: Control) -> Any:
    """Return what a control holds as the action keeps it. Raises ValueError in words."""
    if control.kind == "duration":
        if not control.text.strip():
            raise ValueError("Say how long.")
        return parse_duration(control.text)
    if control.kind == "tags":
        return [part.strip() for part in control.text.split(",") if part.strip()]
    if control.kind == "picks":
        return [_plain(one) for one in control.entered]
    if control.kind == "select":
        if control.required and not control.text:
            raise ValueError("Choose one.")
        return _plain(control.text) if control.text else None
    return control.text


def _control(name: str, known: forms.Field, *, macro: bool) -> Control:
    label = str(known.label or name.replace("_", " ").capitalize())
    if name == "seconds":
        return Control(name, "For how long", "duration", hint="Like 30 min, 8 h or 2 days")
    if name == "assignee":
        own = [(ME, "Whoever uses the macro")] if macro else []
        people = [(str(user.pk), str(user)) for user in answering_agents()]
        return Control(name, "Assignee", "select", choices=[*own, (NOBODY, "Nobody"), *people], required=True)
    if isinstance(known, PeopleField):
        people = [(str(user.pk), str(user)) for user in _desk()]
        return Control(name, "Whom", "picks", choices=[*_ROLES, *people])
    if isinstance(known, NamesField):
        return Control(name, label, "tags", hint="Tags, separated by commas")
    if isinstance(known, forms.ChoiceField):
        # A model's choices are asked anew each time: somebody may have added one.
        queryset = getattr(known, "queryset", None)
        if queryset is not None:
            empty = [("", str(known.empty_label or "None"))] if not known.required else []  # type: ignore[attr-defined]
            key = known.to_field_name or "pk"  # type: ignore[attr-defined]
            rows = [(str(getattr(row, key)), str(row)) for row in queryset.all()]
            return Control(name, label, "select", choices=[*empty, *rows], required=known.required)
        offered: Any = known.choices
        plain = [(str(value), str(words)) for value, words in offered]
        return Control(name, label, "select", choices=plain, required=known.required)
    kind = "textarea" if isinstance(known.widget, forms.Textarea) else "text"
    return Control(name, label, kind, hint=str(known.help_text))


def _desk() -> Any:
    return User.objects.filter(is_active=True).exclude(role=User.Role.CUSTOMER).order_by("name", "email")


def _plain(text: str) -> Any:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else text
