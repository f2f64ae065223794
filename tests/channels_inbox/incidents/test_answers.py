"""Everybody an incident concerns is answered with an update: each where they asked, each once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connections

from accounts.models import Notification, Team, User
from channels_inbox.incident_answers import answer_incidents, reply
from channels_inbox.models import Outbound
from knowledgebase.operations.incidents import post_update, publish_incident, resolve_incident
from tests.chatting import Browser, make_widget
from tests.factories import make_mailbox, make_ticket, make_user
from tests.incidents import latest, make_incident
from tests.invariants import broken_rules
from tickets.errors import EmptyMessage, NotAllowed, TicketError
from tickets.models import IncidentAnswer, IncidentAnswering, Message, Ticket
from tickets.models.kinds import Category
from tickets.operations.answering_incidents import answer_linked, work_answers
from tickets.operations.assigning import assign_team
from tickets.operations.incidents import link_incident, suppose_incident, unlink_incident
from tickets.operations.merging import merge_tickets
from tickets.operations.progress import close_ticket

pytestmark = pytest.mark.django_db


def replies(ticket: Ticket) -> list[str]:
    return list(Message.objects.filter(ticket=ticket, kind=Message.Kind.REPLY).values_list("text", flat=True))


def test_each_is_answered_where_they_asked_and_their_tickets_are_resolved(agent: User) -> None:
    make_mailbox()
    by_mail, other = make_ticket(), make_ticket()
    browser = Browser.welcomed(make_widget())
    key = browser.start("The foam is flat")
    by_chat = Ticket.objects.get(channel="chat")
    incident = make_incident(agent)
    for ticket in (by_mail, by_chat):
        link_incident(ticket, incident, by=agent)
    suppose_incident(other, incident, likeness=0.9, reason="x")
    update = resolve_incident(incident, "It is fixed.", by=agent)
    answer_linked(update, text="It is fixed.", resolves=True, by=agent)
    assert answer_incidents() == 2
    assert replies(by_mail) == replies(by_chat) == ["It is fixed."]
    assert replies(other) == [], "nobody confirmed that one"
    assert Outbound.objects.filter(message__ticket=by_mail).count() == 1
    assert [entry["text"] for entry in browser.entries(key) if entry["author"] == "agent"] == ["It is fixed."]
    for ticket in (by_mail, by_chat):
        ticket.refresh_from_db()
        assert (ticket.category, ticket.assignee) == (Category.RESOLVED, None), "they are nobody's by that"
    assert IncidentAnswering.objects.get().finished_at is not None
    assert broken_rules() == []


def test_the_same_update_again_answers_only_those_linked_since(agent: User) -> None:
    make_mailbox()
    first, second = make_ticket(), make_ticket()
    incident = make_incident(agent)
    link_incident(first, incident, by=agent)
    update = latest(incident)
    for _ in range(2):
        answer_linked(update, text="We found it.", resolves=False, by=agent)
        answer_incidents()
    link_incident(second, incident, by=agent)
    answer_linked(update, text="Other words are not sent.", resolves=True, by=agent)
    answer_incidents()
    assert replies(first) == replies(second) == ["We found it."]
    first.refresh_from_db()
    assert first.category == Category.NEW, "an update leaves a ticket as it is"
    later = post_update(incident, "monitoring", "Better now?", by=agent)
    answer_linked(later, text="Better now?", resolves=False, by=agent)
    answer_incidents()
    assert replies(first) == ["We found it.", "Better now?"]


def test_who_cannot_be_answered_is_named_with_the_reason(agent: User) -> None:
    make_mailbox()
    closed, taken_away, denied = make_ticket(), make_ticket(), make_ticket()
    limited = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS)
    incident = make_incident(agent)
    for ticket in (closed, taken_away, denied):
        link_incident(ticket, incident, by=agent)
    close_ticket(closed, by=agent)
    answer_linked(latest(incident), text="We found it.", resolves=False, by=limited)
    assign_team(taken_away, to=Team.objects.create(name="Orders", slug="orders"), by=agent)
    unlink_incident(denied, incident, by=agent)
    answer_incidents()
    reasons = dict(IncidentAnswer.objects.values_list("ticket", "reason"))
    assert "closed" in reasons[closed.pk]
    assert "cannot see" in reasons[taken_away.pk]
    assert "not caused" in reasons[denied.pk]
    assert replies(closed) == replies(taken_away) == replies(denied) == []
    told = Notification.objects.get(user=limited, kind=Notification.Kind.FINISHED)
    assert "2 could not be" in told.text


def test_those_out_of_sight_of_one_agent_are_answered_when_another_presses(agent: User, admin: User) -> None:
    make_mailbox()
    orders = Team.objects.create(name="Orders", slug="orders")
    seen, hidden, lost = make_ticket(), make_ticket(team=orders), make_ticket()
    limited = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS)
    incident = make_incident(agent)
    for ticket in (seen, hidden, lost):
        link_incident(ticket, incident, by=agent)
    update = latest(incident)
    answer_linked(update, text="We found it.", resolves=False, by=limited)
    assign_team(lost, to=orders, by=agent)
    answer_incidents()
    assert (replies(seen), replies(hidden), replies(lost)) == (["We found it."], [], [])
    answer_linked(update, text="We found it.", resolves=False, by=admin)
    # It changes nothing for those another asked for.
    answer_linked(update, text="We found it.", resolves=False, by=limited)
    answer_incidents()
    assert replies(seen) == replies(hidden) == replies(lost) == ["We found it."]
    assert Message.objects.get(ticket=hidden, kind=Message.Kind.REPLY).author_user == admin
    assert Notification.objects.filter(user=admin, kind=Notification.Kind.FINISHED).count() == 1


def test_a_database_that_is_busy_leaves_the_answer_for_the_next_round(agent: User) -> None:
    make_mailbox()
    first, second = make_ticket(), make_ticket()
    incident = make_incident(agent)
    for ticket in (first, second):
        link_incident(ticket, incident, by=agent)
    answer_linked(latest(incident), text="We found it.", resolves=False, by=agent)

    def deadlocked_once(answering: IncidentAnswering, ticket: Ticket) -> None:
        if ticket == first:
            raise OperationalError("deadlock detected")
        reply(answering, ticket)

    work_answers(deadlocked_once)
    assert (replies(first), replies(second)) == ([], ["We found it."])
    assert IncidentAnswering.objects.get().finished_at is None
    answer_incidents()
    assert replies(first) == replies(second) == ["We found it."]
    assert IncidentAnswering.objects.get().finished_at is not None


def test_a_merged_ticket_is_answered_in_the_one_it_became_and_nobody_twice(agent: User) -> None:
    make_mailbox()
    doubled, into, told, later = make_ticket(), make_ticket(), make_ticket(), make_ticket()
    incident = make_incident(agent)
    for ticket in (doubled, told):
        link_incident(ticket, incident, by=agent)
    merge_tickets(doubled, into=into, by=agent)
    for _ in range(2):
        answer_linked(latest(incident), text="We found it.", resolves=False, by=agent)
        answer_incidents()
        if told.category != Category.MERGED:
            merge_tickets(told, into=later, by=agent)
            told.refresh_from_db()
    assert replies(into) == replies(told) == ["We found it."]
    assert replies(doubled) == replies(later) == []


def test_nothing_is_told_of_a_draft_or_without_words(agent: User, light_agent: User) -> None:
    incident = make_incident(agent, draft=True)
    with pytest.raises(TicketError, match="Publish"):
        answer_linked(latest(incident), text="x", resolves=False, by=agent)
    publish_incident(incident, by=agent)
    incident.refresh_from_db()
    with pytest.raises(EmptyMessage):
        answer_linked(latest(incident), text="  ", resolves=False, by=agent)
    with pytest.raises(NotAllowed):
        answer_linked(latest(incident), text="x", resolves=False, by=light_agent)
    assert not IncidentAnswering.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_several_workers_and_presses_at_once_answer_each_once(agent: User) -> None:
    make_mailbox()
    tickets = [make_ticket() for _ in range(6)]
    incident = make_incident(agent)
    for ticket in tickets:
        link_incident(ticket, incident, by=agent)
    update = latest(incident)

    def press_and_work(_: int) -> int:
        try:
            answer_linked(update, text="We found it.", resolves=False, by=agent)
            return answer_incidents()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(press_and_work, range(4))) == 6
    assert all(replies(ticket) == ["We found it."] for ticket in tickets)
    assert Outbound.objects.count() == 6
