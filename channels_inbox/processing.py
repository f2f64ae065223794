"""Read what is stored: each inbound row becomes part of a ticket, needs none, or goes to quarantine."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from channels_inbox import intake
from channels_inbox.models import Inbound
from channels_inbox.registry import Unreadable, adapter
from channels_inbox.result import Result
from tickets.errors import NotAllowed

log = logging.getLogger(__name__)

# A message that fails, or that kills its reader, is tried this often before a person must look.
ATTEMPTS = 4
LEASE = timedelta(minutes=2)
_STATE = {"created": Inbound.State.DONE, "appended": Inbound.State.DONE, "duplicate": Inbound.State.DONE}


def process_inbound(pk: int) -> Inbound | None:
    """Read one pending row; None when it is read already or another worker has it.

    The attempt is counted before anything is read: a message that kills its reader is still counted.
    """
    now = timezone.now()
    pending = Inbound.objects.filter(pk=pk, state=Inbound.State.PENDING)
    if not pending.filter(due_at__lte=now).update(attempts=F("attempts") + 1, due_at=now + LEASE):
        return None
    with transaction.atomic():
        row = pending.select_for_update(of=("self",), skip_locked=True).select_related("channel__team").first()
        if row is None:
            return None
        if row.attempts > ATTEMPTS:
            _quarantine(row, "It could not be read in several attempts, which ended without a word.")
            return row
        try:
            with transaction.atomic():
                message = adapter(row.channel.kind).parse(bytes(row.raw), row.channel)
                _settle(row, intake.receive(row, message))
        except Unreadable as error:
            _quarantine(row, str(error))
        except DatabaseError:
            # Not the message's fault: the attempt stands, the lease runs out, the sweep comes back.
            raise
        except Exception as error:
            log.exception("Inbound %s could not be read.", row.pk)
            if row.attempts >= ATTEMPTS:
                _quarantine(row, f"It could not be read: {type(error).__name__}: {error}"[:1000])
            else:
                row.due_at = now + timedelta(seconds=10 * 3**row.attempts)
                row.fingerprint = ""
                row.save(update_fields=["due_at", "fingerprint"])
    return row


@transaction.atomic
def retry_quarantined(inbound: Inbound, *, by: User) -> Inbound:
    """Put a quarantined message back in line because an administrator says so."""
    if not by.is_admin:
        raise NotAllowed("Only administrators may read quarantined messages again.")
    row = Inbound.objects.select_for_update(of=("self",)).get(pk=inbound.pk)
    if row.state == Inbound.State.QUARANTINED:
        row.state, row.attempts, row.due_at, row.reason = Inbound.State.PENDING, 0, timezone.now(), ""
        row.save(update_fields=["state", "attempts", "due_at", "reason"])
    return row


def due(*, before: datetime, limit: int = 500) -> list[int]:
    """Return the ids of rows due before a moment that nobody has read, oldest first."""
    rows = Inbound.objects.filter(state=Inbound.State.PENDING, due_at__lte=before)
    return list(rows.order_by("due_at").values_list("pk", flat=True)[:limit])


def _settle(row: Inbound, result: Result) -> None:
    row.state = _STATE.get(result.outcome, Inbound.State.IGNORED)
    row.due_at = None
    row.outcome, row.reason, row.evidence = result.outcome, result.reason, result.evidence
    row.ticket, row.message = result.ticket, result.message
    row.save(update_fields=["state", "due_at", "outcome", "reason", "evidence", "ticket", "message", "fingerprint"])


def _quarantine(row: Inbound, reason: str) -> None:
    log.warning("Inbound %s is quarantined: %s", row.pk, reason)
    row.state, row.due_at, row.outcome, row.reason = Inbound.State.QUARANTINED, None, "quarantined", reason
    row.fingerprint = ""
    row.save(update_fields=["state", "due_at", "outcome", "reason", "fingerprint"])
