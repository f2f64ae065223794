"""Write what a turn of the bot says and does. The caller holds the ticket's lock and the chat's."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Team
from channels_inbox.bot.engine import Turn
from channels_inbox.bot.summing import summary
from channels_inbox.chat.owning import hand_off
from channels_inbox.chat.welcoming import introduce
from channels_inbox.models import BotRun, BotTurn, Chat, Faq
from tickets.errors import TicketError
from tickets.models import Ticket
from tickets.operations.automatic import add_automatic_note, say_as_bot
from tickets.operations.filling import set_fields
from tickets.operations.progress import resolve_ticket
from tickets.operations.tagging import change_tags

log = logging.getLogger(__name__)
# Who asks again within this time was not helped.
SETTLED = timedelta(days=7)
Outcome = BotRun.Outcome


def apply(
    run: BotRun, chat: Chat, ticket: Ticket, turn: Turn, *, seq: int, name: str, at: datetime | None = None
) -> None:
    """Store a turn's words, values and where the flow stands; then its end, if it has one."""
    learnt = dict(turn.stand.attributes)
    _introduce(chat, before=run.attributes, after=learnt)
    run.node, run.attempt, run.misses = turn.stand.node, turn.stand.attempt, turn.stand.misses
    run.attributes, run.team, run.handled = learnt, turn.stand.team, seq
    run.save(update_fields=["node", "attempt", "misses", "attributes", "team", "handled"])
    took = timezone.now() - at if at else timedelta()
    faq = turn.source.removeprefix("faq:")
    BotTurn.objects.get_or_create(
        run=run,
        seq=seq,
        defaults={
            "node": turn.stand.node,
            "score": turn.score,
            "faq": Faq.objects.filter(pk=faq).first() if faq.isdecimal() else None,
            "took_ms": max(0, min(int(took.total_seconds() * 1000), 2**31 - 1)),
        },
    )
    for n, say in enumerate(turn.says):
        entry = {"client_id": f"{name}:{n}", "name": run.version.bot.name}
        say_as_bot(ticket, text=say.text, entry={**entry, "buttons": list(say.buttons)} if say.buttons else entry)
    for kind, key, value in turn.sets:
        _set(ticket, kind, key, value)
    if turn.act == "handoff":
        _hand_off(run, chat, ticket, turn)
    elif turn.act == "resolved":
        end_run(run, Outcome.SAID)
        resolve_ticket(ticket, by=None)


def end_run(run: BotRun, outcome: str, *, reason: str = "") -> None:
    """Note how the bot's part of a chat ended; what looks like an answer is settled some days later."""
    now = timezone.now()
    run.outcome, run.reason, run.ended_at, run.due_at = outcome, reason[:120], now, None
    run.settle_at = now + SETTLED if outcome in {Outcome.SAID, Outcome.SILENT} else None
    run.save(update_fields=["outcome", "reason", "ended_at", "due_at", "settle_at"])


def _hand_off(run: BotRun, chat: Chat, ticket: Ticket, turn: Turn) -> None:
    add_automatic_note(ticket, text=summary(run, reason=turn.reason))
    team = Team.objects.in_use().filter(pk=turn.stand.team).first() if turn.stand.team else None
    hand_off(chat, reason=turn.reason, team=team)
    end_run(run, Outcome.HANDED, reason=turn.reason)


def _set(ticket: Ticket, kind: str, key: str, value: str) -> None:
    """Do what a step says; what the desk refuses by now is left, and the chat goes on."""
    try:
        if kind == "tag":
            change_tags(ticket, add=[key], by=None)
        else:
            set_fields(ticket, to={key: value}, by=None)
    except TicketError as error:
        log.warning("A step of the bot was refused in ticket %s: %s", ticket.number, error)


def _introduce(chat: Chat, *, before: dict[str, str], after: dict[str, str]) -> None:
    """Let the visitor be known by the name and the address they told the bot. Neither proves anything."""
    told = {key: after[key][:120] for key in ("name", "email") if after.get(key) and after[key] != before.get(key)}
    if "@" not in told.get("email", "@"):
        told.pop("email")
    if told:
        introduce(chat.visitor, **told)
