"""A visitor's first message opens a conversation and its ticket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from channels_inbox.bot.waking import begin_run
from channels_inbox.chat.entries import append
from channels_inbox.chat.errors import TooMuch
from channels_inbox.chat.news import tell_agents
from channels_inbox.chat.saying import as_said, content_of
from channels_inbox.chat.showing import show
from channels_inbox.chat.welcoming import as_customer, require_known
from channels_inbox.models import Bot, Chat, ChatEntry, Conversation, Visitor, Widget
from helpdesk.lib.rows import insert
from tickets.models import Message
from tickets.models.kinds import ChannelKind
from tickets.operations.automatic import add_automatic_note
from tickets.operations.messages import NewFile
from tickets.operations.opening import open_ticket

# Open conversations of one browser. Beyond that it is a flood, or a forgotten loop.
MOST_OPEN = 5


@transaction.atomic
def start_chat(
    visitor: Visitor,
    *,
    text: str,
    client_id: str,
    files: Sequence[NewFile] = (),
    answers: Sequence[tuple[str, str]] = (),
    bot: Bot | None = None,
) -> Chat:
    """Open a conversation with its first message. The same `client_id` again returns the one it opened.

    It waits in its channel's team for a person, unless the bot begins. `answers` to what was asked before are a note
    for agents. Raises EmptyMessage, WhoFirst,
    SignInFirst, TooMuch, NameTaken.
    """
    # There is no ticket whose lock could order two posts of one message; the visitor's row does.
    visitor = Visitor.objects.select_for_update(no_key=True, of=("self",)).select_related("widget").get(pk=visitor.pk)
    begun = begun_with(visitor, client_id)
    if begun is not None:
        as_said(begun, text)
        return Chat.objects.select_related("conversation__ticket", "visitor__widget").get(pk=begun.conversation_id)
    content = content_of(text, files)
    require_known(visitor)
    if Chat.objects.filter(visitor=visitor, ended_at=None).count() >= MOST_OPEN:
        raise TooMuch(f"You have {MOST_OPEN} conversations open. End one, or go on in it.")
    channel = visitor.widget.channel
    customer = as_customer(visitor)
    event = open_ticket(
        by=customer,
        requester=customer,
        subject=content.text.partition("\n")[0] or "Chat",
        content=content,
        channel=ChannelKind.CHAT,
        # What the bot has is given to nobody.
        team=None if bot else channel.team,
        with_bot=bot is not None,
        verified=visitor.verified_at is not None,
    )
    ticket, message = event.ticket, event.message
    assert message is not None
    conversation = insert(Conversation(channel=channel, ticket=ticket))
    # A rule or the assigner may have given it to somebody already.
    agent = ticket.assignee
    chat = Chat(conversation=conversation, visitor=visitor, team=channel.team, started_at=message.created_at)
    if bot and agent is None:
        chat.owner = Chat.Owner.BOT
    else:
        state: dict[str, Any] = waiting(visitor.widget, since=message.created_at)
        if agent is not None:
            state = {"owner": Chat.Owner.AGENT, "agent": agent, "accepted_at": message.created_at}
        for name, value in state.items():
            setattr(chat, name, value)
    chat.save(force_insert=True)
    if chat.owner == Chat.Owner.BOT and bot is not None:
        begin_run(bot, chat=chat)
    append(chat, author=ChatEntry.Author.VISITOR, client_id=client_id, message=message)
    if answers:
        told = "\n".join(f"{label}: {value}" for label, value in answers)
        add_automatic_note(ticket, text=f"Answered before the chat\n{told}")
    # A rule may have answered already.
    for said in Message.objects.filter(ticket=ticket, channel=ChannelKind.CHAT, public=True, pk__gt=message.pk):
        show(ticket, said)
        chat.refresh_from_db()
    tell_agents(chat, ticket, "waiting" if chat.owner == Chat.Owner.QUEUE else "taken")
    return chat


def begun_with(visitor: Visitor, client_id: str) -> ChatEntry | None:
    """Return the entry a visitor has begun a conversation with, by the name they gave it."""
    entries = ChatEntry.objects.filter(conversation__chat__visitor=visitor, seq=1, client_id=client_id)
    return entries.select_related("message").first()


def waiting(widget: Widget, *, since: Any) -> dict[str, Any]:
    """Return what a chat's row says while it waits for a person."""
    return {
        "owner": Chat.Owner.QUEUE,
        "agent": None,
        "queued_at": since,
        "missed_due_at": since + timedelta(seconds=widget.missed_after),
    }
