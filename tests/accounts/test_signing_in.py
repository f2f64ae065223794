from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.factories import PASSWORD, make_customer, make_user

LOGIN = "/account/login/"


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **more})


def test_a_customer_lands_on_their_requests(client: Client, customer: User) -> None:
    assert sign_in(client, customer.email)["Location"] == "/requests/"


def test_case_and_blanks_in_the_address_do_not_matter(client: Client, customer: User) -> None:
    assert sign_in(client, f" {customer.email.upper()} ").status_code == 302


def test_an_agent_lands_on_the_desk(client: Client, agent: User) -> None:
    try:
        desk = reverse("agent_inbox")
    except NoReverseMatch:
        pytest.skip("there is no desk yet")
    assert sign_in(client, agent.email)["Location"] == desk


def test_people_come_back_to_the_page_they_wanted_but_to_no_other_site(client: Client, customer: User) -> None:
    assert sign_in(client, customer.email, next="/requests/7/")["Location"] == "/requests/7/"
    client.logout()
    assert sign_in(client, customer.email, next="https://evil.example/")["Location"] == "/requests/"


def _without_csrf(page: Any) -> str:
    import re

    text = page.content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text).replace("nobody@example.com", "ADDRESS")


def test_unknown_address_and_wrong_password_read_the_same(client: Client, customer: User) -> None:
    wrong = sign_in(client, customer.email, "not the password")
    unknown = sign_in(client, "nobody@example.com", "not the password")
    assert wrong.status_code == unknown.status_code
    assert _without_csrf(wrong).replace(customer.email, "ADDRESS") == _without_csrf(unknown)
    assert "do not fit together" in wrong.content.decode()


def test_guessing_is_slowed_down(client: Client, customer: User) -> None:
    for _ in range(5):
        sign_in(client, customer.email, "wrong")
    refused = sign_in(client, customer.email, PASSWORD)
    assert refused.status_code == 200
    assert "too many attempts" in refused.content.decode()


def test_a_strangers_guesses_lock_nobody_out_elsewhere(client: Client, customer: User) -> None:
    stranger = Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(6):
        sign_in(stranger, customer.email, "wrong")
    assert "too many attempts" in sign_in(stranger, customer.email).content.decode()
    assert sign_in(client, customer.email).status_code == 302


def test_guesses_from_many_places_are_counted_together(client: Client, customer: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed_anywhere": "8/h/key"}
    for number in range(8):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{number}"), customer.email, "wrong")
    assert "too many attempts" in sign_in(client, customer.email).content.decode()


def test_a_made_up_forwarded_for_header_does_not_help_guessing(client: Client, db: None) -> None:
    answers = []
    for number in range(12):
        client.defaults["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{number}"
        answers.append(sign_in(client, f"person{number}@example.com", "wrong"))
    assert "too many attempts" in answers[-1].content.decode()


def test_the_session_gets_a_new_key_at_sign_in(client: Client, customer: User) -> None:
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key or ""
    client.cookies["sessionid"] = planted
    sign_in(client, customer.email)
    assert client.cookies["sessionid"].value != planted
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert stranger.get("/requests/").status_code == 302


def test_a_changed_password_ends_every_other_session(client: Client, customer: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, customer.email)
    sign_in(client, customer.email)
    new = "staple battery horse"
    changed = client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert changed.status_code == 302
    assert client.get("/requests/").status_code == 200
    assert elsewhere.get("/requests/").status_code == 302


def test_a_closed_account_is_out_at_once_and_cannot_come_back(client: Client, customer: User) -> None:
    sign_in(client, customer.email)
    User.objects.filter(pk=customer.pk).update(is_active=False)
    assert client.get("/requests/").status_code == 302
    fresh = Client()
    answer = sign_in(fresh, customer.email)
    assert "account is closed" in fresh.get(answer["Location"]).content.decode()
    assert fresh.get("/requests/").status_code == 302


def test_signing_out_needs_a_press_of_the_button(client: Client, customer: User) -> None:
    client.force_login(customer)
    client.get("/account/logout/")
    assert client.get("/requests/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/requests/").status_code == 302


def test_a_login_an_administrator_made_finds_its_person(client: Client, db: None) -> None:
    person = make_customer("maya@cafenorr.example")
    make_user(email="maya@cafenorr.example")
    sign_in(client, "maya@cafenorr.example")
    person.refresh_from_db()
    assert person.user is not None
