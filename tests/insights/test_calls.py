"""The telephone in the report: who was answered, who was lost, and that a short call is neither."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Team, User
from channels_inbox.models import Call, Channel
from insights.calls import Calls, calls_by_team
from insights.scope import Scope
from tests.api import Api
from tests.channels_inbox.phone.calls import make_line, tell
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def scope(user: User, **more: Any) -> Scope:
    today = timezone.localdate()
    return Scope(user, timezone.get_current_timezone(), today, today, **more)


def row(user: User, name: str = "All", **more: Any) -> Calls:
    return next(row for row in calls_by_team(scope(user, **more)) if row.name == name)


def one(client: Client, name: str, waited: int, *, answered: bool = False, queue: str = "Orders") -> None:
    """Let somebody call and wait."""
    now = timezone.now()
    began = now - timedelta(seconds=waited + 60)
    given: dict[str, Any] = {"callId": name, "queue": queue, "from": "anonymous"}
    tell(client, "newCall", at=began.isoformat(), **given)
    over = began + timedelta(seconds=waited)
    if answered:
        tell(client, "answer", at=over.isoformat(), **given)
        over += timedelta(seconds=30)
    tell(client, "hangup", at=over.isoformat(), **given)


@pytest.fixture
def calls(client: Client, db: None) -> None:
    make_line(settings={"short_seconds": 10})
    Team.objects.create(name="Orders", slug="orders")
    Team.objects.create(name="Service", slug="service")
    one(client, "short", 4)
    one(client, "lost", 40)
    for number in range(3):
        one(client, f"answered-{number}", 20, answered=True)
    one(client, "other", 60, queue="Service")


def test_short_calls_are_in_no_rate(calls: None, agent: User) -> None:
    orders = row(agent, "Orders")
    assert (orders.offered, orders.answered, orders.lost, orders.short) == (5, 3, 1, 1)
    assert orders.rate == 0.25
    assert (orders.wait, orders.talk) == (20, 30)
    everything = row(agent)
    assert (everything.offered, everything.lost) == (6, 2)


def test_without_a_number_of_its_own_a_line_takes_five_seconds(calls: None, client: Client, agent: User) -> None:
    Channel.objects.filter(kind="phone").update(settings={})
    assert row(agent, "Orders").short == 1
    Call.objects.filter(external_id="short").update(wait_seconds=5)
    assert row(agent, "Orders").short == 0


def test_simulated_calls_and_those_in_the_menu_are_in_no_figure(calls: None, agent: User) -> None:
    Call.objects.filter(external_id="lost").update(simulated=True)
    Call.objects.filter(external_id="short").update(state=Call.State.ABANDONED_IVR)
    orders = row(agent, "Orders")
    assert (orders.offered, orders.lost, orders.short) == (3, 0, 0)


def test_other_channels_and_other_people_see_no_calls(calls: None) -> None:
    limited = make_user(User.Role.AGENT, email="lim@halden.example", ticket_scope=User.TicketScope.ASSIGNED)
    assert calls_by_team(scope(limited)) == []
    assert calls_by_team(scope(make_user(User.Role.ADMIN), channel="email")) == []
    assert calls_by_team(scope(make_user(User.Role.ADMIN), channel="phone"))


def test_the_report_shows_them(calls: None, client: Client, agent: User) -> None:
    client.force_login(agent)
    page = client.get("/agent/reports/?range=7d").content.decode()
    assert "Telephone" in page
    assert "25%" in page


def test_programs_and_files_have_the_same_figures(calls: None, client: Client, agent: User, outsider: User) -> None:
    today = timezone.localdate().isoformat()
    asked = f"?range=custom&from={today}&to={today}"
    everything, orders, _ = Api(agent).get(f"reports/telephone/{asked}").json()
    assert (everything["name"], everything["offered"], everything["lost"]) == ("All", 6, 2)
    assert (orders["name"], orders["rate"], orders["wait"], orders["talk"]) == ("Orders", 0.25, 20.0, 30.0)
    client.force_login(agent)
    told = b"".join(client.get(f"/agent/reports/telephone.csv{asked}").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert told.splitlines()[1:3] == ["All,6,3,2,0.4,1,0,20,30", "Orders,5,3,1,0.25,1,0,20,30"]
    # Who sees only their own tickets sees no calls of others.
    limited = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.ASSIGNED)
    assert Api(limited).get(f"reports/telephone/{asked}").json() == []
    client.force_login(outsider)
    assert client.get("/agent/reports/telephone.csv").status_code in {302, 404}
    assert Api(outsider).get("reports/telephone/").status_code in {403, 404}
