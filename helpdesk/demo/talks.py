"""The wires behind the told chats and messengers: who wrote in the shop's chat, who by WhatsApp, SMS, Instagram …"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import Customer, Identity, Team
from channels_inbox.models import Channel, Chat, ChatEntry, Conversation, Outbound, Visitor, Widget
from channels_inbox.outbound import wire_key
from channels_inbox.registry import capabilities
from channels_inbox.reply_address import new_message_id
from helpdesk.demo.chat import SITE_KEY, make_widget
from helpdesk.demo.company import Company
from helpdesk.demo.history import History
from helpdesk.lib.delivery import State
from tickets.models.kinds import ChannelKind

# How many of the latest conversations of a kind are there as they were said.
TOLD = 40
# Nobody of the demo really has a browser open: theirs stay as long as it takes.
STAYS = timedelta(days=365)
# Who waits in the queue whenever one looks, and since how many seconds.
WAITING = {48215: 214, 48216: 71}
# Who is in the middle of a chat.
TALKING = {48226}
NO_ACCOUNT = "This is a demo without an account there: nothing can be sent."
ARRIVAL = {"name": "courier_arrival", "language": "en", "places": 2}
_LINES: dict[str, dict[str, Any]] = {
    ChannelKind.WHATSAPP: {
        "name": "Halden WhatsApp",
        "address": "+46317000100",
        "settings": {"templates": [{**ARRIVAL, "text": "Hi {{1}}, the courier comes on {{2}} between 8 and 10."}]},
    },
    ChannelKind.SMS: {"name": "Halden SMS", "address": "+46317000110", "settings": {}},
    ChannelKind.INSTAGRAM: {"name": "Halden on Instagram", "address": "halden.espresso", "settings": {}},
    ChannelKind.MESSENGER: {"name": "Halden on Messenger", "address": "Halden", "settings": {}},
}


def connect_talks(company: Company, histories: Sequence[History], *, now: datetime) -> None:
    make_widget()
    widget = Widget.objects.select_related("channel").get(site_key=SITE_KEY)
    for history in [h for h in histories if h.channel == ChannelKind.CHAT][-TOLD:]:
        _chat(widget, history, now=now)
    for kind, line in _LINES.items():
        told = [history for history in histories if history.channel == kind]
        team = Team.objects.filter(pk=company.teams["orders-returns"].id).first()
        channel = Channel.objects.create(kind=kind, slug=f"halden-{kind}", team=team, trouble=NO_ACCOUNT, **line)
        _talks(channel, told[-TOLD:])
    keep_waiting(now=now)


def keep_waiting(*, now: datetime | None = None) -> None:
    """Let the demo's waiting chats begin to wait anew, unless somebody took them; on every start."""
    now = now or timezone.now()
    for number, seconds in WAITING.items():
        waiting = Chat.objects.filter(owner=Chat.Owner.QUEUE, ended_at=None, conversation__key=_key(number))
        waiting.update(
            queued_at=now - timedelta(seconds=seconds), missed_at=None, missed_due_at=now + STAYS, team=_team(number)
        )


def _team(number: int) -> int | None:
    found = Conversation.objects.filter(key=_key(number)).values_list("ticket__team", flat=True)
    return found.first()


def _key(number: int) -> str:
    return f"demo-{number}"


def _chat(widget: Widget, history: History, *, now: datetime) -> None:
    said = [m for m in history.messages if m["kind"] in {"inbound", "reply"}]
    person = Customer.objects.get(pk=history.requester.id)
    email = Identity.objects.filter(customer=person, kind=Identity.Kind.EMAIL).values_list("value", flat=True).first()
    here = history.number in {*WAITING, *TALKING}
    visitor = Visitor.objects.create(
        widget=widget,
        customer=person,
        token_hash=hashlib.sha256(_key(history.number).encode()).hexdigest(),
        name=person.name,
        email=email or "",
        page_url="https://halden.example/shop/pro-2/",
        page_title="Pro 2",
        seen_at=now + STAYS if here else said[-1]["created_at"],
    )
    wire = Conversation.objects.create(channel=widget.channel, ticket_id=history.id, key=_key(history.number))
    chat = Chat(
        conversation=wire, visitor=visitor, seq=len(said), team_id=history.team.id if history.team else None,
        visitor_read=len(said), agent_read=len(said), mailed=len(said), started_at=history.opened_at,
    )  # fmt: skip
    agent = history.assignee.id if history.assignee else None
    if history.number in WAITING:
        chat.owner, chat.queued_at, chat.missed_due_at = Chat.Owner.QUEUE, now, now + STAYS
    elif agent:
        chat.owner, chat.agent_id, chat.accepted_at = Chat.Owner.AGENT, agent, history.opened_at + timedelta(minutes=1)
    else:
        chat.owner, chat.queued_at, chat.missed_at = Chat.Owner.QUEUE, history.opened_at, history.opened_at
    if not here:
        chat.ended_at, chat.ended_by = said[-1]["created_at"], Chat.Side.VISITOR
    chat.save(force_insert=True)
    ChatEntry.objects.bulk_create(
        ChatEntry(
            conversation=wire,
            seq=seq,
            client_id=f"demo:{message['id']}",
            author=ChatEntry.Author.VISITOR if message["kind"] == "inbound" else ChatEntry.Author.AGENT,
            message_id=message["id"],
            created_at=message["created_at"],
        )
        for seq, message in enumerate(said, 1)
    )


def _talks(channel: Channel, told: Sequence[History]) -> None:
    """Give each person one wire, which is their latest ticket's, and show what of ours arrived."""
    wires: dict[int, Conversation] = {}
    for history in reversed(told):
        person = history.requester.id
        if person not in wires:
            wires[person] = _wire(channel, history)
    sent = [(history, m) for history in told for m in history.messages if m["kind"] == "reply"]
    rows = []
    for history, message in sent:
        wire = wires[history.requester.id]
        left = message["created_at"] + timedelta(seconds=3)
        receipt = "read" if "read" in capabilities(channel.kind).receipts else "delivered"
        rows.append(
            Outbound(
                channel=channel,
                conversation=wire,
                message_id=message["id"],
                to=[wire.address],
                external_id=new_message_id(wire_key(wire)),
                accepted=[wire.address],
                state=State.SENT,
                attempts=1,
                transmitting_at=left,
                sent_at=left,
                receipt=receipt,
                receipt_at=left + timedelta(minutes=1),
                created_at=message["created_at"],
            )
        )
    Outbound.objects.bulk_create(rows)


def _wire(channel: Channel, history: History) -> Conversation:
    person, kind = history.requester.id, capabilities(channel.kind).identity
    phone = Identity.objects.filter(customer=person, kind=Identity.Kind.PHONE).values_list("value", flat=True).first()
    numbered = phone if phone and kind in {Identity.Kind.PHONE, Identity.Kind.WHATSAPP} else ""
    handle = numbered or f"{2_840_000_000_000_000 + person}"
    if not Identity.objects.filter(Q(customer=person) | Q(value=handle), kind=kind).exists():
        Identity.objects.create(customer_id=person, kind=kind, value=handle)
    heard = [m["created_at"] for m in history.messages if m["kind"] == "inbound"]
    key = handle.removeprefix("+") if channel.kind == ChannelKind.WHATSAPP else handle
    return Conversation.objects.create(
        channel=channel, ticket_id=history.id, key=key, address=handle, last_in_at=max(heard, default=history.opened_at)
    )
