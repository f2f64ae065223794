from __future__ import annotations

import re

from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import Identity, User
from tests.factories import PASSWORD, make_user

ADDRESSES = "/account/email/"


def sign_in(client: Client, user: User) -> None:
    """Sign in, and enter the password once more as changes ask for."""
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def test_a_further_address_joins_once_its_code_is_entered(
    client: Client, customer: User, mailoutbox: list[EmailMessage]
) -> None:
    sign_in(client, customer)
    client.post(ADDRESSES, {"email": "maya@home.example", "action_add": ""})
    assert not Identity.objects.filter(value="maya@home.example").exists()
    code = re.search(r"^\d{6}$", str(mailoutbox[0].body), re.MULTILINE)
    assert code
    client.post("/account/confirm-email/", {"code": code[0]})
    joined = Identity.objects.get(value="maya@home.example")
    assert joined.customer == customer.customer
    assert joined.verified_at


def test_changes_ask_for_the_password_once_more_and_then_go_on(
    client: Client, customer: User, mailoutbox: list[EmailMessage]
) -> None:
    client.force_login(customer)
    answer = client.post(ADDRESSES, {"email": "maya@home.example", "action_add": ""})
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert not mailoutbox
    client.post(answer["Location"], {"password": "wrong"})
    assert not mailoutbox
    client.post(answer["Location"], {"password": PASSWORD}, follow=True)
    assert [m.to for m in mailoutbox] == [["maya@home.example"]]


def test_an_address_of_another_account_is_not_given_away(
    client: Client, customer: User, outsider: User, mailoutbox: list[EmailMessage]
) -> None:
    sign_in(client, customer)
    client.post(ADDRESSES, {"email": outsider.email, "action_add": ""})
    assert not EmailAddress.objects.filter(user=customer, email=outsider.email, verified=True).exists()
    assert EmailAddress.objects.get(email=outsider.email, verified=True).user == outsider


def test_the_page_lists_addresses_with_their_state(client: Client, customer: User) -> None:
    EmailAddress.objects.create(user=customer, email="maya@home.example", verified=False)
    sign_in(client, customer)
    page = client.get(ADDRESSES).content.decode()
    assert "Main address" in page
    assert "Not proved yet" in page


def test_the_main_address_changes_only_to_a_proved_one(client: Client, customer: User) -> None:
    EmailAddress.objects.create(user=customer, email="unproved@home.example", verified=False)
    EmailAddress.objects.create(user=customer, email="proved@home.example", verified=True)
    sign_in(client, customer)
    client.post(ADDRESSES, {"email": "unproved@home.example", "action_primary": ""})
    customer.refresh_from_db()
    assert customer.email == "maya@cafenorr.example"
    client.post(ADDRESSES, {"email": "proved@home.example", "action_primary": ""})
    customer.refresh_from_db()
    assert customer.email == "proved@home.example"


def test_nobody_reaches_the_addresses_of_another(client: Client, customer: User, outsider: User) -> None:
    EmailAddress.objects.create(user=customer, email="maya@home.example", verified=True)
    sign_in(client, outsider)
    client.post(ADDRESSES, {"email": "maya@home.example", "action_remove": ""})
    assert EmailAddress.objects.filter(email="maya@home.example").exists()
    assert "maya@home.example" not in client.get(ADDRESSES).content.decode()


def test_signing_in_works_with_every_proved_address(client: Client, db: None) -> None:
    user = make_user(email="main@example.com")
    EmailAddress.objects.create(user=user, email="second@example.com", verified=True)
    answer = client.post("/account/login/", {"login": "second@example.com", "password": PASSWORD})
    assert answer.status_code == 302
