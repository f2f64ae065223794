"""What became of the bot's chats: silence is judged after some hours, and whether it helped after a week."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from channels_inbox.bot.effects import end_run
from channels_inbox.bot.places import Place
from channels_inbox.models import BotRun, BotTurn
from helpdesk.lib.one_by_one import one_by_one
from tickets.models import Message
from tickets.models.kinds import Category
from tickets.operations.progress import resolve_ticket

Outcome, Score = BotRun.Outcome, BotTurn.Score


def judge_silence(run: BotRun, place: Place) -> None:
    """End the bot's part where whoever wrote says no more. The caller holds the place.

    After an answer they were content, and the ticket is solved. Left in the middle of a question it is a ticket like
    any other: people see it.
    """
    last = run.turns.order_by("-seq").first()
    flow_asks = run.version.tree["nodes"].get(run.node, {}).get("kind") in {"question", "call"}
    if last is not None and last.score == Score.ANSWERED and last.faq_id is not None and not flow_asks:
        end_run(run, Outcome.SILENT)
        if place.ticket.category not in {Category.CLOSED, Category.MERGED}:
            resolve_ticket(place.ticket, by=None)
        return
    if last is not None:
        last.score = Score.ABANDONED
        last.save(update_fields=["score"])
    end_run(run, Outcome.ABANDONED)
    place.give_up()


def settle(*, now: datetime | None = None) -> int:
    """Say of every chat that looked answered a week ago whether it was; return how many."""
    now = now or timezone.now()
    due = BotRun.objects.filter(settle_at__lte=now).order_by("settle_at").values_list("pk", flat=True)
    return one_by_one(lambda pk: _settle(pk, now), list(due[:500]))


@transaction.atomic
def _settle(pk: int, now: datetime) -> int:
    runs = BotRun.objects.select_for_update(no_key=True, of=("self",)).select_related("chat__visitor", "ticket")
    run = runs.get(pk=pk)
    if run.settle_at is None or run.settle_at > now:
        return 0
    # Whoever wrote again, by whatever way, was not helped.
    who = run.chat.visitor.customer_id if run.chat else run.ticket.requester_id if run.ticket else None
    back = Message.objects.filter(
        ticket__requester=who,
        kind=Message.Kind.INBOUND,
        created_at__gt=run.ended_at,
        created_at__lte=run.settle_at,
    )
    run.outcome = Outcome.RETURNED if back.exists() else Outcome.RESOLVED
    run.settle_at = None
    run.save(update_fields=["outcome", "settle_at"])
    return 1
