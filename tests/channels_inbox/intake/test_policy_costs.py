"""What the conditions of an SLA policy cost a mail: nothing, unless they ask for what lies in another table."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Calendar
from channels_inbox.models import Channel
from tests.mail import deliver, make_mail
from tickets.models import CustomField, SlaPolicy, SlaTarget, Tag

pytestmark = pytest.mark.django_db
ORDINARY = (
    ("priority", "is", [2]),
    ("type", "is", ["question"]),
    ("channel", "is", ["email"]),
    ("team", "empty", None),
    ("organization", "empty", None),
    ("requester", "is_not", [0]),
    ("subject", "contains_not", ["spam"]),
    ("custom_plan", "empty", None),
)


_senders = count(1)


@pytest.fixture
def policy(db: None) -> SlaPolicy:
    policy = SlaPolicy.objects.create(name="P", calendar=Calendar.objects.get())
    for metric in ("first_response", "next_response", "resolution"):
        SlaTarget.objects.create(policy=policy, priority=2, metric=metric, seconds=3600)
    return policy


def statements(support: Channel, policy: SlaPolicy, *conditions: tuple[str, str, Any]) -> int:
    """Return how many statements a mail takes that opens a ticket under the policy."""
    asked = [{"field": name, "op": op, "value": value} for name, op, value in conditions]
    policy.conditions = {"match": "all", "conditions": asked} if asked else {}
    policy.version += 1
    policy.save()
    for _ in range(2):
        # The first reads what is kept per process.
        mail = make_mail(sender=f"somebody{next(_senders)}@cafenorr.example")
        with CaptureQueriesContext(connection) as taken:
            ticket = deliver(support, mail).ticket
    assert ticket is not None
    assert ticket.clocks.count() == 2
    return len(taken)


def test_ordinary_fields_ask_nothing_and_tags_one_question(support: Channel, policy: SlaPolicy) -> None:
    CustomField.objects.create(key="plan", label="Plan", kind="text")
    without = statements(support, policy)
    assert statements(support, policy, *ORDINARY) == without
    vip = Tag.objects.create(name="vip")
    assert statements(support, policy, ("tags", "none_of", [vip.pk])) == without + 1
    assert statements(support, policy, ("domain", "is", ["cafenorr.example"])) <= without + 1
