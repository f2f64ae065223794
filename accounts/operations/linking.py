"""Join a login to the person tickets belong to."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import Customer, Identity, User
from accounts.operations.identifying import identify, normalise


@transaction.atomic
def link_customer(user: User, *, verified_email: str) -> Customer | None:
    """Give a signed-in customer the person behind an address they have proved is theirs; None for agents.

    Only call with an address that was verified: history written from it becomes readable. A person
    another login holds is never taken from them, and two persons with history are never merged here.
    """
    if user.role != User.Role.CUSTOMER:
        # Agents read tickets by their role; becoming a customer on top would only blur who wrote what.
        return None
    address = normalise(Identity.Kind.EMAIL, verified_email)
    customer = Customer.objects.filter(user=user).first()
    held = Identity.objects.select_related("customer").filter(kind=Identity.Kind.EMAIL, value=address).first()
    if customer is None:
        customer = _claim(user, held, address)
    elif held is None:
        # A further address nobody wrote from yet: from now on mail from it is theirs.
        Identity.objects.create(customer=customer, kind=Identity.Kind.EMAIL, value=address)
    Identity.objects.filter(kind=Identity.Kind.EMAIL, value=address, customer=customer, verified_at=None).update(
        verified_at=timezone.now()
    )
    return customer


def _claim(user: User, held: Identity | None, address: str) -> Customer:
    """Return the address's person as the user's own, or a new one when somebody else's login holds it."""
    found = held.customer if held else identify(kind=Identity.Kind.EMAIL, value=address, name=user.name)
    # Conditional, so that of two logins at the same moment one wins and the other gets a person of its own.
    if found.user_id == user.pk or Customer.objects.filter(pk=found.pk, user=None).update(user=user):
        found.user = user
        if user.name and not found.name:
            found.name = user.name
            found.save(update_fields=["name"])
        return found
    return Customer.objects.create(user=user, name=user.name)
