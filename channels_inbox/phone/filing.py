"""What a call's ticket says of it: opened or joined, answered by whom, how it ended."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import Customer, Identity
from accounts.operations.identifying import identify
from channels_inbox.models import Call, Conversation
from channels_inbox.phone.people import WITHHELD, is_shared
from helpdesk.lib.telephone import spoken
from tickets.models import Message, Ticket
from tickets.models.kinds import ChannelKind
from tickets.operations.assigning import assign_team
from tickets.operations.calling import answer_call, note_call
from tickets.operations.messages import Content
from tickets.operations.opening import open_ticket
from tickets.operations.receiving import may_reopen, receive_reply
from tickets.selectors import surviving

JOIN_HOURS = 24


def follow_call(call: Call, *, reached: bool, before: str, was_for: int | None = None) -> None:
    """Let the ticket of a locked call follow what it has become. `before` is its state until now; empty for a new one.

    `was_for` is the team it waited for until now. The caller saves the call.
    """
    if call.conversation is None:
        if not reached:
            return
        call.conversation = _place(call)
        if call.conversation is None:
            return
    ticket = call.conversation.ticket
    if call.team and not call.answered_at and was_for != call.team_id and ticket.team_id == was_for:
        # Led on to another queue, and nobody has moved the ticket meanwhile.
        assign_team(ticket, to=call.team, by=None)
    if call.answered_at and call.agent and not call.answer_noted:
        call.answer_noted = True
        words = "Answered the phone." if call.direction == Call.Direction.IN else "Reached the customer by phone."
        answer_call(ticket, by=call.agent, text=words)
    if call.state != before and call.ended_at:
        note_call(
            ticket,
            "call_ended",
            by=None,
            call=call.pk,
            state=call.state,
            waited=call.wait_seconds,
            talked=call.talk_seconds,
        )


def _place(call: Call) -> Conversation | None:
    """Put a call into the caller's open ticket, or one of its own; None for one that is nobody's business yet."""
    shared = call.customer is None and is_shared(call.number)
    if call.customer is None:
        call.customer = _stand_in(call) if shared else _person(call)
    # Whose call the last one was says nothing of who calls now.
    ticket = None if shared else _open_ticket(call)
    if call.direction == Call.Direction.OUT:
        ticket = ticket or _begun_by_us(call)
        if ticket is None:
            return None
    elif ticket is None:
        ticket = open_ticket(
            by=call.customer,
            requester=call.customer,
            subject=subject_of(call),
            content=Content(text=words_for(call)),
            channel=ChannelKind.PHONE,
            team=call.team,
        ).ticket
    else:
        receive_reply(ticket, Content(text=words_for(call)), by=call.customer, channel=ChannelKind.PHONE)
    return Conversation.objects.create(
        channel=call.channel, ticket=ticket, key=call.external_id, address=call.number[:320]
    )


def _stand_in(call: Call) -> Customer:
    """Make somebody to be named later (`naming.py`): nobody is guessed to be who calls from a number of several."""
    return Customer.objects.create(name=call.name or f"Somebody at {spoken(call.number)}")


def _person(call: Call) -> Customer:
    if call.number:
        return identify(kind=Identity.Kind.PHONE, value=call.number, name=call.name)
    # Nobody's history: two who withhold their number are two people.
    return Customer.objects.create(name=call.name or WITHHELD)


def _open_ticket(call: Call) -> Ticket | None:
    """Return the unfinished ticket of this person's last call, if that is not long ago."""
    hours = int(call.channel.settings.get("join_hours", JOIN_HOURS))
    if not call.number or not hours:
        return None
    since = timezone.now() - timedelta(hours=hours)
    earlier = Call.objects.filter(number=call.number, started_at__gte=since, conversation__isnull=False)
    last = earlier.exclude(pk=call.pk).select_related("conversation__ticket").first()
    if last is None or last.conversation is None:
        return None
    ticket = surviving(last.conversation.ticket)
    return ticket if may_reopen(ticket) and not ticket.is_finished else None


def _begun_by_us(call: Call) -> Ticket | None:
    if call.agent is None or call.customer is None:
        return None
    return open_ticket(
        by=call.agent,
        requester=call.customer,
        subject=f"Call to {_caller(call)}",
        content=Content(text=f"Called {spoken(call.number)}."),
        channel=ChannelKind.PHONE,
        kind=Message.Kind.NOTE,
        team=call.team,
        assignee=call.agent if call.agent.can_answer else None,
    ).ticket


def subject_of(call: Call) -> str:
    """Name the ticket an incoming call opens."""
    return f"Call from {_caller(call)}"


def words_for(call: Call) -> str:
    """Say in a ticket that somebody called: on which line, and what they keyed in."""
    line = f" to {spoken(call.line)}" if call.line else ""
    keyed = "".join(f"\n{name}: {value}" for name, value in call.collected.items())
    return f"Phone call{line}.{keyed}"


def _caller(call: Call) -> str:
    name = call.customer.name if call.customer else ""
    return name if name and name != WITHHELD else spoken(call.number) or "a withheld number"
