"""What a ticket must be read with to know how its customer can be answered."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Subquery, When
from django.db.models.functions import JSONObject
from django.utils import timezone

from accounts.models import Identity, User
from channels_inbox.chat.finding import chat_of_ticket
from channels_inbox.models import Channel, Conversation
from channels_inbox.reaches import Reach, reaches, usual
from channels_inbox.registry import KINDS, can_send, capabilities
from helpdesk.lib.questions import Given, Question
from tickets.models import Message, Ticket
from tickets.models.kinds import ChannelKind

WIRES = sorted(kind for kind in KINDS if can_send(kind) and kind != ChannelKind.EMAIL)


def reach_columns() -> dict[str, Any]:
    """Return what a ticket must be annotated with for `reaches`; no statement of their own."""
    here = OuterRef("pk")
    # The mailbox a first mail would leave from: the team's own, else the oldest (outbound.mail_conversation).
    foreign = Case(When(team=OuterRef("team"), then=0), default=1)
    mailboxes = Channel.objects.filter(kind="email", paused_at=None).annotate(foreign=foreign).order_by("foreign", "pk")
    mail = Conversation.objects.filter(ticket=here, channel__kind="email", channel__retired_at=None, side=None)
    letters = (
        mail.exclude(address="").order_by("-pk").values(json=JSONObject(address="address", mailbox="channel__address"))
    )
    theirs = Identity.objects.filter(customer=OuterRef(OuterRef("requester"))).values("value")
    known = Conversation.objects.filter(last_in_at__isnull=False, address__in=theirs)
    started = Conversation.objects.filter(ticket=here, channel__kind__in=WIRES, side=None)
    shown = {
        "id": "pk",
        "kind": "channel__kind",
        "channel": "channel",
        "sender": "channel__address",
        "name": "channel__name",
        "address": "address",
        "last_in_at": "last_in_at",
        "paused": "channel__paused_at",
        "retired": "channel__retired_at",
        "templates": "channel__settings__templates",
    }
    starters = Channel.objects.filter(kind__in=_starters(), paused_at=None, retired_at=None).order_by("pk")
    started_by = {"id": "pk", "kind": "kind", "sender": "address", "name": "name", "templates": "settings__templates"}
    said = Message.objects.filter(ticket=here, kind=Message.Kind.INBOUND, public=True).order_by("-pk")
    return {
        "wire": Subquery(letters[:1]),
        "mailbox": Subquery(mailboxes.values("address")[:1]),
        "known_wires": ArraySubquery(known.order_by("-last_in_at", "-pk").values(json=JSONObject(**shown))[:20]),
        "started_wires": ArraySubquery(started.order_by("-pk").values(json=JSONObject(**shown))[:20]),
        "starters": ArraySubquery(starters.values(json=JSONObject(**started_by))),
        "last_in_kind": Subquery(said.values("channel")[:1]),
    }


def _starters() -> list[str]:
    return [kind for kind in WIRES if capabilities(kind).can_start]


_OF_TICKET = Question(
    lambda: Ticket.objects.filter(pk=Given("ticket")).annotate(
        addresses=ArraySubquery(
            Identity.objects.filter(customer=OuterRef("requester"))
            .order_by("-is_primary", "pk")
            .values(json=JSONObject(kind="kind", value="value"))
        ),
        **reach_columns(),
    )
)


def reaches_of(ticket: Ticket) -> list[Reach]:
    """Return the ways to answer a ticket."""
    found = _asked(ticket)
    return reaches(found, now=timezone.now()) if found else []


def usual_way(ticket: Ticket, user: User) -> Reach | None:
    """Return the way somebody's answer goes by unless they choose another; None when none is open."""
    found = _asked(ticket)
    if found is None:
        return None
    chat = found.chat
    talking = chat is not None and chat.is_open and chat.agent_id == user.pk
    return usual(reaches(found, now=timezone.now()), found, talking=talking)


def _asked(ticket: Ticket) -> Any:
    found: Any = _OF_TICKET.one(ticket=ticket.pk)
    if found is not None:
        found.chat = chat_of_ticket(found)
    return found
