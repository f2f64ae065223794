"""Name who may hear of what. The same rules as `TicketQuerySet.visible_to`; a test holds the two together."""

from __future__ import annotations

from collections.abc import Collection

from accounts.models import User

EVERYONE = "everyone"
ALL_AGENTS = "agents"
NO_TEAM = "team:none"


def of_team(team_id: int | None) -> str:
    return NO_TEAM if team_id is None else f"team:{team_id}"


def of_user(user_id: int) -> str:
    return f"user:{user_id}"


def of_customer(customer_id: int) -> str:
    return f"customer:{customer_id}"


def of_viewers(ticket_id: int) -> str:
    """Return the group of those who have the ticket open and may see it."""
    return f"viewers:{ticket_id}"


def of_login(user_id: int) -> str:
    """Return the group of all sockets of one person: what is only theirs to know."""
    return f"login:{user_id}"


def of_person(user: User, *, team_ids: Collection[int], customer_id: int | None) -> frozenset[str]:
    """Return the groups whose news this person may hear."""
    if not user.is_agent:
        return frozenset() if customer_id is None else frozenset([of_customer(customer_id)])
    if user.is_admin or user.ticket_scope == User.TicketScope.ALL:
        return frozenset([ALL_AGENTS])
    if user.ticket_scope == User.TicketScope.ASSIGNED:
        return frozenset([of_user(user.pk)])
    return frozenset([of_user(user.pk), NO_TEAM, *map(of_team, team_ids)])


def of_ticket(*, team_id: int | None, assignee_id: int | None) -> frozenset[str]:
    """Return the groups of the agents who may see a ticket."""
    owner = [] if assignee_id is None else [of_user(assignee_id)]
    return frozenset([ALL_AGENTS, of_team(team_id), *owner])


def of_visitor(visitor_id: int) -> str:
    """Return the group of the widget sockets of one browser."""
    return f"visitor:{visitor_id}"


def of_visitors(widget_id: int, customer_id: int) -> str:
    """Return the group of the widget sockets of one person, in every browser where their site has signed them in."""
    return f"visitors:{widget_id}:{customer_id}"


def of_subject(kind: str, pk: int) -> str:
    """Return the group of the pages that watch something of another room, such as a topic."""
    return f"subject:{kind}:{pk}"
