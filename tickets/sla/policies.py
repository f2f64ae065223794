"""Which policy is a ticket's: the first whose conditions it meets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tickets.models import SlaPolicy, Ticket

# Asked at each event, in the statement that writes it (tickets/flow.py): the policies themselves are kept per
# process under what this returns, which any change of a policy, its order or its calendar alters.
FINGERPRINT = """
    SELECT string_agg(p.id || '.' || p.version || '.' || p.position || '.' || c.version, ',' ORDER BY p.position, p.id)
    FROM tickets_slapolicy p JOIN accounts_calendar c ON c.id = p.calendar_id WHERE p.retired_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Target:
    seconds: int
    mode: str


@dataclass(frozen=True)
class Promise:
    """A policy as tickets are compared with it. `targets` are keyed by priority and metric."""

    policy: SlaPolicy
    conditions: Mapping[str, frozenset[Any]]
    targets: Mapping[tuple[int, str], Target]

    def covers(self, values: Mapping[str, frozenset[Any]]) -> bool:
        return all(wanted & values[name] for name, wanted in self.conditions.items())


def in_force(fingerprint: str | None) -> tuple[Promise, ...]:
    """Return the policies behind a fingerprint, in order."""
    return _read(fingerprint) if fingerprint else ()


@lru_cache(maxsize=2)
def _read(_fingerprint: str) -> tuple[Promise, ...]:
    found = SlaPolicy.objects.filter(retired_at=None).select_related("calendar").prefetch_related("targets")
    return tuple(
        Promise(
            policy,
            {name: frozenset(values) for name, values in policy.conditions.items() if values},
            {(t.priority, t.metric): Target(t.seconds, t.mode) for t in policy.targets.all()},
        )
        for policy in found
    )


def promise_for(ticket: Ticket, promises: tuple[Promise, ...]) -> Promise | None:
    """Return the first promise that covers a ticket; tags are read only when one asks for them."""
    asks_tags = any("tag" in promise.conditions for promise in promises)
    values = {
        "priority": frozenset([ticket.priority]),
        "channel": frozenset([ticket.channel]),
        "team": frozenset([ticket.team_id]),
        "organization": frozenset([ticket.organization_id]),
        "type": frozenset([ticket.type]),
        "tag": frozenset(ticket.tags.values_list("pk", flat=True)) if asks_tags else frozenset(),
    }
    return next((promise for promise in promises if promise.covers(values)), None)
