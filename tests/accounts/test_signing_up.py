from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import Customer, User
from tests.factories import make_customer, make_ticket, make_user
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
PASSWORD = "a few words in a row"
CONFIRM = "/account/confirm-email/"


def sign_up(client: Client, email: str = "maya@cafenorr.example", **more: Any) -> Any:
    return client.post("/account/signup/", {"email": email, "password1": PASSWORD, "name": "Maya", **more})


def code(mail: EmailMessage) -> str:
    found = re.search(r"^\d{6}$", str(mail.body), re.MULTILINE)
    assert found, mail.body
    return found[0]


def test_a_code_from_the_mail_finishes_signing_up(client: Client, mailoutbox: list[EmailMessage]) -> None:
    earlier = make_ticket(make_customer("maya@cafenorr.example"))
    answer = sign_up(client, time_zone="Europe/Stockholm")
    assert answer["Location"] == CONFIRM
    assert mailoutbox[0].to == ["maya@cafenorr.example"]
    done = client.post(CONFIRM, {"code": code(mailoutbox[0])})
    assert done["Location"] == "/requests/"
    user = User.objects.get()
    assert (user.name, user.role, user.time_zone) == ("Maya", "customer", "Europe/Stockholm")
    assert earlier.subject in client.get("/requests/").content.decode()


def test_before_the_code_nothing_is_readable_and_nobody_is_linked(client: Client) -> None:
    make_ticket(make_customer("maya@cafenorr.example"))
    sign_up(client)
    assert client.get("/requests/").status_code == 302
    assert Customer.objects.get().user is None
    assert not Ticket.objects.visible_to(User.objects.get()).exists()


def test_three_wrong_codes_and_the_right_one_is_worth_nothing(client: Client, mailoutbox: list[EmailMessage]) -> None:
    sign_up(client)
    good = code(mailoutbox[0])
    bad = "000000" if good != "000000" else "111111"
    for _ in range(3):
        client.post(CONFIRM, {"code": bad})
    client.post(CONFIRM, {"code": good})
    assert client.get("/requests/").status_code == 302


def test_a_known_address_gets_a_hint_by_mail_and_the_page_says_nothing(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    make_user(email="known@example.com")
    known, fresh = sign_up(client, "known@example.com"), sign_up(Client(), "fresh@example.com")
    assert (known.status_code, known["Location"]) == (fresh.status_code, fresh["Location"])
    page = client.get(CONFIRM)
    assert page.status_code == 200
    assert "Enter your code" in page.content.decode()
    assert "account already" in mailoutbox[0].subject
    assert User.objects.filter(email="known@example.com").count() == 1


def test_the_role_cannot_be_asked_for(client: Client) -> None:
    sign_up(client, role="admin", is_admin="1")
    assert User.objects.get().role == User.Role.CUSTOMER


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Maya\nBcc: x@example.com"),
        ("email", "maya@cafenorr.example\r\nx"),
        ("email", "a@b,c@d.example"),
        ("password1", "short"),
    ],
)
def test_what_cannot_be_right_is_refused(client: Client, field: str, value: str) -> None:
    answer = sign_up(client, **{"email": "maya@cafenorr.example", field: value})
    assert answer.status_code == 200
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not User.objects.exists()


def test_an_unknown_time_zone_is_left_out(client: Client) -> None:
    sign_up(client, time_zone="../../etc/passwd")
    assert User.objects.get().time_zone == ""
