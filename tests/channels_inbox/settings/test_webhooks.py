"""Administrators say which programs are told, see whether it arrived, and keep their secrets."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from helpdesk.lib.delivery import State
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_ticket
from tickets.models import Webhook, WebhookDelivery

pytestmark = pytest.mark.django_db
FORM = {"name": "Stock", "url": "https://93.184.215.14/hook", "active": "on"}


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


@pytest.fixture
def hook(desk: Client) -> Webhook:
    desk.post(reverse("agent_new_webhook"), FORM)
    return Webhook.objects.get()


def secret_in(page: str) -> str:
    found = re.search(r"whsec_[\w-]+", page)
    return found[0] if found else ""


def test_the_secret_of_a_new_one_is_shown_once(desk: Client) -> None:
    made = desk.post(reverse("agent_new_webhook"), FORM)
    assert secret_in(made.content.decode())
    assert "no-store" in made.headers["Cache-Control"]
    hook = Webhook.objects.get()
    assert not secret_in(desk.get(reverse("agent_webhook", args=[hook.pk])).content.decode())
    assert not secret_in(str(AuditEntry.objects.values_list("before", "after")))


def test_a_new_secret_replaces_the_old(desk: Client, hook: Webhook) -> None:
    before = hook.sealed
    page = desk.post(reverse("agent_webhook_secret", args=[hook.pk])).content.decode()
    assert secret_in(page)
    hook.refresh_from_db()
    assert hook.sealed != before


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "https://localhost/x", "ftp://example.com/", "nowhere"])
def test_an_address_inside_the_house_or_none_at_all_is_refused(desk: Client, url: str) -> None:
    refused = desk.post(reverse("agent_new_webhook"), {**FORM, "url": url})
    assert refused.status_code == 422
    assert refused.context["form"].errors["url"]
    assert not Webhook.objects.exists()


def test_a_test_is_queued_and_a_failed_one_can_be_sent_again(desk: Client, hook: Webhook) -> None:
    ticket = make_ticket()
    desk.post(reverse("agent_webhook_tests", args=[hook.pk]))
    row = WebhookDelivery.objects.get()
    assert (row.ticket, row.state, '"event": "test"' in row.body) == (ticket, State.QUEUED, True)
    WebhookDelivery.objects.update(state=State.FAILED, trouble="It answered 500.")
    assert "It answered 500." in desk.get(reverse("agent_webhook", args=[hook.pk])).content.decode()
    desk.post(reverse("agent_webhook_attempts", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == State.QUEUED


def test_a_deleted_one_is_gone(desk: Client, hook: Webhook) -> None:
    desk.post(reverse("agent_webhook_removal", args=[hook.pk]))
    assert not Webhook.objects.exists()
