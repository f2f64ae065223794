"""Calls and menus by API: the same rights, the same operations."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from channels_inbox.models import Channel
from channels_inbox.phone.menu.engine import PLAIN
from tests.api import Api
from tests.channels_inbox.phone.calls import MAYA, call, make_line, tell
from tests.factories import make_user
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
TREE: dict[str, Any] = {**PLAIN}


@pytest.fixture(autouse=True)
def line() -> Channel:
    return make_line()


def test_calls_are_listed_filtered_and_ticked_off(client: Client, agent: User) -> None:
    tell(client, "newCall")
    tell(client, "hangup", cause="cancel")
    api = Api(agent)
    (row,) = api.get("calls/", state="missed", done="false", number=MAYA).json()["results"]
    assert (row["external_id"], row["ticket"], row["channel"]) == ("c-1", Ticket.objects.get().number, "telephone")
    assert api.get("calls/", direction="out").json()["results"] == []
    assert api.patch(f"calls/{row['id']}/", {"done": True}).json()["done_at"] is not None
    assert api.get("calls/", done="false").json()["results"] == []
    assert api.get("calls/", state="sneezed").status_code == 400
    assert api.patch(f"calls/{row['id']}/", {"done": "perhaps"}).status_code == 400


def test_limited_and_light_agents_and_outsiders_are_held_off(client: Client, light_agent: User, outsider: User) -> None:
    Team.objects.create(name="Orders", slug="orders")
    tell(client, "newCall", queue="Orders")
    limited = make_user(User.Role.AGENT, email="lim@halden.example", ticket_scope=User.TicketScope.TEAMS)
    assert Api(limited).get("calls/").json()["results"] == []
    assert Api(limited).get(f"calls/{call().pk}/").status_code == 404
    assert Api(light_agent).patch(f"calls/{call().pk}/", {"done": True}).status_code == 403
    assert Api(outsider).get("calls/").status_code == 403
    assert Api(outsider).get(f"calls/{call().pk}/").status_code == 403


def test_a_menu_is_read_replaced_and_put_into_force(admin: User) -> None:
    api = Api(admin)
    empty = api.get("phone-menus/telephone/").json()
    assert (empty["version"], empty["published"], empty["problems"] != []) == (1, None, True)
    saved = api.put("phone-menus/telephone/", {"version": 1, "draft": TREE})
    assert (saved.status_code, saved.json()["problems"]) == (200, [])
    assert api.put("phone-menus/telephone/", {"version": 1, "draft": {**TREE, "start": "voicemail"}}).status_code == 409
    put = api.post("phone-menus/telephone/publication/", {"version": saved.json()["version"]})
    assert put.json()["published"] == 1
    assert api.get("phone-menus/").json()[0]["channel"] == "telephone"


@pytest.mark.parametrize("draft", [None, [], "x", {"start": "x"}, {"start": "x", "nodes": {"x": {"kind": "say"}}}])
def test_a_tree_that_leads_nowhere_is_refused_with_its_reasons(admin: User, draft: Any) -> None:
    answer = Api(admin).put("phone-menus/telephone/", {"version": 1, "draft": draft})
    assert answer.status_code == 400
    assert Api(admin).get("phone-menus/telephone/").json()["version"] == 1


def test_a_list_of_menus_asks_once_whatever_their_number(admin: User) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert Api(admin).get("phone-menus/").status_code == 200
        return len(asked)

    one = statements()
    for number in range(3):
        Channel.objects.create(kind="phone", slug=f"line-{number}", name="Line", address=f"+463155501{number}")
    assert statements() == one


def test_menus_are_for_administrators(agent: User) -> None:
    for path in ("phone-menus/", "phone-menus/telephone/"):
        assert Api(agent).get(path).status_code == 403
    assert Api(agent).post("phone-menus/telephone/publication/", {"version": 1}).status_code == 403
