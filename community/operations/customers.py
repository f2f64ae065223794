"""Who somebody of the community is as a customer of the desk."""

from __future__ import annotations

from accounts.models import Customer, Identity, User
from accounts.operations.identifying import identify


def customer_of(user: User) -> Customer:
    """Return their record, making it from their address when there is none."""
    found = Customer.objects.select_related("organization").filter(user=user).first()
    return found or identify(kind=Identity.Kind.EMAIL, value=user.email, name=user.name)
