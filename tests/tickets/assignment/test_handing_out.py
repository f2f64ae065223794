"""Who gets the next ticket: in turn or by load, within their limit, and only who is there."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Leave, Team, User
from accounts.operations.attending import choose_availability
from tests.factories import make_inbound, make_note, make_ticket, make_user
from tests.tickets.assignment.conftest import join, owner, reason, waiting
from tickets.models import Event, Ticket
from tickets.models.kinds import Category
from tickets.operations.assigning import assign_team, assign_ticket
from tickets.operations.distributing import hand_out
from tickets.operations.progress import resolve_ticket, set_status
from tickets.operations.snoozing import snooze_ticket
from tickets.selectors import default_status

pytestmark = pytest.mark.django_db


def test_round_robin_gives_everybody_the_same(team: Team) -> None:
    people = [join(team, name) for name in ("Ana Ruiz", "Olof Berg", "Mei Tan")]
    tickets = waiting(team, 9)
    assert hand_out() == 9
    assert Counter(owner(t) for t in tickets) == dict.fromkeys(people, 3)
    assert [owner(t) for t in tickets[:3]] == [owner(t) for t in tickets[3:6]] == people


def test_the_turn_survives_a_restart_and_who_was_away_gets_one_not_all(team: Team) -> None:
    ana, olof = join(team, "Ana Ruiz"), join(team, "Olof Berg")
    late = join(team, "Mei Tan", state="away")
    waiting(team, 4)
    assert hand_out() == 4
    choose_availability(late, to="online", by=late)
    tickets = waiting(team, 4)
    hand_out()
    assert [owner(t) for t in tickets] == [late, ana, olof, late]


def test_least_busy_gives_to_who_has_most_room(team: Team) -> None:
    Team.objects.update(assignment="least_busy", capacity=4)
    ana, half = join(team, "Ana Ruiz"), join(team, "Olof Berg", capacity=2)
    for _ in range(2):
        make_ticket(assignee=ana)
    tickets = waiting(team, 3)
    hand_out()
    assert [owner(t) for t in tickets] == [half, ana, half]
    assert reason(tickets[0]) == "least busy: most room (0 of 2)"


def test_nobody_is_given_more_than_their_limit_and_room_is_used_at_once(team: Team) -> None:
    Team.objects.update(capacity=2)
    ana, olof = join(team, "Ana Ruiz"), join(team, "Olof Berg", capacity=1)
    tickets = waiting(team, 5)
    assert hand_out() == 3
    assert Counter(owner(t) for t in tickets) == {ana: 2, olof: 1, None: 2}
    assert hand_out() == 0
    resolve_ticket(tickets[0], by=ana)
    assert hand_out() == 1
    assert (owner(tickets[3]), owner(tickets[4])) == (ana, None)
    assert reason(tickets[3]) == "round robin: the only one free (1 of 2)"


def test_what_waits_for_others_takes_no_room(team: Team) -> None:
    Team.objects.update(capacity=1)
    ana = join(team, "Ana Ruiz")
    first, second = waiting(team, 2)
    hand_out()
    set_status(first, to=default_status(Category.WAITING_CUSTOMER), by=ana)
    assert hand_out() == 1
    assert owner(second) == ana


def test_who_waited_longest_comes_first_and_what_asks_nothing_of_us_last(team: Team) -> None:
    answered, later, longest = waiting(team, 3)
    Ticket.objects.filter(pk=answered.pk).update(waiting_since=None)
    Ticket.objects.filter(pk=longest.pk).update(waiting_since=timezone.now() - timedelta(hours=1))
    join(team, "Ana Ruiz")
    hand_out()
    given = Event.objects.filter(action="assigned").order_by("pk").values_list("ticket", flat=True)
    assert list(given) == [longest.pk, later.pk, answered.pk]


def test_only_awake_open_work_of_the_team_is_given(team: Team, agent: User) -> None:
    join(team, "Ana Ruiz")
    elsewhere = make_ticket()
    taken = make_ticket(team=team, assignee=agent)
    asleep, spam, waits, resolved = waiting(team, 4)
    snooze_ticket(asleep, until=timezone.now() + timedelta(hours=1), by=agent)
    set_status(spam, to=default_status(Category.SPAM), by=agent)
    set_status(waits, to=default_status(Category.WAITING_THIRD_PARTY), by=agent)
    resolve_ticket(resolved, by=agent)
    assert hand_out() == 0
    assert [owner(t) for t in (elsewhere, taken, asleep)] == [None, agent, None]


@pytest.mark.parametrize("state", ["away", "reassign", "offline"])
def test_who_is_not_online_gets_nothing(team: Team, state: str) -> None:
    join(team, "Ana Ruiz", state=state)
    waiting(team)
    assert hand_out() == 0


def test_people_of_other_teams_light_agents_and_those_let_go_get_nothing(team: Team) -> None:
    other = Team.objects.create(name="Billing", slug="billing", assignment="round_robin")
    join(other, "Ana Ruiz")
    light = join(team, "Emil Sund", role=User.Role.LIGHT_AGENT)
    User.objects.filter(pk=light.pk).update(availability="online")
    gone = join(team, "Olof Berg")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    waiting(team)
    assert hand_out() == 0


def test_a_limited_agent_gets_tickets_of_their_team_and_sees_them(team: Team) -> None:
    limited = join(team, "Ana Ruiz", ticket_scope=User.TicketScope.ASSIGNED)
    (ticket,) = waiting(team)
    assert not Ticket.objects.visible_to(limited).exists()
    hand_out()
    assert Ticket.objects.visible_to(limited).get() == ticket


def test_who_is_on_leave_gets_nothing_though_they_look_online(team: Team) -> None:
    ana = join(team, "Ana Ruiz")
    now = timezone.now()
    Leave.objects.create(user=ana, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=7))
    waiting(team)
    assert hand_out(now=now) == 0
    assert hand_out(now=now + timedelta(days=8)) == 1


def test_a_team_that_works_by_hand_is_left_alone(team: Team) -> None:
    Team.objects.update(assignment="manual")
    join(team, "Ana Ruiz")
    waiting(team)
    assert hand_out() == 0


def test_who_puts_a_ticket_back_is_not_given_it_again_while_others_can_take_it(team: Team) -> None:
    Team.objects.update(assignment="least_busy")
    ana, olof = join(team, "Ana Ruiz"), join(team, "Olof Berg")
    make_ticket(assignee=olof)
    (ticket,) = waiting(team)
    hand_out()
    assert owner(ticket) == ana
    assign_ticket(ticket, to=None, by=ana)
    hand_out()
    assert owner(ticket) == olof


def test_moving_to_a_team_clears_the_person_and_a_person_keeps_the_team(team: Team, agent: User) -> None:
    ana = join(team, "Ana Ruiz")
    ticket = make_ticket(assignee=agent)
    assign_team(ticket, to=team, by=agent)
    assert owner(ticket) is None
    hand_out()
    assert owner(ticket) == ana
    assign_ticket(ticket, to=agent, by=ana)
    ticket.refresh_from_db()
    assert ticket.team == team


def test_a_reopened_ticket_stays_with_its_owner_who_is_there(team: Team) -> None:
    ana = join(team, "Ana Ruiz")
    join(team, "Olof Berg")
    (ticket,) = waiting(team)
    hand_out()
    resolve_ticket(ticket, by=ana)
    make_inbound(ticket)
    hand_out()
    assert owner(ticket) == ana


def test_a_customers_reply_goes_back_to_the_team_when_the_owner_wants_that(team: Team) -> None:
    ana, olof = join(team, "Ana Ruiz"), join(team, "Olof Berg", state="away")
    (ticket,) = waiting(team)
    hand_out()
    set_status(ticket, to=default_status(Category.WAITING_CUSTOMER), by=ana)
    choose_availability(ana, to="reassign", by=ana)
    hand_out()
    assert owner(ticket) == ana
    make_inbound(ticket)
    assert owner(ticket) is None
    assert reason(ticket) == "Ana Ruiz is away"
    choose_availability(olof, to="online", by=olof)
    hand_out()
    assert owner(ticket) == olof


def test_it_goes_back_in_a_team_that_works_by_hand_too(team: Team) -> None:
    ana = join(team, "Ana Ruiz")
    (ticket,) = waiting(team)
    hand_out()
    Team.objects.update(assignment="manual")
    choose_availability(ana, to="reassign", by=ana)
    make_inbound(ticket)
    hand_out()
    assert owner(ticket) is None
    assert reason(ticket) == "Ana Ruiz is away"


def test_away_alone_keeps_what_one_has(team: Team) -> None:
    ana = join(team, "Ana Ruiz")
    (ticket,) = waiting(team)
    hand_out()
    choose_availability(ana, to="away", by=ana)
    make_inbound(ticket)
    assert owner(ticket) == ana


def test_an_automatic_answer_a_stranger_and_a_note_send_nothing_back(team: Team) -> None:
    ana = join(team, "Ana Ruiz")
    (ticket,) = waiting(team)
    hand_out()
    choose_availability(ana, to="reassign", by=ana)
    make_inbound(ticket, public=False, reopen=False)
    make_inbound(ticket, automatic=True, reopen=False)
    make_note(ticket, by=make_user(User.Role.AGENT))
    assert owner(ticket) == ana
