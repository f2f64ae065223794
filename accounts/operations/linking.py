"""Join a login to the person tickets belong to."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import Customer, Identity, User
from accounts.operations.identifying import identify


@transaction.atomic
def link_customer(user: User, *, verified_email: str) -> Customer:
    """Give a signed-in user the customer row of an address they have proved is theirs.

    Only call with an address that was verified: history written from it becomes readable.
    """
    customer = Customer.objects.filter(user=user).first()
    found = identify(kind=Identity.Kind.EMAIL, value=verified_email, name=user.name)
    if customer is None:
        if found.user_id not in {None, user.pk}:
            # The address belongs to another login already; never take a person's history from them.
            return Customer.objects.create(user=user, name=user.name)
        customer = found
        customer.user = user
        customer.save(update_fields=["user"])
    Identity.objects.filter(
        kind=Identity.Kind.EMAIL,
        value=verified_email.lower(),
        customer=customer,
        verified_at=None,
    ).update(verified_at=timezone.now())
    return customer
