"""Delivery rows under workers that die, sleep and race."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.models import User
from channels_inbox.models import Outbound
from helpdesk.lib import delivery
from helpdesk.lib.delivery import State
from tests.channels_inbox.transport.letters import queued_reply
from tests.mail import make_channel

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def row(agent: User) -> Outbound:
    with time_machine.travel(NOW, tick=False):
        return queued_reply(make_channel(), agent)


def claim(row: Outbound, *, minutes: float = 0) -> Outbound | None:
    return claim_at(row, NOW + dt.timedelta(minutes=minutes))


def claim_at(row: Outbound, moment: dt.datetime) -> Outbound | None:
    return Outbound.objects.get(pk=row.pk) if delivery.claim(Outbound, row.pk, now=moment) else None


def test_a_row_is_claimed_once(row: Outbound) -> None:
    assert claim(row) is not None
    assert claim(row) is None


def test_o02_a_row_whose_workers_died_before_the_hand_over_is_claimed_again(row: Outbound) -> None:
    for death in range(20):
        assert claim(row, minutes=3 * death) is not None

    assert Outbound.objects.get(pk=row.pk).state == State.SENDING


def test_a_row_whose_worker_died_in_the_hand_over_waits_for_a_person(row: Outbound) -> None:
    with time_machine.travel(NOW, tick=False):
        mine = claim(row)
        assert mine is not None
        assert delivery.mark_transmitting(mine)

    assert claim(row, minutes=20) is None
    assert Outbound.objects.get(pk=row.pk).state == State.UNCERTAIN
    assert delivery.due(Outbound, now=NOW + dt.timedelta(days=30)) == []


def test_a_worker_that_slept_through_its_lease_may_not_transmit(row: Outbound) -> None:
    sleeper = claim(row)
    second = claim(row, minutes=3)
    assert sleeper is not None
    assert second is not None

    assert not delivery.mark_transmitting(sleeper)
    assert delivery.mark_transmitting(second)


def test_a_late_word_does_not_put_a_sent_row_back_in_line(row: Outbound) -> None:
    sleeper = claim(row)
    second = claim(row, minutes=3)
    assert sleeper is not None
    assert second is not None
    assert delivery.mark_transmitting(second)
    assert delivery.mark_sent(second)

    assert not delivery.mark_later(sleeper, "It did not answer in time.")
    assert not delivery.mark_failed(sleeper, "Refused.")

    assert Outbound.objects.get(pk=row.pk).state == State.SENT
    assert sleeper.state == State.SENT


def test_an_acceptance_heard_late_settles_an_uncertain_row(row: Outbound) -> None:
    with time_machine.travel(NOW, tick=False):
        mine = claim(row)
        assert mine is not None
        delivery.mark_transmitting(mine)
    claim(row, minutes=20)

    assert delivery.mark_sent(mine)
    assert Outbound.objects.get(pk=row.pk).state == State.SENT


def test_of_two_workers_with_one_attempt_number_only_one_transmits(row: Outbound) -> None:
    """A person's retry counts attempts from the start; a worker from before must not slip in."""
    before = claim(row)
    Outbound.objects.filter(pk=row.pk).update(state=State.QUEUED, attempts=0, due_at=NOW)
    after = claim(row)
    assert before is not None
    assert after is not None

    assert [delivery.mark_transmitting(after), delivery.mark_transmitting(before)] == [True, False]


def test_temporary_failures_wait_longer_and_longer_and_end(row: Outbound) -> None:
    waits = []
    moment = NOW
    while (mine := claim_at(row, moment)) is not None:
        with time_machine.travel(moment, tick=False):
            delivery.mark_later(mine, "451 Try again")
        if mine.due_at is None:
            break
        waits.append((mine.due_at - moment).total_seconds())
        moment = mine.due_at

    assert waits == delivery.BACK_OFF
    assert (mine and mine.state) == State.FAILED


@pytest.mark.django_db(transaction=True)
def test_o03_of_eight_workers_at_once_one_gets_the_row(agent: User) -> None:
    row = queued_reply(make_channel(), agent)
    later = timezone.now() + dt.timedelta(seconds=1)

    def work(_: int) -> bool:
        try:
            return delivery.claim(Outbound, row.pk, now=later)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        assert sorted(workers.map(work, range(8))) == [False] * 7 + [True]
