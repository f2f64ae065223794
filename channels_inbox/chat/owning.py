"""Whose turn it is: exactly one of the bot, a team's queue, a person.

The ticket's owner and the chat's are one thing. Whatever gives the ticket to somebody, by hand, by a rule or by the
desk, gives them the chat: `follow` keeps the two together.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Team, User
from channels_inbox.chat.entries import tell
from channels_inbox.chat.errors import ChatEnded, ChatTaken
from channels_inbox.chat.finding import locked_chat
from channels_inbox.chat.news import tell_agents
from channels_inbox.chat.starting import waiting
from channels_inbox.models import Chat
from tickets.operations.assigning import assign_team, assign_ticket, hand_over
from tickets.operations.handing import hand_to_people
from tickets.operations.replying import add_note
from tickets.permissions import require_change


@transaction.atomic
def accept_chat(chat: Chat, *, by: User) -> Chat:
    """Take a waiting chat; of two who do at once one gets it. Raises ChatTaken, ChatEnded, NotAllowed."""
    require_change(by)
    ticket, chat = locked_chat(chat)
    if not chat.is_open:
        raise ChatEnded
    if chat.owner == Chat.Owner.AGENT:
        if chat.agent_id == by.pk:
            return chat
        raise ChatTaken(str(chat.agent or "Somebody"))
    if hand_over(ticket, to=by, by=by) is None:
        # It was theirs as a ticket already.
        _give(chat, by)
    chat.refresh_from_db()
    return chat


@transaction.atomic
def transfer_chat(chat: Chat, *, by: User, team: Team | None = None, agent: User | None = None, note: str = "") -> Chat:
    """Give a chat to a person, or back into a team's queue, with a note for whoever gets it.

    Raises ChatEnded, EmptyMessage, NotAllowed.
    """
    require_change(by)
    ticket, chat = locked_chat(chat)
    if not chat.is_open:
        raise ChatEnded
    if note.strip():
        add_note(ticket, by=by, text=note)
    if agent is not None:
        assign_ticket(ticket, to=agent, by=by)
    else:
        assign_team(ticket, to=team, by=by)
        assign_ticket(ticket, to=None, by=by)
    chat.refresh_from_db()
    return chat


@transaction.atomic
def hand_off(chat: Chat, *, reason: str, team: Team | None = None) -> bool:
    """Let the bot give a chat to people; False when it does not have it any more.

    Checked under the lock, so a bot that answers late finds that somebody took over.
    """
    ticket, chat = locked_chat(chat)
    if chat.owner != Chat.Owner.BOT or not chat.is_open:
        return False
    _wait(chat, team=team or chat.team)
    tell(chat, "handed_off")
    hand_to_people(ticket, reason=reason)
    if chat.team is not None:
        # Wakes the assigner, which may give it to somebody at once.
        assign_team(ticket, to=chat.team, by=None)
    return True


def follow(chat: Chat, action: str) -> None:
    """Let a chat follow its ticket's owner. The caller holds the lock of both."""
    ticket = chat.conversation.ticket
    if action == "assigned" and ticket.assignee is not None:
        if chat.agent_id != ticket.assignee_id:
            _give(chat, ticket.assignee)
    elif action == "unassigned" and chat.owner == Chat.Owner.AGENT:
        _wait(chat, team=ticket.team)
        tell(chat, "transferred", team=str(ticket.team or ""))
    elif action == "team_changed" and chat.team_id != ticket.team_id:
        chat.team = ticket.team
        chat.save(update_fields=["team"])


def _give(chat: Chat, agent: User) -> None:
    _set(chat, owner=Chat.Owner.AGENT, agent=agent, queued_at=None, missed_due_at=None, missed_at=None, by_mail_at=None)
    if chat.accepted_at is None:
        _set(chat, accepted_at=timezone.now())
    tell(chat, "joined", name=agent.get_short_name())
    tell_agents(chat, chat.conversation.ticket, "taken")


def _wait(chat: Chat, *, team: Team | None) -> None:
    _set(chat, team=team, **waiting(chat.visitor.widget, since=timezone.now()))
    tell_agents(chat, chat.conversation.ticket, "waiting")


def _set(chat: Chat, **values: Any) -> None:
    for name, value in values.items():
        setattr(chat, name, value)
    chat.save(update_fields=list(values))
