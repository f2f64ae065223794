"""What strangers send to the doors of monitors and subscriptions, and what must not go out to them any more."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from channels_inbox import mail_monitor
from channels_inbox.status_mail.writing import write_letter
from helpdesk.lib.crypto import seal
from helpdesk.lib.delivery import State
from knowledgebase.models import Component, Monitor, MonitorCheck, Subscriber, SubscriberDelivery
from knowledgebase.operations.incident_records import Settings, settle_incident
from knowledgebase.operations.incidents import open_incident
from knowledgebase.operations.monitors import save_monitor
from knowledgebase.operations.posting_updates import post_batch, post_updates
from knowledgebase.operations.subscribing import ask_to_subscribe
from knowledgebase.subscriptions import make_token
from tests.lib.test_http import serving
from tests.tickets.rules.test_webhooks import Listener

pytestmark = pytest.mark.django_db
EMAIL = "ops@example.com"


@pytest.fixture
def listener(settings: Any) -> Any:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    heard = Listener()
    with serving(heard) as port:
        url = f"http://127.0.0.1:{port}/status"
        sealed = seal({"secret": "s3cret"})
        kind = Subscriber.Kind.WEBHOOK
        Subscriber.objects.create(kind=kind, email=EMAIL, url=url, sealed=sealed, confirmed_at=timezone.now())
        yield heard


def test_a_post_that_waited_tells_nothing_that_is_no_longer_for_everybody(agent: User, listener: Listener) -> None:
    shop = Component.objects.create(name="Shop")
    incident = open_incident("Slow", components={shop: "degraded"}, body="We look.", by=agent)
    narrower = Settings(title="Slow", visibility="signed_in", organizations=(), impact="", pinned=False)
    settle_incident(incident, narrower, by=agent, seen=incident.version)
    assert post_updates() == 1
    row = SubscriberDelivery.objects.get()
    assert (row.state, row.trouble) == (State.FAILED, "There was nothing left to tell.")
    assert listener.heard == []


def test_a_subscriber_who_leaves_while_being_told_stops_nobody(agent: User, listener: Listener) -> None:
    shop = Component.objects.create(name="Shop")
    open_incident("Slow", components={shop: "degraded"}, body="We look.", by=agent)
    row = SubscriberDelivery.objects.get()
    done: list[str] = []

    def leave(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT") and not done:
            done.append(sql)
            Subscriber.objects.all().delete()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(leave):
        assert post_batch([row.pk]) == 1
    assert done
    assert listener.heard == []


def test_the_letter_that_asks_carries_no_address_a_stranger_typed() -> None:
    ask_to_subscribe("maya@cafenorr.example", url="https://93.184.215.14/you-have-won")
    letter = write_letter(SubscriberDelivery.objects.select_related("subscriber").get())
    assert letter is not None
    assert "you-have-won" not in letter.text
    assert "to let a program hear of incidents" in letter.text


@pytest.mark.parametrize("door", ["", "failed/", "alerts/"])
@pytest.mark.parametrize("key", ["%00", "x%00" + "x" * 41, "x" * 44, "short"])
def test_no_address_that_was_never_made_is_looked_for(door: str, key: str) -> None:
    answer = Client().post(f"/hooks/monitors/{key}/{door}", headers={"Authorization": "Bearer x"})
    assert answer.status_code == 404


def test_words_with_a_nul_find_what_they_find_without(client: Client, admin: User) -> None:
    client.force_login(admin)
    assert client.get("/agent/settings/subscribers/?q=%00").status_code == 200


@pytest.mark.parametrize("fingerprint", ["a\\u0000", "a\\ud800"])
@pytest.mark.parametrize("summary", ["Slow", "Slow \\u0000", "Slow \\udfff"])
def test_alerts_no_row_can_hold_are_refused(admin: User, fingerprint: str, summary: str) -> None:
    monitor = Monitor(name="Prometheus", kind="alerts")
    secret = save_monitor(monitor, by=admin)
    alert = f'{{"fingerprint":"{fingerprint}","labels":{{}},"annotations":{{"summary":"{summary}"}},"status":"firing"}}'
    answer = Client().post(
        f"/hooks/monitors/{monitor.key}/alerts/",
        f'{{"alerts":[{alert}]}}',
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert answer.status_code == 422
    assert not MonitorCheck.objects.exists()


def test_a_forged_letter_of_a_monitors_is_no_answer_and_no_fault() -> None:
    mail_monitor.note_arrival(f"probe.{'1' * 5000}.{'a' * 24}@example.com", at=timezone.now())
    assert not MonitorCheck.objects.exists()


def test_parts_chosen_by_somebody_signed_in_stay_when_the_link_is_opened_without(client: Client) -> None:
    shop = Component.objects.create(name="Shop")
    office = Component.objects.create(name="Back office", visibility="signed_in")
    hidden = Component.objects.create(name="Cellar", visibility="signed_in")
    subscriber = Subscriber.objects.create(email=EMAIL, confirmed_at=timezone.now(), whole_page=False)
    subscriber.components.set([office])
    page = f"/status/subscriptions/{make_token(subscriber)}/"
    shown = client.get(page).content.decode()
    assert "Back office" in shown
    assert "Cellar" not in shown
    client.post(page, {"scope": "chosen", "components": [shop.pk, office.pk]})
    assert set(subscriber.components.all()) == {shop, office}
    client.post(page, {"scope": "chosen", "components": [hidden.pk]})
    assert set(subscriber.components.all()) == {shop, office}


def test_an_address_typed_on_the_status_page_goes_along_outside_the_address_bar() -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/status/subscriptions/begin/", {"email": EMAIL})
    assert answer.status_code == 200
    assert f'value="{EMAIL}"' in answer.content.decode()
    assert 'action="/status/subscriptions/"' in answer.content.decode()
    assert not Subscriber.objects.exists()
    assert EMAIL not in browser.get(f"/status/subscriptions/?email={EMAIL}").content.decode()
