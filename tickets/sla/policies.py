"""Which policy is a ticket's: the first whose conditions it meets."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tickets import conditions
from tickets.conditions import Facts
from tickets.models import SlaPolicy, SlaTarget, Ticket
from tickets.sla.disabling import disable_policy

log = logging.getLogger(__name__)

# Asked at each event, in the statement that writes it (tickets/flow.py): the policies themselves are kept per
# process under what this returns, which any change of a policy, its order or its calendar alters.
FINGERPRINT = """
    SELECT string_agg(p.id || '.' || p.version || '.' || p.position || '.' || c.version, ',' ORDER BY p.position, p.id)
    FROM tickets_slapolicy p JOIN accounts_calendar c ON c.id = p.calendar_id
    WHERE p.retired_at IS NULL AND p.disabled_reason = ''
"""


@dataclass(frozen=True, slots=True)
class Target:
    seconds: int
    mode: str


@dataclass(frozen=True)
class Promise:
    """A policy as tickets are compared with it. `targets` are keyed by priority and metric."""

    policy: SlaPolicy
    targets: Mapping[tuple[int, str], Target]
    # What the conditions of all policies in force name, looked up once: custom fields are rows.
    fields: dict[str, Any] = field(default_factory=dict)

    def covers(self, facts: Facts) -> bool:
        """Tell whether the policy's conditions hold. Raises LookupError for what is gone."""
        return conditions.holds(self.policy.conditions, facts) is not None


def promise_of(policy: SlaPolicy, targets: Iterable[SlaTarget], fields: dict[str, Any] | None = None) -> Promise:
    """Return what a policy, stored or not, promises with these targets."""
    by_key = {(t.priority, t.metric): Target(t.seconds, t.mode) for t in targets}
    return Promise(policy, by_key, {} if fields is None else fields)


def in_force(fingerprint: str | None) -> tuple[Promise, ...]:
    """Return the policies behind a fingerprint, in order."""
    return _read(fingerprint) if fingerprint else ()


@lru_cache(maxsize=2)
def _read(_fingerprint: str) -> tuple[Promise, ...]:
    found = SlaPolicy.objects.in_force().select_related("calendar").prefetch_related("targets")
    fields: dict[str, Any] = {}
    return tuple(promise_of(policy, policy.targets.all(), fields) for policy in found)


def promise_for(ticket: Ticket, promises: tuple[Promise, ...]) -> Promise | None:
    """Return the first promise that covers a ticket. Rows are read only for what a policy asks for.

    A policy that asks for something that is gone is put out of force; whatever is wrong with one, mail comes in.
    """
    if not promises:
        return None
    facts = Facts(ticket, fields=promises[0].fields, said=False)
    for promise in promises:
        try:
            if promise.covers(facts):
                return promise
        except LookupError as gone:
            disable_policy(promise.policy, str(gone))
        except Exception:
            log.exception("The conditions of SLA policy %s could not be read.", promise.policy.pk)
    return None
