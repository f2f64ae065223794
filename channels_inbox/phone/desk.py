"""What people at the desk do with calls: tick them off, refuse a number, say which telephone is theirs."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations.auditing import audit
from channels_inbox.models import BlockedNumber, Call, PhoneSeat
from channels_inbox.realtime.calls import tell_desk
from tickets.permissions import require_change


@transaction.atomic
def tick_off(call: Call, *, done: bool, by: User) -> Call:
    """Say that nothing is left to do about a call, or that something is; no change when it stands so already."""
    require_change(by)
    call = Call.objects.select_for_update(no_key=True, of=("self",)).get(pk=call.pk)
    if (call.done_at is not None) == done:
        return call
    call.done_at, call.done_by = (timezone.now(), by) if done else (None, by)
    call.save(update_fields=["done_at", "done_by"])
    tell_desk(call)
    return call


@transaction.atomic
def block_number(number: str, *, reason: str, by: User) -> BlockedNumber:
    """Refuse calls of an E.164 number from now on. Raises ValidationError for one that is blocked already."""
    require_change(by)
    row, new = BlockedNumber.objects.get_or_create(number=number, defaults={"reason": reason, "by": by})
    if not new:
        raise ValidationError({"number": "This number is blocked already."})
    audit(row, "blocked", by=by, before={}, after={"number": number, "reason": reason})
    return row


@transaction.atomic
def unblock_number(row: BlockedNumber, *, by: User) -> None:
    """Let a number through again."""
    require_change(by)
    audit(row, "unblocked", by=by, before={"number": row.number, "reason": row.reason}, after={})
    row.delete()


@transaction.atomic
def take_seat(user: User, *, number: str, queues: Sequence[str], pops: bool) -> PhoneSeat:
    """Say which telephone somebody has, and of which queues they are shown calls; none named means all."""
    seat, _ = PhoneSeat.objects.update_or_create(
        user=user, defaults={"number": number, "queues": list(queues), "pops": pops}
    )
    return seat
