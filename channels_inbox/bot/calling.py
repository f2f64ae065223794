"""Questions of a flow to other programs: a row first, asked once by a worker outside any transaction.

A visitor waits, so there is no second try: what fails, or may have failed, goes the flow's other way.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from channels_inbox.bot.engine import Turn
from channels_inbox.bot.filling import fill_address
from channels_inbox.bot.waking import wake_bot
from channels_inbox.models import BotCall, BotRun
from channels_inbox.outlines import Node
from helpdesk.lib import delivery, http
from helpdesk.lib.advisory import Lock, slot
from helpdesk.lib.wake import wake_after_commit

TASK = "channels_inbox.make_bot_calls"
LONGEST = 500
SLOTS = 2
_OVER = {delivery.State.SENT, delivery.State.FAILED, delivery.State.UNCERTAIN}


def order_call(run: BotRun, turn: Turn, *, seq: int) -> None:
    """Write down the call a turn ends in. In the turn's transaction."""
    if turn.act != "call":
        return
    node = run.version.tree["nodes"][run.node]
    method, url, body = question_of(node, run.attributes)
    BotCall.objects.get_or_create(
        run=run,
        node=run.node,
        seq=seq,
        defaults={"method": method, "url": url[:2000], "body": body, "seconds": node["seconds"]},
    )
    wake_after_commit(TASK)


def call_of(run: BotRun) -> BotCall | None:
    """Return the call a run stands at, if it stands at one."""
    node = run.version.tree["nodes"].get(run.node, {})
    if node.get("kind") != "call":
        return None
    return BotCall.objects.filter(run=run, node=run.node).order_by("-seq").first()


def is_over(call: BotCall) -> bool:
    return call.state in _OVER


def give_up(call: BotCall) -> bool:
    """End a call whose worker never came back; False while there is still time."""
    if call.created_at + timedelta(seconds=call.seconds + 30) > timezone.now():
        return False
    waiting = BotCall.objects.filter(pk=call.pk, state__in=[delivery.State.QUEUED, delivery.State.SENDING])
    waiting.update(state=delivery.State.UNCERTAIN, due_at=None, trouble=delivery.LOST)
    call.refresh_from_db()
    return True


def make_calls() -> int:
    """Make every call that is due; return how many were tried.

    At most SLOTS workers ask at once: visitors decide how often, and a program that answers slowly must not
    keep the desk from its other work.
    """
    tried = 0
    with slot(Lock.BOT_CALLS, SLOTS) as free:
        while free and (made := sum(_make(pk) for pk in delivery.due(BotCall, now=timezone.now(), limit=50))):
            tried += made
    return tried


def _make(pk: int) -> bool:
    if not delivery.claim(BotCall, pk):
        return False
    call = BotCall.objects.select_related("run__version").get(pk=pk)
    if not delivery.mark_transmitting(call):
        return False
    node: Node = call.run.version.tree["nodes"][call.node]
    try:
        status, value = ask(node, call.method, call.url, call.body, seconds=call.seconds)
    except http.Unanswered:
        delivery.mark_uncertain(call)
    except (http.Forbidden, http.Unreached) as error:
        delivery.mark_failed(call, str(error))
    else:
        if value is None:
            delivery.mark_failed(call, f"It answered {status} without “{node['path']}”.", response_status=status)
        else:
            delivery.mark_sent(call, response_status=status, value=value)
    wake_bot(pk=call.run_id)
    return True


def question_of(node: Node, attributes: dict[str, str]) -> tuple[str, str, str]:
    """Return method, address and body of a call."""
    url = fill_address(node["url"], attributes)
    if node["method"] == "GET":
        return "GET", url, ""
    names = [name.strip() for name in node.get("sends", "").split(",") if name.strip()]
    return "POST", url, json.dumps({name: attributes.get(name, "") for name in names})


def ask(node: Node, method: str, url: str, body: str, *, seconds: int) -> tuple[int, str | None]:
    """Make a call and return its status and what the flow wants of it, None for nothing.

    Raises http.Forbidden, Unreached, Unanswered.
    """
    target = http.check(url, allowed=settings.WEBHOOK_NETWORKS)
    headers = {"Accept": "application/json", "User-Agent": "helpdesk-bot"}
    if body:
        headers["Content-Type"] = "application/json"
    answer = http.request(method, target, body.encode() or None, headers, seconds=float(seconds))
    good = 200 <= answer.status < 300
    return answer.status, taken(answer.body, node["path"]) if good else None


def taken(body: bytes, path: str) -> str | None:
    """Return the value at a path of a JSON answer, as `order.status` or `items.0.name`; None when there is none."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    for step in path.split("."):
        if isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        elif isinstance(found, dict) and step in found:
            found = found[step]
        else:
            return None
    if isinstance(found, (dict, list)) or found is None:
        return None
    words = {True: "yes", False: "no"}.get(found) if isinstance(found, bool) else str(found)
    # Some signs no row can hold.
    return " ".join("".join(c if c.isprintable() else " " for c in str(words)).split())[:LONGEST]
