"""A call goes through its menu: each turn is taken from the version the call began with, and leaves its steps.

A carrier and the simulator both come through here. `hop` counts the turns of a call: it is part of the addresses a
carrier is given, so a request that comes twice takes the same turn and leaves the same step.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Calendar, Team
from channels_inbox.models import Call, Channel, PhoneMenu
from channels_inbox.models.call import CallStep
from channels_inbox.outlines import Tree
from channels_inbox.phone.menu.engine import PLAIN, Turn, enter, keyed, leave
from channels_inbox.phone.news import CallNews
from channels_inbox.phone.receiving import receive_news

K = CallStep.Kind
_STEPS = {"queue": K.QUEUED, "voicemail": K.VOICEMAIL, "callback": K.CALLBACK, "transfer": K.TRANSFERRED}


@transaction.atomic
def begin(channel: Channel, news: CallNews) -> tuple[Call, Turn]:
    """Let a call in: by the menu in force at this moment, which it keeps. Raises receiving.Blocked."""
    call = receive_news(channel, replace(news, kind=K.MENU, external_id="begin"))
    if not call.menu_node:
        menu = PhoneMenu.objects.filter(channel=channel).select_related("published").first()
        call.menu_version = menu.published if menu else None
    tree = tree_of(call)
    return call, _settle(call, enter(tree, tree["start"], is_open=is_open), hop=0)


@transaction.atomic
def press(call: Call, *, node: str, digits: str, attempt: int, hop: int) -> Turn:
    """Take the keys a caller pressed at a menu or a question."""
    heard = keyed(tree_of(call), node, digits, attempt=attempt, is_open=is_open)
    if heard.collected:
        call = Call.objects.select_for_update(no_key=True, of=("self",)).get(pk=call.pk)
        name, value = heard.collected
        call.collected = {**call.collected, name: value}
        call.save(update_fields=["collected"])
    return _settle(call, heard.turn, hop=hop + 1)


@transaction.atomic
def move_on(call: Call, *, node: str, hop: int, key: str = "") -> Turn:
    """Go on after a queue was left, by a key or because it took too long, or after a transfer nobody answered."""
    return _settle(call, leave(tree_of(call), node, is_open=is_open, key=key), hop=hop + 1)


def hang_up(call: Call, *, cause: str = "") -> Call:
    """Note that the call is over."""
    return step(call, K.HUNG_UP, "ended", **({"cause": cause} if cause else {}))


def step(call: Call, kind: str, name: str, *, queue: str = "", agent: str = "", **particulars: Any) -> Call:
    """Add a step of our own to a call."""
    news = CallNews(
        call=call.external_id,
        kind=kind,
        external_id=name,
        at=timezone.now(),
        queue=queue,
        agent=agent,
        particulars=particulars,
    )
    return receive_news(call.channel, news)


def tree_of(call: Call) -> Tree:
    tree: Tree = call.menu_version.tree if call.menu_version else PLAIN
    return tree


def node_of(call: Call, name: str) -> dict[str, Any] | None:
    """Return a node of the call's own version; None when there is none of that name."""
    found: dict[str, Any] | None = tree_of(call)["nodes"].get(name)
    return found


def is_open(calendar: int) -> bool:
    """Tell whether a calendar is open now; one that is gone is closed."""
    found = Calendar.objects.filter(pk=calendar).first()
    return found is not None and found.is_open(timezone.now())


def _settle(call: Call, turn: Turn, *, hop: int) -> Turn:
    """Leave the step a turn means, and where the call is now."""
    call = Call.objects.select_for_update(no_key=True, of=("self",)).get(pk=call.pk) if hop else call
    call.menu_node = turn.node
    call.save(update_fields=["menu_node", "menu_version"])
    kind = _STEPS.get(turn.act)
    if kind:
        node = tree_of(call)["nodes"][turn.node]
        team = Team.objects.filter(pk=node.get("team") or 0).first()
        step(call, kind, f"{turn.act}:{hop}", queue=team.name if team else "")
    return turn
