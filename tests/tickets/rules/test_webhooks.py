"""Other programs are told: signed, at least once, and never through our own doors."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from accounts.models import AuditEntry, User
from helpdesk.lib.crypto import unseal
from helpdesk.lib.delivery import State
from tests.api import Api
from tests.factories import make_customer, make_inbound, make_ticket
from tests.lib.test_http import serving
from tests.tickets.rules.conftest import do, make_rule, runs
from tickets.models import Ticket, TicketLink, Webhook, WebhookDelivery
from tickets.operations.posting import deliver_webhooks
from tickets.operations.relating import link_tickets
from tickets.operations.webhooks import delete_webhook, save_webhook
from tickets.rules import stopping

pytestmark = pytest.mark.django_db


class Listener:
    """Another program: keeps what it is told and answers as the test says."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.heard: list[tuple[dict[str, str], bytes]] = []

    def __call__(self, handler: Any) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        self.heard.append((dict(handler.headers), body))
        handler.send_response(self.answers.pop(0) if self.answers else 200)
        handler.end_headers()


def make_webhook(admin: User, port: int, settings: Any) -> Webhook:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    webhook = Webhook(name="Stock", url=f"http://127.0.0.1:{port}/hook")
    save_webhook(webhook, by=admin)
    return webhook


def again() -> None:
    WebhookDelivery.objects.filter(state=State.QUEUED).update(due_at=timezone.now() - timedelta(seconds=1))


def test_what_is_told_is_signed_and_told_once(admin: User, settings: Any) -> None:
    listener = Listener()
    with serving(listener) as port:
        webhook = make_webhook(admin, port, settings)
        rule = make_rule(do("webhook", webhook=webhook.pk), do("webhook", webhook=webhook.pk))
        ticket = make_ticket(
            make_customer("maya@cafenorr.example", "Maya Lindqvist"), subject="Undichtes Ventil – ≥ 4 bar"
        )
        row = WebhookDelivery.objects.get()
        assert (row.state, row.ticket) == (State.QUEUED, ticket)
        assert [deliver_webhooks(), deliver_webhooks()] == [1, 0]
    ((headers, body),) = listener.heard
    told = json.loads(body)
    assert (told["event"], told["rule"]) == ("opened", {"id": rule.pk, "name": "Machine down"})
    assert (told["ticket"]["number"], told["ticket"]["subject"]) == (ticket.number, "Undichtes Ventil – ≥ 4 bar")
    assert told["ticket"]["requester"]["email"] == "maya@cafenorr.example"
    assert headers["X-Helpdesk-Delivery"] == told["id"] == row.key
    at, mac = (part.split("=")[1] for part in headers["X-Helpdesk-Signature"].split(","))
    secret = unseal(webhook.sealed)["secret"]
    assert mac == hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    row.refresh_from_db()
    assert (row.state, row.response_status, row.attempts) == (State.SENT, 200, 1)


@pytest.mark.parametrize(
    ("answer", "state", "trouble"),
    [
        (500, State.QUEUED, "It answered 500."),
        (429, State.QUEUED, "It answered 429."),
        (404, State.FAILED, "It answered 404."),
        (302, State.FAILED, "It answered 302: redirects are not followed."),
    ],
)
def test_each_answer_has_its_consequence(admin: User, settings: Any, answer: int, state: str, trouble: str) -> None:
    listener = Listener(answer)
    with serving(listener) as port:
        webhook = make_webhook(admin, port, settings)
        make_rule(do("webhook", webhook=webhook.pk))
        make_ticket()
        deliver_webhooks()
        row = WebhookDelivery.objects.get()
        assert (row.state, row.trouble, row.response_status) == (state, trouble, answer)
        again()
        deliver_webhooks()
    row.refresh_from_db()
    assert row.state == (State.SENT if state == State.QUEUED else State.FAILED)
    assert len({headers["X-Helpdesk-Delivery"] for headers, _ in listener.heard}) == 1


def test_silence_is_tried_again_later(admin: User, settings: Any) -> None:
    webhook = make_webhook(admin, 9, settings)
    make_rule(do("webhook", webhook=webhook.pk))
    make_ticket()
    deliver_webhooks()
    row = WebhookDelivery.objects.get()
    assert (row.state, row.trouble, row.attempts) == (State.QUEUED, "The connection failed.", 1)
    assert row.due_at is not None
    assert row.due_at > timezone.now() + timedelta(seconds=30)
    assert deliver_webhooks() == 0


def test_a_worker_that_died_is_replaced(admin: User, settings: Any) -> None:
    listener = Listener()
    with serving(listener) as port:
        webhook = make_webhook(admin, port, settings)
        make_rule(do("webhook", webhook=webhook.pk))
        make_ticket()
        past = timezone.now() - timedelta(minutes=1)
        WebhookDelivery.objects.update(state=State.SENDING, due_at=past, attempts=1)
        assert deliver_webhooks() == 1
    assert len(listener.heard) == 1
    assert WebhookDelivery.objects.get().state == State.SENT


def test_x01_an_address_of_ours_is_refused_when_saved_and_when_sent(admin: User, settings: Any) -> None:
    api = Api(admin)
    for url in ("http://127.0.0.1:6379/", "http://169.254.169.254/latest/", "http://[::1]/", "http://10.1.2.3/"):
        answer = api.post("webhooks/", {"name": "Inside", "url": url})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["url"]), url
    assert not Webhook.objects.exists()
    listener = Listener()
    with serving(listener) as port:
        webhook = make_webhook(admin, port, settings)
        make_rule(do("webhook", webhook=webhook.pk))
        make_ticket()
        settings.WEBHOOK_NETWORKS = []
        deliver_webhooks()
    assert listener.heard == []
    row = WebhookDelivery.objects.get()
    assert row.state == State.FAILED
    assert "inside our own network" in row.trouble


def test_one_switched_off_or_removed_stops_its_rules(admin: User, settings: Any) -> None:
    webhook = make_webhook(admin, 9, settings)
    rule = make_rule(do("webhook", webhook=webhook.pk))
    delete_webhook(webhook, by=admin)
    assert stopping.stop_broken_rules() == 1
    rule.refresh_from_db()
    assert rule.disabled_reason == "Call a webhook: The webhook named here was removed or switched off."
    assert make_ticket().pk
    assert runs() == []


def test_one_event_tells_once_and_the_next_one_again(admin: User, settings: Any) -> None:
    webhook = make_webhook(admin, 9, settings)
    make_rule(do("webhook", webhook=webhook.pk), events=("customer_wrote",))
    ticket = make_ticket()
    make_inbound(ticket)
    assert WebhookDelivery.objects.filter(ticket=ticket).count() == 2


def test_through_the_api(admin: User, settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    api = Api(admin)
    made = api.post("webhooks/", {"name": "Stock", "url": "http://127.0.0.1:9/hook"})
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    path = f"webhooks/{made.json()['id']}/"
    assert "secret" not in api.get(path).json()
    assert "whsec" not in api.get("webhooks/").content.decode()
    change = {"name": "Stock room", "url": "http://127.0.0.1:9/hook", "version": 1}
    assert api.put(path, change).json()["version"] == 2
    assert api.put(path, {**change, "name": "Mine"}).status_code == 409
    renewed = api.post(f"{path}secret/", {}).json()["secret"]
    assert renewed != made.json()["secret"]
    make_rule(do("webhook", webhook=made.json()["id"]))
    ticket = make_ticket()
    WebhookDelivery.objects.update(state=State.FAILED)
    (told,) = api.get(f"{path}deliveries/").json()["results"]
    assert (told["ticket"], told["state"]) == (ticket.number, "failed")
    assert api.post(f"{path}deliveries/{told['id']}/retry/", {}).status_code == 202
    assert WebhookDelivery.objects.get().state == State.QUEUED
    assert api.delete(path).status_code == 204
    assert not WebhookDelivery.objects.exists()
    assert Ticket.objects.filter(pk=ticket.pk).exists()
    entries = AuditEntry.objects.filter(kind="webhook")
    assert [e.action for e in entries] == ["removed", "new secret", "changed", "added"]
    assert not any("whsec" in json.dumps([e.before, e.after]) for e in entries)


@pytest.mark.django_db(transaction=True)
def test_a_program_that_answers_slowly_keeps_nobody_from_linking_tickets(admin: User, settings: Any) -> None:
    child, parent = make_ticket(), make_ticket()
    linked: list[TicketLink] = []

    def answer(handler: Any) -> None:
        # While it is being told, on another connection.
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            linked.append(link_tickets(child, to=parent, kind=TicketLink.Kind.CHILD, by=admin))
        finally:
            connections.close_all()
        handler.send_response(200)
        handler.end_headers()

    with serving(answer) as port:
        webhook = make_webhook(admin, port, settings)
        make_rule(do("webhook", webhook=webhook.pk))
        make_ticket()
        deliver_webhooks()
    assert [link.source for link in linked] == [child]
