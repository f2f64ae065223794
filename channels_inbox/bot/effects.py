"""Write what a turn of the bot says and does, in the place it talks in, which the caller holds."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Team
from channels_inbox.bot.engine import Turn
from channels_inbox.bot.places import Place
from channels_inbox.bot.summing import MOST, summary
from channels_inbox.models import BotRun, BotTurn, Faq
from knowledgebase.models import Translation
from tickets.errors import TicketError
from tickets.models import Ticket
from tickets.operations.automatic import add_automatic_note
from tickets.operations.filling import set_fields
from tickets.operations.progress import resolve_ticket
from tickets.operations.tagging import change_tags

log = logging.getLogger(__name__)
# Who asks again within this time was not helped.
SETTLED = timedelta(days=7)
Outcome = BotRun.Outcome


def apply(run: BotRun, place: Place, turn: Turn, *, seq: int, name: str, at: datetime | None = None) -> None:
    """Store a turn's words, values and where the flow stands; then its end, if it has one."""
    learnt = dict(turn.stand.attributes)
    _introduce(place, before=run.attributes, after=learnt)
    run.node, run.attempt, run.misses = turn.stand.node, turn.stand.attempt, turn.stand.misses
    run.attributes, run.team, run.handled = learnt, turn.stand.team, seq
    run.save(update_fields=["node", "attempt", "misses", "attributes", "team", "handled"])
    took = timezone.now() - at if at else timedelta()
    kind, _, number = turn.source.partition(":")
    BotTurn.objects.get_or_create(
        run=run,
        seq=seq,
        defaults={
            "node": turn.stand.node,
            "score": turn.score,
            "faq": Faq.objects.filter(pk=number).first() if kind == "faq" else None,
            "article": Translation.objects.filter(pk=number).first() if kind == "article" else None,
            "took_ms": max(0, min(int(took.total_seconds() * 1000), 2**31 - 1)),
        },
    )
    for n, say in enumerate(turn.says):
        place.say(say.text, say.buttons, name=f"{name}:{n}", bot=run.version.bot.name)
    for kind, key, value in turn.sets:
        _set(place.ticket, kind, key, value)
    if turn.act == "handoff":
        hand_over(run, place, reason=turn.reason)
    elif turn.act == "resolved":
        end_run(run, Outcome.SAID)
        resolve_ticket(place.ticket, by=None)


def end_run(run: BotRun, outcome: str, *, reason: str = "") -> None:
    """Note how the bot's part of a chat ended; what looks like an answer is settled some days later."""
    now = timezone.now()
    run.outcome, run.reason, run.ended_at, run.due_at = outcome, reason[:120], now, None
    run.settle_at = now + SETTLED if outcome in {Outcome.SAID, Outcome.SILENT} else None
    run.save(update_fields=["outcome", "reason", "ended_at", "due_at", "settle_at"])


def hand_over(run: BotRun, place: Place, *, reason: str) -> None:
    """Give it to people, with what they should know."""
    add_automatic_note(place.ticket, text=summary(run, reason=reason, heard=place.heard(MOST)))
    team = Team.objects.in_use().filter(pk=run.team).first() if run.team else None
    end_run(run, Outcome.HANDED, reason=reason)
    place.hand_off(reason=reason, team=team)


def _set(ticket: Ticket, kind: str, key: str, value: str) -> None:
    """Do what a step says; what the desk refuses by now is left, and the chat goes on."""
    try:
        if kind == "tag":
            change_tags(ticket, add=[key], by=None)
        else:
            set_fields(ticket, to={key: value}, by=None)
    except TicketError as error:
        log.warning("A step of the bot was refused in ticket %s: %s", ticket.number, error)


def _introduce(place: Place, *, before: dict[str, str], after: dict[str, str]) -> None:
    """Let them be known by the name and the address they told the bot. Neither proves anything."""
    told = {key: after[key][:120] for key in ("name", "email") if after.get(key) and after[key] != before.get(key)}
    if "@" not in told.get("email", "@"):
        told.pop("email")
    if told:
        place.introduce(**told)
