"""The entries of a chat: written one after another under its lock, read after a position."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from channels_inbox.chat.hints import hint
from channels_inbox.models import Chat, ChatEntry
from helpdesk.lib.rows import insert, update
from tickets.models import Message

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
    return ChatEntry.objects.filter(conversation=chat.pk, client_id=client_id).select_related("message").first()


def entries_after(chat: Chat, after: int) -> tuple[list[ChatEntry], bool]:
    """Return what follows a position, in order, and whether there is more than fits into one answer."""
    rows = ChatEntry.objects.filter(conversation=chat.pk, seq__gt=after).order_by("seq")
    found = list(rows.select_related("message__author_user").prefetch_related("message__attachments")[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE
