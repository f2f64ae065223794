"""A bell is heard by its own person's pages, and by nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from accounts.models import User
from accounts.operations.notifying import Notice, notify, notify_all
from tests.channels_inbox.realtime.pages import Page

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
OpenPage = Callable[[User], Page]
FRAME = {"kind": "notified"}


def test_news_ring_once_for_each_transaction_and_tell_nothing(open_page: OpenPage, agent: User) -> None:
    page, other_tab = open_page(agent), open_page(agent)
    with transaction.atomic():
        for n in range(3):
            notify(agent, "rule", key=str(n), text="Secret words")
    assert page.heard_until_now() == [FRAME]
    assert other_tab.heard_until_now() == [FRAME]


def test_nobody_else_hears_it(open_page: OpenPage, agent: User, admin: User, customer: User) -> None:
    others = [open_page(person) for person in (admin, customer)]
    notify(agent, "rule", key="x", text="x")
    assert [page.heard_until_now() for page in others] == [[], []]


def test_each_of_several_hears_it(open_page: OpenPage, agent: User, admin: User) -> None:
    pages = [open_page(person) for person in (agent, admin)]
    notify_all([Notice(person, "rule", "x", "x") for person in (agent, admin)])
    assert [page.heard_until_now() for page in pages] == [[FRAME], [FRAME]]


def test_what_was_rolled_back_does_not_ring(open_page: OpenPage, agent: User) -> None:
    page = open_page(agent)
    with transaction.atomic():
        notify(agent, "rule", key="x", text="x")
        transaction.set_rollback(True)
    assert page.heard_until_now() == []
