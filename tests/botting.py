"""A bot of a widget, its flow, and its turns as a worker takes them."""

from __future__ import annotations

from typing import Any

from channels_inbox.bot.turns import take_turns
from channels_inbox.bot.wishes import plain
from channels_inbox.models import Bot, BotVersion, Faq, FaqWording, Widget

FLOW: dict[str, Any] = {
    "start": "hello",
    "nodes": {
        "hello": {"kind": "message", "text": "Hello, I am a machine.", "then": "menu"},
        "menu": {
            "kind": "choice",
            "text": "What is it about?",
            "options": [
                {"label": "My order", "to": "order"},
                {"label": "A question", "to": "ask"},
                {"label": "Something else", "to": "people"},
            ],
        },
        "order": {
            "kind": "question",
            "text": "What is your order number?",
            "name": "order",
            "check": "pattern",
            "pattern": "[0-9]{5}",
            "wrong": "An order number has five digits.",
            "field": "",
            "tries": 2,
            "then": "thanks",
            "otherwise": "people",
        },
        "thanks": {"kind": "message", "text": "Thank you, order {order} it is.", "then": "people"},
        "ask": {"kind": "answer", "text": "What would you like to know?"},
        "people": {"kind": "handoff", "text": "Somebody will help.", "team": 0},
    },
}


def make_bot(widget: Widget, tree: dict[str, Any] | None = None, **fields: Any) -> Bot:
    """Make a widget's bot with a flow in force."""
    tree = tree or FLOW
    bot = Bot.objects.create(channel=widget.channel, **{"name": "Beanie", "active": True, "draft": tree, **fields})
    bot.published = BotVersion.objects.create(bot=bot, number=1, tree=tree)
    bot.save(update_fields=["published"])
    return bot


def make_faq(*wordings: str, answer: str, language: str = "") -> Faq:
    faq = Faq.objects.create(answer=answer, language=language)
    for position, text in enumerate(wordings):
        FaqWording.objects.create(faq=faq, text=text, plain=plain(text), position=position)
    return faq


def bot_answers() -> int:
    """Let a worker take the bot's turns; return how many it took."""
    return take_turns()
