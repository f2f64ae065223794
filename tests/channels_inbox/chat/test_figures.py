"""Whoever looks after the chats sees how it goes: who waits, who has how many, what was missed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import AvailabilityState, User
from channels_inbox.chat.ending import miss_chats
from channels_inbox.chat.owning import accept_chat
from channels_inbox.models import Visitor
from tests.chatting import Browser, chat_of, make_widget
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    cache.clear()


def figures(user: User) -> str:
    client = Client()
    client.force_login(user)
    page = client.get("/agent/chats/").content.decode()
    shown = page[page.index('id="chat_figures"') :]
    return " ".join(re.sub(r"<[^>]+>", " ", shown.split("</aside>")[0]).split())


def test_what_became_of_the_chats_of_a_day_and_who_is_there(admin: User, agent: User) -> None:
    free = make_user(User.Role.AGENT, email="tom@halden.example", name="Tomasz Wolny")
    User.objects.filter(pk=free.pk).update(availability=AvailabilityState.ONLINE)
    make_user(User.Role.AGENT, email="away@halden.example", name="Nobody There")
    widget = make_widget()
    taken, gone, *_ = (Browser.welcomed(widget).start() for _ in range(4))
    accept_chat(chat_of(taken), by=agent)
    Visitor.objects.filter(pk=chat_of(gone).visitor_id).update(seen_at=timezone.now() - timedelta(hours=1))
    assert miss_chats() == 1
    browser = Browser.welcomed(widget, email="w@norr.example")
    key = browser.start()
    browser.post(f"conversations/{key}/mail/")
    shown = figures(admin)
    assert "Waiting 2" in shown
    assert "Answered 1 Missed 1 Asked for mail 1" in shown
    assert "Ana Ruiz 1 chat" in shown
    assert "Tomasz Wolny 0 chats" in shown
    assert "Nobody There" not in shown


def test_an_agent_who_sees_no_chat_counts_none(agent: User) -> None:
    Browser.welcomed(make_widget()).start()
    limited = make_user(User.Role.AGENT, email="lim@halden.example", ticket_scope=User.TicketScope.ASSIGNED)
    assert "Waiting 0" in figures(limited)
    assert "Answered 0 Missed 0 Asked for mail 0" in figures(limited)
