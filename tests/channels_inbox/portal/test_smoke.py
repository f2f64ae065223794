from __future__ import annotations

from django.test import Client

from accounts.models import User
from channels_inbox.portal.links import request_link
from tests.factories import make_answer, make_ticket


def test_pages_open(client: Client, agent: User, customer: User) -> None:
    ticket = make_ticket(customer.customer)
    make_answer(ticket, by=agent)
    for page in ("/", "/contact/", "/brand.css"):
        assert client.get(page).status_code == 200, page
    link = request_link(ticket, customer.customer)
    assert client.get(link.replace("http://localhost:8000", "")).status_code == 200
    client.force_login(customer)
    for page in ("/", "/contact/", "/requests/", f"/requests/{ticket.number}/"):
        assert client.get(page).status_code == 200, page
