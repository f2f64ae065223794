"""Mail of rooms that send none themselves: their letters go out by our servers, answers come back through intake."""

from __future__ import annotations

from functools import partial
from time import monotonic

from django.conf import settings
from django.utils import timezone

from channels_inbox.adapters.email.quotes import reply_text
from channels_inbox.adapters.email.smtp_out import Line
from channels_inbox.messages import Address, BounceReport, InboundMessage, OutboundMessage
from channels_inbox.models import Channel
from channels_inbox.result import Result
from channels_inbox.site_letters import hand_over
from helpdesk.lib import delivery, letters
from helpdesk.lib.advisory import Lock, slot
from helpdesk.lib.letters import Letter, Room
from helpdesk.lib.wake import wake

# A round ends after so long, however many wait: other work of the same worker gets its turn in between.
ROUND_SECONDS = 30.0
NOTHING_LEFT = "There was nothing left to tell."
# RFC 5321, 4.5.3.1.1: the part before the @ may be 64 octets.
_LOCAL_MAX = 64
# Stands above a letter to see whether anything below it is more than quotation.
_BEGINNING = "My own words."


def mail_letters() -> int:
    """Send every letter that is due, one worker at a time and many over one connection; return how many were tried."""
    tried, end = 0, monotonic() + ROUND_SECONDS
    with slot(Lock.NEIGHBOUR_LETTERS, 1) as free, Line() as line:
        for room in letters.ROOMS.values():
            while free and monotonic() < end and (rows := delivery.due(room.model, now=timezone.now(), limit=50)):
                sent = _send_some(room, rows, line, end)
                tried += sent
                if not sent:
                    # Other workers have them all.
                    break
    if tried and monotonic() > end:
        # Once the place is free: whoever is woken while it is held goes away again.
        wake(letters.TASK)
    return tried


def _send_some(room: Room, rows: list[int], line: Line, end: float) -> int:
    sent = 0
    for pk in rows:
        if monotonic() > end:
            break
        sent += send(room, pk, line)
    return sent


def send(room: Room, pk: int, line: Line) -> bool:
    """Send a due letter; False when somebody else has it, or it waits for a person. Outside any transaction."""
    if not delivery.claim(room.model, pk):
        return False
    row = room.model._default_manager.filter(pk=pk).first()
    if row is not None:
        hand_over(row, partial(_written, room, pk), name=room.name, nothing=NOTHING_LEFT, through=line, by=channel_at)
    return True


def channel_at(address: str) -> Channel | None:
    """Return the email channel of an address, if mail goes and comes by it."""
    live = Channel.objects.filter(kind="email", retired_at=None, paused_at=None)
    return live.filter(address__iexact=address).first() if address else None


def take_answer(message: InboundMessage, addressed_to: list[str]) -> Result | None:
    """Give an answer to the room whose letter it answers; None when it is mail like any other."""
    for address in addressed_to:
        marked = letters.read_mark(address)
        if marked is None:
            continue
        room, value = marked
        if message.wants_no_answer:
            return Result("ignored", f"A machine answered a letter. {message.auto_reply_reason}".strip())
        said = room.take(
            letters.Answer(
                value=value,
                sender=message.sender.email,
                text=_own_words(message),
                files=sum(not file.inline for file in message.attachments),
                message_id=message.message_id or message.external_id,
                forged=message.authentication is not None and message.authentication.dmarc == "fail",
            )
        )
        if said is not None:
            return Result("posted", said, evidence={"rule": "reply_address", "matched": address})
    return None


def take_bounce(report: BounceReport) -> Result | None:
    """Tell the room whose letter a report speaks of; None when it is nobody's."""
    failed = {r.email: r.diagnostic or r.status for r in report.recipients if r.permanent}
    if not failed or not report.original_message_id:
        return None
    reason = next(iter(failed.values()), "")
    for room in letters.ROOMS.values():
        said = room.came_back(report.original_message_id, failed, reason)
        if said is not None:
            return Result("bounce", said)
    return None


def _own_words(message: InboundMessage) -> str:
    """Return what somebody wrote themselves. Of a letter that is all quotation the reader of mail keeps everything."""
    words = message.reply_text.strip()
    if words == message.text.strip() and reply_text(f"{_BEGINNING}\n\n{message.text}").strip() == _BEGINNING:
        return ""
    return words


def _written(room: Room, pk: int) -> OutboundMessage | None:
    letter = room.write(pk)
    return None if letter is None else _composed(letter)


def _composed(letter: Letter) -> OutboundMessage:
    ours = channel_at(letter.ours)
    email = ours.address if ours else settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">").strip()
    local, _, domain = email.rpartition("@")
    marked = f"{local}+{letter.answers}"
    answers = ours is not None and letter.answers and len(marked) <= _LOCAL_MAX
    return OutboundMessage(
        sender=Address(letter.name, email),
        to=(Address("", letter.to),),
        reply_to=(Address(letter.name, f"{marked}@{domain}"),) if answers else (),
        subject=letter.subject,
        text=letter.text,
        message_id=letter.message_id,
        references=letter.references,
        in_reply_to=letter.references[-1] if letter.references else "",
        automatic=True,
        unsubscribe=letter.unsubscribe,
        one_click=bool(letter.unsubscribe),
    )
