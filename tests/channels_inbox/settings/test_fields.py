"""Administrators say what tickets are asked, and what customers choose on the contact form."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Team, User
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_customer, make_ticket, make_user
from tickets.models import CustomField, RequestType, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


@pytest.fixture
def serial(desk: Client) -> CustomField:
    form = {"label": "Serial number", "kind": "text", "hint": "On the plate", "shown_to_customers": "on"}
    assert desk.post(reverse("agent_new_field"), form).status_code == 302
    return CustomField.objects.get()


@pytest.fixture
def broken(desk: Client, serial: CustomField) -> RequestType:
    team = Team.objects.create(name="Workshop", slug="workshop")
    form = {"name": "A machine is broken", "type": "incident", "priority": 3, "team": team.pk}
    sent = desk.post(reverse("agent_new_request_type"), {**form, f"asks_{serial.key}": "required"})
    assert sent.status_code == 302
    return RequestType.objects.get()


def test_a_choice_needs_two_answers_and_what_was_typed_stays(desk: Client) -> None:
    page = desk.post(reverse("agent_new_field"), {"label": "Model", "kind": "choice", "options": "Brew 2\n\n Brew  2"})
    assert page.status_code == 422
    assert "Enter at least two answers" in page.content.decode()
    assert 'value="Model"' in page.content.decode()


def test_its_key_and_kind_stay_when_it_is_renamed(desk: Client, serial: CustomField) -> None:
    url = reverse("agent_field", args=[serial.pk])
    assert desk.post(url, {"label": "Number on the plate", "kind": "date", "version": 1}).status_code == 302
    serial.refresh_from_db()
    assert (serial.key, serial.kind, serial.label) == ("serial_number", "text", "Number on the plate")
    assert AuditEntry.objects.filter(kind="customfield", action="changed").exists()


def test_the_second_of_two_editors_is_told(desk: Client, serial: CustomField) -> None:
    url = reverse("agent_field", args=[serial.pk])
    desk.post(url, {"label": "Plate", "version": 1})
    assert desk.post(url, {"label": "Number", "version": 1}).status_code == 409


def test_a_form_cannot_lose_an_answer_it_requires(desk: Client, serial: CustomField, broken: RequestType) -> None:
    refused = desk.post(reverse("agent_field_retirement", args=[serial.pk]))
    assert refused.status_code == 422
    assert "A machine is broken" in refused.content.decode()


def test_agents_fill_in_beside_the_ticket_and_keep_what_a_colleague_wrote(
    desk: Client, admin: User, serial: CustomField
) -> None:
    desk.post(reverse("agent_new_field"), {"label": "Order", "kind": "number"})
    ticket = make_ticket()
    url = reverse("agent_ticket_fields", args=[ticket.number])
    assert "Serial number" in desk.get(reverse("agent_ticket", args=[ticket.number])).content.decode()
    drawn = {"initial-serial_number": "", "initial-order": ""}
    assert desk.post(url, {**drawn, "serial_number": "G3", "order": ""}, headers=HTMX).status_code == 200
    # Another page, drawn before that, saves its own field only.
    section = desk.post(url, {**drawn, "serial_number": "", "order": "17"}, headers=HTMX)
    assert section["HX-Trigger"] == "ticket:changed"
    ticket.refresh_from_db()
    assert ticket.fields == {"serial_number": "G3", "order": 17}
    refused = desk.post(url, {**drawn, "order": "many"}, headers=HTMX)
    assert refused.status_code == 422
    assert 'value="many"' in refused.content.decode()


def test_the_customer_reads_what_they_may(client: Client, desk: Client, serial: CustomField) -> None:
    desk.post(reverse("agent_new_field"), {"label": "Our margin", "kind": "number"})
    user = make_user(User.Role.CUSTOMER)
    customer = make_customer(user.email)
    customer.user = user
    customer.save()
    ticket = make_ticket(customer)
    Ticket.objects.filter(pk=ticket.pk).update(fields={"serial_number": "G3-142", "our_margin": 40})
    page = signed_in(user).get(f"/requests/{ticket.number}/").content.decode()
    assert "G3-142" in page
    assert "margin" not in page
