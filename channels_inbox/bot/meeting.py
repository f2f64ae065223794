"""Whoever writes on the wire of a messenger meets the bot first, where its channel has one in force."""

from __future__ import annotations

from django.utils import timezone

from channels_inbox.bot.effects import SETTLED
from channels_inbox.bot.waking import begin_run, bot_of, wake_bot
from channels_inbox.models import Bot, BotRun, Channel, Conversation
from tickets.models import Ticket
from tickets.operations.assigning import assign_team


def greeter(channel: Channel, *, origin: Ticket | None) -> Bot | None:
    """Return the bot that begins a new ticket here; None where people do.

    What goes on from a ticket that ended lately is for people: somebody was not helped.
    """
    if origin is not None and timezone.now() - origin.updated_at < SETTLED:
        return None
    return bot_of(channel.pk)


def begin(bot: Bot, wire: Conversation, ticket: Ticket) -> None:
    """Let the bot begin in a new ticket, unless a rule has given it to somebody by now."""
    if ticket.with_bot_since is not None:
        begin_run(bot, ticket=ticket, wire=wire)


def go_on(wire: Conversation, ticket: Ticket) -> None:
    """Let the bot answer what was written in its ticket; one it has solved, and that is back, goes to people."""
    if ticket.with_bot_since is not None:
        wake_bot(ticket=ticket)
        return
    team, unclaimed = wire.channel.team, ticket.assignee_id is None and ticket.team_id is None
    if team is not None and unclaimed and BotRun.objects.filter(ticket=ticket).exists():
        assign_team(ticket, to=team, by=None)
