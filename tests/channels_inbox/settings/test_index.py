"""The settings are found by words, and one menu holds them all."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from channels_inbox.settings_pages import ENTRIES, found, grouped
from tests.channels_inbox.desk.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


def test_every_entry_leads_to_a_page(desk: Client) -> None:
    for entry in ENTRIES:
        assert desk.get(reverse(entry.url)).status_code == 200, entry.key


def test_entries_of_a_group_stand_together() -> None:
    groups = [name for name, _ in grouped()]
    assert len(groups) == len(set(groups))


def test_each_word_begins_a_word_of_what_is_found() -> None:
    assert [entry.key for entry in found("holi time")] == ["calendars"]
    assert found("liday") == []
    assert found("") == list(ENTRIES)


def test_a_search_that_finds_nothing_says_so(desk: Client) -> None:
    page = desk.get(reverse("agent_settings"), {"q": "<quark>"}).content.decode()
    assert "No setting is found by these words" in page
    assert 'value="&lt;quark&gt;"' in page
