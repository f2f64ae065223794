"""The first administrator of a new installation comes from the command line."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.operations.hiring import add_colleague


def add(monkeypatch: pytest.MonkeyPatch, password: str, *words: str) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    out = io.StringIO()
    call_command("add_colleague", *words, stdout=out)
    return out.getvalue()


def test_an_added_administrator_can_sign_in_at_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "administrator" in add(
        monkeypatch, "a long pass phrase", "Ada@Example.com", "--name", "Ada", "--role", "admin"
    )
    response = Client().post("/account/login/", {"login": "ada@example.com", "password": "a long pass phrase"})
    assert response.status_code == 302
    assert response["Location"].startswith("/agent/")


@pytest.mark.parametrize(("email", "password"), [("ada@example.com", "short"), ("no address", "a long pass phrase")])
def test_nonsense_is_refused_in_words(db: None, monkeypatch: pytest.MonkeyPatch, email: str, password: str) -> None:
    with pytest.raises(CommandError):
        add(monkeypatch, password, email)
    assert not User.objects.exists()


def test_an_address_is_added_once_and_no_customer_is_a_colleague(db: None) -> None:
    add_colleague(email="ada@example.com", name="Ada", role="agent")
    with pytest.raises(ValidationError):
        add_colleague(email="ADA@example.com", name="Ada", role="agent")
    with pytest.raises(ValidationError):
        add_colleague(email="bo@example.com", name="Bo", role="customer")
