"""The rules in force, kept per process under a fingerprint that any change of them alters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from helpdesk.lib.rows import scalars
from tickets.models import Rule

# Part of the statement that stores each event's ticket (tickets/events.py), so asking costs no statement of its own.
FINGERPRINT = """
    SELECT string_agg(
        r.id || '.' || r.version || '.' || r.position || '.' || coalesce(c.version, 0), ',' ORDER BY r.position, r.id
    )
    FROM tickets_rule r LEFT JOIN accounts_calendar c ON c.id = r.calendar_id WHERE r.active
"""


# A row that points at a rule or webhook deleted meanwhile would be refused at commit, and take the mail along.
_HELD = "SELECT id FROM tickets_rule WHERE id = ANY(%s) FOR KEY SHARE"


@dataclass(frozen=True, slots=True)
class Standing:
    """Active rules, each kind in order."""

    triggers: tuple[Rule, ...] = ()
    timed: tuple[Rule, ...] = ()


_NONE = Standing()


def standing(fingerprint: str | None) -> Standing:
    """Return the rules behind a fingerprint."""
    return _read(fingerprint) if fingerprint else _NONE


def held(rules: Iterable[int]) -> list[int]:
    """Return which of these rules still stand; they cannot be deleted until the caller's transaction ends."""
    return scalars(_HELD, [list(rules)])


@lru_cache(maxsize=2)
def _read(_fingerprint: str) -> Standing:
    found = list(Rule.objects.filter(active=True).select_related("calendar"))
    return Standing(
        tuple(rule for rule in found if rule.kind == Rule.Kind.TRIGGER),
        tuple(rule for rule in found if rule.kind == Rule.Kind.TIMED),
    )
