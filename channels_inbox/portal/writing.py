"""A customer writes into a request from its page. Each submission is kept once, however often it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from channels_inbox.acknowledging import acknowledge
from channels_inbox.adapters.web_form.adapter import stored_file
from channels_inbox.adapters.web_form.raw import Submission, Upload, pack
from channels_inbox.models import Conversation, Inbound
from channels_inbox.portal.access import Access
from channels_inbox.portal.selectors import contact_channel
from tickets.models import Event, Ticket
from tickets.models.kinds import ChannelKind
from tickets.operations.messages import Content, NewFile
from tickets.operations.opening import open_ticket
from tickets.operations.receiving import receive_reply


@transaction.atomic
def write_back(access: Access, *, text: str, files: Sequence[Upload], name: str) -> Ticket:
    """Add the reader's message to their request and return it. Raises TicketClosed.

    `name` is the submission's id: the second of two equal ones changes nothing.
    """
    row, new = _keep(access, text=text, name=name)
    if new:
        event = receive_reply(
            access.ticket, _content(text, files), by=access.customer, channel=ChannelKind.WEB_FORM, verified=True
        )
        _settle(row, "appended", event)
    return row.ticket or access.ticket


@transaction.atomic
def follow_up(access: Access, *, text: str, files: Sequence[Upload], name: str) -> Ticket:
    """Open a new request that continues a closed one, and return it."""
    row, new = _keep(access, text=text, name=name)
    if new:
        event = open_ticket(
            by=access.customer,
            requester=access.customer,
            subject=access.ticket.subject,
            content=_content(text, files),
            channel=ChannelKind.WEB_FORM,
            team=row.channel.team,
            follow_up_of=access.ticket,
            verified=True,
        )
        wire = Conversation.objects.create(channel=row.channel, ticket=event.ticket, address=access.customer.email)
        acknowledge(wire, event)
        _settle(row, "created", event)
    return row.ticket or access.ticket


def _keep(access: Access, *, text: str, name: str) -> tuple[Inbound, bool]:
    """Store the submission in the transaction that files it; of two equal ones the constraint lets one through."""
    form = Submission(
        name=access.customer.name, email=access.customer.email, subject=access.ticket.subject, text=text, verified=True
    )
    return Inbound.objects.select_related("ticket", "channel__team").get_or_create(
        channel=contact_channel(),
        external_id=name,
        # The files are not kept twice: they join the message before this transaction commits.
        defaults={"raw": pack(form), "received_at": timezone.now(), "state": Inbound.State.DONE},
    )


def _settle(row: Inbound, outcome: str, event: Event) -> None:
    row.outcome, row.evidence = outcome, {"rule": "request_page"}
    row.ticket, row.message = event.ticket, event.message
    row.save(update_fields=["outcome", "evidence", "ticket", "message"])


def _content(text: str, files: Sequence[Upload]) -> Content:
    kept = [stored_file(f) for f in files]
    return Content(text=text, files=[NewFile(f.name, f.content_type, f.content) for f in kept])
