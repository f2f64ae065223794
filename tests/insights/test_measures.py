"""Every number of the report against the same number counted by hand, at desks where anything may have happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Calendar, Team
from channels_inbox.models import Channel
from helpdesk.lib.rows import scalars
from insights.backlog import backlog, open_at
from insights.counting import DAY, NOW, by_dimension, ends, over_time, stretches, totals
from insights.listing import listed
from insights.measures import MEASURES
from insights.models import Fact, Gathering, TicketFacts
from insights.operations.gathering import gather, rebuild
from insights.scope import Scope
from tests.channels_inbox.transport.running import wait_for
from tests.factories import make_ticket
from tests.insights import oracle
from tickets.models import Event, Ticket

MakeScope = Callable[..., Scope]
LivedIn = Callable[[int], list[Ticket]]
SEEDS = [3, 1]
OLDER_TRANSACTIONS = "SELECT pg_current_xact_id()::text::bigint - pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


@pytest.mark.parametrize("seed", SEEDS)
def test_each_number_is_what_one_counts_by_hand(
    seed: int, lived_in: LivedIn, scope: MakeScope, teams: list[Team]
) -> None:
    tickets = lived_in(seed)
    told = 0
    for whole in (
        scope(),
        scope("2026-10-12", "2026-10-18"),
        scope(team=teams[0]),
        scope(channel="web_form"),
        scope(first="2026-08-01", last="2026-08-28"),
    ):
        counted = totals(whole, MEASURES.values())
        for key, measure in MEASURES.items():
            found = oracle.within(oracle.cases(key, tickets), whole)
            figure = measure.figure(counted.get((measure.fact, NOW)))
            assert figure.value == pytest.approx(oracle.value(key, found)), (key, whole)
            told += figure.cases
            # The list behind the number holds exactly the tickets it counts.
            listing = listed(key, whole, now=timezone.now())
            assert listing
            assert sorted((f.ticket_id, f.at) for f in listing.rows) == sorted((t.pk, at) for t, at, _ in found), key
    assert told > 100


@pytest.mark.parametrize("seed", [1])
def test_the_course_and_the_parts_add_up_to_the_whole(seed: int, lived_in: LivedIn, scope: MakeScope) -> None:
    tickets = lived_in(seed)
    whole = scope()
    course = over_time(whole, MEASURES.values(), DAY)
    teams = by_dimension(whole, MEASURES.values(), "team")
    for key, measure in MEASURES.items():
        found = oracle.within(oracle.cases(key, tickets), whole)
        for day in stretches(whole, DAY):
            of_day = [c for c in found if c[1].date() == day]
            assert measure.figure(course.get((measure.fact, day))).value == pytest.approx(
                oracle.value(key, of_day) if of_day or measure.kind != "count" else 0
            ), (key, day)
        for team in {t.team_id for t in tickets}:
            of_team = [c for c in found if c[0].team_id == team]
            figure = measure.figure(teams.get(team, {}).get(measure.fact))
            assert figure.value == pytest.approx(oracle.value(key, of_team)), (key, team)


@pytest.mark.parametrize("seed", [2])
def test_what_is_open_is_what_one_finds_by_replaying_each_ticket(
    seed: int, lived_in: LivedIn, scope: MakeScope
) -> None:
    tickets = lived_in(seed)
    now = timezone.now()
    whole = scope(last=now.date().isoformat())
    moments = list(ends(whole, now))
    found = backlog(whole, moments)
    assert found.open == [oracle.open_at(tickets, m) for m in moments]
    assert found.old == [oracle.open_at(tickets, m, older=timedelta(days=7)) for m in moments]
    assert sum(found.ages.values()) == found.open[-1] == oracle.still_open(tickets)
    assert found.open[-1] > 0
    for age, count in found.ages.items():
        assert open_at(whole, moments[-1], age=age).count() == count
    assert open_at(whole, moments[-1]).count() == found.open[-1]


@pytest.mark.parametrize("seed", [3])
def test_gathering_bit_by_bit_and_all_at_once_gives_the_same(seed: int, lived_in: LivedIn) -> None:
    lived_in(seed)
    bit_by_bit = facts()
    assert gather() == 0
    assert facts() == bit_by_bit
    Fact.objects.all().delete()
    assert rebuild() == Ticket.objects.count()
    assert facts() == bit_by_bit
    rebuild()
    assert facts() == bit_by_bit


def test_business_hours_count_only_while_somebody_is_there(lived_in: LivedIn, scope: MakeScope) -> None:
    lived_in(4)
    hours = Calendar.objects.get(is_default=True).business_hours()
    timed = list(Fact.objects.exclude(seconds=None))
    assert timed
    for fact in timed:
        assert fact.at
        assert fact.business_seconds == pytest.approx(hours.elapsed(fact.started_at, fact.at))
    measure = MEASURES["resolution"]
    business = measure.figure(totals(scope(hours="business"), [measure]).get((measure.fact, NOW)))
    by_clock = measure.figure(totals(scope(hours="clock"), [measure]).get((measure.fact, NOW)))
    assert business.value is not None
    assert by_clock.value is not None
    assert business.value < by_clock.value


def test_other_hours_of_the_calendar_count_everything_anew(lived_in: LivedIn) -> None:
    lived_in(5)
    before = facts()
    calendar = Calendar.objects.get(is_default=True)
    calendar.hours = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    calendar.save()
    gather()
    assert facts() != before
    assert all(f.business_seconds == pytest.approx(f.seconds) for f in Fact.objects.exclude(seconds=None))


def facts() -> list[tuple[object, ...]]:
    columns = ("ticket", "name", "instance", "at", "started_at", "opened_at", "seconds", "business_seconds", "hit")
    return list(Fact.objects.order_by("ticket", "name", "instance").values_list(*columns, "value", "agent", "team"))


def test_nothing_written_in_a_long_transaction_is_missed(mailbox: Channel) -> None:
    """The marks move in steps: an event counts as settled only ten minutes after a newer one was seen."""
    start = timezone.now()

    def marks(minutes: int) -> tuple[int, int]:
        gather(now=start + timedelta(minutes=minutes))
        return Gathering.objects.values_list("settled", "marked").get()

    make_ticket()
    # Tests beside this one have transactions of their own in the same cluster; those that began before it end.
    wait_for(lambda: scalars(OLDER_TRANSACTIONS, ())[0] == 0, seconds=300)
    first = Event.objects.latest("pk").pk
    assert marks(0) == (0, first)
    late = make_ticket()
    second = Event.objects.latest("pk").pk
    assert marks(5) == (0, first)
    assert marks(11) == (first, second)
    # As if it were committed only now, with an older event than others that were read before.
    TicketFacts.objects.filter(ticket=late).delete()
    Fact.objects.filter(ticket=late).delete()
    assert marks(12) == (first, second)
    assert Fact.objects.filter(ticket=late, name="opened").exists()
    assert marks(22) == (second, second)
