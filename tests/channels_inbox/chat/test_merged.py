"""Chats whose ticket was merged: who reads on, who is told that the talk is over."""

from __future__ import annotations

import pytest

from accounts.models import User
from channels_inbox.chat.finding import chat_of_ticket
from tests.chatting import Browser, chat_of, make_widget
from tests.factories import make_customer, make_ticket
from tests.mail import make_channel
from tickets.models import Ticket
from tickets.operations.merging import merge_tickets
from tickets.operations.replying import post_reply

pytestmark = pytest.mark.django_db
WORDS = "Your new card ends in 4711."


def talk() -> tuple[Browser, str]:
    browser = Browser.welcomed(make_widget(), name="Klara", email="klara@nyberg.example")
    return browser, browser.start()


def ticket_of(key: str) -> Ticket:
    return chat_of(key).conversation.ticket


def heard(key: str) -> list[str]:
    said = chat_of(key).conversation.entries.filter(message__isnull=False).order_by("seq")
    return list(said.values_list("message__text", flat=True))


def test_a_chat_merged_into_its_own_customers_ticket_goes_on_there(agent: User) -> None:
    make_channel()
    _, key = talk()
    into = make_ticket(ticket_of(key).requester)
    merge_tickets(ticket_of(key), into=into, by=agent)
    assert chat_of(key).is_open
    post_reply(into, by=agent, text=WORDS, channel="chat")
    assert heard(key)[-1] == WORDS


def test_what_is_said_to_somebody_else_is_not_said_in_a_merged_chat(agent: User) -> None:
    make_channel()
    _, key = talk()
    into = make_ticket(make_customer("maya@cafenorr.example"))
    merge_tickets(ticket_of(key), into=into, by=agent)
    into.refresh_from_db()
    assert chat_of_ticket(into) is None
    post_reply(into, by=agent, text=WORDS, channel="email")
    assert WORDS not in heard(key)
    assert not chat_of(key).is_open


def test_of_two_chats_merged_the_one_that_is_answered_no_more_ends(agent: User) -> None:
    _, key = talk()
    other = Browser.welcomed(chat_of(key).visitor.widget, name="Jo").start()
    merge_tickets(ticket_of(key), into=ticket_of(other), by=agent)
    assert [chat_of(k).is_open for k in (key, other)] == [False, True]
    post_reply(ticket_of(other), by=agent, text=WORDS, channel="chat")
    assert [WORDS in heard(k) for k in (key, other)] == [False, True]
