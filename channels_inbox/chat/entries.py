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
from helpdesk.lib.rows import insert, update
from tickets.models import Attachment, Message

# Of one answer; a client that is further behind asks again.
PAGE = 200


def append(
    chat: Chat,
    *,
    author: str,
    client_id: str,
    message: Message | None = None,
    at: datetime | None = None,
    **body: Any,
) -> ChatEntry:
    """Add the next entry to a chat whose lock the caller holds, and hint at it after commit."""
    chat.seq += 1
    entry = insert(
        ChatEntry(
            conversation_id=chat.pk,
            seq=chat.seq,
            client_id=client_id,
            author=author,
            message=message,
            body=body,
            created_at=message.created_at if message else at or timezone.now(),
        )
    )
    # Who writes after the newest has read it; who was behind stays so until they say otherwise.
    if author == ChatEntry.Author.VISITOR and chat.visitor_read == chat.seq - 1:
        chat.visitor_read = chat.seq
    if author == ChatEntry.Author.AGENT and chat.agent_read == chat.seq - 1:
        chat.agent_read = chat.seq
    update(chat, ["seq", "visitor_read", "agent_read"])
    hint(chat)
    return entry


def tell(chat: Chat, event: str, **particulars: Any) -> ChatEntry:
    """Add a line in which the desk says what happened."""
    number = chat.seq + 1
    return append(chat, author=ChatEntry.Author.SYSTEM, client_id=f"desk:{number}", event=event, **particulars)


def written_before(chat: Chat, client_id: str) -> ChatEntry | None:
    """Return the entry a client's id has made; only true under the chat's lock."""
    return _WRITTEN.one(conversation=chat.pk, client_id=client_id)


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
