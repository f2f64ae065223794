"""Read what is stored: each inbound row becomes part of a ticket, needs none, or goes to quarantine."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta

from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection, models, transaction
from django.db.models import F
from django.utils import timezone
from psycopg2.errors import LockNotAvailable

from accounts.models import User
from channels_inbox import fetching, intake
from channels_inbox.models import Inbound
from channels_inbox.receipts import TooEarly
from channels_inbox.registry import Unreadable, adapter
from channels_inbox.result import Result
from channels_inbox.storing import NOT_FETCHED
from helpdesk.lib.advisory import Lock, slot
from helpdesk.lib.questions import Given, Question
from helpdesk.lib.rows import scalars, update
from helpdesk.lib.wake import wake_after_commit
from tickets.errors import NotAllowed, TicketError

log = logging.getLogger(__name__)

# A message that fails, or that kills its reader, is tried this often before a person must look.
ATTEMPTS = 4
LEASE = timedelta(minutes=1)
# Few, because they share one lease: whoever reads the last must still hold it.
BATCH = 5
# How long until something that came before its time is looked at again.
EARLY = timedelta(seconds=5)
# How many workers may wait for other servers' files at once; the others go on reading.
FETCHERS = 2
_STATE = dict.fromkeys(("created", "appended", "posted", "duplicate"), Inbound.State.DONE)


class NotFetched(TicketError):
    """A mail whose body we never had; read from its headers alone it would count as read for good."""

    status = 409

    def __init__(self) -> None:
        super().__init__("This mail was never brought in. It is still in the mailbox; read it there.")


def process_pending() -> int:
    """Read everything that is due, oldest first, until nothing is; return how many rows were read."""
    read = 0
    while claimed := _claim_batch() or _claim_retries():
        for pk in claimed:
            read += _read(pk) is not None
    return read


def process_inbound(pk: int) -> Inbound | None:
    """Read one pending row now; None when it is read already or another worker has it."""
    return _read(pk) if _claim("id = %s", pk, most=1) else None


@transaction.atomic
def retry_quarantined(inbound: Inbound, *, by: User) -> Inbound:
    """Put a quarantined message back in line because an administrator says so. Raises NotAllowed, NotFetched."""
    if not by.is_admin:
        raise NotAllowed("Only administrators may read quarantined messages again.")
    row = Inbound.objects.select_for_update(of=("self",)).get(pk=inbound.pk)
    if row.outcome == NOT_FETCHED:
        raise NotFetched
    if row.state == Inbound.State.QUARANTINED:
        row.state, row.attempts, row.due_at, row.reason = Inbound.State.PENDING, 0, timezone.now(), ""
        row.save(update_fields=["state", "attempts", "due_at", "reason"])
        wake_after_commit("channels_inbox.process_pending")
    return row


def _claim_batch() -> list[int]:
    """Take up to BATCH rows nobody has tried yet, so that a flood costs one claim for many."""
    return _claim("attempts = %s", 0, most=BATCH)


def _claim_retries() -> list[int]:
    """Take one row that was tried before, alone: if it kills its reader, no neighbour is counted with it."""
    return _claim("attempts > %s", 0, most=1)


# One statement, so that of several workers each gets its own, and every wake-up asks it.
_CLAIM = """
WITH mine AS MATERIALIZED (
    SELECT id FROM channels_inbox_inbound WHERE state = 'pending' AND due_at <= %s AND {which}
    ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
)
UPDATE channels_inbox_inbound SET attempts = attempts + 1, due_at = %s
FROM mine WHERE channels_inbox_inbound.id = mine.id RETURNING channels_inbox_inbound.id
"""


def _claim(which: str, value: int, *, most: int) -> list[int]:
    """Count an attempt and take a lease, committed before anything is read; return the rows that are ours.

    A message that kills its reader is counted all the same.
    """
    now = timezone.now()
    # In the order they came, which their ids tell; RETURNING has none.
    return sorted(scalars(_CLAIM.format(which=which), [now, value, most, now + LEASE]))


def _read(pk: int, *, fetched: fetching.Fetched | None = None) -> Inbound | None:
    try:
        with transaction.atomic():
            row = _locked(pk)
            if row is None:
                return None
            if row.attempts > ATTEMPTS:
                return _quarantine(row, "It could not be read in several attempts, which ended without a word.")
            message = adapter(row.channel.kind).parse(bytes(row.raw), row.channel)
            if message.remote_files or message.wants_name:
                if fetched is None:
                    raise fetching.Remote(row, message)
                message = fetching.filled(message, fetched)
            return _settle(row, intake.receive(row, message))
    except fetching.Remote as waits:
        return _read_with_files(waits)
    except TooEarly:
        return _after(pk, early=True)
    except Unreadable as error:
        return _after(pk, reason=str(error))
    except IntegrityError:
        # The same letter was being read by another way at this moment: look again, it is there now.
        log.info("Inbound %s met its twin and is read again.", pk)
        return _after(pk)
    except (OperationalError, InterfaceError):
        # Not the message's fault: the attempt is given back, the lease runs out, the sweep comes again.
        log.exception("Inbound %s could not be stored.", pk)
        with suppress(DatabaseError):
            Inbound.objects.filter(pk=pk, attempts__gt=0).update(attempts=F("attempts") - 1)
        return None
    except Exception as error:
        log.exception("Inbound %s could not be read.", pk)
        return _after(pk, reason=f"It could not be read: {type(error).__name__}: {error}"[:1000], retry=True)


def _read_with_files(waits: fetching.Remote) -> Inbound | None:
    """Outside the transaction: nobody holds a lock while another server takes its time."""
    pk = waits.row.pk
    try:
        with slot(Lock.FETCHES, FETCHERS) as free:
            if not free:
                return _after(pk, early=True)
            fetched = fetching.bring_in(waits.row, waits.message)
    except fetching.StillMissing as error:
        return _after(pk, reason=str(error), retry=True)
    except Exception as error:
        log.exception("The files of inbound %s could not be fetched.", pk)
        return _after(pk, reason=f"Its files could not be fetched: {type(error).__name__}", retry=True)
    return _read(pk, fetched=fetched)


def _pending() -> models.QuerySet[Inbound]:
    return Inbound.objects.filter(pk=Given("pk"), state=Inbound.State.PENDING).select_related("channel__team")


_FREE = Question(lambda: _pending().select_for_update(no_key=True, of=("self",), skip_locked=True))
_HELD = Question(lambda: _pending().select_for_update(no_key=True, of=("self",)))


def _locked(pk: int) -> Inbound | None:
    """Return the row if it is still to be read and nobody else is reading it."""
    return _FREE.one(pk=pk) or _held_for_a_blink(pk)


def _held_for_a_blink(pk: int) -> Inbound | None:
    """Wait a little for a row that somebody holds.

    Another worker's claim locks a row before it sees that the row is ours by now, and lets it go at once. Passed
    over in that blink, a message would wait until its lease runs out.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
            row = _HELD.one(pk=pk)
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
            return row
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return None
        raise


@transaction.atomic
def _after(pk: int, *, reason: str = "", retry: bool = False, early: bool = False) -> Inbound | None:
    """Say what becomes of a row whose reading was rolled back: later, again at once, or quarantine."""
    row = _locked(pk)
    if row is None:
        return None
    if early:
        row.attempts, row.due_at = row.attempts - 1, timezone.now() + EARLY
        row.save(update_fields=["attempts", "due_at"])
        return row
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
