"""Administrators name the stages of work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_inbound, make_ticket
from tickets.models import Status, Ticket
from tickets.operations.closing import move_on
from tickets.operations.progress import set_status

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


def form(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Waiting on parts",
        "customer_name": "We are waiting for a part",
        "category": "waiting_third_party",
        **changes,
    }


def test_a_status_is_made_and_can_be_chosen(desk: Client) -> None:
    assert desk.post(reverse("agent_new_status"), form()).status_code == 302
    status = Status.objects.get(name="Waiting on parts")
    assert (status.slug, status.category, status.is_default) == ("waiting-on-parts", "waiting_third_party", False)
    menu = desk.get(reverse("agent_status", args=[make_ticket().number]), headers={"HX-Request": "true"})
    assert "Waiting on parts" in menu.content.decode()


def test_its_category_stays_because_tickets_carry_it(desk: Client) -> None:
    desk.post(reverse("agent_new_status"), form())
    status = Status.objects.get(name="Waiting on parts")
    desk.post(reverse("agent_status_settings", args=[status.pk]), form(category="closed", name="Parts", version=1))
    status.refresh_from_db()
    assert (status.name, status.category, status.slug) == ("Parts", "waiting_third_party", "waiting-on-parts")


def test_another_becomes_the_desks_choice_and_the_last_cannot_be_dropped(desk: Client) -> None:
    desk.post(reverse("agent_new_status"), form(is_default="on"))
    assert Status.objects.get(category="waiting_third_party", is_default=True).name == "Waiting on parts"
    url = reverse("agent_status_settings", args=[Status.objects.get(name="Waiting on parts").pk])
    refused = desk.post(url, form(version=1))
    assert refused.status_code == 422
    assert "The desk needs one status of each category" in refused.content.decode()


def test_one_the_desk_needs_is_not_retired(desk: Client) -> None:
    status = Status.objects.get(slug="open")
    refused = desk.post(reverse("agent_status_retirement", args=[status.pk]))
    assert refused.status_code == 422
    assert "make another one its choice first" in refused.content.decode()
    assert Status.objects.get(pk=status.pk).retired_at is None


def test_a_retired_one_keeps_its_tickets_and_is_chosen_no_more(desk: Client, admin: User) -> None:
    desk.post(reverse("agent_new_status"), form())
    status, ticket = Status.objects.get(name="Waiting on parts"), make_ticket()
    set_status(ticket, to=status, by=admin)
    desk.post(reverse("agent_status_retirement", args=[status.pk]))
    assert Ticket.objects.get(pk=ticket.pk).status == status
    other = make_ticket()
    desk.post(reverse("agent_status", args=[other.number]), {"status": status.pk})
    assert Ticket.objects.get(pk=other.pk).status != status
    desk.post(reverse("agent_status_retirement", args=[status.pk]))
    assert [entry.action for entry in AuditEntry.objects.all()] == ["brought back", "retired", "added"]


def test_a_ticket_goes_on_to_the_next_status_by_itself(desk: Client, admin: User) -> None:
    resolved = Status.objects.get(slug="resolved")
    desk.post(reverse("agent_new_status"), form(next_status=resolved.pk, next_after_days=3))
    ticket = make_ticket()
    set_status(ticket, to=Status.objects.get(name="Waiting on parts"), by=admin)
    now = timezone.now()
    assert move_on(now=now + timedelta(days=2)) == 0
    assert move_on(now=now + timedelta(days=3, minutes=1)) == 1
    # A doubled beat changes nothing.
    assert move_on(now=now + timedelta(days=3, minutes=1)) == 0
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.status, ticket.next_status_at) == (resolved, None)


def test_a_message_of_the_customer_ends_the_waiting(desk: Client, admin: User) -> None:
    resolved = Status.objects.get(slug="resolved")
    name = {"name": "Asked again", "category": "waiting_customer"}
    desk.post(reverse("agent_new_status"), form(next_status=resolved.pk, next_after_days=3, **name))
    ticket = make_ticket()
    set_status(ticket, to=Status.objects.get(name="Asked again"), by=admin)
    make_inbound(ticket)
    assert move_on(now=timezone.now() + timedelta(days=9)) == 0
    assert Ticket.objects.get(pk=ticket.pk).category == "open"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"next_after_days": 3}, "Say both"),
        ({"next_status": "resolved"}, "Say both"),
        ({"name": ""}, "Please fill this in."),
        ({"name": "Open"}, "There is one like this already."),
        ({"category": "merged"}, "cannot be chosen here"),
        ({"next_status": "resolved", "next_after_days": 0}, "At least 1, please."),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_cause(changes: dict[str, Any], words: str, desk: Client) -> None:
    if "next_status" in changes:
        changes = {**changes, "next_status": Status.objects.get(slug=changes["next_status"]).pk}
    refused = desk.post(reverse("agent_new_status"), form(**changes))
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert not Status.objects.filter(slug="waiting-on-parts").exists()


def test_statuses_do_not_go_round_in_a_circle(desk: Client) -> None:
    resolved = Status.objects.get(slug="resolved")
    desk.post(reverse("agent_new_status"), form(next_status=resolved.pk, next_after_days=3))
    parts = Status.objects.get(name="Waiting on parts")
    url = reverse("agent_status_settings", args=[resolved.pk])
    sent = {"name": "Resolved", "customer_name": "Answered", "is_default": "on", "version": 1}
    refused = desk.post(url, {**sent, "next_status": parts.pk, "next_after_days": 1})
    assert refused.status_code == 422
    assert "round in a circle" in refused.content.decode()
