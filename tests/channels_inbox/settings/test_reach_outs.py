"""Administrators write reach-outs: with what they typed kept, and what became of each beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Organization, User
from channels_inbox.models import ReachOut
from channels_inbox.operations.reach_outs import save_reach_out, start_reach_out
from channels_inbox.reaching_out.planning import record_event
from tests.api import Api
from tests.channels_inbox.desk.conftest import signed_in
from tests.channels_inbox.transport.sink import Sink, smtp_sink
from tests.factories import make_customer, make_mailbox, make_user

pytestmark = pytest.mark.django_db
FORM: dict[str, Any] = {
    "name": "Still running?",
    "happening": "booking.made",
    "delay": "3 days",
    "before": "",
    "way": "mail",
    "purpose": "service",
    "languages": "en, pt-BR",
    "conditions": "room = suite\nnights>2",
    "quiet_from": "21:00",
    "quiet_until": "07:30",
    "rest_days": "14",
    "subject_en": "Your {{ event.room }}",
    "body_en": "Hello {{ customer.first_name }}",
}


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with smtp_sink() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.host, running.port
        yield running


def made(admin: User, **fields: Any) -> ReachOut:
    texts = {"en": {"subject": "Hello", "body": "How is it?"}}
    values = {"name": "Ask", "happening": "booking.made", "delay_seconds": 60, "texts": texts, **fields}
    return save_reach_out(ReachOut(**values), [], by=admin)


def test_one_is_written_started_and_stopped(desk: Client) -> None:
    cafe = Organization.objects.create(name="Café Norr")
    answer = desk.post(reverse("agent_new_reach_out"), {**FORM, "before": "before", "organizations": [cafe.pk]})
    one = ReachOut.objects.get()
    assert answer["Location"] == reverse("agent_reach_out", args=[one.pk])
    assert (one.delay_seconds, one.quiet_from, one.quiet_until) == (-259_200, time(21), time(7, 30))
    assert (one.languages, one.conditions) == (["en", "pt-BR"], [["room", "=", "suite"], ["nights", ">", "2"]])
    assert one.texts == {"en": {"subject": "Your {{ event.room }}", "body": "Hello {{ customer.first_name }}"}}
    assert list(one.organizations.all()) == [cafe]
    assert one.started_at is None
    running = reverse("agent_reach_out_running", args=[one.pk])
    for sent, runs in (({}, True), ({"stop": ""}, False)):
        desk.post(running, sent)
        one.refresh_from_db()
        assert (one.started_at is not None) is runs
    page = desk.get(answer["Location"]).text
    assert "nights &gt; 2" in page
    assert "Hello Maya" in page
    actions = AuditEntry.objects.filter(kind="reachout").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["added", "started", "stopped"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("name", "", "fill this in"),
        ("happening", "Booking made", "Name it like"),
        ("delay", "soon", "no length of time"),
        ("delay", "400 days", "A year at most"),
        ("languages", "english!", "is no language"),
        ("conditions", "room", "says nothing to compare"),
        ("quiet_from", "late", "enter a time"),
        ("rest_days", "-1", "0"),
        ("subject_en", "", "fill this in"),
        ("subject_de", "Nur das", "Write both"),
        ("body_en", "About {{ ticket.number }}", "Nothing is called"),
    ],
)
def test_what_is_wrong_is_said_beside_its_cause_and_nothing_is_lost(
    desk: Client, name: str, value: str, said: str
) -> None:
    answer = desk.post(reverse("agent_new_reach_out"), {**FORM, name: value})
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    found = errors.get(name) or errors.get(name.replace("subject_de", "body_de"))
    assert said in " ".join(found)
    assert "Your {{ event.room }}" in answer.text or name == "subject_en"
    assert not ReachOut.objects.exists()


def test_nobody_knows_before_when_a_ticket_will_be_solved(desk: Client) -> None:
    answer = desk.post(reverse("agent_new_reach_out"), {**FORM, "happening": "ticket.solved", "before": "before"})
    assert "Nobody knows before" in " ".join(answer.context["form"].errors["before"])


def test_somebody_else_was_faster(desk: Client, admin: User) -> None:
    where = reverse("agent_reach_out", args=[made(admin).pk])
    assert desk.post(where, {**FORM, "version": 1}).status_code == 302
    assert desk.post(where, {**FORM, "version": 1}).status_code == 409


def test_the_preview_puts_in_what_it_can(desk: Client) -> None:
    page = desk.post(reverse("agent_reach_out_preview"), {**FORM, "name": "", "body_de": "Hallo {{ nobody.here }}"})
    assert "Your (room)" in page.text
    assert page.text.index("Your (room)") < page.text.index("Hallo")
    assert "Hallo {{ nobody.here }}" in page.text


def test_a_trial_goes_to_oneself(desk: Client, admin: User, sink: Sink) -> None:
    where = reverse("agent_reach_out_trials", args=[made(admin).pk])
    assert "No email channel" in desk.post(where, follow=True).text
    make_mailbox()
    desk.post(where)
    [taken] = sink.taken
    assert (taken.recipients, taken.message["Subject"]) == ([admin.email], "[Trial] Hello")


def test_list_and_log_cost_the_same_however_many_there_are(desk: Client, admin: User) -> None:
    make_mailbox()
    costs = []
    for n in range(2):
        for m in range(3):
            start_reach_out(made(admin, name=f"Ask {n} {m}"), by=admin)
            record_event("booking.made", make_customer(f"guest{n}{m}@example.com"), at=timezone.now(), properties={})
        one = ReachOut.objects.last()
        assert one is not None
        for where in (reverse("agent_reach_outs"), reverse("agent_reach_out_log", args=[one.pk])):
            with CaptureQueriesContext(connection) as asked:
                assert desk.get(where).status_code == 200
            costs.append(len(asked))
    assert costs[:2] == costs[2:]


def test_programs_write_them_too(admin: User) -> None:
    api = Api(admin)
    text = {"en": {"subject": "Hello", "body": "How is it?"}}
    sent = {"name": "Ask", "happening": "booking.made", "delay_seconds": -3600, "texts": text, "quiet_from": "22:00"}
    added = api.post("reach-outs/", {**sent, "conditions": [["nights", ">", "2"]]})
    assert added.status_code == 201, added.json()
    told = added.json()
    assert (told["delay_seconds"], told["quiet_from"], told["texts"]) == (-3600, "22:00", text)
    assert told["conditions"] == [["nights", ">", "2"]]
    path = f"reach-outs/{told['id']}/"
    assert api.put(path, {"name": "Ask again", "version": 1}).json()["delay_seconds"] == -3600
    assert api.put(path, {"name": "Too late", "version": 1}).status_code == 409
    assert api.put(f"{path}running/", None).json()["started_at"]
    record_event("booking.made", make_customer(), at=timezone.now(), properties={"nights": 3})
    assert [row["state"] for row in api.get(f"{path}deliveries/").json()["results"]] == ["queued"]
    assert api.get("reach-outs/").json()[0]["counts"]["waiting"] == 1
    assert api.delete(f"{path}running/").json()["started_at"] is None
    for wrong in ({"texts": {"xx": text["en"]}}, {"conditions": [["a", "~", "b"]]}, {"way": "pigeon"}):
        assert api.post("reach-outs/", {**sent, **wrong}).status_code == 400


def test_consent_is_kept_with_how_we_know_it(admin: User) -> None:
    api, path = Api(admin), f"customers/{make_customer().pk}/consent/"
    assert api.get(path).json() == {"given": None}
    assert api.put(path, {"given": True}).status_code == 400
    assert api.put(path, {"given": True, "source": "the box in the shop"}).json() == {"given": True}
    assert api.get(path).json() == {"given": True}


@pytest.mark.parametrize("role", [User.Role.AGENT, User.Role.LIGHT_AGENT, User.Role.CUSTOMER])
def test_nobody_else_reads_or_writes_them(role: str, admin: User) -> None:
    one = made(admin)
    api = Api(make_user(role))
    for path in ("reach-outs/", f"reach-outs/{one.pk}/", f"reach-outs/{one.pk}/deliveries/"):
        assert api.get(path).status_code == 403
    assert api.post("reach-outs/", FORM).status_code == 403
    assert api.put(f"reach-outs/{one.pk}/running/", None).status_code == 403


@pytest.mark.parametrize(
    "limited", [{"role": User.Role.LIGHT_AGENT}, {"role": User.Role.AGENT, "ticket_scope": "teams"}]
)
def test_who_may_not_look_people_up_tells_nothing_of_them(limited: dict[str, Any]) -> None:
    api = Api(make_user(**limited))
    person = make_customer()
    told = {"kind": "booking.made", "email": "new@example.com"}
    assert api.post("customer-events/", told).status_code == 403
    assert api.delete("customer-events/1/").status_code == 403
    assert api.put(f"customers/{person.pk}/consent/", {"given": True, "source": "x"}).status_code == 403
