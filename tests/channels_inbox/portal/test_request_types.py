"""What a question is about: customers choose, and answer what is asked of that."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from accounts.models import Team, User
from channels_inbox.models import Inbound
from channels_inbox.processing import process_inbound
from tests.channels_inbox.portal.browsing import QUESTION, token
from tests.tickets.fields.conftest import make_field
from tickets.models import CustomField, RequestType, Ticket
from tickets.operations.asking import retire, save_request_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(admin: User) -> RequestType:
    team = Team.objects.create(name="Workshop", slug="workshop")
    kind = RequestType(name="A machine is broken", type="incident", priority=3, team=team)
    return save_request_type(kind, {make_field(admin): True}, by=admin)


def choose(client: Client, clock: TimeMachineFixture, kind: RequestType, **fields: Any) -> Any:
    once = token(client.get(f"/contact/?about={kind.slug}"))
    clock.shift(30)
    return client.post("/contact/", {**QUESTION, "once": once, "about": kind.slug, **fields})


def test_customers_choose_and_their_answers_arrive_in_the_ticket(
    client: Client, clock: TimeMachineFixture, broken: RequestType
) -> None:
    assert "A machine is broken" in client.get("/contact/").content.decode()
    assert choose(client, clock, broken, field_serial_number="G3-142").status_code == 302
    ticket = Ticket.objects.get()
    assert ticket.fields == {"serial_number": "G3-142"}
    assert (ticket.request_type, ticket.team, ticket.type, ticket.priority) == (broken, broken.team, "incident", 3)


def test_a_required_answer_is_asked_for_and_what_was_typed_stays(
    client: Client, clock: TimeMachineFixture, broken: RequestType
) -> None:
    page = choose(client, clock, broken, field_serial_number=" ")
    assert page.status_code == 422
    assert "The gauge stays at 4 bar." in page.content.decode()
    assert 'name="about" value="a-machine-is-broken"' in page.content.decode()
    assert not Ticket.objects.exists()


def test_a_kind_nobody_knows_is_the_plain_form(client: Client, broken: RequestType) -> None:
    for about in ("nothing", "%00", "x" * 3000):
        page = client.get(f"/contact/?about={about}")
        assert page.status_code == 200
        assert "Serial number" not in page.content.decode()


def test_an_answer_whose_field_went_away_meanwhile_is_left_out_and_the_question_arrives(
    client: Client, clock: TimeMachineFixture, broken: RequestType, admin: User
) -> None:
    choose(client, clock, broken, field_serial_number="G3-142")
    Ticket.objects.get()
    row = Inbound.objects.get()
    save_request_type(broken, {}, by=admin, seen=1)
    retire(CustomField.objects.get(), by=admin)
    retire(broken, by=admin)
    Inbound.objects.create(
        channel=row.channel,
        external_id="again",
        raw=bytes(row.raw),
        received_at=row.received_at,
        due_at=row.received_at,
    )
    again = process_inbound(Inbound.objects.get(external_id="again").pk)
    assert again is not None
    assert again.ticket is not None
    assert (again.ticket.fields, again.ticket.team) == ({}, broken.team)
