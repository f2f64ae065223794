"""An answer to what we told somebody on a page: into the request it is about, else a new one that names it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from channels_inbox.adapters.web_form.adapter import stored_file
from channels_inbox.adapters.web_form.raw import Submission, Upload, pack
from channels_inbox.models import Conversation, Inbound, ReachOutDelivery
from channels_inbox.portal.access import Access, takes_part
from channels_inbox.portal.selectors import contact_channel
from channels_inbox.portal.writing import follow_up, write_back
from channels_inbox.reaching_out.answers import note_answer
from tickets.models import Ticket
from tickets.models.kinds import ChannelKind
from tickets.operations.messages import Content, NewFile
from tickets.operations.opening import open_ticket
from tickets.operations.receiving import may_reopen
from tickets.selectors import surviving


def answer_reach_out(row: ReachOutDelivery, *, text: str, files: Sequence[Upload], name: str) -> Ticket:
    """Take an answer to its ticket and return that. `name` is the submission's id: sent twice it is one."""
    ticket = row.event.ticket
    if ticket is None or not takes_part(row.customer, ticket):
        return _open(row, text=text, files=files, name=name)
    access = Access(surviving(ticket), row.customer, base="")
    write = write_back if may_reopen(access.ticket) else follow_up
    return write(access, text=text, files=files, name=name)


@transaction.atomic
def _open(row: ReachOutDelivery, *, text: str, files: Sequence[Upload], name: str) -> Ticket:
    customer, channel = row.customer, contact_channel()
    form = Submission(name=customer.name, email=customer.email, subject=row.subject, text=text, verified=True)
    inbound, new = Inbound.objects.select_related("ticket", "channel__team").get_or_create(
        channel=channel,
        external_id=name,
        defaults={"raw": pack(form), "received_at": timezone.now(), "state": Inbound.State.DONE},
    )
    if not new and inbound.ticket is not None:
        return inbound.ticket
    kept = [stored_file(f) for f in files]
    content = Content(text=text, files=[NewFile(f.name, f.content_type, f.content) for f in kept])
    event = open_ticket(
        by=customer,
        requester=customer,
        subject=row.subject,
        content=content,
        channel=ChannelKind.WEB_FORM,
        team=inbound.channel.team,
        verified=True,
    )
    Conversation.objects.create(channel=inbound.channel, ticket=event.ticket, address=customer.email)
    note_answer(row, event.ticket, by=customer)
    inbound.outcome, inbound.evidence = "created", {"rule": "reach_out", "matched": row.reach_out.name}
    inbound.ticket, inbound.message = event.ticket, event.message
    inbound.save(update_fields=["outcome", "evidence", "ticket", "message"])
    return event.ticket
