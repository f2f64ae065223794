"""Which rule made the machine act: what it does leads back to one event, its root, so that loops can be cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from tickets.models import Rule

# A longer chain of different rules is no plan but an accident.
DEEPEST = 10


@dataclass(frozen=True, slots=True)
class Chain:
    """The rules that set each other off since a root event of a ticket; the last one acts now."""

    ticket_id: int
    root: int
    rules: tuple[Rule, ...] = ()
    # Of all rules that fired since the root, the actions they have come to. Shared by every chain from it.
    taken: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    # Rules whose loop was told of already.
    told: set[int] = field(default_factory=set)

    def then(self, rule: Rule) -> Chain:
        return replace(self, rules=(*self.rules, rule))

    def words(self) -> str:
        return " → ".join(f"“{rule.name}”" for rule in self.rules)


_acting: ContextVar[Chain | None] = ContextVar("tickets_rules_acting", default=None)


def acting(ticket_id: int) -> Chain | None:
    """Return the chain that acts on this ticket now."""
    chain = _acting.get()
    return chain if chain is not None and chain.ticket_id == ticket_id else None


@contextmanager
def act_as(chain: Chain) -> Iterator[None]:
    """Let what happens inside count as done by the chain's last rule."""
    token = _acting.set(chain)
    try:
        yield
    finally:
        _acting.reset(token)


def cause(ticket_id: int) -> dict[str, Any]:
    """Return what an event recorded now must carry: the rule behind it, its root and how deep it is."""
    chain = acting(ticket_id)
    if chain is None:
        return {}
    rule = chain.rules[-1]
    return {"rule": {"id": rule.pk, "name": rule.name, "root": chain.root, "depth": len(chain.rules)}}
