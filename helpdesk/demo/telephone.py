"""Halden's telephone: a line with its menu in force, the calls behind the latest tickets, and one voicemail to hear."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.models import Calendar, Identity, Team
from channels_inbox.adapters.phone.sound import tones
from channels_inbox.models import Call, Channel, Conversation, MenuVersion, PhoneMenu
from channels_inbox.models.call import CallStep
from channels_inbox.outlines import Tree
from helpdesk.demo.company import Company
from helpdesk.demo.history import History
from tickets.models import Message
from tickets.models.kinds import ChannelKind
from tickets.operations.messages import NewFile, store_file

LINE = "+4631555010"
# How many of the latest tickets by telephone have their call in the log.
LOGGED = 40
S, K = Call.State, CallStep.Kind


def connect_telephone(company: Company, histories: Sequence[History], rng: random.Random, *, now: datetime) -> None:
    line = Channel.objects.create(
        kind=ChannelKind.PHONE,
        slug="telephone",
        name="Halden Telephone",
        address=LINE,
        team=Team.objects.get(pk=company.teams["espresso-machines"].id),
        settings={"country": "SE", "short_seconds": 5, "join_hours": 24},
    )
    menu = PhoneMenu.objects.create(channel=line, draft=_tree(company))
    menu.published = MenuVersion.objects.create(menu=menu, number=1, tree=menu.draft)
    menu.save(update_fields=["published"])
    phoned = [history for history in histories if history.channel == ChannelKind.PHONE]
    for history in phoned[-LOGGED:]:
        _log(line, history, rng)
    for minutes, waited in ((95, 3), (170, 41), (260, 74)):
        _gave_up(line, now - timedelta(minutes=minutes), waited)


def _log(line: Channel, history: History, rng: random.Random) -> None:
    first = history.messages[0]
    voicemail = "oicemail" in history.subject or "oicemail" in first["text"]
    number = _number(history)
    seconds = rng.randint(45, 420)
    answered = None if voicemail else history.opened_at + timedelta(seconds=rng.randint(4, 50))
    ended = (answered or history.opened_at) + timedelta(seconds=seconds if answered else 60)
    call = Call.objects.create(
        channel=line,
        external_id=f"demo-{history.number}",
        conversation=Conversation.objects.create(
            channel=line, ticket_id=history.id, key=f"demo-{history.number}", address=number
        ),
        direction=Call.Direction.IN,
        number=number,
        line=LINE,
        customer_id=history.requester.id,
        team_id=history.team.id if history.team else None,
        queue=history.team.name if history.team else "",
        agent_id=next((m["author_user_id"] for m in history.messages if m["author_user_id"]), None)
        if answered
        else None,
        state=S.COMPLETED if answered else S.VOICEMAIL,
        started_at=history.opened_at,
        answered_at=answered,
        ended_at=ended,
        wait_seconds=int((answered - history.opened_at).total_seconds()) if answered else 0,
        talk_seconds=seconds if answered else None,
        answer_noted=answered is not None,
        done_at=ended if answered or history.row.get("resolved_at") else None,
    )
    CallStep.objects.bulk_create(
        [
            CallStep(call=call, external_id="begin", kind=K.QUEUED if answered else K.VOICEMAIL, at=history.opened_at),
            *([CallStep(call=call, external_id="answered", kind=K.ANSWERED, at=answered)] if answered else []),
            CallStep(call=call, external_id="ended", kind=K.HUNG_UP, at=ended),
        ]
    )
    if voicemail and history.number == 48219:
        store_file(NewFile("Voicemail.wav", "audio/wav", tones(6)), message=Message(pk=first["id"]))


def _gave_up(line: Channel, at: datetime, waited: int) -> None:
    """Log somebody who withheld their number and hung up in the menu."""
    call = Call.objects.create(
        channel=line,
        external_id=f"demo-gave-up-{waited}",
        direction=Call.Direction.IN,
        line=LINE,
        state=S.ABANDONED_IVR,
        started_at=at,
        ended_at=at + timedelta(seconds=waited),
        done_at=at + timedelta(seconds=waited),
    )
    CallStep.objects.create(call=call, external_id="begin", kind=K.MENU, at=at)
    CallStep.objects.create(call=call, external_id="ended", kind=K.HUNG_UP, at=at + timedelta(seconds=waited))


def _number(history: History) -> str:
    found = Identity.objects.filter(customer=history.requester.id, kind=Identity.Kind.PHONE).first()
    return found.value if found else ""


def _tree(company: Company) -> Tree:
    calendar = Calendar.objects.order_by("-is_default", "pk").first()
    machines, orders = company.teams["espresso-machines"].id, company.teams["orders-returns"].id
    queue = {"kind": "queue", "wait": 240, "otherwise": "voicemail", "key": "1", "offer": "callback"}
    text = "Somebody will be with you soon. Press 1 if we should call you back instead."
    return {
        "start": "hours",
        "nodes": {
            "hours": {
                "kind": "hours",
                "calendar": calendar.pk if calendar else 0,
                "open": "welcome",
                "closed": "closed",
            },
            "welcome": {
                "kind": "menu",
                "text": "Welcome to Halden. For your machine, press 1. For an order, press 2.",
                "keys": {"1": "machines", "2": "order_number"},
                "seconds": 6,
                "tries": 2,
                "otherwise": "machines",
            },
            "machines": {**queue, "team": machines, "text": text},
            "order_number": {
                "kind": "collect",
                "text": "Key in your order number, then press the hash key.",
                "name": "Order number",
                "digits": 8,
                "seconds": 8,
                "tries": 2,
                "then": "orders",
                "otherwise": "orders",
            },
            "orders": {**queue, "team": orders, "text": text},
            "callback": {"kind": "callback", "text": "Thank you. We will call you back at this number today."},
            "closed": {
                "kind": "say",
                "text": "You reach us on weekdays from nine to five.",
                "then": "voicemail",
            },
            "voicemail": {
                "kind": "voicemail",
                "text": "Leave a message after the tone, and we will get back to you.",
                "seconds": 120,
                "transcribe": False,
            },
        },
    }


def _answered_by(history: History) -> int | None:
    return next((message["author_user_id"] for message in history.messages if message["author_user_id"]), None)
