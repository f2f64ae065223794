"""A token from the command line."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_it_prints_a_secret_that_works(agent: User) -> None:
    said = StringIO()
    call_command("issue_token", agent.email, stdout=said)
    headers = {"Authorization": f"Bearer {said.getvalue().strip()}"}
    assert Client(headers=headers).get("/api/v1/me/").json()["email"] == agent.email


def test_nobody_gets_a_token_for_a_closed_account(agent: User) -> None:
    User.objects.filter(pk=agent.pk).update(is_active=False)
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("issue_token", agent.email)
