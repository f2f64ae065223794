"""The other side says what became of a message of ours: shown at the message itself."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from channels_inbox.messages import DeliveryReceipt
from channels_inbox.models import Channel, Inbound, Outbound
from channels_inbox.models.outbound import Receipt
from channels_inbox.result import Result
from helpdesk.lib.delivery import State
from tickets.events import record
from tickets.selectors import locked

# A receipt may be faster than our own note of what it speaks of.
PATIENCE = timedelta(minutes=2)
_RANK = {"": 0, Receipt.DELIVERED: 1, Receipt.READ: 2}
_OVER = {State.SENT, State.UNCERTAIN, State.FAILED}


class TooEarly(Exception):
    """Its message is not known yet, but may be in a moment."""


@transaction.atomic
def receive_receipt(row: Inbound, receipt: DeliveryReceipt) -> Result:
    """Write down a receipt. Late and doubled ones change nothing. Raises TooEarly."""
    if receipt.everything_before is not None:
        return _seen_up_to(row, receipt)
    found = _named(row.channel, receipt.provider_id)
    if found is None:
        if timezone.now() - row.received_at < PATIENCE:
            raise TooEarly
        return Result("ignored", "A receipt for a message we do not know.")
    # The ticket first, as everywhere, then the delivery.
    ticket = locked(found.message.ticket)
    outbound = Outbound.objects.select_for_update(no_key=True, of=("self",)).get(pk=found.pk)
    if receipt.status == "failed":
        if outbound.state not in _OVER:
            return Result("ignored", "It failed already.", ticket)
        outbound.state, outbound.due_at, outbound.trouble = State.BOUNCED, None, receipt.reason[:500]
        outbound.refused = {**outbound.refused, **dict.fromkeys(outbound.to, receipt.reason[:300])}
        outbound.save(update_fields=["state", "due_at", "trouble", "refused"])
        record(ticket, "delivery_failed", by=None, addresses=outbound.to, reason=outbound.trouble)
        return Result("bounce", outbound.trouble, ticket, found.message)
    _mark(outbound, receipt)
    return Result("receipt", "", ticket, found.message)


def _seen_up_to(row: Inbound, receipt: DeliveryReceipt) -> Result:
    """Some wires only say up to when everything was delivered or seen."""
    sent = Outbound.objects.filter(
        channel=row.channel,
        conversation__key=receipt.provider_id,
        state=State.SENT,
        sent_at__lte=receipt.everything_before,
    )
    rows = sent.exclude(receipt=Receipt.READ).select_for_update(no_key=True, of=("self",)).order_by("pk")
    for outbound in rows:
        _mark(outbound, receipt)
    return Result("receipt", "")


def _mark(outbound: Outbound, receipt: DeliveryReceipt) -> None:
    status = Receipt(receipt.status) if receipt.status in Receipt.values else ""
    if outbound.state == State.UNCERTAIN:
        # It did arrive, as we now know.
        outbound.state, outbound.trouble, outbound.sent_at = State.SENT, "", timezone.now()
    if _RANK[status] > _RANK[outbound.receipt]:
        outbound.receipt, outbound.receipt_at = status, receipt.at or timezone.now()
    outbound.save(update_fields=["receipt", "receipt_at", "state", "trouble", "sent_at"])


def _named(channel: Channel, provider_id: str) -> Outbound | None:
    if not provider_id:
        return None
    rows = Outbound.objects.filter(channel=channel, provider_id=provider_id[:255])
    return rows.select_related("message__ticket").order_by("-pk").first()
