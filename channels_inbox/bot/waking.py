"""Tell the bot that it is its turn. Rows alone, so that whoever writes them needs to know nothing of flows."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from channels_inbox.models import Bot, BotRun
from helpdesk.lib.wake import wake_after_commit

TASK = "channels_inbox.take_bot_turns"


def bot_of(channel: int) -> Bot | None:
    """Return the bot that greets whoever writes on a channel, if one is in force."""
    return Bot.objects.filter(channel=channel, active=True, published__isnull=False).select_related("published").first()


def begin_run(bot: Bot, **place: Any) -> None:
    """Let the bot begin in a chat, or in a ticket on its wire, by the version in force at this moment.

    In the transaction that opens it.
    """
    assert bot.published is not None
    BotRun.objects.create(version=bot.published, due_at=timezone.now(), **place)
    wake_after_commit(TASK)


def wake_bot(**run: Any) -> None:
    """Say that there is something for the bot to answer. In the transaction that wrote it."""
    if BotRun.objects.filter(ended_at=None, **run).update(due_at=timezone.now()):
        wake_after_commit(TASK)
