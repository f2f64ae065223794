from __future__ import annotations

import re

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.factories import PASSWORD

RESET = "/account/password/reset/"
NEW = "staple battery horse"


def ask(client: Client, email: str) -> tuple[int, str]:
    answer = client.post(RESET, {"email": email})
    return answer.status_code, answer["Location"]


def path(mail: EmailMessage, site: str) -> str:
    found = re.search(rf"{re.escape(site)}(\S+/key/\S+)", str(mail.body))
    assert found, mail.body
    return found[1]


def test_the_link_sets_a_new_password_once_and_ends_all_sessions(
    client: Client, customer: User, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    elsewhere = Client()
    elsewhere.force_login(customer)
    ask(client, customer.email)
    link = path(mailoutbox[0], settings.SITE_URL)
    form = client.get(link, follow=True)
    done = client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert done.status_code == 302
    customer.refresh_from_db()
    assert customer.check_password(NEW)
    assert elsewhere.get("/requests/").status_code == 302
    again = Client().get(link, follow=True)
    assert "This link is used up" in again.content.decode()


def test_opening_the_link_changes_nothing_and_signs_nobody_in(
    client: Client, customer: User, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    ask(client, customer.email)
    scanner = Client()
    scanner.get(path(mailoutbox[0], settings.SITE_URL), follow=True)
    assert scanner.get("/requests/").status_code == 302
    customer.refresh_from_db()
    assert customer.check_password(PASSWORD)
    form = client.get(path(mailoutbox[0], settings.SITE_URL), follow=True)
    assert "Set a new password" in form.content.decode()


def test_known_and_unknown_addresses_get_the_same_answer(
    client: Client, customer: User, mailoutbox: list[EmailMessage]
) -> None:
    assert ask(client, customer.email) == ask(client, "nobody@example.com")
    assert len(mailoutbox) == 2


def test_x13_a_forged_host_does_not_get_into_the_mail(
    client: Client, customer: User, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client.post(RESET, {"email": customer.email}, headers={"Host": "evil.example"})
    client.post(RESET, {"email": "nobody@example.com"}, headers={"Host": "evil.example"})
    for mail in mailoutbox:
        assert "evil.example" not in str(mail.body)
        assert settings.SITE_URL in str(mail.body)


def test_a_mail_server_that_is_away_is_said_in_words(client: Client, customer: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = client.post(RESET, {"email": customer.email}, follow=True)
    assert answer.status_code == 200
    assert "could not send you an email just now" in answer.content.decode()


@pytest.mark.django_db
def test_asking_without_end_is_stopped(client: Client) -> None:
    answers = [client.post(RESET, {"email": "victim@example.com"}).status_code for _ in range(6)]
    assert answers[:5] == [302] * 5
    assert answers[5] == 429
