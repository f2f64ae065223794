"""Hand over a letter of the site itself, which is in no ticket: of a claimed row, at most once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from channels_inbox.messages import OutboundMessage
from channels_inbox.models import Channel
from channels_inbox.registry import Sender, sender
from channels_inbox.sending import Lost, Refused, TryLater
from helpdesk.lib import delivery
from helpdesk.lib.delivery import Delivery

log = logging.getLogger(__name__)


def hand_over(
    row: Delivery,
    write: Callable[[], OutboundMessage | None],
    *,
    name: str = "",
    nothing: str = "There was nothing left to tell.",
    channel: Channel | None = None,
    through: Sender | None = None,
    by: Callable[[str], Channel | None] | None = None,
) -> None:
    """Write a row's letter, send it and note what became of it; `nothing` says why there was none to write.

    It leaves by a `channel`'s own server, or by the one `by` finds for the address it comes from, or by that of the
    site under a `name`. `through` is a line that is kept for many letters; without one each has its own.
    """
    try:
        message = write()
        if message is None:
            delivery.mark_failed(row, nothing)
            return
        # Without a channel it is mail of the site, like codes and passwords.
        channel = channel or (by(message.sender.email) if by else None)
        site = channel or Channel(kind="email", name=name, address=message.sender.email)
        answer = (through or sender("email")).send(site, message, on_transmit=partial(delivery.mark_transmitting, row))
    except Exception as error:
        # A fault of ours. Before anything was handed over it is safely tried again.
        log.exception("Letter %s failed.", row)
        if row.transmitting_at is None:
            delivery.mark_later(row, f"It could not be sent: {type(error).__name__}.")
        else:
            delivery.mark_uncertain(row)
        return
    if isinstance(answer, Lost):
        delivery.mark_uncertain(row)
    elif isinstance(answer, TryLater):
        delivery.mark_later(row, answer.trouble)
    elif isinstance(answer, Refused):
        delivery.mark_failed(row, answer.trouble)
    else:
        delivery.mark_sent(row)
