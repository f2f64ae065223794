"""Who is told of what happens in a ticket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Notification, Team, User
from channels_inbox.operations.withdrawing import withdraw_reply
from tests.factories import make_answer, make_customer, make_inbound, make_mailbox, make_note, make_ticket, make_user
from tickets.models import Ticket
from tickets.operations.assigning import assign_ticket
from tickets.operations.editing import set_priority
from tickets.operations.following import follow_ticket
from tickets.operations.replying import post_reply
from tickets.operations.visiting import mark_seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(agent: User) -> Ticket:
    return make_ticket(make_customer("maya@cafenorr.example", "Maya Lindqvist"), assignee=agent)


def told(user: User) -> list[tuple[str, str]]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", "text"))


def test_the_new_owner_hears_who_gave_it(agent: User, admin: User) -> None:
    ticket = make_ticket()
    assign_ticket(ticket, to=agent, by=admin)
    assert told(agent) == [("assigned", "Ingrid Falk gave it to you")]
    assert Notification.objects.get().ticket_number == ticket.number


def test_taking_a_ticket_oneself_is_no_news(agent: User) -> None:
    assign_ticket(make_ticket(), to=agent, by=agent)
    make_answer(make_ticket(), by=agent, channel="web_form")
    assert told(agent) == []


def test_being_given_the_same_ticket_again_is_news_again(agent: User, admin: User) -> None:
    ticket = make_ticket()
    for to in (agent, admin, agent):
        assign_ticket(ticket, to=to, by=admin)
    assert len(told(agent)) == 2


def test_the_owner_hears_the_customer_and_colleagues(ticket: Ticket, agent: User, admin: User) -> None:
    make_inbound(ticket, text="Still 4 bar.")
    make_note(ticket, by=admin, text="Batch 88.")
    make_answer(ticket, by=admin, text="Bleed it.", channel="web_form")
    assert told(agent)[1:] == [
        ("reply", "Maya Lindqvist wrote: Still 4 bar."),
        ("note", "Ingrid Falk wrote a note: Batch 88."),
        ("reply", "Ingrid Falk replied: Bleed it."),
    ]
    assert told(admin) == []


def test_followers_hear_messages_and_nothing_else(ticket: Ticket, light_agent: User, agent: User) -> None:
    follow_ticket(ticket, by=light_agent)
    set_priority(ticket, to=4, by=agent)
    make_inbound(ticket)
    assert [kind for kind, _ in told(light_agent)] == ["reply"]


def test_a_follower_who_lost_sight_of_the_ticket_is_not_told(ticket: Ticket) -> None:
    limited = make_user(User.Role.AGENT, ticket_scope="teams")
    follow_ticket(ticket, by=limited)
    Ticket.objects.update(team=Team.objects.create(name="Others", slug="others"))
    make_inbound(Ticket.objects.get())
    assert told(limited) == []


def test_a_ticket_nobody_owns_or_follows_tells_nobody(agent: User) -> None:
    make_inbound(make_ticket())
    assert not Notification.objects.exists()


def test_an_event_that_concerns_nobody_asks_the_database_nothing(
    ticket: Ticket, agent: User, django_assert_num_queries: Callable[[int], Any]
) -> None:
    from tickets.notices import tell

    set_priority(ticket, to=4, by=agent)
    event = ticket.events.select_related("ticket").get(action="priority_changed")
    with django_assert_num_queries(0):
        tell([event])


def test_seeing_the_ticket_reads_what_it_told(ticket: Ticket, agent: User) -> None:
    make_inbound(ticket)
    other = make_ticket(assignee=agent)
    assert Notification.objects.filter(user=agent, read_at=None).count() == 3
    mark_seen(ticket, by=agent)
    assert Notification.objects.get(user=agent, read_at=None).ticket_number == other.number


def test_a_reply_that_is_taken_back_was_never_told(ticket: Ticket, agent: User, admin: User) -> None:
    make_mailbox()
    event = post_reply(ticket, by=admin, text="Oops.", channel="email", hold=20)
    assert [kind for kind, _ in told(agent)] == ["assigned", "reply"]
    assert event.message is not None
    withdraw_reply(event.message, by=admin)
    assert [kind for kind, _ in told(agent)] == ["assigned"]
