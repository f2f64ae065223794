"""Who hears that a ticket changed, and who must not even feel it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import transaction

from accounts.models import Membership, Team, User
from tests.channels_inbox.realtime.pages import Page
from tests.factories import make_answer, make_inbound, make_note, make_ticket, make_user
from tickets.models import Status, Ticket
from tickets.operations.assigning import assign_team, assign_ticket
from tickets.operations.editing import set_priority
from tickets.operations.merging import merge_tickets, undo_merge
from tickets.operations.progress import resolve_ticket, set_status
from tickets.operations.relating import link_tickets
from tickets.operations.splitting import split_ticket

pytestmark = pytest.mark.slow

OpenPage = Callable[[User], Page]


@pytest.fixture
def team(committed: None) -> Team:
    return Team.objects.create(name="Machines", slug="machines")


@pytest.fixture
def member(team: Team) -> User:
    """An agent who sees the tickets of their team, of no team and their own."""
    user = make_user(User.Role.AGENT, name="Priya Nair", ticket_scope=User.TicketScope.TEAMS)
    Membership.objects.create(team=team, user=user)
    return user


@pytest.fixture
def colleague(committed: None) -> User:
    """An agent of no team at all."""
    return make_user(User.Role.AGENT, name="Leila Haddad", ticket_scope=User.TicketScope.TEAMS)


def change_and_fail(ticket: Ticket, *, by: User) -> None:
    """Change a ticket in a transaction, or savepoint, that is rolled back."""
    with suppress(LookupError), transaction.atomic():
        set_priority(ticket, to=4, by=by)
        raise LookupError


def test_an_agent_hears_of_a_customers_message(open_page: OpenPage, agent: User) -> None:
    ticket = make_ticket()
    page = open_page(agent)
    make_inbound(ticket)
    ticket.refresh_from_db()
    assert page.hear() == {"kind": "ticket_changed", "id": ticket.pk, "number": ticket.number, "seq": ticket.seq}


def test_an_agent_hears_of_a_new_ticket_once(open_page: OpenPage, agent: User) -> None:
    page = open_page(agent)
    ticket = make_ticket()
    assert [frame["number"] for frame in page.heard_until_now()] == [ticket.number]


def test_several_changes_in_one_transaction_are_one_nudge(open_page: OpenPage, agent: User) -> None:
    ticket = make_ticket()
    page = open_page(agent)
    with transaction.atomic():
        set_priority(ticket, to=4, by=agent)
        assign_ticket(ticket, to=agent, by=agent)
        resolve_ticket(ticket, by=agent)
    ticket.refresh_from_db()
    assert [frame["seq"] for frame in page.heard_until_now()] == [ticket.seq]


def test_what_was_rolled_back_is_not_news(open_page: OpenPage, agent: User) -> None:
    ticket = make_ticket()
    page = open_page(agent)
    change_and_fail(ticket, by=agent)
    assert page.heard_until_now() == []


def test_a_rolled_back_savepoint_does_not_swallow_what_follows(open_page: OpenPage, agent: User) -> None:
    ticket = make_ticket()
    page = open_page(agent)
    with transaction.atomic():
        change_and_fail(ticket, by=agent)
        set_priority(ticket, to=3, by=agent)
    ticket.refresh_from_db()
    assert [frame["seq"] for frame in page.heard_until_now()] == [ticket.seq]


def test_an_agent_does_not_hear_of_another_teams_ticket(
    open_page: OpenPage, team: Team, member: User, colleague: User
) -> None:
    ticket = make_ticket(team=team)
    inside, outside = open_page(member), open_page(colleague)
    make_inbound(ticket)
    assert inside.heard_until_now()
    assert outside.heard_until_now() == []


def test_what_ties_a_ticket_to_a_hidden_one_is_heard_of_the_seen_one_alone(
    open_page: OpenPage, agent: User, team: Team, colleague: User
) -> None:
    seen, hidden, merged = make_ticket(), make_ticket(team=team), make_ticket(team=team)
    page, desk = open_page(colleague), open_page(agent)
    link_tickets(hidden, to=seen, kind="child", by=agent)
    edge = merge_tickets(merged, into=seen, by=agent)
    split_ticket(hidden, messages=list(hidden.messages.all()), subject="A part", by=agent)
    undo_merge(edge, by=agent, taking=[])
    assert {frame["number"] for frame in desk.heard_until_now()} > {seen.number, hidden.number, merged.number}
    assert {frame["number"] for frame in page.heard_until_now()} == {seen.number}


def test_an_agent_who_loses_a_ticket_hears_it_go_and_nothing_after(
    open_page: OpenPage, agent: User, team: Team, colleague: User
) -> None:
    ticket = make_ticket()
    page = open_page(colleague)
    assign_team(ticket, to=team, by=agent)
    assert len(page.heard_until_now()) == 1
    make_inbound(ticket)
    make_note(ticket, by=agent)
    assert page.heard_until_now() == []


def test_an_owner_hears_of_their_ticket_and_of_its_leaving(
    open_page: OpenPage, agent: User, team: Team, colleague: User
) -> None:
    ticket = make_ticket(team=team)
    page = open_page(colleague)
    assign_ticket(ticket, to=colleague, by=agent)
    # Their own bell rings, too.
    assert sorted(frame["kind"] for frame in page.heard_until_now()) == ["notified", "ticket_changed"]
    assign_ticket(ticket, to=agent, by=agent)
    assert len(page.heard_until_now()) == 1
    make_inbound(ticket)
    assert page.heard_until_now() == []


def test_a_customer_hears_of_an_answer_without_its_position(open_page: OpenPage, agent: User, customer: User) -> None:
    ticket = make_ticket(customer.customer)
    page = open_page(customer)
    make_answer(ticket, by=agent, channel="web_form")
    assert page.heard_until_now() == [{"kind": "ticket_changed", "number": ticket.number}]


def test_a_customer_hears_of_an_answer_in_the_ticket_theirs_became_part_of(
    open_page: OpenPage, agent: User, customer: User, outsider: User
) -> None:
    source, target = make_ticket(customer.customer), make_ticket()
    edge = merge_tickets(source, into=target, by=agent)
    hers, nobodys = open_page(customer), open_page(outsider)
    make_note(target, by=agent)
    make_inbound(target)
    make_answer(target, by=agent, channel="web_form")
    assert hers.hear() == {"kind": "ticket_changed", "number": source.number}
    undo_merge(edge, by=agent)
    make_answer(target, by=agent, channel="web_form")
    assert hers.heard_until_now() == []
    assert nobodys.heard_until_now() == []


def test_a_customer_hears_that_it_was_resolved(open_page: OpenPage, agent: User, customer: User) -> None:
    ticket = make_ticket(customer.customer)
    page = open_page(customer)
    resolve_ticket(ticket, by=agent)
    assert len(page.heard_until_now()) == 1


def test_a_customer_hears_of_a_status_only_when_they_read_another_word_for_it(
    open_page: OpenPage, agent: User, customer: User
) -> None:
    ticket = make_ticket(customer.customer)
    page = open_page(customer)
    now = ticket.status
    inside = Status.objects.create(name="On the bench", slug="bench", customer_name=now.customer_name, category="open")
    set_status(ticket, to=inside, by=agent)
    assert page.heard_until_now() == []
    set_status(ticket, to=Status.objects.get(category="waiting_customer"), by=agent)
    assert len(page.heard_until_now()) == 1


def test_a_customer_does_not_feel_what_happens_inside(
    open_page: OpenPage, agent: User, team: Team, customer: User
) -> None:
    ticket = make_ticket(customer.customer)
    page, desk = open_page(customer), open_page(agent)
    make_note(ticket, by=agent)
    assign_ticket(ticket, to=agent, by=agent)
    assign_team(ticket, to=team, by=agent)
    set_priority(ticket, to=4, by=agent)
    assert len(desk.heard_until_now()) >= 4
    assert page.heard_until_now() == []


def test_the_outsider_hears_nothing(open_page: OpenPage, agent: User, customer: User, outsider: User) -> None:
    ticket = make_ticket(customer.customer)
    page = open_page(outsider)
    make_answer(ticket, by=agent, channel="web_form")
    make_inbound(ticket)
    resolve_ticket(ticket, by=agent)
    assert page.heard_until_now() == []
