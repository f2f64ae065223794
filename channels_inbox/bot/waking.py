"""Tell the bot that it is its turn. Rows alone, so that whoever writes them needs to know nothing of flows."""

from __future__ import annotations

from django.utils import timezone

from channels_inbox.models import Bot, BotRun, Chat, Widget
from helpdesk.lib.wake import wake_after_commit

TASK = "channels_inbox.take_bot_turns"


def bot_of(widget: Widget) -> Bot | None:
    """Return the bot that greets the visitors of a widget, if one is in force."""
    return (
        Bot.objects.filter(channel=widget.channel_id, active=True, published__isnull=False)
        .select_related("published")
        .first()
    )


def begin_run(chat: Chat, bot: Bot) -> None:
    """Let the bot begin, by the version in force at this moment. In the transaction that opens the chat."""
    assert bot.published is not None
    BotRun.objects.create(chat=chat, version=bot.published, due_at=timezone.now())
    wake_after_commit(TASK)


def wake_bot(chat: Chat) -> None:
    """Say that there is something for the bot to answer. In the transaction that wrote it."""
    BotRun.objects.filter(chat=chat).update(due_at=timezone.now())
    wake_after_commit(TASK)
