"""Who is told of an update: those it is for, once each, and by the way they chose."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Organization, User
from helpdesk.lib.crypto import unseal
from helpdesk.lib.delivery import State
from knowledgebase.models import Component, Incident, Subscriber, SubscriberDelivery
from knowledgebase.operations.incidents import correct_update, open_incident, post_update, publish_incident
from knowledgebase.operations.posting_updates import post_updates
from knowledgebase.operations.subscribing import ask_to_subscribe, confirm_subscription
from knowledgebase.operations.telling_subscribers import queue_update
from tests.lib.test_http import serving
from tests.tickets.rules.test_webhooks import Listener

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(db: None) -> Component:
    return Component.objects.create(name="Shop")


@pytest.fixture
def chat(db: None) -> Component:
    return Component.objects.create(name="Chat")


def subscribe(email: str, *components: Component, url: str = "") -> Subscriber:
    subscriber = ask_to_subscribe(email, url=url, components=components or None)
    confirm_subscription(subscriber.pk)
    SubscriberDelivery.objects.filter(update=None).delete()
    subscriber.refresh_from_db()
    return subscriber


def told() -> set[str]:
    rows = SubscriberDelivery.objects.filter(update__isnull=False)
    return set(rows.values_list("subscriber__email", flat=True))


def test_everybody_hears_of_their_parts_once(agent: User, shop: Component, chat: Component) -> None:
    subscribe("all@example.com")
    subscribe("shop@example.com", shop)
    subscribe("chat@example.com", chat)
    subscribe("both@example.com", shop, chat)
    ask_to_subscribe("unconfirmed@example.com")
    incident = open_incident("Slow", components={shop: "degraded"}, body="We look.", by=agent)
    assert told() == {"all@example.com", "shop@example.com", "both@example.com"}
    update = incident.updates.get()
    assert queue_update(incident, update) == 0
    assert SubscriberDelivery.objects.filter(update=update).count() == 3


def test_a_draft_is_told_when_it_is_published(agent: User, shop: Component) -> None:
    subscribe("all@example.com")
    incident = open_incident("Slow", components={shop: "degraded"}, body="We look.", by=agent, draft=True)
    assert told() == set()
    publish_incident(incident, by=agent)
    assert told() == {"all@example.com"}


def test_each_update_is_told_and_a_correction_or_a_silent_one_is_not(agent: User, shop: Component) -> None:
    subscribe("all@example.com")
    incident = open_incident("Slow", components={shop: "degraded"}, body="We look.", by=agent)
    post_update(incident, Incident.Status.IDENTIFIED, "Found it.", by=agent)
    post_update(incident, Incident.Status.MONITORING, "Watching.", by=agent, silent=True)
    update = incident.updates.last()
    assert update is not None
    correct_update(update, "We are looking.", by=agent)
    assert SubscriberDelivery.objects.filter(update__isnull=False).count() == 2


@pytest.mark.parametrize("visibility", ["signed_in", "organizations"])
def test_what_is_not_for_everybodys_eyes_is_told_to_nobody(agent: User, shop: Component, visibility: str) -> None:
    subscribe("all@example.com")
    theirs = [Organization.objects.create(name="Café Norr")]
    open_incident(
        "Slow", components={shop: "degraded"}, body="…", by=agent, visibility=visibility, organizations=theirs
    )
    assert told() == set()


def test_ten_times_the_subscribers_cost_not_one_statement_more(agent: User, shop: Component) -> None:
    def statements(title: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            open_incident(title, components={shop: "degraded"}, body="We look.", by=agent)
        return len(seen)

    subscribe("one@example.com")
    few = statements("First")
    Subscriber.objects.bulk_create(
        Subscriber(email=f"s{n}@example.com", confirmed_at=timezone.now()) for n in range(50)
    )
    assert statements("Second") <= few
    assert SubscriberDelivery.objects.filter(update__incident__title="Second").count() == 51


@pytest.fixture
def listener(settings: Any) -> Any:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    heard = Listener()
    with serving(heard) as port:
        heard.url = f"http://127.0.0.1:{port}/status"  # type: ignore[attr-defined]
        yield heard


def test_a_webhook_is_told_signed_and_the_parts_of_others_stay_out(agent: User, shop: Component, listener: Any) -> None:
    program = subscribe("ops@example.com", url=listener.url)
    hidden = Component.objects.create(name="Back office", visibility="signed_in")
    incident = open_incident("Slow", components={shop: "degraded", hidden: "degraded"}, body="We look.", by=agent)
    assert [post_updates(), post_updates()] == [1, 0]
    ((headers, body),) = listener.heard
    said = json.loads(body)
    update = incident.updates.get()
    assert said["id"] == headers["X-Helpdesk-Delivery"] == f"status-{update.pk}-{program.pk}"
    assert said["incident"]["name"] == "Slow"
    assert [one["name"] for one in said["incident"]["components"]] == ["Shop"]
    assert said["update"]["body"] == "We look."
    at, mac = (part.split("=")[1] for part in headers["X-Helpdesk-Signature"].split(","))
    secret = unseal(program.sealed)["secret"]
    assert mac == hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def test_a_webhook_that_fails_is_told_again_under_the_same_key(agent: User, shop: Component, listener: Any) -> None:
    listener.answers = [503]
    subscribe("ops@example.com", url=listener.url)
    open_incident("Slow", components={shop: "degraded"}, body="We look.", by=agent)
    post_updates()
    row = SubscriberDelivery.objects.get()
    assert (row.state, row.trouble) == (State.QUEUED, "It answered 503.")
    SubscriberDelivery.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    post_updates()
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.SENT, 2)
    assert len({headers["X-Helpdesk-Delivery"] for headers, _ in listener.heard}) == 1


def test_x01_an_address_of_ours_is_refused_when_asked_for_and_when_told(
    agent: User, shop: Component, listener: Any, settings: Any
) -> None:
    subscribe("ops@example.com", url=listener.url)
    settings.WEBHOOK_NETWORKS = []
    open_incident("Slow", components={shop: "degraded"}, body="We look.", by=agent)
    post_updates()
    row = SubscriberDelivery.objects.get()
    assert row.state == State.FAILED
    assert "inside our own network" in row.trouble
    assert listener.heard == []
