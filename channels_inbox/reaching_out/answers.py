"""What comes back on a letter that belonged to no ticket: an answer, which opens one, or a bounce."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import Customer
from channels_inbox.messages import BounceReport, InboundMessage
from channels_inbox.models import ReachOutDelivery
from channels_inbox.models.reach_out import ReachOutState
from channels_inbox.placing import Placement, takes_part
from channels_inbox.reaching_out.marks import key_in
from channels_inbox.result import Result
from tickets.events import record
from tickets.models import Ticket
from tickets.selectors import surviving

_ROWS = ReachOutDelivery.objects.select_related("reach_out", "answer__requester", "answer__status")


def answered_by(message: InboundMessage, addresses: Sequence[str]) -> ReachOutDelivery | None:
    """Return the reach-out a letter answers, by a mark we signed. Costs nothing for letters without one."""
    ids = () if message.is_forward else (*message.in_reply_to, *reversed(message.references))
    key = key_in(addresses, ids)
    return _ROWS.filter(key=key).first() if key else None


def went_on(row: ReachOutDelivery, sender: Customer) -> Placement | None:
    """Return the ticket an earlier answer opened, for who takes part in it."""
    if row.answer is None:
        return None
    ticket = surviving(row.answer)
    return Placement(ticket, None, "reach_out", 90, str(row.reach_out), True) if takes_part(sender, ticket) else None


def note_answer(row: ReachOutDelivery, ticket: Ticket, *, by: Customer) -> None:
    """Name in a new ticket what it answers, and beside that what came of it. The caller's transaction opened it."""
    ReachOutDelivery.objects.filter(pk=row.pk, answer=None).update(answer=ticket)
    record(
        ticket, "reach_out_answered", by=by, name=row.reach_out.name, subject=row.subject, reach_out=row.reach_out_id
    )


def receive_reach_out_bounce(report: BounceReport) -> Result | None:
    """Mark the letter a report speaks of; None when it is none of these. Only its own address counts."""
    key = key_in((), [report.original_message_id])
    row = ReachOutDelivery.objects.filter(key=key).first() if key else None
    if row is None:
        return None
    failed = [r for r in report.recipients if r.permanent and r.email.lower() in {row.address.lower(), ""}]
    if not failed:
        return Result("ignored", "A delivery report about a letter of a reach-out that says nothing for good.")
    trouble = (failed[0].diagnostic or failed[0].status)[:300]
    over = [ReachOutState.SENT, ReachOutState.UNCERTAIN, ReachOutState.FAILED]
    gone = ReachOutDelivery.objects.filter(pk=row.pk, state__in=over)
    gone.update(state=ReachOutState.BOUNCED, due_at=None, trouble=trouble)
    return Result("bounce", trouble)
