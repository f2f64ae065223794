"""What may stand before a colon in a search of tickets, and which tickets it keeps."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Customer, Identity, Organization, Team, User
from tickets.models import Attachment, Status, Tag, Ticket
from tickets.models.kinds import UNFINISHED, Category, ChannelKind, Priority, SlaState, TicketType
from tickets.search.dates import span

# Very common names stand for the first few hundred people.
PEOPLE = 300


class Unclear(Exception):
    """A value that means nothing to its operator; the message says what would."""


class AnyOf(Func):
    """`column = ANY (ARRAY (a few ids))`: the ids are read first, then the column's own index answers."""

    output_field = BooleanField()
    conditional = True
    template = "%(expressions)s)"
    arg_joiner = " = ANY ("

    def __init__(self, column: str, ids: QuerySet[Any]) -> None:
        super().__init__(F(column), ArraySubquery(ids))


def _listed(value: str) -> list[str]:
    return [part.strip().lower().replace(" ", "_").replace("-", "_") for part in value.split(",") if part.strip()]


def _chosen(value: str, choices: dict[str, Any], what: str) -> list[Any]:
    if unknown := [name for name in _listed(value) or [value] if name not in choices]:
        raise Unclear(f"“{unknown[0]}” is not {what}. There are: {', '.join(choices)}.")
    return [choices[name] for name in _listed(value)]


def _status(value: str, _user: User) -> Q:
    names = _listed(value)
    if names and all(name in Category.values for name in names):
        return Q(category__in=names)
    known = Status.objects.values("pk", "name", "slug", "category")
    wanted = [
        row
        for row in known
        if {row["name"].lower().replace(" ", "_"), row["slug"].replace("-", "_"), row["category"]} & set(names)
    ]
    if not wanted:
        raise Unclear(f"No status is called “{value}”. There are: {', '.join(row['name'] for row in known)}.")
    # The category too: it is in the indexes.
    return Q(status__in=[row["pk"] for row in wanted], category__in=sorted({row["category"] for row in wanted}))


def _is(value: str, user: User) -> Q:
    moods: dict[str, Q] = {
        "open": Q(category__in=UNFINISHED),
        "unassigned": Q(category__in=UNFINISHED, assignee=None),
        "mine": Q(assignee=user),
        "waiting": Q(category__in=UNFINISHED, waiting_since__isnull=False),
        "breached": Q(category__in=UNFINISHED, sla_state=SlaState.BREACHED, sla_due_at__isnull=False),
        "due_soon": Q(category__in=UNFINISHED, sla_state=SlaState.SOON, sla_due_at__isnull=False),
        "snoozed": Q(category__in=UNFINISHED, snoozed_until__isnull=False),
        "resolved": Q(category=Category.RESOLVED),
        "closed": Q(category=Category.CLOSED),
        "spam": Q(category=Category.SPAM),
    }
    found = Q()
    for mood in _chosen(value, moods, "something a ticket can be"):
        found |= mood
    return found


def _priority(value: str, _user: User) -> Q:
    return Q(priority__in=_chosen(value, {p.name.lower(): p.value for p in Priority}, "a priority"))


def _type(value: str, _user: User) -> Q:
    return Q(type__in=_chosen(value, {t.value: t.value for t in TicketType}, "a type"))


def _channel(value: str, _user: User) -> Q:
    return Q(channel__in=_chosen(value, {c.value: c.value for c in ChannelKind}, "a channel"))


def _team(value: str, _user: User) -> Q:
    if value.lower() == "none":
        return Q(team=None)
    return Q(AnyOf("team_id", Team.objects.filter(Q(name__iexact=value) | Q(slug__iexact=value)).values("pk")))


def _assignee(value: str, user: User) -> Q:
    if value.lower() == "me":
        return Q(assignee=user)
    if value.lower() == "none":
        return Q(assignee=None)
    agents = User.objects.exclude(role=User.Role.CUSTOMER)
    named = agents.filter(Q(name__icontains=value) | Q(email__iexact=value))
    return Q(AnyOf("assignee_id", named.values("pk")))


def people(value: str) -> QuerySet[Any]:
    """Return the ids of customers of that name or address; of very common ones the first few hundred."""
    named = Customer.objects.filter(name__icontains=value).order_by().values("pk")[:PEOPLE]
    reached = Identity.objects.filter(value__icontains=value).order_by().values("customer")[:PEOPLE]
    return named.union(reached)


def _from(value: str, user: User) -> Q:
    if value.lower() == "me":
        return Q(requester__user=user)
    return Q(AnyOf("requester_id", people(value)))


def _org(value: str, _user: User) -> Q:
    named = Organization.objects.filter(name__icontains=value)
    return Q(AnyOf("organization_id", named.order_by().values("pk")[:PEOPLE]))


def _tag(value: str, _user: User) -> Q:
    tags = Tag.objects.filter(name__iexact=value).values("pk")
    return Q(Exists(Ticket.tags.through.objects.filter(AnyOf("tag_id", tags), ticket=OuterRef("pk"))))


def _has(value: str, _user: User) -> Q:
    files = Attachment.objects.filter(message__ticket=OuterRef("pk"), inline=False)
    found = Q()
    for thing in _chosen(value, {"attachment": Exists(files), "file": Exists(files)}, "something to look for"):
        found |= Q(thing)
    return found


def _between(column: str, value: str, _user: User) -> Q:
    found = span(value, now=timezone.now(), zone=timezone.get_current_timezone())
    if found is None:
        raise Unclear(f"“{value}” is not a time. Write 2026-01-31, >2026-01-31, 2026-01-01..2026-01-31, <7d or >2w.")
    since, until = found
    return Q(**({f"{column}__gte": since} if since else {}), **({f"{column}__lt": until} if until else {}))


OPERATORS: dict[str, Callable[[str, User], Q]] = {
    "status": _status,
    "is": _is,
    "priority": _priority,
    "type": _type,
    "team": _team,
    "assignee": _assignee,
    "from": _from,
    "org": _org,
    "tag": _tag,
    "channel": _channel,
    "has": _has,
    "created": partial(_between, "created_at"),
    "updated": partial(_between, "updated_at"),
}
