"""The entries of a chat: written one after another under its lock, read after a position."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from channels_inbox.chat.hints import hint
from channels_inbox.models import Chat, ChatEntry
from helpdesk.lib.questions import Given, Question
from helpdesk.lib.rows import insert, update_returning
from tickets.models import Attachment, Message

# Of one answer; a client that is further behind asks again.
PAGE = 200
# Who writes after the newest has read it; who was behind stays so until they say otherwise.
_ADVANCE = """
    seq = seq + 1,
    visitor_read = CASE WHEN %s = 'visitor' AND visitor_read = seq THEN seq + 1 ELSE visitor_read END,
    agent_read = CASE WHEN %s = 'agent' AND agent_read = seq THEN seq + 1 ELSE agent_read END,
    mail_due_at = COALESCE(mail_due_at, %s)
"""


def append(
    chat: Chat,
    *,
    author: str,
    client_id: str,
    message: Message | None = None,
    at: datetime | None = None,
    mail_due_at: datetime | None = None,
    **body: Any,
) -> ChatEntry:
    """Add the next entry to a chat whose lock the caller holds, and tell its windows after commit.

    The chat's columns are brought up to date on the way: what led to the entry may have moved it on. Should nobody
    have read it by `mail_due_at`, it goes out by mail.
    """
    update_returning(chat, _ADVANCE, [author, author, mail_due_at])
    entry = insert(
        ChatEntry(
            conversation=chat.conversation,
            seq=chat.seq,
            client_id=client_id,
            author=author,
            message=message,
            body=body,
            created_at=message.created_at if message else at or timezone.now(),
        )
    )
    hint(chat, entry)
    return entry


def tell(chat: Chat, event: str, **particulars: Any) -> ChatEntry:
    """Add a line in which the desk says what happened."""
    number = chat.seq + 1
    return append(chat, author=ChatEntry.Author.SYSTEM, client_id=f"desk:{number}", event=event, **particulars)


def written_before(chat: Chat, client_id: str) -> ChatEntry | None:
    """Return the entry a client's id has made; only true under the chat's lock."""
    found = _WRITTEN.one(conversation=chat.pk, client_id=client_id)
    if found is not None:
        found.conversation = chat.conversation
    return found


def entries_after(chat: Chat, after: int) -> tuple[list[Any], bool]:
    """Return what follows a position, in order, and whether there is more than fits into one answer.

    Each with its `files` as JSON.
    """
    found: list[Any] = _AFTER.ask(conversation=chat.pk, after=after)
    return found[:PAGE], len(found) > PAGE


def _with_files() -> QuerySet[ChatEntry]:
    files = Attachment.objects.filter(message=OuterRef("message"), inline=False).order_by("pk")
    shown = {"pk": "pk", "token": "token", "name": "name", "size": "size", "type": "content_type"}
    return ChatEntry.objects.select_related("message__author_user").annotate(
        files=ArraySubquery(files.values(json=JSONObject(**shown)))
    )


_OF_CHAT = {"conversation": Given("conversation")}
_WRITTEN = Question(
    lambda: ChatEntry.objects.filter(**_OF_CHAT, client_id=Given("client_id")).select_related("message")
)
_AFTER = Question(lambda: _with_files().filter(**_OF_CHAT, seq__gt=Given("after")).order_by("seq")[: PAGE + 1])
