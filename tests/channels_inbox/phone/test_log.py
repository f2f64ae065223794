"""The log of calls at the desk, what pops up, and who may see it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry, Team, User
from channels_inbox.models import BlockedNumber, Call, PhoneSeat
from tests.channels_inbox.phone.calls import MAYA, call, make_line, tell
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def line() -> Any:
    return make_line()


@pytest.fixture
def desk(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


def missed(client: Client, name: str = "c-1", **more: Any) -> Call:
    tell(client, "newCall", callId=name, **more)
    tell(client, "hangup", callId=name, cause="cancel", **more)
    return call(name)


def test_a_missed_call_waits_in_the_log_until_it_is_ticked_off(desk: Client, agent: User) -> None:
    row = missed(desk, name="c-1")
    page = desk.get("/agent/calls/").content.decode()
    assert "+46 70 174 06 05" in page
    assert "Missed" in page
    answer = desk.post(f"/agent/calls/{row.pk}/done/", {"done": "yes", "back": "/agent/calls/?show=missed"})
    assert answer.headers["Location"] == "/agent/calls/?show=missed"
    assert call().done_by == agent
    assert "+46 70 174 06 05" not in desk.get("/agent/calls/").content.decode()
    assert "+46 70 174 06 05" in desk.get("/agent/calls/?show=all").content.decode()
    desk.post(f"/agent/calls/{row.pk}/done/", {"done": "no", "back": "https://elsewhere.example/"})
    assert call().done_at is None


def test_the_way_back_leads_nowhere_else(desk: Client) -> None:
    row = missed(desk)
    answer = desk.post(f"/agent/calls/{row.pk}/done/", {"done": "yes", "back": "//elsewhere.example/agent/calls/?"})
    assert answer.headers["Location"] == "/agent/calls/"


def test_filters_find_by_queue_direction_and_number(desk: Client) -> None:
    missed(desk, "c-1", queue="Orders")
    missed(desk, "c-2", **{"from": "+493011112222"})
    for query, shown in [
        ("queue=orders", {"c-1"}),
        ("number=1111", {"c-2"}),
        ("direction=out", set()),
        ("show=voicemail", set()),
        ("show=nonsense", {"c-1", "c-2"}),
        ("before=nonsense", {"c-1", "c-2"}),
    ]:
        log = desk.get(f"/agent/calls/?{query}").context["log"]
        assert {row.external_id for row in log.rows} == shown, query


def test_a_ringing_call_pops_up_until_it_is_answered(desk: Client) -> None:
    tell(desk, "newCall", name="Maya Lindqvist")
    pk = call().pk
    assert "Maya Lindqvist" in desk.get(f"/agent/calls/now/{pk}/").content.decode()
    assert "Maya Lindqvist" in desk.get("/agent/calls/now/").content.decode()
    colleague = make_user(User.Role.AGENT, email="ben@halden.example", name="Ben")
    tell(desk, "answer", agent=colleague.email)
    assert desk.get(f"/agent/calls/now/{pk}/").status_code == 204
    desk.force_login(colleague)
    assert desk.get(f"/agent/calls/now/{pk}/").status_code == 200


def test_only_calls_of_chosen_queues_pop_up(desk: Client, agent: User) -> None:
    PhoneSeat.objects.create(user=agent, queues=["Orders"])
    tell(desk, "newCall", callId="c-1", queue="Service")
    tell(desk, "newCall", callId="c-2", queue="Orders")
    assert desk.get(f"/agent/calls/now/{call('c-1').pk}/").status_code == 204
    assert desk.get(f"/agent/calls/now/{call('c-2').pk}/").status_code == 200


def test_ones_own_telephone_is_kept_and_known(desk: Client, agent: User) -> None:
    assert desk.post("/agent/calls/seat/", {"number": "12", "pops": "on"}).status_code == 422
    desk.post("/agent/calls/seat/", {"number": "+49 30 5550100", "pops": "on"})
    assert agent.phone_seat.number == "+49305550100"
    tell(desk, "newCall")
    tell(desk, "answer", user="030 5550100")
    assert call().agent == agent


def test_a_number_is_blocked_once_and_let_through_again(desk: Client) -> None:
    assert desk.post("/agent/calls/blocked/", {"number": "070 1", "reason": ""}).status_code == 422
    assert desk.post("/agent/calls/blocked/", {"number": MAYA, "reason": "Rude"}).status_code == 302
    again = desk.post("/agent/calls/blocked/", {"number": MAYA, "reason": "Rude"})
    assert again.status_code == 422
    assert "blocked already" in again.content.decode()
    assert tell(desk, "newCall").json() == {"action": "reject"}
    desk.post(f"/agent/calls/blocked/{BlockedNumber.objects.get().pk}/removal/")
    assert tell(desk, "newCall").json()["state"] == "ringing"
    assert AuditEntry.objects.filter(kind="blockednumber").count() == 2


def test_light_agents_look_but_do_not_touch(client: Client, light_agent: User) -> None:
    row = missed(client)
    client.force_login(light_agent)
    assert client.get("/agent/calls/").status_code == 200
    assert client.post(f"/agent/calls/{row.pk}/done/", {"done": "yes"}).status_code == 403
    assert client.post("/agent/calls/blocked/", {"number": MAYA}).status_code == 403
    assert call().done_at is None


def test_limited_agents_see_the_calls_of_their_teams_alone(client: Client) -> None:
    theirs, other = (
        Team.objects.create(name="Orders", slug="orders"),
        Team.objects.create(name="Service", slug="service"),
    )
    limited = make_user(User.Role.AGENT, email="lim@halden.example", ticket_scope=User.TicketScope.TEAMS)
    theirs.memberships.create(user=limited)
    missed(client, "c-1", queue="Orders", **{"from": "+493011112222"})
    missed(client, "c-2", queue="Service", **{"from": "+493011113333"})
    hidden = call("c-2")
    assert hidden.team == other
    client.force_login(limited)
    assert [row.external_id for row in client.get("/agent/calls/?show=all").context["log"].rows] == ["c-1"]
    assert client.get("/agent/calls/").context["queues"] == ["Orders"]
    assert client.post(f"/agent/calls/{hidden.pk}/done/", {"done": "yes"}).status_code == 404
    assert client.get(f"/agent/calls/now/{hidden.pk}/").status_code == 204


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/agent/calls/"),
        ("get", "/agent/calls/now/"),
        ("get", "/agent/calls/now/{pk}/"),
        ("get", "/agent/calls/seat/"),
        ("post", "/agent/calls/seat/"),
        ("get", "/agent/calls/blocked/"),
        ("post", "/agent/calls/blocked/"),
        ("post", "/agent/calls/blocked/{pk}/removal/"),
        ("post", "/agent/calls/{pk}/done/"),
        ("get", "/agent/calls/{pk}/move/"),
        ("post", "/agent/calls/{pk}/move/"),
    ],
)
def test_the_outsider_finds_nothing(client: Client, outsider: User, method: str, path: str) -> None:
    row = missed(client)
    client.force_login(outsider)
    assert getattr(client, method)(path.format(pk=row.pk)).status_code == 404


def test_the_log_asks_as_much_of_fifty_calls_as_of_one(desk: Client, django_assert_max_num_queries: Any) -> None:
    missed(desk, "c-0")
    with django_assert_max_num_queries(10):
        desk.get("/agent/calls/")
    for number in range(1, 12):
        missed(desk, f"c-{number}", **{"from": f"+4930111122{number:02}"})
    with django_assert_max_num_queries(10):
        desk.get("/agent/calls/")
