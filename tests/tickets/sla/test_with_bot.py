"""While the answer bot has a ticket people owe nothing: clocks stand still, and the ledger says why."""

from __future__ import annotations

import pytest

from accounts.models import Calendar, User
from tests.factories import make_customer
from tests.tickets.sla.conftest import HOUR, MINUTE, Travel, clock_of, promise
from tickets.models import Metric, SlaClock, SlaEvent, Ticket
from tickets.operations.assigning import assign_ticket
from tickets.operations.handing import hand_to_people
from tickets.operations.messages import Content
from tickets.operations.opening import open_ticket
from tickets.operations.progress import resolve_ticket
from tickets.operations.receiving import receive_reply
from tickets.operations.replying import post_reply
from tickets.sla.explaining import explain

pytestmark = pytest.mark.django_db
State = SlaClock.State


@pytest.fixture
def ticket(travel: Travel, calendar_a: Calendar) -> Ticket:
    """A ticket the bot has since Monday, 9:00."""
    promise(calendar_a, first_response=HOUR, resolution=8 * HOUR)
    travel("2026-11-30 09:00")
    maya = make_customer("maya@cafenorr.example")
    return open_ticket(
        by=maya, requester=maya, subject="Hi", content=Content(text="Hi"), channel="chat", with_bot=True
    ).ticket


def ledger(ticket: Ticket, metric: str = Metric.FIRST_RESPONSE) -> list[tuple[str, str]]:
    lines = SlaEvent.objects.filter(clock=clock_of(ticket, metric)).order_by("pk")
    return [(line.kind, line.particulars.get("cause", "")) for line in lines]


def test_the_first_reply_is_owed_from_the_hand_over(ticket: Ticket, travel: Travel) -> None:
    assert clock_of(ticket, Metric.FIRST_RESPONSE).state == State.PAUSED
    assert ticket.sla_state == "paused"
    travel("2026-11-30 10:30")
    receive_reply(ticket, Content(text="A person, please"), by=ticket.requester, channel="chat")
    hand_to_people(ticket, reason="Asked for a person")
    for metric, due in ((Metric.FIRST_RESPONSE, "2026-11-30 11:30"), (Metric.RESOLUTION, "2026-12-01 11:30")):
        clock = clock_of(ticket, metric)
        assert (clock.state, clock.due_at) == (State.RUNNING, travel(due))
    assert ledger(ticket) == [
        ("activate", ""),
        ("pause", "the answer bot has it"),
        ("resume", "it is for people now"),
    ]
    # The page that explains it says so.
    first, second = explain(clock_of(ticket, Metric.FIRST_RESPONSE), now=travel("2026-11-30 11:00"))
    assert (first.why, first.length.total_seconds()) == ("Stood still: the answer bot has it", 90 * MINUTE)
    assert (second.counted, second.length.total_seconds()) == (True, HOUR)


@pytest.mark.parametrize("how", ["took it", "answered it"])
def test_it_is_owed_as_soon_as_a_person_has_it(ticket: Ticket, agent: User, travel: Travel, how: str) -> None:
    travel("2026-11-30 10:00")
    if how == "took it":
        assign_ticket(ticket, to=agent, by=agent)
        clock = clock_of(ticket, Metric.FIRST_RESPONSE)
        assert (clock.state, clock.due_at) == (State.RUNNING, travel("2026-11-30 11:00"))
        assert clock_of(ticket, Metric.RESOLUTION).state == State.RUNNING
    else:
        post_reply(ticket, by=agent, text="Hello", channel="api")
        assert clock_of(ticket, Metric.FIRST_RESPONSE).state == State.MET
    ticket.refresh_from_db()
    assert ticket.with_bot_since is None
    assert "bot_left" in ticket.events.values_list("action", flat=True)


def test_what_the_bot_solves_was_owed_by_nobody(ticket: Ticket, travel: Travel) -> None:
    travel("2026-12-02 10:00")
    resolve_ticket(ticket, by=None)
    assert clock_of(ticket, Metric.FIRST_RESPONSE).state == State.CANCELLED
    assert clock_of(ticket, Metric.RESOLUTION).state == State.MET
    ticket.refresh_from_db()
    assert ticket.with_bot_since is None


def test_other_tickets_know_nothing_of_it(travel: Travel, calendar_a: Calendar) -> None:
    promise(calendar_a, first_response=HOUR)
    maya = make_customer("maya@cafenorr.example")
    plain = open_ticket(by=maya, requester=maya, subject="Hi", content=Content(text="Hi"), channel="chat").ticket
    assert clock_of(plain, Metric.FIRST_RESPONSE).state == State.RUNNING
    assert hand_to_people(plain, reason="nothing") is None
