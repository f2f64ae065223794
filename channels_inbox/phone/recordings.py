"""Sound of calls: announced by the carrier, fetched by a worker, filed in the ticket. The row is the job."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from channels_inbox.adapters.phone.fetching import fetch
from channels_inbox.messages import InboundFile
from channels_inbox.models import Call, CallRecording
from channels_inbox.registry import NotFetched
from helpdesk.lib.durations import say_duration
from helpdesk.lib.wake import wake_after_commit
from tickets.operations.calling import file_recording, file_voicemail, note_call
from tickets.operations.messages import NewFile

log = logging.getLogger(__name__)

TASK = "channels_inbox.fetch_recordings"
TRIES = 6
LEASE = timedelta(minutes=5)
_TRANSCRIPT = 4000
Kind = CallRecording.Kind
State = CallRecording.State


@transaction.atomic
def announce(call: Call, *, external_id: str, kind: str, seconds: int | None, url: str = "") -> CallRecording:
    """Note that there is sound to be fetched; told twice it is fetched once."""
    row, _ = CallRecording.objects.get_or_create(
        call=call,
        external_id=external_id[:80],
        defaults={
            "kind": Kind.VOICEMAIL if kind == Kind.VOICEMAIL else Kind.RECORDING,
            "seconds": seconds,
            "url": url,
            "due_at": timezone.now(),
        },
    )
    wake_after_commit(TASK)
    return row


@transaction.atomic
def transcribe(call: Call, *, external_id: str, text: str) -> None:
    """Keep what a machine understood of a voicemail: with its sound, or as a note when that is filed already."""
    text = text.strip()[:_TRANSCRIPT]
    row = announce(call, external_id=external_id, kind=Kind.VOICEMAIL, seconds=None)
    row = CallRecording.objects.select_for_update(no_key=True).get(pk=row.pk)
    if not text or row.transcript:
        return
    row.transcript = text
    row.save(update_fields=["transcript"])
    if row.state == State.DONE and call.conversation:
        note_call(call.conversation.ticket, "call_transcribed", by=None, call=call.pk, text=text)


def fetch_recordings() -> int:
    """Fetch everything that is due; return how many rows were tried."""
    tried = 0
    while pk := _claim():
        tried += 1
        _bring_in(CallRecording.objects.select_related("call__channel", "call__conversation__ticket").get(pk=pk))
    return tried


def _claim() -> int | None:
    """Take one due row, counted and leased before anything is fetched."""
    now = timezone.now()
    due = CallRecording.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at")
    for pk in due.values_list("pk", flat=True)[:20]:
        mine = CallRecording.objects.filter(pk=pk, state=State.WAITING, due_at__lte=now)
        if mine.update(due_at=now + LEASE, attempts=F("attempts") + 1):
            return pk
    return None


def _bring_in(row: CallRecording) -> None:
    try:
        sound = fetch(row)
    except NotFetched as error:
        _later(row, str(error), final=error.permanent or row.attempts >= TRIES)
        return
    except Exception as error:
        log.exception("Recording %s could not be fetched.", row.pk)
        _later(row, f"{type(error).__name__}", final=row.attempts >= TRIES)
        return
    file_sound(row, sound)


@transaction.atomic
def file_sound(row: CallRecording, sound: InboundFile) -> None:
    """Put fetched sound into the call's ticket, once."""
    row = CallRecording.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
    call = row.call
    if row.state != State.WAITING:
        return
    if call.conversation is None:
        _later(row, "Its call belongs to no ticket.", final=True)
        return
    ticket, file = call.conversation.ticket, NewFile(sound.name, sound.content_type, sound.content)
    long = f" of {say_duration(row.seconds)}" if row.seconds else ""
    if row.kind == Kind.VOICEMAIL and call.customer:
        text = f"Left a voicemail{long}." + (f"\n\n“{row.transcript}”" if row.transcript else "")
        event = file_voicemail(ticket, file, by=call.customer, text=text)
    else:
        event = file_recording(ticket, file, text=f"Recording of a call{long}.")
    row.state, row.due_at, row.trouble, row.message = State.DONE, None, "", event.message
    row.save(update_fields=["state", "due_at", "trouble", "message"])


@transaction.atomic
def _later(row: CallRecording, reason: str, *, final: bool) -> None:
    log.warning("The sound of call %s is not here: %s", row.call_id, reason)
    if not final:
        CallRecording.objects.filter(pk=row.pk, state=State.WAITING).update(
            due_at=timezone.now() + timedelta(seconds=30 * 3**row.attempts), trouble=reason[:300]
        )
        return
    lost = CallRecording.objects.filter(pk=row.pk, state=State.WAITING)
    if lost.update(state=State.FAILED, due_at=None, trouble=reason[:300]) and row.call.conversation:
        note_call(row.call.conversation.ticket, "recording_lost", by=None, call=row.call_id, reason=reason)
