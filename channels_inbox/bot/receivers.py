"""What the bot does with the news of its tickets."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.dispatch import receiver

from channels_inbox.bot.effects import Outcome, end_run
from channels_inbox.models import BotRun
from tickets.models import Event
from tickets.signals import event_recorded


@receiver(event_recorded)
def leave_to_people(*, event: Event, **_: Any) -> None:
    """End the bot's part where a person took the ticket: it says no word more."""
    if event.action != "bot_left":
        return
    here = Q(ticket=event.ticket_id) | Q(chat__conversation__ticket=event.ticket_id)
    for run in BotRun.objects.filter(here, ended_at=None):
        end_run(run, Outcome.HANDED, reason="A colleague took over")
