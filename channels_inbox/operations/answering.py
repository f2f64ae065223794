"""Send what an agent wrote, unless somebody wrote meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from channels_inbox.selectors.timeline import newer_messages
from tickets.errors import TicketError
from tickets.models import Attachment, Event, Message, Status, Ticket
from tickets.models.kinds import ChannelKind
from tickets.operations.messages import sent_before
from tickets.operations.replying import post_reply
from tickets.selectors import locked


class WrittenMeanwhile(TicketError):
    """Somebody wrote since this person looked; `messages` is what they have not read."""

    def __init__(self, messages: Sequence[Message]) -> None:
        super().__init__("Somebody wrote meanwhile. Read it before you send.")
        self.messages = messages


@transaction.atomic
def send_reply(
    ticket: Ticket,
    *,
    by: User,
    text: str,
    seen_seq: int,
    key: str,
    uploads: Sequence[Attachment] = (),
    status: Status | None = None,
) -> Event:
    """Reply on the ticket's channel if its writer has read everything up to now.

    The look and the reply share the ticket's lock, so nothing slips in between. Raises WrittenMeanwhile
    and what `post_reply` raises.
    """
    ticket = locked(ticket)
    if found := sent_before(ticket, by=by, key=key):
        return found
    newer = newer_messages(ticket, than=seen_seq, besides=by)
    if newer:
        raise WrittenMeanwhile(newer)
    # By mail, whatever the ticket began on: no channel of ours talks live yet.
    channel = ChannelKind.EMAIL.value
    return post_reply(ticket, by=by, text=text, channel=channel, uploads=uploads, status=status, key=key)
