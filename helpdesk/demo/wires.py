"""The mail behind the told tickets: threads, letters as they came, letters as they left, and a few that went wrong."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from channels_inbox.models import Channel, Conversation, Inbound, Outbound, ThreadId
from channels_inbox.models.conversation import new_key
from channels_inbox.reply_address import new_message_id, plain_address
from helpdesk.demo.company import Company, Member
from helpdesk.demo.files import make_file
from helpdesk.demo.history import History, Row
from helpdesk.demo.rows import copy_rows, take_ids
from helpdesk.lib.delivery import State
from tickets.models.kinds import ChannelKind

MAILED = {ChannelKind.EMAIL, ChannelKind.WEB_FORM}


class Wires:
    """Collects rows for every mail of the told tickets, then writes them."""

    def __init__(self, company: Company, rng: random.Random, *, now: datetime) -> None:
        self.channels = company.channels
        self.members = {m.asker.id: m for m in [*company.members.values(), *company.strangers]}
        own = {"grinders": "grinders", "orders-returns": "orders"}
        self.mailboxes = {g.id: company.channels[own.get(slug, "support")] for slug, g in company.teams.items()}
        self.rng = rng
        # Writing letters as they came takes the most time; nobody looks at those of long ago.
        self.kept_since = now - timedelta(days=30)
        self.conversations: list[Row] = []
        self.heard: list[Row] = []
        self.sent: list[Row] = []
        self.received: list[Row] = []

    def add(self, histories: Sequence[History]) -> None:
        told = [h for h in histories if h.channel in MAILED]
        for history, pk in zip(told, take_ids(Conversation, len(told)), strict=True):
            self._thread(history, pk)

    def write(self) -> None:
        copy_rows(Conversation, self.conversations)
        copy_rows(ThreadId, self.heard)
        copy_rows(Outbound, self.sent)
        Inbound.objects.bulk_create(Inbound(**row) for row in self.received)

    def _thread(self, history: History, pk: int) -> None:
        member = self.members[history.requester.id]
        channel = self.mailboxes[history.team.id] if history.team else self.channels["support"]
        key, address = new_key(), member.person.email
        self.conversations.append(
            {
                "id": pk,
                "channel_id": channel.pk,
                "ticket_id": history.id,
                "key": key,
                "address": address,
                "created_at": history.opened_at,
            }
        )
        ids: list[str] = []
        for message in history.messages:
            if message["kind"] in {"reply", "system"} and message["channel"] in MAILED:
                self.sent.append(self._letter(history, message, pk, key, channel, address, ids))
                ids.append(self.sent[-1]["external_id"])
            elif message["kind"] == "inbound" and message["channel"] == ChannelKind.EMAIL:
                theirs = f"{self.rng.getrandbits(64):016x}@{address.partition('@')[2]}"
                self.heard.append(
                    {
                        "conversation_id": pk,
                        "message_id": theirs,
                        "source": ThreadId.Source.THEIRS,
                        "created_at": message["created_at"],
                    }
                )
                if message["created_at"] > self.kept_since:
                    self.received.append(self._raw(history, message, channel, member, theirs, ids))
                ids.append(theirs)

    def _letter(
        self, history: History, message: Row, pk: int, key: str, channel: Channel, to: str, ids: Sequence[str]
    ) -> Row:
        left = message["created_at"] + timedelta(seconds=self.rng.randrange(2, 9))
        automatic = message["kind"] == "system"
        return {
            "channel_id": channel.pk,
            "conversation_id": pk,
            "message_id": message["id"],
            "to": [to],
            "automatic": automatic,
            "subject": f"How did we do? [#{history.number}]"
            if automatic
            else f"Re: {history.subject} [#{history.number}]",
            "external_id": new_message_id(key),
            "in_reply_to": ids[-1] if ids else "",
            "references": list(ids[-10:]),
            "accepted": [to],
            "state": State.SENT,
            "attempts": 1,
            "due_at": None,
            "transmitting_at": left,
            "sent_at": left,
            "created_at": message["created_at"],
        }

    def _raw(
        self, history: History, message: Row, channel: Channel, member: Member, message_id: str, ids: Sequence[str]
    ) -> Row:
        mail = EmailMessage()
        mail["From"] = f"{member.person.name} <{member.person.email}>"
        mail["To"] = channel.address
        mail["Subject"] = history.subject if not ids else f"Re: {history.subject} [#{history.number}]"
        mail["Date"] = format_datetime(message["created_at"])
        mail["Message-ID"] = f"<{message_id}>"
        if ids:
            mail["In-Reply-To"] = f"<{ids[-1]}>"
        mail.set_content(message["text"])
        if "html" in message:
            mail.add_alternative(message["html"], subtype="html")
        for name in message.get("files", ()):
            kind, content = make_file(name)
            maintype, _, subtype = kind.partition("/")
            mail.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
        raw = mail.as_bytes()
        evidence = {"rule": "message_id", "score": 100, "matched": ids[-1]} if ids else {}
        return {
            "channel": channel,
            "external_id": f"smtp:{hashlib.sha256(raw).hexdigest()[:40]}",
            "raw": raw,
            "envelope_from": member.person.email,
            "envelope_to": [plain_address(channel.address)],
            "received_at": message["created_at"],
            "state": Inbound.State.DONE,
            "attempts": 1,
            "outcome": "appended" if ids else "created",
            "evidence": evidence,
            "ticket_id": history.id,
            "message_id": message["id"],
        }


def fail_one() -> None:
    """Let the latest letter to somebody with a private address be refused."""
    rows = Outbound.objects.filter(state=State.SENT, conversation__address__endswith="@postbox.example")
    last = rows.filter(message__ticket__category="waiting_customer").order_by("-sent_at").first()
    if last is None:
        return
    reason = "550 5.1.1 The mailbox does not exist"
    last.state, last.accepted, last.sent_at, last.transmitting_at = State.FAILED, [], None, None
    last.refused, last.trouble = {last.to[0]: reason}, f"The other side refused it: {reason}."
    last.save()


def quarantine(company: Company, *, now: datetime) -> None:
    """Keep two letters nobody could read, as an administrator finds them."""
    support = company.channels["support"]
    for minutes, reason, raw in _broken():
        Inbound.objects.create(
            channel=support,
            external_id=f"smtp:{hashlib.sha256(raw).hexdigest()[:40]}",
            raw=raw,
            envelope_to=[support.address],
            received_at=now - timedelta(minutes=minutes),
            state=Inbound.State.QUARANTINED,
            attempts=3,
            outcome="quarantined",
            reason=reason,
        )


def _broken() -> Iterator[tuple[int, str, bytes]]:
    # What a scanner sends that puts the picture where the letter should be, and a connection that died.
    picture = bytes(random.Random(17).randrange(256) for _ in range(6000))  # noqa: S311
    yield 312, "This is no mail: there is no header field in its first 4 KB.", b"II*\x00" + picture
    yield 1980, "The mail is empty.", b"\r\n"
