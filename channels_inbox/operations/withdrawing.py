"""Take back a reply before a worker has its letter."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from channels_inbox.models import Outbound
from helpdesk.lib.delivery import State
from tickets.errors import TooLate
from tickets.models import Event, Message
from tickets.operations.withdrawing import take_back
from tickets.selectors import locked


@transaction.atomic
def withdraw_reply(message: Message, *, by: User) -> Event:
    """Withdraw a reply that waits to go out; its writer has it as a draft again.

    Claiming a delivery row and taking it away lock the same row, so a letter is either sent or withdrawn.
    Raises TooLate, NotAllowed.
    """
    ticket = locked(message.ticket)
    event = Event.objects.select_related("message").filter(message=message.pk).first()
    if event is None:
        raise TooLate
    event.ticket = ticket
    letters = Outbound.objects.select_for_update().filter(message=message.pk)
    if any(letter.state != State.QUEUED or letter.attempts for letter in letters):
        raise TooLate
    return take_back(ticket, event, by=by)
