"""Remember how far a mailbox has been read, and say which mails are to be read now.

UIDs only grow while UIDVALIDITY stays (RFC 9051, 2.3.1.1), so a number is enough; flags that people set in the same
mailbox play no part. When UIDVALIDITY changes, every mail has a new UID: those that came since the last look (and a
day before, for good measure) are read again, and intake recognises the letters it knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.functions import Greatest
from django.utils import timezone

from channels_inbox.adapters.email.transport.imap_client import ImapClient
from channels_inbox.adapters.email.transport.plan import Plan
from channels_inbox.models import Channel, MailboxState

OVERLAP = timedelta(days=1)
# How far the mail server's clock may be from ours.
CLOCKS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Work:
    """UIDs to read, oldest first, and where the mailbox ended when we looked."""

    uid_validity: int
    uids: Sequence[int]
    last_uid: int


def look(channel: Channel, plan: Plan, client: ImapClient) -> Work:
    """Select the folder and return what is to be read."""
    folder = client.open_folder(plan.folder)
    validity = int(folder[b"UIDVALIDITY"])
    last = int(folder[b"UIDNEXT"]) - 1 if b"UIDNEXT" in folder else max(client.search("ALL"), default=0)
    state = MailboxState.objects.filter(channel=channel, folder=plan.folder).first()
    if state is None:
        uids = client.search("UNSEEN") if plan.start == "unread" else []
        return Work(validity, sorted(uid for uid in uids if uid <= last), last)
    if state.uid_validity != validity:
        since = max(channel.created_at - CLOCKS, (state.checked_at or channel.created_at) - OVERLAP)
        return Work(validity, _arrived_since(client, since, last), last)
    # The range is inclusive and never empty: without newer mail, servers name the last one.
    found = client.search(["UID", f"{state.last_uid + 1}:*"])
    uids = sorted(uid for uid in found if uid > state.last_uid)
    return Work(validity, uids, max(uids, default=state.last_uid))


def done(channel: Channel, plan: Plan, work: Work, *, uid: int) -> None:
    """Write down that everything up to this UID is stored; another reader's progress is never taken back."""
    known = MailboxState.objects.filter(channel=channel, folder=plan.folder)
    now = timezone.now()
    moved = known.filter(uid_validity=work.uid_validity).update(last_uid=Greatest("last_uid", uid), checked_at=now)
    if moved or uid < work.last_uid:
        # A first or renewed reading counts only as a whole: cut short, it starts again and knows what it has.
        return
    MailboxState.objects.update_or_create(
        channel=channel,
        folder=plan.folder,
        defaults={"uid_validity": work.uid_validity, "last_uid": uid, "checked_at": now},
    )


def _arrived_since(client: ImapClient, since: datetime, last: int) -> list[int]:
    # SINCE knows only days, in the server's own zone.
    uids = [uid for uid in client.search(["SINCE", (since - timedelta(days=1)).date()]) if uid <= last]
    dates = client.fetch(uids, ["INTERNALDATE"]) if uids else {}
    return sorted(uid for uid, mail in dates.items() if _aware(mail[b"INTERNALDATE"]) >= since)


def _aware(moment: datetime) -> datetime:
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
