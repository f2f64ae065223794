"""Mail servers tell us what became of our mail: the truth is shown on the message itself."""

from __future__ import annotations

from django.db import transaction

from channels_inbox.messages import BounceReport
from channels_inbox.models import Outbound
from channels_inbox.result import Result
from helpdesk.lib.delivery import State
from tickets.events import record
from tickets.selectors import locked


@transaction.atomic
def receive_bounce(report: BounceReport) -> Result:
    """Mark the delivery a report speaks of. It opens no ticket, wakes nobody and is never answered."""
    outbound = (
        Outbound.objects.select_for_update(no_key=True, of=("self",))
        .select_related("message__ticket")
        .filter(external_id=report.original_message_id[:255])
        .first()
        if report.original_message_id
        else None
    )
    if outbound is None:
        return Result("ignored", "A delivery report about a mail we do not know.")
    ticket = outbound.message.ticket
    if not report.permanent:
        return Result("ignored", f"The mail is delayed, it says: {report.diagnostic or report.status}"[:500], ticket)
    # Only addresses we really wrote to: a forged report cannot blame others.
    ours = {a.lower() for a in (*outbound.to, *outbound.cc)}
    failed = {
        r.email: (r.diagnostic or r.status)[:300]
        for r in report.recipients
        if r.permanent and (r.email.lower() in ours or not r.email)
    }
    if not failed:
        return Result("ignored", "A delivery report about somebody we did not write to.", ticket)
    outbound.state = State.BOUNCED
    outbound.due_at = None
    outbound.refused = {**outbound.refused, **failed}
    outbound.trouble = next(iter(failed.values()), "")
    outbound.save(update_fields=["state", "due_at", "refused", "trouble"])
    record(locked(ticket), "delivery_failed", by=None, addresses=sorted(failed), reason=outbound.trouble)
    return Result("bounce", outbound.trouble, ticket, outbound.message)
