"""Bring in files a wire only names, before its message is filed and outside any transaction."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone

from accounts.models import Customer
from channels_inbox.messages import InboundFile, InboundMessage
from channels_inbox.models import Inbound
from channels_inbox.registry import NotFetched, fetcher, namer

log = logging.getLogger(__name__)

# Tries for a file; after that its message is filed without it, and says so.
TRIES = 3
LEASE = timedelta(minutes=5)
# Of all files of a message: after this no other one is begun.
PATIENCE = timedelta(minutes=3)
MOST_TOGETHER = 100 * 1024 * 1024


class Remote(Exception):
    """This message names files that are not here yet."""

    def __init__(self, row: Inbound, message: InboundMessage) -> None:
        super().__init__()
        self.row = row
        self.message = message


class StillMissing(Exception):
    """A file could not be had now; the row is read again later."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What could be had, and a line for each file that could not."""

    files: tuple[InboundFile, ...]
    missing: tuple[str, ...] = ()
    name: str = ""


def bring_in(row: Inbound, message: InboundMessage) -> Fetched:
    """Fetch a message's files. Raises StillMissing while another try may help."""
    # Others keep off while we wait for another server; a lease that runs out costs a second fetch, no more.
    began = timezone.now()
    Inbound.objects.filter(pk=row.pk, state=Inbound.State.PENDING).update(due_at=began + LEASE)
    files: list[InboundFile] = []
    missing: list[str] = []
    for named in message.remote_files:
        if sum(len(file.content) for file in files) > MOST_TOGETHER or timezone.now() > began + PATIENCE:
            missing.append(f"[{named.name} was not fetched: the files of this message are too many or too slow.]")
            continue
        try:
            files.append(fetcher(row.channel.kind).fetch(named, row.channel))
        except NotFetched as error:
            log.warning("A file of inbound %s could not be fetched: %s", row.pk, error)
            if not error.permanent and row.attempts < TRIES:
                raise StillMissing(str(error)) from error
            missing.append(f"[{named.name} could not be fetched: {error}]")
    return Fetched(tuple(files), tuple(missing), _name(row, message))


def _name(row: Inbound, message: InboundMessage) -> str:
    """Ask the wire who somebody is, the first time; without an answer they go by their number."""
    known = Customer.objects.filter(identities__kind=message.identity_kind, identities__value=message.sender.email)
    if not message.wants_name or known.exclude(name="").exists():
        return ""
    return namer(row.channel.kind).name_of(message.sender.email, row.channel)[:200]


def filled(message: InboundMessage, fetched: Fetched) -> InboundMessage:
    """Return the message with its files, and with a line for each that could not be had."""
    if not (message.remote_files or fetched.missing):
        return replace(message, sender=replace(message.sender, name=fetched.name or message.sender.name))
    text = "\n\n".join([*([message.text] if message.text else []), *fetched.missing])
    files = (*message.attachments, *fetched.files)
    sender = replace(message.sender, name=fetched.name or message.sender.name)
    return replace(message, sender=sender, text=text, reply_text=text, attachments=files, remote_files=())
