"""Whom an event concerns, and what they are told: the step of the flow that writes notifications."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache

from django.db.models import Q
from django.utils import timezone

from accounts.models import Membership, Notification, User
from accounts.operations.notifying import Notice, notify_all, take_back
from accounts.zones import zone_of
from helpdesk.lib.rows import scalars
from tickets.models import Event, Follower, Message, Metric, Snooze, Ticket
from tickets.readers import AGENTS, Scope, readers_of
from tickets.waiting import preview

Kind = Notification.Kind
PROMISES = ("sla_warned", "sla_breached")
_FOLLOWERS = f"SELECT user_id FROM {Follower._meta.db_table} WHERE ticket_id = %s"  # noqa: S608


def tell(events: Sequence[Event]) -> None:
    """Write the notifications of some events; those that concern nobody cost nothing."""
    notices = [notice for event in events for notice in _of(event)]
    for event in events:
        if event.action == "reply_withdrawn":
            take_back(_listeners(event.ticket), key=f"message:{event.particulars['message_id']}")
    promises = [event for event in events if event.action in PROMISES]
    if promises:
        notices += _of_promises(promises)
    if notices:
        notify_all(notices)


def _of(event: Event) -> Iterable[Notice]:
    if event.action == "assigned" or (event.action == "opened" and event.ticket.assignee_id):
        yield from _of_assignment(event)
    elif event.action == "message_added" and event.message and event.message.kind != Message.Kind.SYSTEM:
        yield from _of_message(event, event.message)
    elif event.action == "woken" and event.particulars.get("cause") == "time":
        yield from _of_waking(event)
    elif event.action == "side_answered" and event.message and not event.particulars.get("automatic"):
        yield from _of_answer(event, event.message)


def _of_assignment(event: Event) -> Iterator[Notice]:
    owner, by = event.ticket.assignee, event.by_user
    assert owner is not None
    words = f"{by} gave it to you" if by else "It was given to you"
    yield Notice(owner, Kind.ASSIGNED, f"assigned:{event.pk}", words, event.ticket.number, by=by)


def _of_message(event: Event, message: Message) -> Iterator[Notice]:
    """Tell whoever is mentioned, owns the ticket or follows it; each once, of what concerns them most."""
    ticket, by = event.ticket, event.by_user
    who = str(by) if by else event.by_customer.display_name if event.by_customer else "Somebody"
    said = preview(message.reply_text or message.text)
    note = message.kind == Message.Kind.NOTE
    mentioned = event.particulars.get("mentioned", ())
    for user in User.objects.filter(pk__in=mentioned) if mentioned else ():
        words = f"{who} mentions you: {said}"
        yield Notice(user, Kind.MENTIONED, f"message:{message.pk}", words, ticket.number, by=by)
    words = f"{who} {'wrote a note' if note else 'replied' if by else 'wrote'}: {said}"
    for user in _listeners(ticket):
        yield Notice(user, Kind.NOTE if note else Kind.REPLY, f"message:{message.pk}", words, ticket.number, by=by)


def _of_waking(event: Event) -> Iterator[Notice]:
    """Tell whoever put the ticket aside, if they may still see it, and its owner."""
    last = Snooze.objects.filter(ticket=event.ticket, woken_at__isnull=False).order_by("-pk").first()
    aside = readers_of(event.ticket).filter(pk=last.by_id) if last and last.by_id else []
    owner = [event.ticket.assignee] if event.ticket.assignee else []
    for user in dict.fromkeys([*aside, *owner]):
        words = "It is back: the time it was put aside for is over"
        yield Notice(user, Kind.FINISHED, f"woken:{event.pk}", words, event.ticket.number)


def _of_answer(event: Event, message: Message) -> Iterator[Notice]:
    """Tell whoever asked outside, owns the ticket or follows it that an answer came."""
    words = f"{event.by_customer} answered aside: {preview(message.reply_text or message.text)}"
    asked = readers_of(event.ticket).filter(pk=message.aside.side.started_by_id)
    for user in dict.fromkeys([*asked, *_listeners(event.ticket)]):
        yield Notice(user, Kind.REPLY, f"message:{message.pk}", words, event.ticket.number)


def _listeners(ticket: Ticket) -> list[User]:
    """Return the owner and the followers; those who lost sight of the ticket are not told that it goes on."""
    found = [ticket.assignee] if ticket.assignee else []
    followers = scalars(_FOLLOWERS, [ticket.pk])
    return [*found, *readers_of(ticket).filter(pk__in=followers)] if followers else found


def _of_promises(events: Sequence[Event]) -> Iterator[Notice]:
    """Tell the owner of each ticket, or without one its team, once for each clock and threshold.

    Of a breach that would tell nobody the administrators hear.
    """
    teams = _teams({e.ticket.team_id for e in events if e.ticket.assignee_id is None and e.ticket.team_id})
    admins = cache(_admins)
    for event in events:
        ticket, said = event.ticket, event.particulars
        people = [ticket.assignee] if ticket.assignee else teams[ticket.team_id]
        late = event.action == "sla_breached"
        if late and not people:
            # Nobody's ticket must not be nobody's news.
            people = admins()
        kind = Kind.SLA_BREACH if late else Kind.SLA_WARNING
        key = f"sla:{ticket.number}:{said['metric']}:{said['instance']}:{'late' if late else said['level']}"
        for user in people:
            yield Notice(user, kind, key, _promise(event, user), ticket.number)


def _teams(ids: set[int]) -> dict[int | None, list[User]]:
    """Return the members of teams who may see their team's tickets."""
    found: dict[int | None, list[User]] = defaultdict(list)
    if ids:
        members = Membership.objects.filter(team__in=ids, user__is_active=True, user__role__in=AGENTS)
        blind = ~Q(user__role=User.Role.ADMIN) & Q(user__ticket_scope=Scope.ASSIGNED)
        for membership in members.exclude(blind).select_related("user").order_by("pk"):
            found[membership.team_id].append(membership.user)
    return found


def _admins() -> list[User]:
    return list(User.objects.filter(is_active=True, role=User.Role.ADMIN))


def _promise(event: Event, user: User) -> str:
    said = event.particulars
    what = {Metric.FIRST_RESPONSE: "first reply", Metric.NEXT_RESPONSE: "next reply"}.get(said["metric"], "solution")
    with zone_of(user):
        due = f"{timezone.localtime(datetime.fromisoformat(said['due_at'])):%a %-d %b %H:%M}" if said["due_at"] else ""
    if event.action == "sla_breached":
        return f"The {what} was due {due}"
    return f"{said['level']} % of the time for the {what} has passed; it is due {due}"
