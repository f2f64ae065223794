"""Who is asked what they think of our help, and when."""

from __future__ import annotations

from collections.abc import Callable

from time_machine import TimeMachineFixture

from accounts.models import User
from channels_inbox.asking import ask_for_ratings
from channels_inbox.composing import compose
from channels_inbox.models import Channel, Outbound
from tests.factories import make_answer, make_customer, make_inbound, make_note, make_ticket, make_user
from tests.invariants import broken_rules
from tests.tickets.ratings.conftest import DAY, HOUR
from tickets.models import Rating, RatingSettings, Status, Ticket
from tickets.models.kinds import Category
from tickets.operations.progress import close_ticket, reopen_ticket, resolve_ticket, set_status
from tickets.operations.replying import post_reply
from tickets.operations.splitting import split_ticket


def letters() -> list[Outbound]:
    return list(Outbound.objects.filter(automatic=True).order_by("pk"))


def test_the_customer_is_asked_once_two_hours_after_the_ticket_is_solved(
    clock: TimeMachineFixture, solved: Ticket
) -> None:
    clock.shift(2 * HOUR - 1)
    assert ask_for_ratings() == 0
    clock.shift(1)
    assert ask_for_ratings() == 1
    assert ask_for_ratings() == 0
    [letter] = letters()
    assert letter.to == ["maya@cafenorr.example"]
    assert letter.cc == []
    assert letter.subject == f"How did we do? [#{solved.number}]"
    assert broken_rules([solved]) == []


def test_the_answer_itself_goes_out_before_the_question(
    clock: TimeMachineFixture, agent: User, mailbox: object
) -> None:
    RatingSettings.objects.update(delay_seconds=0)
    ticket = make_ticket(make_customer("maya@cafenorr.example", "Maya Lindqvist"))
    post_reply(ticket, by=agent, text="Done.", channel="email", hold=20)
    resolve_ticket(ticket, by=agent)
    clock.shift(1)
    assert ask_for_ratings() == 0
    clock.shift(26)
    assert ask_for_ratings() == 1


def test_the_letter_continues_the_thread_and_names_each_answer_by_its_own_link(asked: Rating) -> None:
    [letter] = letters()
    reply = Outbound.objects.get(automatic=False)
    assert letter.conversation == reply.conversation
    assert letter.in_reply_to == reply.external_id
    written = compose(letter)
    assert written.automatic
    for label in ("Good", "Fair", "Not good"):
        assert f"{label}: http" in written.text
    assert written.text.count("/rate/") == (written.html or "").count("/rate/") == 3
    # What agents read and the database keeps opens nothing.
    assert asked.message
    assert "/rate/" not in asked.message.text


def test_opening_the_ticket_again_withdraws_the_question_and_solving_it_asks_anew(
    clock: TimeMachineFixture, solved: Ticket, agent: User, why_not: Callable[[Ticket], str]
) -> None:
    clock.shift(HOUR)
    make_inbound(solved)
    assert why_not(solved) == "opened again"
    clock.shift(2 * HOUR)
    assert ask_for_ratings() == 0
    resolve_ticket(solved, by=agent)
    clock.shift(2 * HOUR - 1)
    assert ask_for_ratings() == 0
    clock.shift(1)
    assert ask_for_ratings() == 1


def test_a_ticket_that_is_solved_again_after_its_question_is_not_asked_about_again(
    clock: TimeMachineFixture, asked: Rating, agent: User
) -> None:
    reopen_ticket(asked.ticket, by=agent)
    clock.shift(20 * DAY)
    resolve_ticket(asked.ticket, by=agent)
    clock.shift(3 * HOUR)
    assert ask_for_ratings() == 0
    assert len(letters()) == 1


def test_nobody_is_asked_twice_within_two_weeks(
    clock: TimeMachineFixture, asked: Rating, agent: User, why_not: Callable[[Ticket], str]
) -> None:
    def solve_another() -> Ticket:
        other = make_ticket(asked.customer, subject="Another thing")
        resolve_ticket(other, by=agent)
        clock.shift(2 * HOUR)
        return other

    soon = solve_another()
    assert ask_for_ratings() == 0
    assert why_not(soon) == "asked within 14 days"
    clock.shift(14 * DAY)
    later = solve_another()
    assert ask_for_ratings() == 1
    assert why_not(later) == ""


def test_of_two_tickets_of_one_customer_due_together_one_is_asked_about(
    clock: TimeMachineFixture, solved: Ticket, agent: User
) -> None:
    resolve_ticket(make_ticket(solved.requester, subject="Another thing"), by=agent)
    clock.shift(2 * HOUR)
    assert ask_for_ratings() == 1
    assert sorted(Rating.objects.values_list("why_not", flat=True)) == ["", "asked within 14 days"]


def test_spam_is_not_asked_about(
    clock: TimeMachineFixture, solved: Ticket, agent: User, why_not: Callable[[Ticket], str]
) -> None:
    set_status(solved, to=Status.objects.get(category=Category.SPAM), by=agent)
    clock.shift(2 * HOUR)
    assert ask_for_ratings() == 0
    assert why_not(solved) == "spam"


def test_what_became_part_of_another_ticket_is_not_asked_about(
    clock: TimeMachineFixture, solved: Ticket, why_not: Callable[[Ticket], str]
) -> None:
    Ticket.objects.filter(pk=solved.pk).update(category=Category.MERGED)
    clock.shift(2 * HOUR)
    assert ask_for_ratings() == 0
    assert why_not(solved) == "the ticket is merged"


def test_tickets_we_opened_are_asked_about_only_when_that_is_wished(
    clock: TimeMachineFixture, mailbox: Channel, agent: User, why_not: Callable[[Ticket], str]
) -> None:
    ours = make_ticket(make_customer("maya@cafenorr.example"), by=agent)
    resolve_ticket(ours, by=agent)
    clock.shift(2 * HOUR)
    assert ask_for_ratings() == 0
    assert why_not(ours) == "we opened the ticket"
    RatingSettings.objects.update(agent_opened=True)
    reopen_ticket(ours, by=agent)
    resolve_ticket(ours, by=agent)
    clock.shift(2 * HOUR)
    assert ask_for_ratings() == 1


def test_a_ticket_closed_at_once_is_asked_about_too(clock: TimeMachineFixture, mailbox: Channel, agent: User) -> None:
    close_ticket(make_ticket(make_customer("maya@cafenorr.example")), by=agent)
    clock.shift(2 * HOUR)
    assert ask_for_ratings() == 1


def test_a_ticket_solved_long_ago_is_not_asked_about_when_it_closes(
    clock: TimeMachineFixture, solved: Ticket, agent: User
) -> None:
    Rating.objects.all().delete()
    clock.shift(5 * DAY)
    close_ticket(solved, by=agent)
    assert not Rating.objects.exists()


def test_nothing_is_planned_while_ratings_are_off_and_nothing_planned_is_sent(
    clock: TimeMachineFixture, solved: Ticket, agent: User, why_not: Callable[[Ticket], str]
) -> None:
    RatingSettings.objects.update(enabled=False)
    other = make_ticket(make_customer("sofia@studiomarchetti.example"))
    resolve_ticket(other, by=agent)
    assert not Rating.objects.filter(ticket=other).exists()
    clock.shift(2 * HOUR)
    assert ask_for_ratings() == 0
    assert why_not(solved) == "ratings are off"


def test_addresses_nobody_reads_and_people_without_one_are_let_be(
    clock: TimeMachineFixture, mailbox: Channel, agent: User
) -> None:
    robot = make_ticket(make_customer("no-reply@parcel-notice.example"))
    caller = make_ticket(make_customer("robin@cafenorr.example"), channel="phone")
    caller.requester.identities.all().delete()
    for ticket in (robot, caller):
        resolve_ticket(ticket, by=agent)
    clock.shift(2 * HOUR)
    assert ask_for_ratings() == 0
    assert letters() == []
    assert all(Rating.objects.values_list("why_not", flat=True))


def test_the_rating_knows_who_solved_it_and_who_took_part(
    clock: TimeMachineFixture, solved: Ticket, agent: User
) -> None:
    second, noted = make_user(User.Role.AGENT), make_user(User.Role.AGENT)
    make_answer(solved, by=second)
    make_note(solved, by=noted)
    clock.shift(2 * HOUR)
    ask_for_ratings()
    rating = Rating.objects.get()
    assert rating.resolved_by == agent
    assert set(rating.took_part.all()) == {agent, second}


def test_an_answer_to_the_question_is_an_answer_in_the_ticket(asked: Rating) -> None:
    message = make_inbound(asked.ticket, text="It is not solved at all.")
    ticket = Ticket.objects.get(pk=asked.ticket_id)
    assert message.ticket == ticket
    assert ticket.category == Category.OPEN


def test_what_was_split_off_is_asked_about_only_when_it_is_solved_on_its_own(
    clock: TimeMachineFixture, solved: Ticket, agent: User, why_not: Callable[[Ticket], str]
) -> None:
    def split_off(origin: Ticket) -> Ticket:
        part = split_ticket(origin, messages=[make_inbound(origin)], subject="Another thing", by=agent)
        resolve_ticket(part, by=agent)
        return part

    with_it = split_off(solved)
    resolve_ticket(solved, by=agent)
    alone = split_off(make_ticket(make_customer("sofia@studiomarchetti.example")))
    clock.shift(2 * HOUR)
    assert ask_for_ratings() == 2
    assert why_not(with_it) == "asked about the ticket it was split off"
    assert why_not(alone) == why_not(solved) == ""
