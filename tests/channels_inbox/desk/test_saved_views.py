"""Lists people make: what they hold, who has them, what they cost, and what becomes of a broken one."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Team, User
from channels_inbox.selectors.navigation import navigation
from tests.channels_inbox.desk.conftest import signed_in
from tests.channels_inbox.desk.test_list import numbers
from tests.factories import make_ticket, make_user
from tickets.models import CustomField, SavedView, Tag, Ticket
from tickets.operations.editing import set_priority
from tickets.operations.progress import close_ticket

pytestmark = pytest.mark.django_db

URGENT = {"match": "all", "conditions": [{"field": "priority", "op": "is", "value": [4]}]}
MINE = {"match": "all", "conditions": [{"field": "assignee", "op": "is", "value": ["me"]}]}


def saved(name: str = "Machine down", conditions: Any = URGENT, **fields: Any) -> SavedView:
    return SavedView.objects.create(name=name, conditions=conditions, **fields)


def slug(view: SavedView) -> str:
    return f"saved-{view.pk}"


def form(**changes: Any) -> dict[str, Any]:
    row = {"c-match": "all", "c-row": "r1", "c-r1-field": "priority", "c-r1-op": "is", "c-r1-value": ["4"]}
    return {"name": "Machine down", "icon": "flame", "sort": "latest", "whose": "me", **row, **changes}


def names(client: Client) -> list[str]:
    page = client.get(reverse("agent_view", args=["mine"])).content.decode()
    return re.findall(r'id="view_saved-\d+".*?nav__name">([^<]+)<', page)


def test_a_view_is_made_in_the_browser_and_shows_its_tickets(desk: Client, agent: User) -> None:
    urgent, _ = make_ticket(priority=4), make_ticket()
    response = desk.post(reverse("agent_new_saved_view"), form())
    view = SavedView.objects.get()
    assert response.headers["Location"] == reverse("agent_view", args=[slug(view)])
    assert (view.owner, view.conditions) == (agent, URGENT)
    assert numbers(desk, slug(view)) == [urgent.number]
    page = desk.get(reverse("agent_view", args=[slug(view)])).content.decode()
    assert re.search(rf'id="view_{slug(view)}".*?class="count">1<', page)
    assert AuditEntry.objects.count() == 0


def test_what_is_wrong_stands_beside_its_cause_and_what_was_typed_is_kept(desk: Client) -> None:
    response = desk.post(reverse("agent_new_saved_view"), {**form(name=""), "c-r1-value": []})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Choose at least one value." in page
    assert '<option value="flame" selected>' in page
    assert not SavedView.objects.exists()


def test_a_changed_view_shows_other_tickets_at_once(desk: Client, agent: User) -> None:
    high, urgent = make_ticket(priority=3), make_ticket(priority=4)
    view = saved(owner=agent)
    assert numbers(desk, slug(view)) == [urgent.number]
    url = reverse("agent_saved_view", args=[view.pk])
    assert desk.post(url, form(version=1, **{"c-r1-value": ["3"]})).status_code == 302
    assert numbers(desk, slug(view)) == [high.number]
    assert desk.post(url, form(version=1)).status_code == 409


def test_finished_tickets_come_only_where_they_are_asked_for(desk: Client, agent: User) -> None:
    ticket = make_ticket(priority=4)
    close_ticket(ticket, by=agent)
    assert numbers(desk, slug(saved())) == []
    assert numbers(desk, slug(saved(finished=True))) == [ticket.number]


def test_a_view_of_oneself_is_another_for_each(agent: User) -> None:
    other = make_user(User.Role.AGENT)
    mine, theirs = make_ticket(assignee=agent), make_ticket(assignee=other)
    view = saved(conditions=MINE)
    assert numbers(signed_in(agent), slug(view)) == [mine.number]
    assert numbers(signed_in(other), slug(view)) == [theirs.number]


def test_everybody_has_their_own_their_teams_and_the_common_ones(desk: Client, agent: User) -> None:
    team, others = (Team.objects.create(name=n, slug=n.lower()) for n in ("Grinders", "Orders"))
    team.memberships.create(user=agent)
    saved("Mine", owner=agent)
    saved("Team", team=team)
    saved("Common")
    hidden = [slug(saved("Private", owner=make_user(User.Role.AGENT))), slug(saved("Foreign", team=others))]
    assert names(desk) == ["Mine", "Team", "Common"]
    assert [desk.get(reverse("agent_view", args=[name])).status_code for name in hidden] == [404, 404]


def test_only_administrators_share_and_change_what_is_shared(desk: Client, admin: User) -> None:
    assert desk.post(reverse("agent_new_saved_view"), form(whose="everyone")).status_code == 422
    chief = signed_in(admin)
    assert chief.post(reverse("agent_new_saved_view"), form(whose="everyone")).status_code == 302
    view = SavedView.objects.get()
    assert AuditEntry.objects.get().after["conditions"] == "Priority is Urgent"
    for url in (reverse("agent_saved_view", args=[view.pk]), reverse("agent_saved_view_deletion", args=[view.pk])):
        assert desk.post(url, form(version=1)).status_code == 404
    assert chief.post(reverse("agent_saved_view_deletion", args=[view.pk])).status_code == 302
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "conditions",
    [
        {"match": "all", "conditions": [{"field": "machine", "op": "is", "value": [1]}]},
        {"match": "all", "conditions": [{"field": "priority", "op": "is", "value": None}]},
        {"match": "all", "conditions": [{"field": "opened", "op": "more_than", "value": "x"}]},
        {"conditions": [{}]},
        [1],
        "x",
    ],
)
def test_a_view_that_cannot_be_read_says_so_and_breaks_nothing(conditions: Any, desk: Client, agent: User) -> None:
    make_ticket(priority=4)
    broken, good = saved("Broken", conditions, owner=agent), saved("Good", owner=agent)
    page = desk.get(reverse("agent_view", args=[slug(broken)])).content.decode()
    assert "This view is broken" in page
    assert re.search(rf'id="view_{slug(good)}".*?class="count">1<', page)
    assert re.search(rf'id="view_{slug(broken)}".*?class="count"><', page)
    assert desk.get(reverse("agent_saved_view", args=[broken.pk])).status_code == 200
    assert desk.get(reverse("agent_saved_views")).status_code == 200


def test_a_view_on_a_retired_field_breaks_and_comes_back_with_it(desk: Client) -> None:
    field = CustomField.objects.create(key="serial", label="Serial number")
    asks = {"match": "all", "conditions": [{"field": "custom_serial", "op": "not_empty"}]}
    view, ticket = saved(conditions=asks), make_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(fields={"serial": "DU2-1"})
    assert numbers(desk, slug(view)) == [ticket.number]
    CustomField.objects.filter(pk=field.pk).update(retired_at=timezone.now())
    page = desk.get(reverse("agent_view", args=[slug(view)])).content.decode()
    assert "It asks for “custom_serial”, a field that is gone." in page
    CustomField.objects.filter(pk=field.pk).update(retired_at=None)
    assert numbers(desk, slug(view)) == [ticket.number]


@pytest.mark.parametrize("scope", ["teams", "assigned"])
def test_a_view_never_shows_or_counts_more_than_one_may_see(scope: str) -> None:
    view = saved()
    make_ticket(priority=4, team=Team.objects.create(name="Others", slug="others"))
    everything, limited = make_user(User.Role.AGENT), make_user(User.Role.AGENT, ticket_scope=scope)
    for _ in range(2):  # Counts are kept: not for somebody else.
        assert navigation(everything)[slug(view)].count == 1
        assert navigation(limited)[slug(view)].count == 0
    assert numbers(signed_in(limited), slug(view)) == []
    preview = signed_in(limited).post(reverse("agent_saved_view_preview"), form()).content.decode()
    assert 'id="preview_count">0<' in preview


def test_a_count_follows_a_change_within_two_seconds(agent: User) -> None:
    view, ticket = saved(), make_ticket()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert navigation(agent)[slug(view)].count == 0
        set_priority(ticket, to=4, by=agent)
        early = navigation(agent)
        assert (early[slug(view)].count, early.old) == (0, True)
        clock.shift(2)
        later = navigation(agent)
        assert (later[slug(view)].count, later.old) == (1, False)


def test_a_kept_count_serves_while_nothing_happens(agent: User, desk: Client) -> None:
    saved()
    make_ticket(priority=4)
    navigation(agent)
    with time_machine.travel(timezone.now(), tick=False) as clock, CaptureQueriesContext(connection) as queries:
        clock.shift(20)
        assert [item.count for item in navigation(agent).values() if item.view.saved] == [1]
    assert len(queries) == 1


def test_conditions_on_time_go_on_with_it(desk: Client, agent: User) -> None:
    old = {"match": "all", "conditions": [{"field": "opened", "op": "more_than", "value": 3600}]}
    view, ticket = saved(conditions=old), make_ticket()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert navigation(agent)[slug(view)].count == 0
        assert numbers(desk, slug(view)) == []
        clock.shift(3700)
        assert navigation(agent)[slug(view)].count == 1
        assert numbers(desk, slug(view)) == [ticket.number]


def test_a_page_with_twenty_views_takes_at_most_six_statements(mailbox: object, agent: User) -> None:
    for n in range(20):
        saved(f"View {n}", {"match": "all", "conditions": [{"field": "priority", "op": "is", "value": [n % 4 + 1]}]})
        make_ticket(priority=n % 4 + 1)
    limited = make_user(User.Role.AGENT, ticket_scope="teams")
    for user in (agent, make_user(User.Role.ADMIN), limited):
        client = signed_in(user)
        for query in ({}, {"fresh": "1"}, {"q": "pressure"}, {"sort": "waiting"}):
            with CaptureQueriesContext(connection) as queries:
                page = client.get(reverse("agent_view", args=["open"]), query)
            assert len(queries) <= 6, [q["sql"][:90] for q in queries]
        assert page.content.decode().count('id="view_saved-') == 20


def test_a_ticket_opened_from_a_view_stands_beside_it(mailbox: object, desk: Client, agent: User) -> None:
    ticket = make_ticket(priority=4)
    view = saved(owner=agent)
    page = desk.get(reverse("agent_ticket", args=[ticket.number]), {"view": slug(view)}).content.decode()
    assert 'id="list_link"' in page
    assert "Machine down" in page


@pytest.mark.parametrize("scope", ["all", "teams", "assigned"])
def test_views_counted_in_one_walk_count_what_they_show(scope: str) -> None:
    team, tag = Team.objects.create(name="Pumps", slug="pumps"), Tag.objects.create(name="vip")
    user = make_user(User.Role.AGENT, ticket_scope=scope)
    leaves: list[dict[str, Any]] = [
        {"field": "priority", "op": "is", "value": [4]},
        {"field": "priority", "op": "is_not", "value": [4]},
        {"field": "assignee", "op": "is", "value": ["me"]},
        {"field": "team", "op": "is", "value": ["me"]},
        {"field": "team", "op": "is", "value": [team.pk]},
        {"field": "tags", "op": "any_of", "value": [tag.pk]},
        {"field": "subject", "op": "contains", "value": ["100%"]},
    ]
    views = [saved(f"View {n}", {"match": "all", "conditions": [leaf]}) for n, leaf in enumerate(leaves)]
    for n in range(12):
        ticket = make_ticket(
            priority=n % 4 + 1,
            team=team if n % 3 == 0 else None,
            assignee=user if n % 4 == 0 else None,
            subject="100% full" if n % 5 == 0 else "A",
        )
        if n % 2:
            ticket.tags.add(tag)
    close_ticket(ticket, by=user)
    lists = navigation(user)
    for view in views:
        shown = numbers(signed_in(user), slug(view))
        assert lists[slug(view)].count == len(shown), view.conditions
    assert lists[slug(views[1])].count, "some see something"
