"""Agents at the queue: one gets a chat, several go on at once, and what nobody takes is missed."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Availability, AvailabilityState, Membership, Team, User
from channels_inbox.chat.ending import miss_chats
from channels_inbox.chat.errors import ChatTaken
from channels_inbox.chat.owning import accept_chat, hand_off, transfer_chat
from channels_inbox.chat.starting import start_chat
from channels_inbox.models import Chat, Visitor
from tests.botting import make_bot
from tests.chatting import Browser, chat_of, make_widget, new_id
from tests.factories import make_user
from tickets.models import Event, Ticket
from tickets.operations.assigning import assign_ticket
from tickets.operations.distributing import hand_out
from tickets.operations.progress import resolve_ticket
from tickets.operations.replying import post_reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(db: None) -> User:
    return make_user(User.Role.AGENT, email="tom@halden.example", name="Tomasz Wolny")


def begun(**fields: Any) -> tuple[Browser, str]:
    browser = Browser.welcomed(make_widget(**fields))
    return browser, browser.start()


def test_who_accepts_first_has_it_and_the_second_hears_who(agent: User, other: User) -> None:
    browser, key = begun()
    accept_chat(chat_of(key), by=agent)
    with pytest.raises(ChatTaken, match="Ana Ruiz has this chat already"):
        accept_chat(chat_of(key), by=other)
    chat = chat_of(key)
    assert (chat.owner, chat.agent, chat.queued_at) == (Chat.Owner.AGENT, agent, None)
    assert chat.conversation.ticket.assignee == agent
    assert browser.entries(key)[-1]["event"] == {"event": "joined"}
    assert browser.entries(key)[-1]["name"] == "Ana"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_the_same_moment_one_wins(agent: User, other: User) -> None:
    _, key = begun()
    together = Barrier(2)
    outcomes: list[User | None] = []

    def accept(user: User) -> None:
        together.wait()
        try:
            accept_chat(chat_of(key), by=user)
            outcomes.append(user)
        except ChatTaken:
            outcomes.append(None)
        finally:
            connection.close()

    threads = [Thread(target=accept, args=[user]) for user in (agent, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [winner] = [user for user in outcomes if user]
    assert chat_of(key).agent == winner
    assert Event.objects.filter(action="assigned").count() == 1


def test_a_light_agent_accepts_nothing(light_agent: User) -> None:
    _, key = begun()
    client = Client()
    client.force_login(light_agent)
    client.post(f"/agent/chats/{chat_of(key).conversation.ticket.number}/acceptance/")
    assert chat_of(key).owner == Chat.Owner.QUEUE


def test_who_takes_the_ticket_has_the_chat(agent: User) -> None:
    _, key = begun()
    assign_ticket(chat_of(key).conversation.ticket, to=agent, by=agent)
    assert (chat_of(key).owner, chat_of(key).agent) == (Chat.Owner.AGENT, agent)


def test_a_team_that_hands_out_gives_the_chat_to_somebody_with_room(agent: User) -> None:
    team = Team.objects.create(name="Shop", slug="shop", assignment=Team.Assignment.LEAST_BUSY, capacity=1)
    Membership.objects.create(team=team, user=agent)
    now = timezone.now()
    Availability.objects.create(
        user=agent, chosen=AvailabilityState.ONLINE, chosen_at=now, state=AvailabilityState.ONLINE, since=now
    )
    User.objects.filter(pk=agent.pk).update(availability=AvailabilityState.ONLINE)
    _, first = begun(team=team)
    _, second = begun(team=team)
    hand_out()
    assert (chat_of(first).owner, chat_of(first).agent) == (Chat.Owner.AGENT, agent)
    # One is all they can do at a time.
    assert chat_of(second).owner == Chat.Owner.QUEUE


def test_a_transfer_to_a_colleague_carries_a_note_the_visitor_never_reads(agent: User, other: User) -> None:
    browser, key = begun()
    accept_chat(chat_of(key), by=agent)
    transfer_chat(chat_of(key), by=agent, agent=other, note="Wants a refund, is angry.")
    assert chat_of(key).agent == other
    assert not any("refund" in str(entry) for entry in browser.entries(key))
    assert [e["name"] for e in browser.entries(key) if e["event"]] == ["Ana", "Tomasz"]


def test_a_transfer_to_a_team_waits_there_anew(agent: User) -> None:
    team = Team.objects.create(name="Sales", slug="sales")
    _, key = begun()
    accept_chat(chat_of(key), by=agent)
    transfer_chat(chat_of(key), by=agent, team=team)
    chat = chat_of(key)
    assert (chat.owner, chat.team, chat.agent) == (Chat.Owner.QUEUE, team, None)
    assert chat.missed_due_at is not None
    assert chat.conversation.ticket.team == team


def test_what_the_bot_has_waits_for_nobody_until_it_hands_over() -> None:
    team = Team.objects.create(name="Shop", slug="shop")
    widget = make_widget(team=team)
    browser = Browser.welcomed(widget)
    chat = start_chat(Visitor.objects.get(), text="Where is my order?", client_id=new_id(), bot=make_bot(widget))
    key = chat.conversation.key
    assert (chat_of(key).owner, chat_of(key).queued_at) == (Chat.Owner.BOT, None)
    assert chat_of(key).conversation.ticket.team is None
    assert hand_off(chat_of(key), reason="asked for a person")
    assert (chat_of(key).owner, chat_of(key).team) == (Chat.Owner.QUEUE, team)
    assert browser.entries(key)[-1]["event"] == {"event": "handed_off"}
    assert not hand_off(chat_of(key), reason="late")


def test_a_chat_taken_from_the_bot_is_not_handed_off_any_more(agent: User) -> None:
    widget = make_widget()
    Browser.welcomed(widget)
    chat = start_chat(Visitor.objects.get(), text="Hello", client_id=new_id(), bot=make_bot(widget))
    accept_chat(chat, by=agent)
    assert not hand_off(chat, reason="two misses")
    assert chat_of(chat.conversation.key).agent == agent


def test_solving_the_ticket_ends_the_chat(agent: User) -> None:
    browser, key = begun()
    accept_chat(chat_of(key), by=agent)
    resolve_ticket(chat_of(key).conversation.ticket, by=agent)
    assert browser.get(f"conversations/{key}/").body["conversation"]["state"] == "ended"
    assert browser.entries(key)[-1]["event"] == {"event": "ended", "by": "agent"}


def test_nobody_in_time_makes_it_a_missed_chat_once() -> None:
    browser, key = begun(missed_after=60)
    assert miss_chats() == 0
    late = timezone.now() + timedelta(seconds=61)
    Visitor.objects.update(seen_at=late)
    assert [miss_chats(now=late), miss_chats(now=late)] == [1, 0]
    assert browser.entries(key)[-1]["event"] == {"event": "missed", "reachable": False}
    ticket = Ticket.objects.get()
    assert (ticket.category, ticket.assignee) == ("new", None)
    assert list(Event.objects.filter(action="chat_missed").values_list("particulars__left", flat=True)) == [False]


def test_a_visitor_who_leaves_before_anybody_came_is_missed_too() -> None:
    _, key = begun(gone_after=30)
    Visitor.objects.update(seen_at=timezone.now() - timedelta(seconds=31))
    assert miss_chats() == 1
    assert Event.objects.get(action="chat_missed").particulars["left"] is True
    assert chat_of(key).missed_at is not None


def test_an_answer_to_a_missed_chat_makes_it_somebodys(agent: User) -> None:
    _, key = begun()
    Visitor.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    miss_chats()
    post_reply(chat_of(key).conversation.ticket, by=agent, text="Sorry, here I am.", channel="chat")
    assert (chat_of(key).owner, chat_of(key).missed_at) == (Chat.Owner.AGENT, None)


def test_the_page_shows_who_waits_and_accepting_opens_the_chat(agent: User) -> None:
    browser, key = begun()
    number = chat_of(key).conversation.ticket.number
    client = Client()
    client.force_login(agent)
    page = client.get("/agent/chats/").content.decode()
    assert "The grinder hums and stops." in page
    assert "1<span" in client.get("/agent/chats/count/").content.decode()
    answer = client.post(f"/agent/chats/{number}/acceptance/")
    assert answer.headers["Location"] == f"/agent/chats/{number}/"
    shown = client.get(f"/agent/chats/{number}/").content.decode()
    assert "End chat" in shown
    assert "Here now" in shown
    assert browser.texts(key) == ["The grinder hums and stops."]


def test_what_an_agent_sends_from_the_page_reaches_the_visitor(agent: User) -> None:
    browser, key = begun()
    ticket = chat_of(key).conversation.ticket
    client = Client()
    client.force_login(agent)
    data = {"mode": "reply", "text": "On my way.", "key": "6c1a1f0e-59a5-4b27-8a3e-0a5b3a3f6f11", "seen": ticket.seq}
    for _ in range(2):
        client.post(f"/agent/tickets/{ticket.number}/messages/", data)
    assert browser.texts(key) == ["The grinder hums and stops.", "On my way."]


def test_r01_nobody_answers_over_words_they_have_not_read(agent: User, other: User) -> None:
    browser, key = begun()
    ticket = chat_of(key).conversation.ticket
    behind = ticket.seq
    post_reply(ticket, by=other, text="Colleague was faster.", channel="chat")
    client = Client()
    client.force_login(agent)
    data = {"mode": "reply", "text": "Hello?", "key": "6c1a1f0e-59a5-4b27-8a3e-0a5b3a3f6f11", "seen": behind}
    answer = client.post(f"/agent/tickets/{ticket.number}/messages/", data)
    assert answer.status_code == 409
    assert "Colleague was faster." in answer.content.decode()
    assert "Hello?" not in browser.texts(key)


def test_the_queue_costs_the_same_however_long_it_is(agent: User, django_assert_max_num_queries: Any) -> None:
    client = Client()
    client.force_login(agent)
    widget = make_widget()
    for _ in range(4):
        Browser.welcomed(widget).start()
    client.get("/agent/chats/")
    with django_assert_max_num_queries(6):
        client.get("/agent/chats/")
