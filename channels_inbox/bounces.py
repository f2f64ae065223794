"""Mail servers tell us what became of our mail: the truth is shown on the message itself."""

from __future__ import annotations

from django.db import transaction

from channels_inbox.messages import BounceReport
from channels_inbox.models import Outbound
from channels_inbox.neighbours import take_bounce
from channels_inbox.reaching_out.answers import receive_reach_out_bounce
from channels_inbox.result import Result
from helpdesk.lib.delivery import State
from tickets.events import record
from tickets.selectors import locked

# A letter still on its way to others goes on; only one that is over becomes “bounced”.
_OVER = {State.SENT, State.UNCERTAIN, State.FAILED, State.BOUNCED}


@transaction.atomic
def receive_bounce(report: BounceReport) -> Result:
    """Mark the delivery a report speaks of. It opens no ticket, wakes nobody and is never answered."""
    found = _reported(report)
    if found is None:
        known = receive_reach_out_bounce(report) or take_bounce(report)
        return known or Result("ignored", "A delivery report about a mail we do not know.")
    if not report.permanent:
        reason = f"The mail is delayed, it says: {report.diagnostic or report.status}"
        return Result("ignored", reason[:500], found.message.ticket)
    # The ticket first, as everywhere, then the delivery.
    ticket = locked(found.message.ticket)
    outbound = Outbound.objects.select_for_update(no_key=True, of=("self",)).get(pk=found.pk)
    # Only addresses we really wrote to: a forged report cannot blame others.
    ours = {a.lower() for a in (*outbound.to, *outbound.cc)}
    failed = {
        r.email: (r.diagnostic or r.status)[:300]
        for r in report.recipients
        if r.permanent and (r.email.lower() in ours or not r.email)
    }
    if not failed:
        return Result("ignored", "A delivery report about somebody we did not write to.", ticket)
    outbound.refused = {**outbound.refused, **failed}
    outbound.trouble = next(iter(failed.values()), "")
    if outbound.state in _OVER:
        outbound.state, outbound.due_at = State.BOUNCED, None
    outbound.save(update_fields=["state", "due_at", "refused", "trouble"])
    record(ticket, "delivery_failed", by=None, addresses=sorted(failed), reason=outbound.trouble)
    return Result("bounce", outbound.trouble, ticket, outbound.message)


def _reported(report: BounceReport) -> Outbound | None:
    if not report.original_message_id:
        return None
    rows = Outbound.objects.select_related("message__ticket")
    return rows.filter(external_id=report.original_message_id[:255]).first()
