"""What a widget is told of its conversations. Nothing of the ticket: no number, note, event or colleague's mail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core import signing
from django.urls import reverse

from channels_inbox.models import Chat, ChatEntry, Visitor

_SALT = "chat-file"
PASS_SECONDS = 3600


def chat_json(chat: Chat) -> dict[str, Any]:
    """Return how a conversation stands."""
    return {
        "key": chat.conversation.key,
        "seq": chat.seq,
        "state": "open" if chat.is_open else "ended",
        "ended_by": chat.ended_by,
        "owner": chat.owner,
        "agent": chat.agent.get_short_name() if chat.agent else None,
        "missed": chat.missed_at is not None,
        "by_mail": chat.by_mail_at is not None,
        "read": chat.agent_read,
        "visitor_read": chat.visitor_read,
        "started_at": chat.started_at.isoformat(),
    }


def entry_json(entry: Any, chat: Chat) -> dict[str, Any]:
    """Return one entry, as `entries_after` reads it, the way the visitor sees it."""
    message = entry.message
    author = message.author_user if message else None
    body = {name: value for name, value in entry.body.items() if name not in {"buttons", "name", "choice"}}
    return {
        "seq": entry.seq,
        "client_id": entry.client_id,
        "author": entry.author,
        "name": author.get_short_name() if author else entry.body.get("name", ""),
        "text": message.reply_text if message else "",
        "html": None,
        "files": [_file(file, chat) for file in entry.files],
        "buttons": entry.body.get("buttons", []),
        "event": body or None,
        "at": entry.created_at.isoformat(),
    }


def plain_json(entry: ChatEntry, chat: Chat) -> dict[str, Any] | None:
    """Return an entry just written as everybody will read it; None when that has to be asked of the database."""
    if entry.message is not None and not entry.message.plain:
        return None
    entry.files = []  # type: ignore[attr-defined]
    return entry_json(entry, chat)


def last_words(chats: Iterable[Chat]) -> dict[int, dict[str, Any]]:
    """Return what was said last in each of some conversations, in one statement for all."""
    said = ChatEntry.objects.filter(conversation__in=[chat.pk for chat in chats], message__isnull=False)
    newest = said.order_by("conversation", "-seq").distinct("conversation").select_related("message__author_user")
    return {entry.conversation_id: _last(entry) for entry in newest}


def _last(entry: ChatEntry) -> dict[str, Any]:
    author = entry.message.author_user if entry.message else None
    return {
        "author": entry.author,
        "name": author.get_short_name() if author else "",
        "text": entry.message.reply_text[:120] if entry.message else "",
        "at": entry.created_at.isoformat(),
    }


def _file(file: dict[str, Any], chat: Chat) -> dict[str, Any]:
    """Name a file with a short-lived right to it, because pictures and links cannot send a token."""
    address = reverse("widget_file", args=[chat.visitor.widget.site_key, chat.conversation.key, file["token"]])
    right = signing.dumps([file["pk"], chat.pk], salt=_SALT, compress=False)
    shown = {name: file[name] for name in ("name", "size", "type")}
    return {**shown, "url": f"{address}?pass={right}"}


def file_of_pass(right: str) -> tuple[int, int] | None:
    """Return the file and the chat a pass is for; None when it is none, or too old."""
    try:
        file, chat = signing.loads(right, salt=_SALT, max_age=PASS_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return file, chat


def visitor_json(visitor: Visitor) -> dict[str, Any]:
    return {
        "id": visitor.public_id,
        "name": visitor.name,
        "email": visitor.email,
        "verified": visitor.verified_at is not None,
    }
