"""A rule or webhook removed at the very moment it acts takes no mail with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from tests.factories import make_ticket
from tests.queueing import meanwhile, waits
from tests.tickets.rules.conftest import do, make_rule
from tickets.models import Rule, RuleRun, RuleTimer, Webhook, WebhookDelivery
from tickets.operations.ruling import delete_rule
from tickets.operations.webhooks import delete_webhook, save_webhook
from tickets.rules import engine
from tickets.rules.timers import plan

pytestmark = pytest.mark.django_db(transaction=True)


def test_removing_a_rule_waits_for_its_log(admin: User) -> None:
    rule = make_rule(do("set_priority", priority=4))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            ticket = make_ticket()
            removal = meanwhile(pool, delete_rule, Rule.objects.get(pk=rule.pk), by=admin)
            waits()
        removal.result(timeout=30)
    ticket.refresh_from_db()
    assert ticket.priority == 4
    assert not Rule.objects.exists()
    assert not RuleRun.objects.exists()


def test_one_removed_before_its_log_is_written_leaves_none(admin: User, agent: User) -> None:
    """As a process does that read the rules a moment before."""
    rule = make_rule(do("set_priority", priority=4))
    timed = make_rule(do("set_priority", priority=4), since="opened", after_seconds=60)
    ticket = make_ticket()
    event = ticket.events.get(seq=1)
    Rule.objects.all().delete()
    with transaction.atomic():
        engine.react(event, (rule,))
        plan(ticket, (timed,))
    assert not RuleRun.objects.exists()
    assert not RuleTimer.objects.exists()


def test_removing_a_webhook_waits_for_what_it_is_told(admin: User, settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    webhook = Webhook(name="Stock", url="http://127.0.0.1:9/")
    save_webhook(webhook, by=admin)
    make_rule(do("webhook", webhook=webhook.pk))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            ticket = make_ticket()
            removal = meanwhile(pool, delete_webhook, Webhook.objects.get(pk=webhook.pk), by=admin)
            waits()
        removal.result(timeout=30)
    assert not WebhookDelivery.objects.exists()
    ticket.refresh_from_db()
