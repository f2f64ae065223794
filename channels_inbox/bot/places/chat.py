"""The bot in a chat of a widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from accounts.models import Team
from channels_inbox.bot.engine import Button
from channels_inbox.bot.places import Said
from channels_inbox.chat.ending import close
from channels_inbox.chat.finding import locked_chat
from channels_inbox.chat.owning import hand_off
from channels_inbox.chat.welcoming import introduce
from channels_inbox.models import BotRun, Chat, ChatEntry, Visitor
from tickets.operations.assigning import assign_team
from tickets.operations.automatic import say_as_bot
from tickets.operations.handing import hand_to_people

_THEIRS = Q(author=ChatEntry.Author.VISITOR, message__isnull=False)


class ChatPlace:
    def __init__(self, run: BotRun) -> None:
        chat = Chat.objects.select_related("conversation__ticket").get(pk=run.chat_id)
        # Before the ticket's and the chat's, as whoever says who they are takes it: a step may note that.
        Visitor.objects.select_for_update(no_key=True).only("pk").get(pk=chat.visitor_id)
        self.ticket, self._chat = locked_chat(chat)
        self._entries = ChatEntry.objects.filter(_THEIRS, conversation=chat.pk).select_related("message")

    @property
    def is_bots(self) -> bool:
        return self._chat.owner == Chat.Owner.BOT and self._chat.is_open

    @property
    def is_open(self) -> bool:
        return self._chat.is_open

    @property
    def is_too_late(self) -> bool:
        return False

    @property
    def language(self) -> str:
        visitor = self._chat.visitor
        return visitor.language or (visitor.customer.language if visitor.customer else "")

    def unanswered(self, after: int) -> Said | None:
        entry = self._entries.filter(seq__gt=after).order_by("seq").first()
        if entry is None or entry.message is None:
            return None
        return Said(entry.seq, entry.message.reply_text, str(entry.body.get("choice", "")), entry.created_at)

    def heard(self, most: int) -> list[str]:
        return [entry.message.reply_text for entry in self._entries.order_by("-seq")[:most] if entry.message][::-1]

    def say(self, text: str, buttons: Sequence[Button], *, name: str, bot: str) -> None:
        entry: dict[str, Any] = {"client_id": name, "name": bot}
        say_as_bot(self.ticket, text=text, entry={**entry, "buttons": list(buttons)} if buttons else entry)

    def introduce(self, **about: str) -> None:
        introduce(self._chat.visitor, **about)

    def hand_off(self, *, reason: str, team: Team | None) -> None:
        hand_off(self._chat, reason=reason, team=team)

    def give_up(self) -> None:
        close(self._chat, by=None)
        hand_to_people(self.ticket, reason="Left in the middle")
        if self._chat.team is not None and self.ticket.team_id is None:
            assign_team(self.ticket, to=self._chat.team, by=None)
