"""The bot's turn: claimed from its row, taken under the locks of its place, with one answer to whatever was said.

A visitor's entry commits and makes the turn due. A worker that dies leaves a claim that runs out; its transaction
wrote everything or nothing, and an entry's name is made of the one it answers, so nothing is said twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from channels_inbox.bot import engine
from channels_inbox.bot.calling import call_of, give_up, is_over, order_call
from channels_inbox.bot.effects import Outcome, apply, end_run, hand_over
from channels_inbox.bot.places import place_of
from channels_inbox.bot.running import silence_of, stand_of, world_of
from channels_inbox.bot.settling import judge_silence
from channels_inbox.models import BotRun
from helpdesk.lib.one_by_one import one_by_one

# How long a worker may take; after it another one begins anew.
_LEASE = timedelta(seconds=30)


def take_turns(*, now: datetime | None = None) -> int:
    """Take every turn that is due; return how many."""
    now = now or timezone.now()
    due = BotRun.objects.filter(due_at__lte=now).order_by("due_at").values_list("pk", flat=True)
    return one_by_one(lambda pk: _claimed(pk, now), list(due[:200]))


def _claimed(pk: int, now: datetime) -> int:
    claim = BotRun.objects.filter(pk=pk, due_at__lte=now)
    if not claim.update(due_at=timezone.now() + _LEASE):
        return 0
    taken = 0
    while _turn(pk, now):
        taken += 1
    return taken


@transaction.atomic
def _turn(pk: int, now: datetime) -> bool:
    """Answer the oldest words that have no answer; False when there is nothing to do now."""
    runs = BotRun.objects.select_related("version__bot")
    place = place_of(runs.get(pk=pk))
    # Read again under the locks: another worker may have been here, or a person.
    run = runs.get(pk=pk)
    if run.ended_at is not None or not place.is_bots:
        # Somebody took over, or it ended: whatever was due is due no more.
        if run.ended_at is None:
            outcome = Outcome.HANDED if place.is_open else Outcome.ABANDONED
            end_run(run, outcome, reason="A colleague took over" if place.is_open else "")
        _rest(run, None)
        return False
    tree, stand = run.version.tree, stand_of(run)
    world = world_of(run, place)
    call = call_of(run)
    if call is not None:
        if not is_over(call) and not give_up(call):
            _rest(run, call.created_at + timedelta(seconds=call.seconds + 30))
            return False
        turn = engine.returned(tree, stand, call.value if call.state == "sent" else None, world)
        apply(run, place, turn, seq=call.seq, name=f"bot:{call.seq}:{call.node}")
        order_call(run, turn, seq=call.seq)
        return True
    said = place.unanswered(run.handled)
    if said is None:
        silent_from = silence_of(run)
        if silent_from is not None and silent_from <= now:
            judge_silence(run, place)
        else:
            _rest(run, silent_from)
        return False
    if place.is_too_late:
        hand_over(run, place, reason="The time in which it may answer here was over")
        return True
    begun = bool(run.node)
    turn = engine.hear(tree, stand, said.text, said.choice, world) if begun else engine.begin(tree, said.text, world)
    apply(run, place, turn, seq=said.seq, name=f"bot:{said.seq}", at=said.at)
    order_call(run, turn, seq=said.seq)
    return True


def _rest(run: BotRun, due_at: datetime | None) -> None:
    run.due_at = due_at
    run.save(update_fields=["due_at"])
