"""Bring mails from a mailbox into our own store: commit first, then mark or move on the server."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from channels_inbox.adapters.email.transport import progress
from channels_inbox.adapters.email.transport.imap_client import ImapClient
from channels_inbox.adapters.email.transport.plan import Plan
from channels_inbox.models import Channel, Inbound
from channels_inbox.storing import NOT_FETCHED, store_raw, store_unfetched

log = logging.getLogger(__name__)

# One FETCH brings about this much, so that small mails share a round trip and big ones do not share memory.
BATCH_BYTES = 8 * 1024 * 1024
BATCH_MAILS = 50
# A mail whose reading breaks the connection this often is put aside.
PATIENCE = 3


class Collector:
    """Reads one mailbox. Lives as long as its reader, and remembers mails that break the connection."""

    def __init__(self, channel: Channel, plan: Plan) -> None:
        self._channel = channel
        self._plan = plan
        self._failures: dict[str, int] = {}

    def collect(self, client: ImapClient) -> int:
        """Store everything that is to be read; return how many mails were new.

        May be cut off at any moment: what is not committed is neither marked nor counted as read.
        """
        work = progress.look(self._channel, self._plan, client)
        new = 0
        for start in range(0, len(work.uids), BATCH_MAILS):
            uids = work.uids[start : start + BATCH_MAILS]
            new += self._take(client, work, uids)
            progress.done(self._channel, self._plan, work, uid=uids[-1])
        # Also says when we looked last, and settles a first reading that found nothing.
        progress.done(self._channel, self._plan, work, uid=work.last_uid)
        return new

    def _take(self, client: ImapClient, work: progress.Work, uids: Sequence[int]) -> int:
        keys = {uid: f"imap:{self._plan.folder}:{work.uid_validity}:{uid}" for uid in uids}
        stored = Inbound.objects.filter(channel=self._channel, external_id__in=keys.values())
        outcomes = dict(stored.values_list("external_id", "outcome"))
        known = {key for key, outcome in outcomes.items() if outcome != NOT_FETCHED}
        # Stored before, but perhaps cut off before the mark was set.
        self._settle(client, [uid for uid in uids if keys[uid] in known])
        sizes = client.fetch([uid for uid in uids if keys[uid] not in outcomes], ["RFC822.SIZE"])
        new = 0
        for group in self._groups(keys, {uid: int(mail[b"RFC822.SIZE"]) for uid, mail in sizes.items()}):
            raws = self._fetch(client, group, keys)
            for uid, raw in raws.items():
                _row, is_new = store_raw(self._channel, external_id=keys[uid], raw=raw)
                new += is_new
            # The rows are committed: only now may the mailbox show that we have them.
            self._settle(client, list(raws))
        for uid, mail in sizes.items():
            if int(mail[b"RFC822.SIZE"]) > self._plan.max_bytes:
                self._put_aside(client, uid, keys[uid], f"It is bigger than {self._plan.max_bytes} bytes.")
        return new

    def _groups(self, keys: dict[int, str], sizes: dict[int, int]) -> Iterator[list[int]]:
        group: list[int] = []
        total = 0
        for uid, size in sorted(sizes.items()):
            if size > self._plan.max_bytes:
                continue
            alone = keys[uid] in self._failures
            if group and (alone or total + size > BATCH_BYTES):
                yield group
                group, total = [], 0
            group.append(uid)
            total += size
            if alone:
                yield group
                group, total = [], 0
        if group:
            yield group

    def _fetch(self, client: ImapClient, group: list[int], keys: dict[int, str]) -> dict[int, bytes]:
        """Return the mails of a group; one that cannot be had is put aside and its neighbours go through."""
        if len(group) == 1 and self._failures.get(keys[group[0]], 0) >= PATIENCE:
            self._put_aside(client, group[0], keys[group[0]], "Fetching it breaks the connection.")
            return {}
        try:
            fetched = client.fetch(group, ["BODY.PEEK[]"])
        except (IMAPClientAbortError, OSError):
            for uid in group:
                self._failures[keys[uid]] = self._failures.get(keys[uid], 0) + 1
            raise
        except IMAPClientError as error:
            # The server said no, but the connection lives.
            if len(group) > 1:
                return {uid: raw for uid in group for raw in self._fetch(client, [uid], keys).values()}
            log.warning("A mail of %s cannot be fetched (%s).", self._channel, type(error).__name__)
            self._put_aside(client, group[0], keys[group[0]], "The mail server cannot hand it out.")
            return {}
        raws = {}
        for uid in group:
            self._failures.pop(keys[uid], None)
            if uid not in fetched:
                continue  # somebody deleted it meanwhile
            if fetched[uid].get(b"BODY[]") is None:
                self._put_aside(client, uid, keys[uid], "The mail server hands out nothing.")
            else:
                raws[uid] = bytes(fetched[uid][b"BODY[]"])
        return raws

    def _put_aside(self, client: ImapClient, uid: int, key: str, reason: str) -> None:
        """Show an administrator what is known of a mail that stays, untouched, in the mailbox."""
        headers = b""
        if self._failures.get(key, 0) < PATIENCE:
            with suppress(IMAPClientError):
                answer: dict[int, dict[bytes, Any]] = client.fetch([uid], ["BODY.PEEK[HEADER]"])
                headers = bytes(answer.get(uid, {}).get(b"BODY[HEADER]") or b"")
        where = f"It is still in the folder {self._plan.folder} of the mailbox; only its headers are here."
        store_unfetched(self._channel, external_id=key, raw=headers, reason=f"{reason} {where}")

    def _settle(self, client: ImapClient, uids: list[int]) -> None:
        """Mark or move stored mails. A server that refuses costs no mail, only tidiness."""
        plan = self._plan
        if not uids or plan.after == "nothing":
            return
        try:
            if plan.after == "move" and plan.move_to:
                _move(client, uids, plan.move_to)
            else:
                client.add_flags(uids, [b"\\Seen"], silent=True)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            log.warning("Mails of %s could not be marked or moved (%s).", self._channel, type(error).__name__)


def _move(client: ImapClient, uids: list[int], folder: str) -> None:
    if not client.folder_exists(folder):
        client.create_folder(folder)
    if client.has_capability("MOVE"):
        client.move(uids, folder)
        return
    client.copy(uids, folder)
    client.delete_messages(uids, silent=True)
    # Only ours: a plain EXPUNGE would also remove what people have marked themselves.
    if client.has_capability("UIDPLUS"):
        client.uid_expunge(uids)
