"""Every address of the settings, tried by everyone who is no administrator."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from channels_inbox import settings_urls
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.channels_inbox.desk.test_outsiders import unexpected
from tests.factories import make_user


@pytest.fixture
def addresses(db: None) -> list[str]:
    # Whether a row has this key is nobody's business either.
    return [
        reverse(str(pattern.name), args=[1] * len(pattern.pattern.converters)) for pattern in settings_urls.urlpatterns
    ]


def test_strangers_are_asked_to_sign_in(addresses: list[str], client: Client) -> None:
    assert unexpected(client, addresses, allowed={302, 405}) == {}
    assert unexpected(client, addresses, allowed={401, 405}, headers=HTMX) == {}


@pytest.mark.parametrize("role", [User.Role.AGENT, User.Role.LIGHT_AGENT, User.Role.CUSTOMER])
def test_only_administrators_find_something_there(role: User.Role, addresses: list[str]) -> None:
    assert unexpected(signed_in(make_user(role)), addresses, allowed={404, 405}) == {}


def test_an_administrator_who_was_let_go_finds_nothing_there(addresses: list[str], admin: User) -> None:
    client = signed_in(admin)
    User.objects.filter(pk=admin.pk).update(is_active=False)
    assert unexpected(client, addresses, allowed={302, 405}) == {}
