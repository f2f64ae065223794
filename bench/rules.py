"""What a hundred rules add to an agent's reply: paired in one run, with no rule, a hundred that do not match, and a
hundred of which some do.

The replies are written by the product's own operation in a process beside the running desk; the rules are switched on
and off in turns, so that whatever else the machine does falls on all alike.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any

from bench.house import ROOT, house
from bench.table import show

RULES, ACTING, ROUNDS = 100, 5, 60
EVENTS = ["opened", "customer_wrote", "agent_replied", "status_changed", "assigned", "tagged"]


def main() -> None:
    with house() as desk:
        done = subprocess.run(
            [sys.executable, "-m", "bench.rules", "inside"], cwd=ROOT, env=desk.env, stdout=subprocess.PIPE, check=True
        )
    found = json.loads(done.stdout)
    show(
        ["a reply with", "ms p50", "ms p95", "statements", "adds, ms (paired median)"],
        [(row["name"], row["p50"], row["p95"], row["statements"], row["adds"]) for row in found],
    )
    print(f"  Goal: {RULES} rules add <= 30 ms. {ROUNDS} replies each; every rule that acts writes a note and its log.")


def inside() -> None:
    """Write replies in turns; runs inside the desk's environment."""
    from helpdesk.local.servers import ensure

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.local")
    os.environ.update(ensure())
    import django

    django.setup()
    from accounts.models import User
    from tickets.models import Rule, Ticket
    from tickets.operations.replying import post_reply

    admin = User.objects.get(email="priya@halden.example")
    _make(admin)
    tickets = list(Ticket.objects.unfinished().order_by("pk")[:20])
    turns = {
        "no rules": [],
        f"{RULES} rules, none matches": ["Measured"],
        f"{RULES} rules, {ACTING} act": ["Measured", "Acting"],
    }
    taken: dict[str, list[float]] = {name: [] for name in turns}
    counted: dict[str, int] = {}
    for round_ in range(-3, ROUNDS):
        for name, words in turns.items():
            _switch(words)
            ticket = tickets[round_ % len(tickets)]
            # Reads the rules this turn has: a desk does so once after each change of them.
            post_reply(ticket, by=admin, text="One moment please.", channel="api")
            began = time.perf_counter()
            post_reply(ticket, by=admin, text="Bleed the pump, then try again.", channel="api")
            if round_ >= 0:
                taken[name].append((time.perf_counter() - began) * 1000)
            else:
                counted[name] = _statements(lambda: post_reply(ticket, by=admin, text="Counted.", channel="api"))  # noqa: B023
    Rule.objects.all().delete()
    plain = taken["no rules"]
    print(
        json.dumps(
            [
                {
                    "name": name,
                    "p50": statistics.median(times),
                    "p95": sorted(times)[round(len(times) * 0.95) - 1],
                    "statements": counted[name],
                    "adds": statistics.median(a - b for a, b in zip(times, plain, strict=True)),
                }
                for name, times in taken.items()
            ]
        )
    )


def _switch(words: list[str]) -> None:
    from tickets.models import Rule

    Rule.objects.update(active=False)
    if not words:
        return
    Rule.objects.filter(name__startswith="Measured").update(active=True)
    acting = Rule.objects.filter(name__startswith="Acting")
    if "Acting" in words:
        # As many in all.
        acting.update(active=True)
        idle = Rule.objects.filter(name__startswith="Measured").order_by("-pk").values("pk")[:ACTING]
        Rule.objects.filter(pk__in=idle).update(active=False)


def _make(admin: Any) -> None:
    """Make rules that look at everything a reply brings; those that act undo nothing of each other."""
    from tickets.models import Rule, Tag
    from tickets.operations.ruling import save_rule
    from tickets.operations.tagging import tag_named

    tag: Tag = tag_named("never given")
    asks = [
        {"field": "subject", "op": "contains", "value": ["zebra crossing", "unheard of"]},
        {"field": "message", "op": "contains", "value": ["aardvark", "quokka", "wombat"]},
        {"field": "tags", "op": "any_of", "value": [tag.pk]},
        {"field": "customer_messages", "op": "more_than", "value": 9000},
        {"field": "domain", "op": "is", "value": ["nowhere.example"]},
        {"field": "waiting", "op": "more_than", "value": 10**8},
    ]
    for number in range(RULES + ACTING):
        acts = number >= RULES
        ask = asks[number % len(asks)]
        conditions = {"match": "all", "conditions": [{"field": "channel", "op": "is_not", "value": ["sms"]}, ask]}
        action = {"action": "add_tags", "params": {"tags": [f"measured {number}"]}} if number % 2 else None
        rule = Rule(
            kind=Rule.Kind.TRIGGER,
            name=f"{'Acting' if acts else 'Measured'} {number}",
            events=["agent_replied"] if acts else EVENTS,
            conditions={} if acts else conditions,
            actions=[_flip(number)] if acts else [action or {"action": "set_priority", "params": {"priority": 4}}],
        )
        save_rule(rule, by=admin)


def _flip(number: int) -> dict[str, Any]:
    """Return an action that changes something each time: a note."""
    return {"action": "note", "params": {"text": f"Rule {number} was here."}}


def _statements(work: Any) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


if __name__ == "__main__" and sys.argv[1:] == ["inside"]:
    inside()
