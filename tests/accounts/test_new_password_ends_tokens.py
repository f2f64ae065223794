"""Whoever knew the old password has no way in once there is a new one."""

from __future__ import annotations

import re

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import ApiToken, User
from tests.factories import PASSWORD

NEW = {"password1": "staple battery horse", "password2": "staple battery horse"}


@pytest.fixture
def secret(agent: User) -> str:
    return ApiToken.issue(user=agent, name="Reports")[1]


def status(secret: str) -> int:
    return Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}"}).status_code


def test_changing_it_ends_ones_own_tokens_and_nobody_elses(
    client: Client, agent: User, admin: User, secret: str
) -> None:
    theirs = ApiToken.issue(user=admin, name="Reports")[1]
    assert (status(secret), status(theirs)) == (200, 200)
    client.force_login(agent)
    assert client.post("/account/password/change/", {"oldpassword": PASSWORD, **NEW}).status_code == 302
    assert (status(secret), status(theirs)) == (401, 200)


def test_a_change_that_is_refused_ends_nothing(client: Client, agent: User, secret: str) -> None:
    client.force_login(agent)
    assert client.post("/account/password/change/", {"oldpassword": "a guess", **NEW}).status_code == 200
    assert status(secret) == 200


def test_resetting_it_by_mail_ends_tokens(
    client: Client, agent: User, secret: str, mailoutbox: list[EmailMessage]
) -> None:
    client.post("/account/password/reset/", {"email": agent.email})
    assert status(secret) == 200, "asking changes nothing"
    found = re.search(r"//[^/]+(/\S+/key/\S+)", str(mailoutbox[0].body))
    assert found
    form = client.get(found[1], follow=True)
    assert client.post(form.request["PATH_INFO"], NEW).status_code == 302
    assert status(secret) == 401


def test_setting_the_first_one_ends_tokens(client: Client, agent: User, secret: str) -> None:
    agent.set_unusable_password()
    agent.save()
    client.force_login(agent)
    assert client.post("/account/password/set/", NEW).status_code == 302
    assert status(secret) == 401
