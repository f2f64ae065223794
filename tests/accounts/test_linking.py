"""Whose history a login may read. An address in a From line proves nothing; a code answered does."""

from __future__ import annotations

import pytest

from accounts.models import Customer, Identity, User
from accounts.operations.linking import link_customer
from tests.factories import make_customer, make_ticket, make_user
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_a_proved_address_brings_its_history() -> None:
    ticket = make_ticket(make_customer("maya@cafenorr.example", "Maya"))
    user = make_user(email="maya@cafenorr.example")
    assert link_customer(user, verified_email="Maya@CafeNorr.example") == ticket.requester
    assert list(Ticket.objects.visible_to(user)) == [ticket]
    assert Identity.objects.get(value="maya@cafenorr.example").verified_at


def test_the_name_given_at_sign_up_fills_an_empty_one_and_replaces_none() -> None:
    for address, known, then in (("a@example.com", "", "Tom Becker"), ("b@example.com", "T. Becker", "T. Becker")):
        make_customer(address, known)
        person = link_customer(make_user(email=address, name="Tom Becker"), verified_email=address)
        assert person is not None
        assert Customer.objects.get(pk=person.pk).name == then


def test_a_login_alone_brings_nothing() -> None:
    make_ticket(make_customer("maya@cafenorr.example"))
    user = make_user(email="maya@cafenorr.example")
    assert not Ticket.objects.visible_to(user).exists()


def test_an_address_another_login_holds_is_never_taken() -> None:
    first = make_user(email="first@example.com")
    ticket = make_ticket(make_customer("shared@example.com", user=first))
    second = make_user(email="second@example.com")
    own = link_customer(second, verified_email="shared@example.com")
    assert own is not None
    assert own != ticket.requester
    assert not Ticket.objects.visible_to(second).exists()
    assert list(Ticket.objects.visible_to(first)) == [ticket]


def test_a_second_address_nobody_wrote_from_joins_the_person() -> None:
    user = make_user(email="maya@cafenorr.example")
    person = link_customer(user, verified_email="maya@cafenorr.example")
    link_customer(user, verified_email="maya@home.example")
    assert Customer.objects.count() == 1
    assert {i.value for i in person.identities.all()} == {"maya@cafenorr.example", "maya@home.example"}  # type: ignore[union-attr]
    later = make_ticket(make_customer("maya@home.example"))
    assert list(Ticket.objects.visible_to(user)) == [later]


def test_a_second_address_with_a_history_of_its_own_stays_apart() -> None:
    user = make_user(email="maya@cafenorr.example")
    link_customer(user, verified_email="maya@cafenorr.example")
    ticket = make_ticket(make_customer("sales@cafenorr.example"))
    link_customer(user, verified_email="sales@cafenorr.example")
    assert not Ticket.objects.visible_to(user).exists()
    ticket.requester.refresh_from_db()
    assert ticket.requester.user is None


@pytest.mark.parametrize("role", [User.Role.ADMIN, User.Role.AGENT, User.Role.LIGHT_AGENT])
def test_agents_are_not_made_customers(role: str) -> None:
    person = make_customer("ana@halden.example")
    user = make_user(role, email="ana@halden.example")
    assert link_customer(user, verified_email="ana@halden.example") is None
    person.refresh_from_db()
    assert person.user is None


def test_linking_twice_changes_nothing_more() -> None:
    user = make_user(email="maya@cafenorr.example")
    first = link_customer(user, verified_email="maya@cafenorr.example")
    proved = Identity.objects.get().verified_at
    assert link_customer(user, verified_email="maya@cafenorr.example") == first
    assert Identity.objects.get().verified_at == proved
