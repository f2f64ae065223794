"""Hand one delivery row to its channel and write down what the other side said."""

from __future__ import annotations

import logging
from functools import partial

from django.utils import timezone

from channels_inbox.composing import compose
from channels_inbox.models import Outbound
from channels_inbox.registry import sender
from channels_inbox.sending import Lost, Refused, Sent, TryLater
from helpdesk.lib import delivery
from helpdesk.lib.questions import Given, Question

log = logging.getLogger(__name__)

# A row with all that its letter is written from.
_LETTER = Question(
    lambda: Outbound.objects.filter(pk=Given("pk")).select_related(
        "channel", "conversation", "message__author_user", "message__ticket__requester__user"
    )
)


def deliver_pending() -> int:
    """Send everything that is due; return how many rows were tried."""
    tried = 0
    while rows := delivery.due(Outbound, now=timezone.now(), limit=50):
        sent = sum(deliver(pk) is not None for pk in rows)
        tried += sent
        if not sent:
            # Other workers have them all.
            break
    return tried


def deliver(pk: int) -> Outbound | None:
    """Send a due row; None when it is not due, someone else has it, or it waits for a person.

    Runs outside any transaction: the claim and `transmitting_at` must be committed before anything leaves.
    """
    row = _LETTER.one(pk=pk) if delivery.claim(Outbound, pk) else None
    if row is None:
        return None
    try:
        message = compose(row)
        result = sender(row.channel.kind).send(
            row.channel, message, on_transmit=partial(delivery.mark_transmitting, row)
        )
    except Exception as error:
        # A fault of ours. Before anything was handed over it is safely tried again.
        log.exception("Delivery %s failed.", row.pk)
        if row.transmitting_at is None:
            delivery.mark_later(row, f"It could not be sent: {type(error).__name__}.")
        else:
            delivery.mark_uncertain(row)
        return row
    _settle(row, result)
    return row


def _settle(row: Outbound, result: Sent | TryLater | Refused | Lost) -> None:
    """Write down an answer. Recipients that accepted are never written to again by the machine."""
    accepted = [*row.accepted, *(a for a in result.accepted if a not in row.accepted)]
    refused = {**row.refused, **result.refused}
    if isinstance(result, Lost):
        delivery.mark_uncertain(row, accepted=accepted, refused=refused)
    elif isinstance(result, TryLater):
        delivery.mark_later(row, result.trouble, accepted=accepted, refused=refused)
    elif isinstance(result, Refused):
        delivery.mark_failed(row, result.trouble, accepted=accepted, refused=refused)
    else:
        delivery.mark_sent(row, accepted=accepted, refused=refused)
