"""What decides which tickets somebody sees, as the key under which statements are kept."""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.models import User
from tickets.querysets import team_ids


@dataclass(frozen=True, slots=True)
class Rights:
    """All that `TicketQuerySet.visible_to` reads of a person; whoever adds to it adds here (tests change each).

    Two people of the same rights still differ by `pk`, so a kept statement is one person's own.
    """

    pk: int
    role: str
    scope: str
    active: bool
    teams: tuple[int, ...]
    user: User = field(compare=False, repr=False)


def rights_of(user: User) -> Rights:
    teams = tuple(team_ids(user)) if user.ticket_scope == user.TicketScope.TEAMS else ()
    return Rights(user.pk, user.role, user.ticket_scope, user.is_active, teams, user)
