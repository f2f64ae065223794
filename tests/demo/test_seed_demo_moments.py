"""The demo desk at other moments than now."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from channels_inbox.models import Chat
from helpdesk.demo.company import make_company
from helpdesk.demo.desk import fill_inbox
from helpdesk.demo.hours import GOTHENBURG
from tests.invariants import broken_rules
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_it_is_the_same_desk_every_time() -> None:
    now = timezone.now().replace(microsecond=0)

    def told() -> list[Any]:
        with transaction.atomic():
            fill_inbox(make_company(now=now), now=now)
            rows = Message.objects.order_by("ticket__number", "id")
            found = list(rows.values_list("ticket__number", "ticket__subject", "text", "created_at"))
            transaction.set_rollback(True)
        return found

    first = told()
    assert len(first) > 1000
    assert told() == first


@pytest.mark.parametrize(("day", "hour"), [("Mon", 2), ("Mon", 8), ("Wed", 12), ("Fri", 19), ("Sat", 10), ("Sun", 23)])
def test_it_holds_together_whenever_it_is_made(day: str, hour: int) -> None:
    date = 16 + ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].index(day)
    now = datetime(2026, 11, date, hour, 37, tzinfo=GOTHENBURG)
    fill_inbox(make_company(now=now), now=now)
    assert broken_rules() == []
    newest = list(Ticket.objects.order_by("-last_message_at").values_list("number", flat=True)[:6])
    assert newest == [48213, 48231, 48230, 48226, 48219, 48217]
    assert Chat.objects.filter(owner="queue", ended_at=None, missed_at=None).count() == 2
    answered = Message.objects.exclude(author_user=None).exclude(ticket__number=48226)
    at = [moment.astimezone(GOTHENBURG) for moment in answered.values_list("created_at", flat=True)]
    assert not [moment for moment in at if moment.weekday() == 6 or not 7 <= moment.hour <= 18]
