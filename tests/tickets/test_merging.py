"""Two tickets become one by an edge, and two again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from accounts.models import Calendar, User
from tests.factories import make_answer, make_customer, make_inbound, make_note, make_ticket
from tests.invariants import broken_rules
from tests.tickets.sla.conftest import HOUR, Travel, calendar_b, promise, travel  # noqa: F401
from tickets.errors import NotAllowed, TicketClosed, TicketMerged
from tickets.models import Draft, Message, Rating, RatingSettings, SlaClock, Ticket, TicketMerge
from tickets.models.kinds import Category
from tickets.operations.drafting import save_draft
from tickets.operations.merging import CannotMerge, merge_tickets, undo_merge
from tickets.operations.messages import NewFile
from tickets.operations.progress import close_ticket, reopen_ticket, resolve_ticket
from tickets.operations.snoozing import snooze_ticket
from tickets.selectors import sources_of, surviving

pytestmark = pytest.mark.django_db
MOVING = ("seq", "updated_at")


def row(ticket: Ticket) -> dict[str, Any]:
    values = Ticket.objects.filter(pk=ticket.pk).values().get()
    return {name: value for name, value in values.items() if name not in MOVING}


@pytest.fixture
def pair(agent: User) -> tuple[Ticket, Ticket]:
    maya, bao = make_customer("maya@cafenorr.example"), make_customer("bao@cafenorr.example")
    return make_ticket(maya, subject="The gauge"), make_ticket(bao, subject="The same gauge", copies=[maya])


def test_the_source_points_to_the_target_and_moves_nothing(agent: User, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    messages = list(Message.objects.values_list("pk", "ticket_id"))
    before = row(target)
    merge_tickets(source, into=target, by=agent)
    source.refresh_from_db()
    assert source.category == Category.MERGED
    assert surviving(source) == target
    assert sources_of(target) == [source.pk]
    assert list(Message.objects.values_list("pk", "ticket_id")) == messages
    assert row(target) == before
    assert broken_rules() == []


def test_late_messages_go_to_the_target_and_wake_it(agent: User, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    merge_tickets(source, into=target, by=agent)
    resolve_ticket(target, by=agent)
    message = make_inbound(source)
    assert message.ticket == target
    target.refresh_from_db()
    assert target.category == Category.OPEN
    source.refresh_from_db()
    assert source.category == Category.MERGED


def test_people_of_the_source_get_copies_and_lose_them_by_undo(agent: User) -> None:
    maya, bao, sven = (make_customer(f"{name}@cafenorr.example") for name in ("maya", "bao", "sven"))
    source, target = make_ticket(maya, copies=[sven]), make_ticket(bao, copies=[sven])
    edge = merge_tickets(source, into=target, by=agent)
    assert set(target.participants.values_list("email", flat=True)) == {sven.email, maya.email}
    undo_merge(edge, by=agent)
    assert set(target.participants.values_list("email", flat=True)) == {sven.email}


def test_drafts_survive_there_and_back(agent: User, admin: User, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    save_draft(source, by=agent, mode="reply", text="For Maya")
    save_draft(source, by=admin, mode="note", text="Mine here")
    save_draft(target, by=admin, mode="note", text="Mine there")

    def drafts() -> set[tuple[int, int, str]]:
        return set(Draft.objects.values_list("ticket_id", "user_id", "text"))

    before = drafts()
    edge = merge_tickets(source, into=target, by=agent)
    assert drafts() == {
        (target.pk, agent.pk, "For Maya"),
        (source.pk, admin.pk, "Mine here"),
        (target.pk, admin.pk, "Mine there"),
    }
    undo_merge(edge, by=agent)
    assert drafts() == before


@pytest.mark.parametrize("state", ["new", "answered", "resolved", "closed", "asleep"])
def test_undo_restores_the_source_whatever_it_was(state: str, agent: User, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    if state == "answered":
        make_answer(source, by=agent)
    elif state == "resolved":
        resolve_ticket(source, by=agent)
    elif state == "closed":
        close_ticket(source, by=agent)
    elif state == "asleep":
        snooze_ticket(source, until=datetime.now(UTC) + timedelta(days=1), by=agent)
    before, other = row(source), row(target)
    edge = merge_tickets(source, into=target, by=agent)
    assert row(source) != before
    undo_merge(edge, by=agent)
    assert row(source) == before
    assert row(target) == other
    assert broken_rules() == []


def test_what_was_written_since_stays_unless_it_is_picked(agent: User, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    early = Message.objects.get(ticket=target)
    edge = merge_tickets(source, into=target, by=agent)
    picked = make_inbound(source, by=source.requester, files=[NewFile("a.txt", "text/plain", b"bytes")])
    stays, answer = make_inbound(target, text="By Bao"), make_answer(target, by=agent)
    undo_merge(edge, by=agent, taking=[early, picked, answer])
    taken = Message.objects.filter(ticket=source).order_by("pk").last()
    assert taken is not None
    assert (taken.text, taken.created_at, taken.public) == (picked.text, picked.created_at, True)
    with taken.attachments.get().file.open("rb") as file:
        assert file.read() == b"bytes"
    assert Message.objects.filter(ticket=source).count() == 2
    picked.refresh_from_db()
    assert not picked.public
    assert Message.objects.get(pk=stays.pk).public
    source.refresh_from_db()
    assert source.waiting_since is not None


def test_the_target_s_clocks_run_on_and_the_source_s_are_cancelled_and_restored(
    agent: User,
    travel: Travel,  # noqa: F811
    calendar_b: Calendar,  # noqa: F811
) -> None:
    promise(calendar_b, first_response=HOUR, resolution=8 * HOUR)
    travel("2026-12-07 09:00")
    source, target = make_ticket(), make_ticket()

    def clocks(ticket: Ticket) -> list[tuple[str, str, float]]:
        found = SlaClock.objects.filter(ticket=ticket).order_by("metric")
        return [(c.metric, c.state, c.remaining_seconds) for c in found]

    theirs = clocks(target)
    travel("2026-12-07 09:30")
    edge = merge_tickets(source, into=target, by=agent)
    assert clocks(target) == theirs
    assert {state for _, state, _ in clocks(source)} == {"cancelled"}
    assert {c.ledger.order_by("pk").reverse()[0].particulars["cause"] for c in source.clocks.all()} == {"merged"}
    travel("2026-12-07 09:40")
    undo_merge(edge, by=agent)
    assert clocks(source) == [("first_response", "running", HOUR / 2), ("resolution", "running", 7.5 * HOUR)]
    assert clocks(target) == theirs


def test_nobody_is_asked_how_a_merged_ticket_went(agent: User) -> None:
    RatingSettings.objects.update_or_create(pk=1, defaults={"enabled": True})
    source, target = make_ticket(), make_ticket()
    resolve_ticket(source, by=agent)
    assert Rating.objects.get(ticket=source).due_at is not None
    merge_tickets(source, into=target, by=agent)
    rating = Rating.objects.get(ticket=source)
    assert (rating.due_at, rating.why_not) == (None, "merged")


def test_chains_are_followed_and_come_apart_one_by_one(agent: User) -> None:
    a, b, c = make_ticket(), make_ticket(), make_ticket()
    first = merge_tickets(a, into=b, by=agent)
    second = merge_tickets(b, into=c, by=agent)
    for ticket in (a, b):
        ticket.refresh_from_db()
    assert (surviving(a), surviving(b)) == (c, c)
    assert make_inbound(a).ticket == c
    undo_merge(second, by=agent)
    assert surviving(a) == b
    assert sources_of(c) == []
    undo_merge(first, by=agent)
    assert sources_of(b) == []


def test_the_middle_of_a_chain_can_be_undone_first(agent: User) -> None:
    a, b, c = make_ticket(), make_ticket(), make_ticket()
    first = merge_tickets(a, into=b, by=agent)
    merge_tickets(b, into=c, by=agent)
    undo_merge(first, by=agent)
    a.refresh_from_db()
    assert a.category == Category.NEW
    assert sources_of(c) == [b.pk]


def test_rings_closed_targets_and_light_agents_are_refused(agent: User, light_agent: User) -> None:
    a, b, c = make_ticket(), make_ticket(), make_ticket()
    with pytest.raises(CannotMerge, match="itself"):
        merge_tickets(a, into=a, by=agent)
    with pytest.raises(NotAllowed):
        merge_tickets(a, into=b, by=light_agent)
    merge_tickets(a, into=b, by=agent)
    with pytest.raises(CannotMerge, match="merged"):
        merge_tickets(b, into=a, by=agent)
    close_ticket(c, by=agent)
    with pytest.raises(CannotMerge, match="closed"):
        merge_tickets(b, into=c, by=agent)
    with pytest.raises(CannotMerge, match="already"):
        merge_tickets(a, into=c, by=agent)


def test_nothing_is_written_or_chosen_in_a_merged_ticket(agent: User, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    merge_tickets(source, into=target, by=agent)
    for attempt in (lambda: make_answer(source, by=agent), lambda: make_note(source, by=agent)):
        with pytest.raises(TicketMerged):
            attempt()
    with pytest.raises(TicketMerged):
        reopen_ticket(source, by=agent)


def test_a_letter_for_a_merged_ticket_whose_target_closed_opens_a_follow_up(
    agent: User, pair: tuple[Ticket, Ticket]
) -> None:
    source, target = pair
    merge_tickets(source, into=target, by=agent)
    close_ticket(target, by=agent)
    with pytest.raises(TicketClosed):
        make_inbound(source)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_at_once_one_wins_and_the_other_is_told(agent: User, admin: User) -> None:
    for _ in range(5):
        a, b = make_ticket(), make_ticket()

        def merge(who: User, source: Ticket, into: Ticket) -> str:
            try:
                merge_tickets(source, into=into, by=who)
                return "merged"
            except CannotMerge as error:
                return str(error)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            one, other = pool.submit(merge, agent, a, b), pool.submit(merge, admin, b, a)
            answers = sorted([one.result(), other.result()])
        assert "merged" in answers
        assert answers[0] != answers[1]
        assert TicketMerge.objects.filter(undone_at=None, source__in=[a, b]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_merge_is_undone_once_however_many_press(agent: User) -> None:
    edge = merge_tickets(make_ticket(), into=make_ticket(), by=agent)

    def undo(_: int) -> bool:
        try:
            undo_merge(edge, by=agent)
            return True
        except CannotMerge:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(undo, range(3))) == [False, False, True]


def test_what_is_typed_on_in_the_source_goes_on_with_its_draft(agent: User, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    save_draft(source, by=agent, mode="reply", text="For M")
    edge = merge_tickets(source, into=target, by=agent)
    source.refresh_from_db()
    save_draft(source, by=agent, mode="reply", text="For Maya")
    assert list(Draft.objects.values_list("ticket", "text")) == [(target.pk, "For Maya")]
    undo_merge(edge, by=agent)
    assert list(Draft.objects.values_list("ticket", "text")) == [(source.pk, "For Maya")]


def test_it_never_takes_the_place_of_a_draft_begun_in_the_target(agent: User, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    save_draft(target, by=agent, mode="note", text="Mine there")
    merge_tickets(source, into=target, by=agent)
    source.refresh_from_db()
    save_draft(source, by=agent, mode="reply", text="Mine here")
    assert set(Draft.objects.values_list("ticket", "text")) == {(target.pk, "Mine there"), (source.pk, "Mine here")}
