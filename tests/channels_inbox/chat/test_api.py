"""Agents' programs see and move chats with their own rights."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Team, User
from channels_inbox.models import Chat
from tests.api import Api
from tests.chatting import Browser, chat_of, make_widget
from tests.factories import make_ticket, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat() -> Chat:
    team = Team.objects.create(name="Shop", slug="shop")
    return chat_of(Browser.welcomed(make_widget(team=team), language="fr").start())


def address(chat: Chat, rest: str = "") -> str:
    return f"chats/{chat.conversation.ticket.number}/{rest}"


def test_who_waits_is_listed_and_can_be_taken(chat: Chat, agent: User) -> None:
    api = Api(agent)
    [row] = api.get("chats/", owner="queue").json()["results"]
    assert (row["ticket"], row["owner"], row["team"], row["language"]) == (
        chat.conversation.ticket.number,
        "queue",
        "shop",
        "fr",
    )
    taken = api.put(address(chat, "acceptance/"), {})
    assert (taken.status_code, taken.json()["owner"], taken.json()["agent_id"]) == (200, "agent", agent.pk)
    assert api.get("chats/", owner="queue").json()["results"] == []


def test_the_second_to_take_it_is_told(chat: Chat, agent: User) -> None:
    Api(agent).put(address(chat, "acceptance/"), {})
    other = make_user(User.Role.AGENT)
    assert Api(other).put(address(chat, "acceptance/"), {}).status_code == 409


def test_it_is_given_on_ended_and_listed_as_such(chat: Chat, agent: User) -> None:
    api = Api(agent)
    other = make_user(User.Role.AGENT, name="Tomasz Wolny")
    api.put(address(chat, "acceptance/"), {})
    given = api.post(address(chat, "transfer/"), {"agent_id": other.pk, "note": "Speaks French."})
    assert given.json()["agent_id"] == other.pk
    ended = api.put(address(chat, "end/"), {"resolve": True})
    assert ended.json()["ended_by"] == "agent"
    assert chat_of(chat.conversation.key).conversation.ticket.category == "resolved"
    assert len(api.get("chats/", ended="true").json()["results"]) == 1
    assert api.get("chats/").json()["results"] == []


def test_a_reply_by_the_api_is_said_in_the_chat(chat: Chat, agent: User) -> None:
    api = Api(agent)
    sent = api.post(f"tickets/{chat.conversation.ticket.number}/messages/", {"kind": "reply", "text": "Hello!"})
    assert sent.status_code == 201
    assert chat_of(chat.conversation.key).conversation.entries.filter(message__text="Hello!").exists()


@pytest.mark.parametrize("body", [{}, {"team": "shop", "agent_id": 1}, {"team": "nowhere"}, {"agent_id": "x"}])
def test_a_transfer_to_nobody_in_particular_is_refused(chat: Chat, agent: User, body: dict[str, Any]) -> None:
    assert Api(agent).post(address(chat, "transfer/"), body).status_code == 400


def test_chats_out_of_sight_do_not_exist(chat: Chat, customer: User) -> None:
    limited = Api(make_user(User.Role.AGENT, ticket_scope="assigned"))
    assert limited.get("chats/").json()["results"] == []
    assert limited.get(address(chat)).status_code == 404
    for method, path in (("put", "acceptance/"), ("post", "transfer/"), ("put", "end/")):
        body = {"team": "shop"} if path == "transfer/" else {}
        assert getattr(limited, method)(address(chat, path), body).status_code == 404
        assert getattr(Api(customer), method)(address(chat, path), body).status_code == 403
        assert getattr(Api(), method)(address(chat, path), body).status_code == 401
    assert chat_of(chat.conversation.key).owner == Chat.Owner.QUEUE


def test_light_agents_change_nothing(chat: Chat, light_agent: User) -> None:
    api = Api(light_agent)
    assert api.get(address(chat)).status_code == 200
    for method, path in (("put", "acceptance/"), ("post", "transfer/"), ("put", "end/")):
        body = {"team": "shop"} if path == "transfer/" else {}
        assert getattr(api, method)(address(chat, path), body).status_code == 403


def test_a_ticket_without_a_chat_has_none(agent: User) -> None:
    assert Api(agent).get(f"chats/{make_ticket().number}/").status_code == 404
