"""Colleagues see who is at a ticket; nobody else learns anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import Membership, Team, User
from channels_inbox.realtime.attendance import FADES
from channels_inbox.realtime.publish import publisher
from channels_inbox.realtime.wire import key
from tests.channels_inbox.realtime.pages import Page, open_socket, sign_in
from tests.channels_inbox.realtime.processes import socket_process
from tests.factories import make_ticket, make_user
from tickets.operations.assigning import assign_team

pytestmark = pytest.mark.slow

OpenPage = Callable[[User], Page]


def people(page: Page) -> list[tuple[str, str]]:
    """Wait for the next news of presence; return names and what they do."""
    return [(person["name"], person["mode"]) for person in page.hear("presence")["people"]]


def view(page: Page, ticket: int) -> None:
    """Open a ticket and wait until the desk knows."""
    page.say(kind="viewing", ticket=ticket)
    page.hear("presence")


def pass_time(ticket: int, seconds: float) -> None:
    """Make every mark at a ticket older, as waiting would; living sockets renew theirs."""
    valkey = publisher().client
    marks = key("attendance", ticket)
    for mark in valkey.zrange(marks, 0, -1):
        valkey.zincrby(marks, -seconds, str(mark, "utf-8"))  # type: ignore[arg-type]


def test_colleagues_see_each_other_come_type_and_go(open_page: OpenPage, agent: User, admin: User) -> None:
    ticket = make_ticket()
    ana, ingrid = open_page(agent), open_page(admin)
    ana.say(kind="viewing", ticket=ticket.pk)
    assert ana.hear("presence") == {
        "kind": "presence",
        "ticket": ticket.pk,
        "people": [{"id": agent.pk, "name": "Ana Ruiz", "mode": "viewing"}],
    }
    ingrid.say(kind="viewing", ticket=ticket.pk)
    both = [("Ana Ruiz", "viewing"), ("Ingrid Falk", "viewing")]
    assert people(ana) == people(ingrid) == both
    ingrid.say(kind="typing", ticket=ticket.pk)
    assert people(ana) == [("Ana Ruiz", "viewing"), ("Ingrid Falk", "typing")]
    ingrid.say(kind="viewing", ticket=ticket.pk)
    assert people(ana) == both
    ingrid.say(kind="left")
    assert people(ana) == [("Ana Ruiz", "viewing")]


def test_a_closed_socket_leaves_the_ticket(open_page: OpenPage, agent: User, admin: User) -> None:
    ticket = make_ticket()
    ana, ingrid = open_page(agent), open_page(admin)
    view(ingrid, ticket.pk)
    view(ana, ticket.pk)
    ingrid.socket.close()
    assert people(ana) == [("Ana Ruiz", "viewing")]


def test_of_two_tabs_one_remains(open_page: OpenPage, agent: User, admin: User) -> None:
    ticket = make_ticket()
    ana, first, second = open_page(agent), open_page(admin), open_page(admin)
    for page in (first, second, ana):
        view(page, ticket.pk)
    first.say(kind="left")
    first.say(kind="viewing", ticket=make_ticket().pk)
    first.hear("presence")
    assert [frame for frame in ana.heard_until_now() if frame["kind"] == "presence"] == []


def test_typing_fades(open_page: OpenPage, agent: User, admin: User) -> None:
    ticket = make_ticket()
    ana, ingrid = open_page(agent), open_page(admin)
    view(ingrid, ticket.pk)
    view(ana, ticket.pk)
    ingrid.say(kind="typing", ticket=ticket.pk)
    assert ("Ingrid Falk", "typing") in people(ana)
    pass_time(ticket.pk, FADES["typing"])
    assert ("Ingrid Falk", "viewing") in people(ana)


def test_lists_hear_who_types_but_not_who_only_looks(open_page: OpenPage, agent: User, admin: User) -> None:
    ticket = make_ticket()
    list_page, ingrid = open_page(agent), open_page(admin)
    view(ingrid, ticket.pk)
    ingrid.say(kind="typing", ticket=ticket.pk)
    assert people(list_page) == [("Ingrid Falk", "typing")]


def test_a_page_that_comes_later_hears_who_types_if_it_may(open_page: OpenPage, agent: User, admin: User) -> None:
    team = Team.objects.create(name="Machines", slug="machines")
    shared, theirs = make_ticket(), make_ticket(team=team)
    ingrid, other = open_page(admin), open_page(admin)
    for page, ticket in ((ingrid, shared), (other, theirs)):
        view(page, ticket.pk)
        page.say(kind="typing", ticket=ticket.pk)
        people(page)
    late = open_page(agent)
    assert {frame["ticket"] for frame in late.heard_until_now() if frame["kind"] == "presence"} == {
        shared.pk,
        theirs.pk,
    }
    limited = open_page(make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS))
    assert [frame["ticket"] for frame in limited.heard_until_now() if frame["kind"] == "presence"] == [shared.pk]
    ingrid.say(kind="viewing", ticket=shared.pk)
    people(ingrid)
    limited_again = open_page(make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS))
    assert [frame for frame in limited_again.heard_until_now() if frame["kind"] == "presence"] == []


def test_a_ticket_out_of_sight_tells_nothing(open_page: OpenPage, admin: User) -> None:
    team = Team.objects.create(name="Machines", slug="machines")
    ticket = make_ticket(team=team)
    stranger = open_page(make_user(User.Role.AGENT, name="Leila Haddad", ticket_scope=User.TicketScope.TEAMS))
    ingrid = open_page(admin)
    view(ingrid, ticket.pk)
    for unseen in (ticket.pk, 999_999_999, 10**30, -1):
        stranger.say(kind="viewing", ticket=unseen)
        stranger.say(kind="typing", ticket=unseen)
    view(stranger, make_ticket().pk)  # all that was said before is dealt with
    ingrid.say(kind="typing", ticket=ticket.pk)
    assert people(ingrid) == [("Ingrid Falk", "typing")]
    assert [frame for frame in stranger.heard_until_now() if frame.get("ticket") == ticket.pk] == []


def test_a_customer_neither_sees_nor_shows_presence(open_page: OpenPage, agent: User, customer: User) -> None:
    ticket = make_ticket(customer.customer)
    ana, maya = open_page(agent), open_page(customer)
    view(ana, ticket.pk)
    maya.say(kind="viewing", ticket=ticket.pk)
    maya.say(kind="typing", ticket=ticket.pk)
    ana.say(kind="typing", ticket=ticket.pk)
    assert people(ana) == [("Ana Ruiz", "typing")]
    assert maya.heard_until_now() == []


def test_who_loses_sight_of_a_ticket_leaves_it(open_page: OpenPage, admin: User) -> None:
    team = Team.objects.create(name="Machines", slug="machines")
    leila = make_user(User.Role.AGENT, name="Leila Haddad", ticket_scope=User.TicketScope.TEAMS)
    ticket = make_ticket()
    hers, ingrid = open_page(leila), open_page(admin)
    view(hers, ticket.pk)
    view(ingrid, ticket.pk)
    assign_team(ticket, to=team, by=admin)
    assert people(ingrid) == [("Ingrid Falk", "viewing")]
    hers.heard_until_now()
    ingrid.say(kind="typing", ticket=ticket.pk)
    assert people(ingrid) == [("Ingrid Falk", "typing")]
    assert hers.heard_until_now() == []


def test_who_leaves_the_team_leaves_the_ticket(open_page: OpenPage, admin: User) -> None:
    team = Team.objects.create(name="Machines", slug="machines")
    leila = make_user(User.Role.AGENT, name="Leila Haddad", ticket_scope=User.TicketScope.TEAMS)
    Membership.objects.create(team=team, user=leila)
    ticket = make_ticket(team=team)
    hers, ingrid = open_page(leila), open_page(admin)
    view(hers, ticket.pk)
    view(ingrid, ticket.pk)
    leila.memberships.all().delete()
    assert people(ingrid) == [("Ingrid Falk", "viewing")]


def test_whom_a_killed_process_held_fades(open_page: OpenPage, agent: User, admin: User) -> None:
    ticket = make_ticket()
    ana = open_page(agent)
    with socket_process() as other, open_socket(other.url, sign_in(admin)) as socket:
        view(Page(socket), ticket.pk)
        view(ana, ticket.pk)
        other.process.kill()
        other.process.wait()
    pass_time(ticket.pk, FADES["viewing"])
    assert people(ana) == [("Ana Ruiz", "viewing")]
