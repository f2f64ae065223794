from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.utils import timezone
from time_machine import TimeMachineFixture

from accounts.models import Calendar, Customer, Team, User
from channels_inbox.asking import ask_for_ratings
from channels_inbox.models import Channel
from insights.operations.gathering import gather
from insights.scope import Scope
from tests.factories import make_answer, make_customer, make_inbound, make_mailbox, make_note, make_ticket, make_user
from tickets.errors import TicketError
from tickets.models import Metric, Rating, SlaPolicy, SlaTarget, Status, Ticket
from tickets.models.kinds import Category, Priority
from tickets.operations.assigning import assign_team
from tickets.operations.closing import close_resolved
from tickets.operations.progress import close_ticket, reopen_ticket, resolve_ticket, set_status
from tickets.operations.promising import save_policy
from tickets.operations.rating import give_rating
from tickets.operations.timekeeping import sweep_clocks

HOUR = 3600
MONDAY = datetime(2026, 10, 5, 7, 0, tzinfo=UTC)


@pytest.fixture
def clock(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


@pytest.fixture
def mailbox(db: None) -> Channel:
    return make_mailbox()


@pytest.fixture
def policy(admin: User) -> SlaPolicy:
    """A first reply within four business hours, everything else within twenty."""
    targets = [
        SlaTarget(priority=priority, metric=metric, seconds=4 * HOUR if metric == "first_response" else 20 * HOUR)
        for priority in Priority
        for metric in Metric
    ]
    calendar = Calendar.objects.get(is_default=True)
    return save_policy(SlaPolicy(name="Everyone", calendar=calendar), targets, by=admin)


@pytest.fixture
def teams(db: None) -> list[Team]:
    return [Team.objects.create(name=name, slug=name.lower()) for name in ("Grinders", "Orders")]


@pytest.fixture
def scope(admin: User) -> Callable[..., Scope]:
    """Return the scope of an administrator over October, in UTC."""

    def scope(first: str = "2026-10-05", last: str = "2026-11-01", **more: object) -> Scope:
        given = {"user": admin, "zone": UTC, "hours": "clock", **more}
        return Scope(first=datetime.fromisoformat(first).date(), last=datetime.fromisoformat(last).date(), **given)  # type: ignore[arg-type]

    return scope


@pytest.fixture
def lived_in(
    clock: TimeMachineFixture, mailbox: Channel, policy: SlaPolicy, teams: list[Team]
) -> Callable[[int], list[Ticket]]:
    """Let four weeks go by at a desk where everything happens by chance, and gather its facts."""

    def live(seed: int) -> list[Ticket]:
        rng = random.Random(seed)
        agents = [make_user(User.Role.AGENT, name=name) for name in ("Ana Ruiz", "Tomasz Wolny", "Leila Haddad")]
        people = [make_customer(f"person{n}@cafe.example", f"Person {n}") for n in range(12)]
        tickets: list[Ticket] = []
        for _ in range(100):
            clock.shift(rng.randrange(60, 10 * HOUR))
            sweep_clocks()
            ask_for_ratings()
            close_resolved()
            if not tickets or rng.random() < 0.25:
                tickets.append(_opened(rng, rng.choice(people), agents, teams))
            ticket = Ticket.objects.get(pk=rng.choice(tickets[-12:]).pk)
            try:
                _happen(rng, ticket, agents, teams)
            except TicketError:
                continue
            if rng.random() < 0.2:
                gather()
        gather()
        return list(Ticket.objects.order_by("pk"))

    return live


def _opened(rng: random.Random, who: Customer, agents: list[User], teams: list[Team]) -> Ticket:
    by = rng.choice(agents) if rng.random() < 0.15 else who
    channel = "email" if by is not who else rng.choice(["email", "web_form"])
    return make_ticket(
        who, by=by, channel=channel, team=rng.choice([*teams, None]), priority=rng.choice(Priority.values)
    )


def _happen(rng: random.Random, ticket: Ticket, agents: list[User], teams: list[Team]) -> None:
    agent = rng.choice(agents)
    what = rng.choices(
        ["answer", "write", "note", "solve", "close", "reopen", "team", "spam", "rate"],
        weights=[30, 15, 6, 25, 3, 4, 4, 1, 12],
    )[0]
    if what == "answer":
        make_answer(ticket, by=agent)
    elif what == "write":
        make_inbound(ticket)
    elif what == "note":
        make_note(ticket, by=agent)
    elif what == "solve":
        resolve_ticket(ticket, by=agent if rng.random() < 0.7 else ticket.requester)
    elif what == "close":
        close_ticket(ticket, by=agent)
    elif what == "reopen":
        reopen_ticket(ticket, by=agent)
    elif what == "team":
        assign_team(ticket, to=rng.choice([*teams, None]), by=agent)
    elif what == "spam":
        set_status(ticket, to=Status.objects.filter(category=Category.SPAM).earliest("pk"), by=agent)
    else:
        asked = list(Rating.objects.exclude(asked_at=None).filter(rated_at=None))
        if asked:
            rating = rng.choice(asked)
            give_rating(rating, score=rng.choice([1, 3, 5, 5]), by=rating.customer, now=timezone.now())
