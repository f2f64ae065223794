"""Add a person to the desk's address book."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from accounts.models import Customer, Identity
from accounts.operations.identifying import normalise, organization_for
from helpdesk.lib.refusal import Refusal


class AddressTaken(Refusal):
    status = 409

    def __init__(self) -> None:
        super().__init__("This address belongs to a customer already.")


@transaction.atomic
def register_customer(
    *, email: str, name: str = "", phone: str = "", title: str = "", place: str = "", language: str = ""
) -> Customer:
    """Make a new customer with an unverified address, in the organization that owns its domain.

    Raises AddressTaken: two people never share an address, and nobody is renamed by an import.
    """
    customer = Customer.objects.create(
        name=name, title=title, place=place, language=language, organization=organization_for(email)
    )
    _give(customer, Identity.Kind.EMAIL, email)
    if phone:
        _give(customer, Identity.Kind.PHONE, phone)
    return customer


def _give(customer: Customer, kind: str, value: str) -> None:
    value = normalise(kind, value)
    try:
        with transaction.atomic():
            Identity.objects.create(customer=customer, kind=kind, value=value, is_primary=True)
    except IntegrityError:
        raise AddressTaken from None
