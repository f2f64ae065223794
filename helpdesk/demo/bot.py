"""Halden's answer bot on the shop's widget, and the questions it knows the answers to."""

from __future__ import annotations

from accounts.models import Calendar, Team
from channels_inbox.bot.wishes import plain
from channels_inbox.models import Bot, BotVersion, Channel, Faq, FaqWording
from channels_inbox.outlines import Tree

_FAQS = [
    (
        ("How do I descale my machine?", "Descaling", "My machine is full of limescale", "How often should I descale?"),
        "Every two months: run a litre of water with 30 g of citric acid, then rinse with two full tanks of water.",
    ),
    (
        ("What are your opening hours?", "Opening hours", "When are you open?"),
        "You reach a person from Monday to Friday, nine to five, Swedish time. Write at any time: we answer by email.",
    ),
    (
        ("How long does delivery take?", "Delivery time", "When will my order arrive?"),
        "Two to four working days within Sweden, up to seven elsewhere in Europe.",
    ),
    (
        ("How do I return something?", "Returns", "Can I send it back?"),
        "Within thirty days, unused: write to us with your order number and we send you a label.",
    ),
]


def make_bot(channel: Channel) -> None:
    """Let a bot greet the visitors of a chat channel; does nothing twice."""
    if Bot.objects.filter(channel=channel).exists():
        return
    for wordings, answer in _FAQS:
        faq = Faq.objects.create(answer=answer)
        FaqWording.objects.bulk_create(
            FaqWording(faq=faq, text=text, plain=plain(text), position=n) for n, text in enumerate(wordings)
        )
    tree = _tree()
    bot = Bot.objects.create(
        channel=channel,
        name="Halden's helper",
        active=True,
        draft=tree,
        intents=[{"name": "Billing dispute", "words": ["charged twice", "chargeback", "wrong amount"]}],
    )
    bot.published = BotVersion.objects.create(bot=bot, number=1, tree=tree)
    bot.save(update_fields=["published"])


def _tree() -> Tree:
    calendar = Calendar.objects.order_by("-is_default", "pk").first()
    orders = Team.objects.filter(slug="orders-returns").values_list("pk", flat=True).first() or 0
    return {
        "start": "menu",
        "nodes": {
            "menu": {
                "kind": "choice",
                "text": "I am a machine and answer at once. What is it about?",
                "options": [
                    {"label": "My order", "to": "order"},
                    {"label": "A question about a machine", "to": "ask"},
                    {"label": "Opening hours", "to": "hours"},
                    {"label": "Something else", "to": "people"},
                ],
            },
            "order": {
                "kind": "question",
                "text": "What is your order number? It stands in the email with your receipt.",
                "name": "order",
                "check": "pattern",
                "pattern": "[A-Za-z]{0,2}-?[0-9]{4,8}",
                "wrong": "An order number looks like HC-48213 or 48213.",
                "field": "",
                "tries": 2,
                "then": "for_orders",
                "otherwise": "people",
            },
            "for_orders": {
                "kind": "set",
                "field": "",
                "value": "",
                "tag": "order",
                "team": orders,
                "then": "passed_on",
            },
            "passed_on": {
                "kind": "handoff",
                "text": "Thank you. I pass {order} on to our people for orders.",
                "team": orders,
            },
            "ask": {"kind": "answer", "text": "Ask me in a few words, for example “How do I descale my machine?”"},
            "hours": {
                "kind": "hours",
                "calendar": calendar.pk if calendar else 0,
                "open": "open",
                "closed": "closed",
            },
            "open": {"kind": "message", "text": "We are here now, until five.", "then": "end"},
            "closed": {
                "kind": "message",
                "text": "We are closed now. On weekdays we are here from nine to five.",
                "then": "end",
            },
            "people": {"kind": "handoff", "text": "I bring somebody in.", "team": 0},
        },
    }
