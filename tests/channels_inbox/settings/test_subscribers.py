"""Administrators see who hears of incidents and what did not arrive, and ask and remove people."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from helpdesk.lib.delivery import State
from knowledgebase.models import Component, Subscriber, SubscriberDelivery
from knowledgebase.operations.incidents import open_incident
from tests.api import Api
from tests.channels_inbox.desk.conftest import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/agent/settings/subscribers/"


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


def confirmed(email: str = "maya@cafenorr.example") -> Subscriber:
    return Subscriber.objects.create(email=email, confirmed_at=timezone.now())


def test_whoever_is_asked_confirms_for_themselves(desk: Client) -> None:
    assert desk.post(PAGE, {"email": "Maya@CafeNorr.example"}).status_code == 302
    subscriber = Subscriber.objects.get()
    assert (subscriber.email, subscriber.confirmed_at) == ("maya@cafenorr.example", None)
    assert SubscriberDelivery.objects.get().update is None
    assert "Not confirmed" in desk.get(PAGE).content.decode()
    assert AuditEntry.objects.get().action == "asked"


def test_an_address_inside_the_house_is_refused_and_what_was_typed_stays(desk: Client) -> None:
    answer = desk.post(PAGE, {"email": "ops@example.com", "url": "http://127.0.0.1/x"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["url"]
    assert "ops@example.com" in answer.content.decode()


def test_one_is_found_by_the_address_and_removed(desk: Client) -> None:
    maya = confirmed()
    confirmed("jonas@example.com")
    page = desk.get(PAGE, {"q": "norr"}).content.decode()
    assert "maya@" in page
    assert "jonas@" not in page
    desk.post(reverse("agent_subscriber_removal", args=[maya.pk]))
    assert list(Subscriber.objects.values_list("email", flat=True)) == ["jonas@example.com"]
    assert "No address holds" in desk.get(PAGE, {"q": "norr"}).content.decode()


def test_what_did_not_arrive_is_shown_and_sent_again(desk: Client, agent: User) -> None:
    confirmed()
    open_incident("Slow", components={Component.objects.create(name="Shop"): "degraded"}, body="We look.", by=agent)
    SubscriberDelivery.objects.update(state=State.UNCERTAIN, due_at=None, trouble="It may not have arrived.")
    page = desk.get(PAGE).content.decode()
    assert "1 in trouble" in page
    assert "It may not have arrived." in page
    row = SubscriberDelivery.objects.get()
    desk.post(reverse("agent_subscriber_attempts", args=[row.pk]))
    row.refresh_from_db()
    assert (row.state, row.trouble) == (State.QUEUED, "")


def test_the_api_lists_asks_and_removes(admin: User) -> None:
    api = Api(admin)
    shop = Component.objects.create(name="Shop")
    made = api.post("status/subscribers/", {"email": "maya@cafenorr.example", "components": [shop.pk]})
    assert made.status_code == 201, made.json()
    (told,) = api.get("status/subscribers/").json()["results"]
    assert (told["components"], told["whole_page"], told["confirmed_at"]) == ([shop.pk], False, None)
    assert api.post("status/subscribers/", {"email": "x@example.com", "url": "http://10.0.0.1/"}).status_code == 400
    assert api.delete(f"status/subscribers/{told['id']}/").status_code == 204
    assert not Subscriber.objects.exists()
