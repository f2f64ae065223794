"""Read what is stored: each inbound row becomes part of a ticket, needs none, or goes to quarantine."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, InterfaceError, OperationalError, models, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from channels_inbox import intake
from channels_inbox.models import Inbound
from channels_inbox.registry import Unreadable, adapter
from channels_inbox.result import Result
from channels_inbox.wake import wake_after_commit
from helpdesk.lib.rows import update
from tickets.errors import NotAllowed

log = logging.getLogger(__name__)

# A message that fails, or that kills its reader, is tried this often before a person must look.
ATTEMPTS = 4
LEASE = timedelta(minutes=1)
BATCH = 20
_STATE = {"created": Inbound.State.DONE, "appended": Inbound.State.DONE, "duplicate": Inbound.State.DONE}


def process_pending() -> int:
    """Read everything that is due, oldest first, until nothing is; return how many rows were read."""
    read = 0
    while claimed := _claim_batch() or _claim_retries():
        for pk in claimed:
            read += _read(pk) is not None
    return read


def process_inbound(pk: int) -> Inbound | None:
    """Read one pending row now; None when it is read already or another worker has it."""
    return _read(pk) if _claim([pk]) else None


@transaction.atomic
def retry_quarantined(inbound: Inbound, *, by: User) -> Inbound:
    """Put a quarantined message back in line because an administrator says so."""
    if not by.is_admin:
        raise NotAllowed("Only administrators may read quarantined messages again.")
    row = Inbound.objects.select_for_update(of=("self",)).get(pk=inbound.pk)
    if row.state == Inbound.State.QUARANTINED:
        row.state, row.attempts, row.due_at, row.reason = Inbound.State.PENDING, 0, timezone.now(), ""
        row.save(update_fields=["state", "attempts", "due_at", "reason"])
        wake_after_commit("channels_inbox.process_pending")
    return row


def _claim_batch() -> list[int]:
    """Take up to BATCH rows nobody has tried yet, so that a flood costs one claim for many."""
    return _claim(_due().filter(attempts=0).values_list("pk", flat=True)[:BATCH])


def _claim_retries() -> list[int]:
    """Take one row that was tried before, alone: if it kills its reader, no neighbour is counted with it."""
    return _claim(_due().values_list("pk", flat=True)[:1])


def _due() -> models.QuerySet[Inbound]:
    rows = Inbound.objects.filter(state=Inbound.State.PENDING, due_at__lte=timezone.now())
    return rows.order_by("due_at").select_for_update(skip_locked=True)


def _claim(pks: Iterable[int]) -> list[int]:
    """Count an attempt and take a lease, committed before anything is read; return the rows that are ours.

    A message that kills its reader is counted all the same.
    """
    now = timezone.now()
    with transaction.atomic():
        ids = list(pks)
        rows = Inbound.objects.filter(pk__in=ids, state=Inbound.State.PENDING, due_at__lte=now)
        if not ids or not rows.update(attempts=F("attempts") + 1, due_at=now + LEASE):
            return []
    return ids


def _read(pk: int) -> Inbound | None:
    try:
        with transaction.atomic():
            row = _locked(pk)
            if row is None:
                return None
            if row.attempts > ATTEMPTS:
                return _quarantine(row, "It could not be read in several attempts, which ended without a word.")
            message = adapter(row.channel.kind).parse(bytes(row.raw), row.channel)
            return _settle(row, intake.receive(row, message))
    except Unreadable as error:
        return _after(pk, reason=str(error))
    except IntegrityError:
        # The same letter was being read by another way at this moment: look again, it is there now.
        log.info("Inbound %s met its twin and is read again.", pk)
        return _after(pk)
    except (OperationalError, InterfaceError):
        # Not the message's fault: the attempt stands, the lease runs out, the sweep comes back.
        log.exception("Inbound %s could not be stored.", pk)
        return None
    except Exception as error:
        log.exception("Inbound %s could not be read.", pk)
        return _after(pk, reason=f"It could not be read: {type(error).__name__}: {error}"[:1000], retry=True)


def _locked(pk: int) -> Inbound | None:
    pending = Inbound.objects.filter(pk=pk, state=Inbound.State.PENDING).select_related("channel")
    return next(iter(pending.select_for_update(no_key=True, of=("self",), skip_locked=True)), None)


@transaction.atomic
def _after(pk: int, *, reason: str = "", retry: bool = False) -> Inbound | None:
    """Say what becomes of a row whose reading was rolled back: later, again at once, or quarantine."""
    row = _locked(pk)
    if row is None:
        return None
    if row.attempts >= ATTEMPTS or (reason and not retry):
        return _quarantine(row, reason or "It met its twin again and again.")
    row.due_at = timezone.now() + (timedelta(seconds=10 * 3**row.attempts) if retry else timedelta())
    row.save(update_fields=["due_at"])
    wake_after_commit("channels_inbox.process_pending")
    return row


def _settle(row: Inbound, result: Result) -> Inbound:
    row.state = _STATE.get(result.outcome, Inbound.State.IGNORED)
    row.due_at = None
    row.outcome, row.reason, row.evidence = result.outcome, result.reason, result.evidence
    row.ticket, row.message = result.ticket, result.message
    update(row, ["state", "due_at", "outcome", "reason", "evidence", "ticket", "message", "fingerprint"])
    return row


def _quarantine(row: Inbound, reason: str) -> Inbound:
    log.warning("Inbound %s is quarantined: %s", row.pk, reason)
    row.state, row.due_at, row.outcome, row.reason = Inbound.State.QUARANTINED, None, "quarantined", reason
    row.save(update_fields=["state", "due_at", "outcome", "reason"])
    return row
