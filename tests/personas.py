"""The people of the tests. The outsider can sign in, has asked nothing, and must see nothing."""

from __future__ import annotations

import secrets

import pytest
from django.core.cache import cache

from accounts.models import User
from tests.factories import make_customer, make_user


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    """Give every test a cache of its own: rate limits count across processes."""
    cache.key_prefix = f"test-{secrets.token_hex(6)}"


@pytest.fixture
def admin(db: None) -> User:
    return make_user(User.Role.ADMIN, email="ingrid@halden.example", name="Ingrid Falk")


@pytest.fixture
def agent(db: None) -> User:
    return make_user(User.Role.AGENT, email="ana@halden.example", name="Ana Ruiz")


@pytest.fixture
def light_agent(db: None) -> User:
    return make_user(User.Role.LIGHT_AGENT, email="jonas@halden.example", name="Jonas Weber")


@pytest.fixture
def customer(db: None) -> User:
    """A signed-up customer: `customer.customer` is the person tickets belong to."""
    user = make_user(email="maya@cafenorr.example", name="Maya Lindqvist")
    make_customer(user.email, user.name, user=user)
    return user


@pytest.fixture
def outsider(db: None) -> User:
    user = make_user(email="mallory@elsewhere.example", name="Mallory Stranger")
    make_customer(user.email, user.name, user=user)
    return user
