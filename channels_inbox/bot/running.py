"""What a flow may know of the chat it runs in."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from accounts.models import Calendar
from channels_inbox.bot import answers, articles
from channels_inbox.bot.engine import Stand, World
from channels_inbox.bot.places import Place
from channels_inbox.models import Bot, BotRun


def stand_of(run: BotRun) -> Stand:
    return Stand(run.node, run.attempt, run.misses, run.attributes, run.team)


def world_of(run: BotRun, place: Place) -> World:
    ticket = place.ticket
    about = {":priority": ticket.get_priority_display(), ":organization": str(ticket.organization or "")}
    return world(run.version.bot, language=place.language, fields={**ticket.fields, **about})


def world(bot: Bot, *, language: str, fields: dict[str, Any], at: datetime | None = None) -> World:
    """Return what a flow may ask about, at a moment."""
    at = at or timezone.now()

    def is_open(pk: int) -> bool:
        found = Calendar.objects.filter(pk=pk).first()
        return found is not None and found.is_open(at)

    return World(
        is_open=is_open,
        value_of=lambda key: str(fields.get(key, "")),
        search=answers.search if bot.reads_articles else partial(answers.search, without={articles.PREFIX}),
        get=answers.get,
        language=language,
        intents=bot.intents,
        minds_mood=bot.minds_mood,
    )


def silence_of(run: BotRun) -> datetime | None:
    """Return when the visitor's silence means something; None when there is nothing to wait for."""
    last = run.turns.order_by("-seq").first()
    if last is None:
        return None
    return last.created_at + timedelta(hours=run.version.bot.silent_hours)
