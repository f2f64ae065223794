"""The agents' side of chats, tried by everyone who has no business there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from channels_inbox.models import Chat
from tests.channels_inbox.desk.conftest import signed_in
from tests.chatting import Browser, chat_of, make_widget
from tests.factories import make_ticket, make_user

pytestmark = pytest.mark.django_db

OF_A_CHAT = ["agent_chat", "agent_chat_acceptance", "agent_chat_transfer", "agent_chat_end", "agent_chat_typing"]
LISTS = ["agent_chats", "agent_chat_count"]


@pytest.fixture
def chat() -> Chat:
    team = Team.objects.create(name="Secret team", slug="secret")
    return chat_of(Browser.welcomed(make_widget(team=team)).start("A private matter"))


def addresses(number: int) -> list[str]:
    return [reverse(name, args=[number]) for name in OF_A_CHAT]


def tried(client: Client, urls: list[str]) -> set[int]:
    return {answer.status_code for url in urls for answer in (client.get(url), client.post(url, {}))}


def test_strangers_are_asked_to_sign_in(chat: Chat, client: Client) -> None:
    lists = [reverse(name) for name in LISTS]
    assert tried(client, [*addresses(chat.conversation.ticket.number), *lists]) <= {302, 405}


def test_customers_find_nothing_there(chat: Chat, customer: User) -> None:
    lists = [reverse(name) for name in LISTS]
    assert tried(signed_in(customer), [*addresses(chat.conversation.ticket.number), *lists]) <= {404, 405}


@pytest.mark.parametrize("scope", ["teams", "assigned"])
def test_an_agent_does_not_reach_chats_out_of_their_sight(scope: str, chat: Chat) -> None:
    limited = signed_in(make_user(User.Role.AGENT, ticket_scope=scope))
    assert tried(limited, addresses(chat.conversation.ticket.number)) <= {404, 405}
    for query in ({}, {"fresh": "1"}):
        page = limited.get(reverse("agent_chats"), query).content.decode()
        assert "A private matter" not in page
        assert "Secret team" not in page
    assert "hidden" in limited.get(reverse("agent_chat_count")).content.decode()
    assert chat_of(chat.conversation.key).owner == Chat.Owner.QUEUE


def test_light_agents_look_on_and_change_nothing(chat: Chat, light_agent: User) -> None:
    client = signed_in(light_agent)
    number = chat.conversation.ticket.number
    assert client.get(reverse("agent_chat", args=[number])).status_code == 200
    for name in ("agent_chat_acceptance", "agent_chat_end"):
        client.post(reverse(name, args=[number]))
    team = Team.objects.get()
    client.post(reverse("agent_chat_transfer", args=[number]), {"to": f"team-{team.pk}"})
    assert client.post(reverse("agent_chat_typing", args=[number])).status_code == 403
    now = chat_of(chat.conversation.key)
    assert (now.owner, now.ended_at) == (Chat.Owner.QUEUE, None)


def test_a_ticket_without_a_chat_has_no_chat_page(agent: User) -> None:
    ticket = make_ticket()
    assert tried(signed_in(agent), addresses(ticket.number)) <= {404, 405}
