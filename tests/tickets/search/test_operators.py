"""Operators keep what they say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Organization, Team, User
from tests.factories import make_answer, make_customer, make_ticket, make_user
from tests.tickets.search.conftest import Search
from tickets.models import Ticket
from tickets.models.kinds import Category
from tickets.operations.messages import NewFile
from tickets.operations.progress import resolve_ticket
from tickets.operations.snoozing import snooze_ticket
from tickets.operations.tagging import set_tags
from tickets.search import find
from tickets.search.missing import unheard_of
from tickets.search.operators import OPERATORS

pytestmark = pytest.mark.django_db


@pytest.fixture
def special(agent: User) -> Ticket:
    """One ticket that differs from the plain ones in everything an operator asks."""
    norr = Organization.objects.create(name="Café Norr")
    maya = make_customer("maya@cafenorr.example", "Maya Lindqvist")
    maya.organization = norr
    maya.save()
    team = Team.objects.create(name="Espresso machines", slug="espresso")
    [plain, ticket] = [
        make_ticket(),
        make_ticket(maya, team=team, assignee=agent, priority=4, type="incident", channel="web_form",
                    files=[NewFile("a.txt", "text/plain", b"x")]),
    ]  # fmt: skip
    set_tags(ticket, to=["VIP"], by=agent)
    old = timezone.now() - timedelta(days=40)
    Ticket.objects.filter(pk=plain.pk).update(created_at=old, updated_at=old, category=Category.OPEN)
    Ticket.objects.filter(pk=ticket.pk).update(sla_state="breached", sla_due_at=timezone.now())
    return ticket


@pytest.mark.parametrize(
    "typed",
    [
        *("status:new", "status:New", "is:breached", "is:mine", "priority:urgent", "priority:high,urgent"),
        *("type:incident", 'team:"Espresso machines"', "team:espresso", "assignee:me", "assignee:ana"),
        *("from:lindqvist", "from:maya@cafenorr.example", 'org:"café norr"', "tag:vip", "channel:web_form"),
        *("channel:web-form", "has:attachment", "created:<7d", "updated:today", "-team:none", "-assignee:none"),
        *("created:>2020-01-01 tag:vip pressure", "-created:>7d"),
    ],
)
def test_an_operator_keeps_its_tickets(typed: str, special: Ticket, search: Search) -> None:
    assert search(typed) == [special.number]


@pytest.mark.parametrize(
    "typed", ["is:unassigned", "team:none", "assignee:none", "-tag:vip", "created:>30d", "-is:mine"]
)
def test_and_leaves_out_the_others(typed: str, special: Ticket, search: Search) -> None:
    found = search(typed)
    assert special.number not in found
    assert len(found) == 1


def test_what_was_put_aside_is_found_by_that(search: Search, agent: User) -> None:
    aside, _ = make_ticket(assignee=agent), make_ticket(assignee=agent)
    snooze_ticket(aside, until=timezone.now() + timedelta(days=1), by=agent)
    assert search("is:snoozed") == [aside.number]


def test_finished_tickets_are_told_from_open_ones(search: Search, agent: User) -> None:
    done, opened = make_ticket(), make_ticket()
    make_answer(done, by=agent)
    resolve_ticket(done, by=agent)
    assert search("is:open") == [opened.number]
    assert search("is:resolved") == search("status:resolved") == [done.number]


@pytest.mark.parametrize("key", sorted(OPERATORS))
@pytest.mark.parametrize("value", ["nonsense", "'", "2026-99-99", ">", "9999y", "%", "0001-01-01", "9999-12-31", ","])
def test_a_value_that_means_nothing_finds_nothing_or_says_so(key: str, value: str, search: Search, agent: User) -> None:
    make_ticket()
    found = find(Ticket.objects.visible_to(agent), f"{key}:{value}", by=agent)
    assert found.notes or list(found.tickets) == [] or key in {"created", "updated"}


def test_a_wrong_value_is_answered_with_the_right_ones(agent: User) -> None:
    found = find(Ticket.objects.visible_to(agent), "priority:hihg", by=agent)
    assert found.notes == ["“hihg” is not a priority. There are: low, normal, high, urgent."]


def test_an_operator_with_nothing_right_behind_it_is_explained(agent: User) -> None:
    found = find(Ticket.objects.visible_to(agent), "tag: vip", by=agent)
    assert found.notes == ["Write it right behind the colon: “tag:…”"]


def test_names_nobody_bears_are_told(special: Ticket, agent: User) -> None:
    def told(typed: str) -> list[str]:
        return unheard_of(find(Ticket.objects.visible_to(agent), typed, by=agent).asked)

    assert told("tag:vipp team:roasters assignee:zoe") == [
        "No tag is called “vipp”. There is “VIP”.",
        "No team is called “roasters”. There are: Espresso machines.",
        "No agent is called “zoe”.",
    ]
    assert told("tag:VIP team:espresso team:none assignee:ana assignee:me -tag:nothing from:nobody") == []


def test_days_are_those_of_the_reader(agent: User, search: Search) -> None:
    ticket = make_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(created_at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC))
    with timezone.override("Europe/Stockholm"):
        assert search("created:2026-04-01") == search("created:>2026-03-31") == [ticket.number]
        assert search("created:2026-03-01..2026-03-31") == search("created:<2026-04-01") == []
    assert search("created:2026-03-31") == [ticket.number]


@pytest.mark.parametrize("scope", ["teams", "assigned"])
def test_nothing_adds_to_what_one_may_see(scope: str, special: Ticket, search: Search) -> None:
    limited = make_user(User.Role.AGENT, ticket_scope=scope)
    Ticket.objects.filter(assignee=None).delete()
    for typed in ("pressure", f"#{special.number}", "from:maya", "team:espresso", "is:open", "-nothing", "tag:vip"):
        assert search(typed, by=limited) == [], typed


def test_outsiders_and_customers_find_nothing_of_others(special: Ticket, search: Search, outsider: User) -> None:
    assert search("pressure", by=outsider) == []
    assert search("is:open", by=outsider) == []
