"""The rules in force, kept per process under a fingerprint that any change of them alters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tickets.models import Rule

# Part of the statement that stores each event's ticket (tickets/events.py), so asking costs no statement of its own.
FINGERPRINT = """
    SELECT string_agg(id || '.' || version || '.' || position, ',' ORDER BY position, id)
    FROM tickets_rule WHERE active
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Active rules, each kind in order."""

    triggers: tuple[Rule, ...] = ()
    timed: tuple[Rule, ...] = ()


_NONE = Standing()


def standing(fingerprint: str | None) -> Standing:
    """Return the rules behind a fingerprint."""
    return _read(fingerprint) if fingerprint else _NONE


@lru_cache(maxsize=2)
def _read(_fingerprint: str) -> Standing:
    found = list(Rule.objects.filter(active=True).select_related("calendar"))
    return Standing(
        tuple(rule for rule in found if rule.kind == Rule.Kind.TRIGGER),
        tuple(rule for rule in found if rule.kind == Rule.Kind.TIMED),
    )
