"""News of one call that arrive at the same moment make one call, one ticket, one answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from channels_inbox.models import Call, CallStep
from tests.channels_inbox.phone.calls import make_line, tell
from tests.factories import make_user
from tickets.models import Event, Message, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*news: dict[str, Any]) -> list[int]:
    """Post all of them, each from a thread of its own, as near to each other as threads can."""
    together = Barrier(len(news))

    def post(given: dict[str, Any]) -> int:
        try:
            together.wait()
            return int(tell(Client(), **given).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(news)) as pool:
        return list(pool.map(post, news))


def test_all_news_of_a_call_at_once_and_twice() -> None:
    make_line()
    ana = make_user(User.Role.AGENT, email="ana@halden.example", name="Ana Ruiz")
    began, answered, over = ("2026-03-02T09:00:00Z", "2026-03-02T09:00:20Z", "2026-03-02T09:01:20Z")
    news = [
        {"event": "newCall", "at": began},
        {"event": "answer", "at": answered, "agent": ana.email},
        {"event": "hangup", "at": over},
    ]
    assert set(at_once(*news, *news)) == {200}
    call = Call.objects.get()
    assert (call.state, call.wait_seconds, call.talk_seconds, call.agent) == ("completed", 20, 60, ana)
    assert (Ticket.objects.count(), CallStep.objects.count()) == (1, 3)
    assert Message.objects.filter(kind=Message.Kind.REPLY).count() == 1
    last = Event.objects.filter(action="call_ended").order_by("-seq").first()
    assert last is not None
    assert last.particulars["state"] == "completed"


def test_two_new_calls_of_one_new_caller_at_once() -> None:
    make_line()
    news = [{"event": "newCall", "callId": f"c-{n}"} for n in range(4)]
    assert set(at_once(*news)) == {200}
    assert Call.objects.exclude(conversation=None).count() == 4
    assert len(set(Ticket.objects.values_list("requester_id", flat=True))) == 1
