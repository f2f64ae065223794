"""Rules as administrators make them."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from tests.factories import make_user
from tests.tickets.sla.conftest import calendar_a, travel
from tickets.models import Rule, RuleRun, Ticket
from tickets.operations.ruling import save_rule

__all__ = ["calendar_a", "do", "make_rule", "runs", "travel", "when"]


def when(field: str, op: str, value: Any = None) -> dict[str, Any]:
    """Return a tree of one condition."""
    return {"match": "all", "conditions": [{"field": field, "op": op, "value": value}]}


def do(action: str, **params: Any) -> dict[str, Any]:
    return {"action": action, "params": params}


def make_rule(
    *actions: dict[str, Any], name: str = "Machine down", events: tuple[str, ...] = ("opened",), **fields: Any
) -> Rule:
    """Save a rule through its operation; a trigger unless `since` is given."""
    kind = Rule.Kind.TIMED if "since" in fields else Rule.Kind.TRIGGER
    by = User.objects.filter(role=User.Role.ADMIN).first() or make_user(User.Role.ADMIN)
    return save_rule(Rule(kind=kind, name=name, events=list(events), actions=list(actions), **fields), by=by)


def runs(ticket: Ticket | None = None) -> list[tuple[str, str]]:
    """Return what rules did, in order."""
    found = RuleRun.objects.filter(**({"ticket": ticket} if ticket else {})).order_by("pk")
    return [(run.rule.name, run.outcome) for run in found.select_related("rule")]
