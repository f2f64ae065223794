"""An open socket ends with its person's right to it, within five seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.contrib.sessions.models import Session

from accounts.models import Membership, Team, User
from channels_inbox.realtime.live import SIGNED_OUT
from tests.channels_inbox.realtime.pages import Page
from tests.factories import make_inbound, make_ticket, make_user

pytestmark = pytest.mark.slow

OpenPage = Callable[[User], Page]


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


def test_a_deactivated_person_loses_their_sockets(open_page: OpenPage, agent: User, outsider: User) -> None:
    page, other = open_page(agent), open_page(outsider)
    User.objects.filter(pk=agent.pk).update(is_active=False)
    with within(5):
        assert page.closed_with() == SIGNED_OUT
    assert other.heard_until_now() == []


def test_a_changed_password_ends_sockets_of_other_sign_ins(open_page: OpenPage, agent: User) -> None:
    page = open_page(agent)
    agent.set_password("another horse battery")
    agent.save()
    with within(5):
        assert page.closed_with() == SIGNED_OUT


def test_signing_out_ends_the_socket(open_page: OpenPage, agent: User) -> None:
    page = open_page(agent)
    Session.objects.all().delete()
    with within(5):
        assert page.closed_with() == SIGNED_OUT


def test_leaving_a_team_ends_its_news_and_redraws_the_page(open_page: OpenPage) -> None:
    team = Team.objects.create(name="Machines", slug="machines")
    user = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS)
    Membership.objects.create(team=team, user=user)
    ticket = make_ticket(team=team)
    page = open_page(user)
    user.memberships.all().delete()
    with within(5):
        page.hear("resync")
    make_inbound(ticket)
    assert page.heard_until_now() == []
