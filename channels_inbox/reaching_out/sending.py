"""Send the reach-outs whose time has come, one worker at a time: each once, or held back with its reason."""

from __future__ import annotations

import logging
from functools import partial
from time import monotonic

from django.db import transaction
from django.utils import timezone

from channels_inbox.models import ReachOut, ReachOutDelivery
from channels_inbox.models.reach_out import ReachOutState
from channels_inbox.outbound import Unreachable, mail_conversation, queue
from channels_inbox.reaching_out.judging import HeldBack, NotYet, require_allowed
from channels_inbox.reaching_out.letter import mailbox_of_reach_out, write_letter
from channels_inbox.reaching_out.planning import AGAIN
from channels_inbox.reaching_out.words import Missing, about, fill, text_for
from channels_inbox.site_letters import hand_over
from helpdesk.lib import delivery
from helpdesk.lib.advisory import Lock, slot
from helpdesk.lib.rows import update_if
from helpdesk.lib.wake import wake
from tickets.models import Message
from tickets.models.kinds import Category, ChannelKind
from tickets.operations.messages import Content, add_message
from tickets.selectors import locked

log = logging.getLogger(__name__)

TASK = "channels_inbox.send_reach_outs"
# After so long others have their turn.
ROUND_SECONDS = 30.0
_ROWS = ReachOutDelivery.objects.select_related(
    "reach_out__channel", "event", "customer__user", "customer__organization"
)
_SOLVED = {Category.RESOLVED, Category.CLOSED}


def send_reach_outs() -> int:
    """Send everything that is due; return how many rows were tried."""
    with slot(Lock.REACH_OUTS, 1) as free:
        tried, more = _round() if free else (0, False)
    if more:
        # Customers' answers and chats wait for the same workers: they have their turn first. Woken sooner, the next
        # round would find this one at it.
        wake(TASK)
    return tried


def _round() -> tuple[int, bool]:
    """Send until nothing is due or the round is over; return how many rows were tried, and whether more wait."""
    tried, end = 0, monotonic() + ROUND_SECONDS
    while rows := delivery.due(ReachOutDelivery, now=timezone.now(), limit=50):
        sent = 0
        for pk in rows:
            if monotonic() > end:
                return tried + sent, True
            sent += send(pk)
        tried += sent
        if not sent:
            # Other workers have them all.
            break
    return tried, False


def send(pk: int) -> bool:
    """Send a due row; False when somebody else has it, or it waits for a person. Outside any transaction.

    What belongs to a ticket becomes a message in it, with a delivery row of its own; what is shown on pages leaves
    nowhere; everything else is a letter of ours like those of the status page.
    """
    if not delivery.claim(ReachOutDelivery, pk):
        return False
    row = _ROWS.filter(pk=pk).first()
    if row is None:
        return True
    try:
        require_allowed(row, now=timezone.now())
        if row.event.ticket_id is not None:
            _about_ticket(row)
        elif row.reach_out.way == ReachOut.Way.IN_APP:
            _write(row)
            delivery.mark_sent(row)
        else:
            _write(row)
            channel = mailbox_of_reach_out(row.reach_out)
            hand_over(row, partial(write_letter, row, channel), channel=channel)
    except NotYet as error:
        delivery.step_back(row, until=error.until)
    except (HeldBack, Missing, Unreachable) as error:
        end(row, ReachOutState.HELD, str(error))
    except Exception as error:
        # One that fails must not keep those behind it. Nothing of it left: what hands letters over catches its own.
        log.exception("Reach-out %s failed.", row.pk)
        delivery.mark_later(row, f"It could not be sent: {type(error).__name__}.")
    return True


def end(row: ReachOutDelivery, state: ReachOutState, why: str) -> None:
    """Write that a claimed row will not leave, unless another worker holds it by now."""
    values = {"state": state, "due_at": None, "trouble": why}
    update_if(row, values, state=[ReachOutState.SENDING.value], attempts=row.attempts, transmitting_at=None)


@transaction.atomic
def _about_ticket(row: ReachOutDelivery) -> None:
    """Write into a solved ticket, all in one transaction: a worker that dies has written nothing."""
    assert row.event.ticket is not None
    ticket = locked(row.event.ticket)
    row.event.ticket = ticket
    if ticket.category not in _SOLVED:
        end(row, ReachOutState.CANCELLED, AGAIN)
        return
    _write(row)
    if row.reach_out.way == ReachOut.Way.MAIL:
        wire = mail_conversation(ticket)
        content = Content(text=row.text)
        kind, channel = Message.Kind.SYSTEM, ChannelKind.EMAIL
        message = add_message(ticket, content, kind=kind, channel=channel, by=None, verified=True).message
        assert message is not None
        subject = f"{row.subject} [#{ticket.number}]"
        queue(message, wire, to=[row.address], subject=subject, automatic=True)
        row.message = message
        row.save(update_fields=["message"])
    if not delivery.mark_sent(row):
        # Somebody took it over meanwhile: theirs counts.
        transaction.set_rollback(True)


def _write(row: ReachOutDelivery) -> None:
    """Keep the words as they go out. Raises Missing."""
    known = about(row.customer, row.event.ticket, row.event.properties)
    text = text_for(row.reach_out.texts, row.customer.language)
    row.subject = fill(text["subject"], known)[:200]
    row.text = fill(text["body"], known)
    row.address = row.customer.email if row.reach_out.way == ReachOut.Way.MAIL else ""
    row.save(update_fields=["subject", "text", "address"])
