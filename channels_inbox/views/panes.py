"""What the conversation, composer and customer panes of a ticket draw."""

from __future__ import annotations

import uuid
import zoneinfo
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import Identity, User
from channels_inbox.reaches import Reach, reaches, usual
from channels_inbox.selectors.capped import shown
from channels_inbox.selectors.ticket_page import OTHERS, draft_of, links_of, other_tickets, progress_of
from channels_inbox.selectors.timeline import delivered, timeline
from channels_inbox.views.access import AgentRequest
from channels_inbox.views.promises import elapsed, promises
from channels_inbox.views.rows import priority
from helpdesk.lib.languages import language_name
from tickets.custom_fields import say
from tickets.models.kinds import ACTIVE, UNFINISHED, Category, ChannelKind
from tickets.models.rating import CHOICES, LOW

_STATUS_CLASS = {
    Category.NEW: "badge--brand",
    Category.OPEN: "badge--info",
    Category.WAITING_CUSTOMER: "badge--line",
    Category.WAITING_THIRD_PARTY: "badge--line",
    Category.RESOLVED: "badge--success",
    Category.SPAM: "badge--danger",
}


def panes(request: AgentRequest, ticket: Any) -> dict[str, Any]:
    """Return the context of a ticket's panes."""
    others = other_tickets(ticket, request.user)
    return {
        "timeline": timeline(ticket, request.user, seen=ticket.seen),
        "others": others[:OTHERS],
        "more_others": len(others) > OTHERS,
        "filled": filled(ticket.custom_fields, ticket.fields),
        "mine_shown": shown(ticket.mine_count) if ticket.mine_count else "",
        "section": "inbox",
        "follows": any(follower["id"] == request.user.pk for follower in ticket.follower_list),
        **head(ticket),
        **composer(ticket, request.user),
        **_customer(ticket),
        **linked(ticket),
    }


def filled(custom_fields: list[dict[str, str]], values: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return each custom field with what the ticket says in it."""
    return [{**field, "text": say(field["kind"], values.get(field["key"]))} for field in custom_fields]


def news(ticket: Any, user: User, *, after: int) -> dict[str, Any]:
    """Return what happened after a position, and what a change may have altered: the head, mail on its way."""
    entries = timeline(ticket, user, after=after) if ticket.seq > after else None
    return {"timeline": entries, "unsettled": delivered(ticket), **head(ticket)}


def head(ticket: Any) -> dict[str, Any]:
    """Return what the head of the conversation draws."""
    waits = ticket.waiting_since and ticket.category in ACTIVE
    owed = ticket.category in UNFINISHED
    return {
        "ticket": ticket,
        "chat": chat_bar(ticket.chat),
        "closed": ticket.category in {Category.CLOSED, Category.MERGED},
        "merged": ticket.category == Category.MERGED,
        "finished": ticket.is_finished,
        "status_class": _STATUS_CLASS.get(ticket.category, ""),
        "priority_mark": priority(ticket.priority),
        "waited": elapsed(ticket.waiting_since, timezone.now()) if waits else "",
        "promised": promises(ticket.clock_list, timezone.localtime()) if owed and ticket.sla_state else "",
    }


def chat_bar(chat: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what the head says of a ticket's chat: whose turn it is, and whether the visitor is still there."""
    if chat is None:
        return None
    seen = parse_datetime(chat["seen"])
    here = seen is not None and timezone.now() - seen <= timedelta(seconds=chat["gone_after"])
    page = chat["page"].partition("://")[2]
    return {**chat, "here": here, "shown_page": page, "spoken": language_name(chat["language"])}


def composer(ticket: Any, user: User) -> dict[str, Any]:
    """Return the context of the composer."""
    ways = reaches(ticket, now=timezone.now())
    talking = bool(ticket.chat and not ticket.chat["ended"] and ticket.chat["agent"] == user.pk)
    way = usual(ways, ticket, talking=talking)
    who = _name(ticket)
    first_name = who.split(" ")[0]
    why_not = _why_not(ticket, user, first_name, ways, way)
    draft = draft_of(ticket)
    first = "note" if why_not else "reply"
    return {
        "ticket": ticket,
        "closed": ticket.category in {Category.CLOSED, Category.MERGED},
        "merged": ticket.category == Category.MERGED,
        "who": who,
        "first_name": first_name,
        "ways": ways,
        "way": way,
        "by_chat": bool(way and way.kind == ChannelKind.CHAT),
        # Who has a chat goes on writing: its composer stays open.
        "talking": talking,
        "can_reply": not why_not,
        "why_not": why_not,
        "first_mode": first,
        "draft": draft,
        "mode": draft["mode"] if draft and not why_not else first,
        "key": uuid.uuid4(),
    }


def _why_not(ticket: Any, user: User, first_name: str, ways: list[Reach], way: Reach | None) -> str:
    """Say why this person cannot reply here; empty when they can."""
    if not user.can_answer:
        return "You can add notes. Agents write to customers."
    if ticket.category == Category.MERGED:
        return "This ticket was merged. It goes on in the other one."
    if ticket.category == Category.CLOSED:
        return f"This ticket is closed. A new message from {first_name} opens a follow-up ticket."
    if way is None:
        # The latest wire says most; mail is always last of those that are closed.
        return ways[0].why_not.replace("this customer", first_name)
    return ""


def _name(ticket: Any) -> str:
    """Return what `Customer.display_name` says, from the addresses at hand."""
    return ticket.requester.name or next((a["value"] for a in ticket.addresses), "Someone")


def linked(ticket: Any) -> dict[str, Any]:
    """Return what the ticket has to do with others."""
    links = links_of(ticket)
    return {"links": links, "parts_done": progress_of(links)}


def _customer(ticket: Any) -> dict[str, Any]:
    person = ticket.requester
    kinds = dict(Identity.Kind.choices)
    return {
        "person": person,
        "addresses": [{**a, "label": kinds.get(a["kind"], "Address")} for a in ticket.addresses],
        "rating": _rating(ticket.rated),
        "local_time": _local_time(person.time_zone),
        "language": language_name(person.language),
    }


def _rating(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """Say what the customer was asked and answered; None when they were not asked."""
    if not found:
        return None
    score = found["score"]
    label = CHOICES[found["scale"]][score] if score else ""
    at = parse_datetime(found["rated_at"] or found["asked_at"])
    return {**found, "label": label, "at": at, "low": bool(score and score <= LOW)}


def _local_time(zone: str) -> datetime | None:
    try:
        return timezone.now().astimezone(zoneinfo.ZoneInfo(zone)) if zone else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None


def whole(text: str | None) -> int:
    """Read a position from a request; anything else counts as the beginning."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
