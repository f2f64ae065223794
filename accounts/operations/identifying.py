"""Who is writing: find or make the customer behind an address."""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction

from accounts.models import Customer, Identity, Organization
from helpdesk.lib.rows import insert, scalars


def normalise(kind: str, value: str) -> str:
    """Return the one spelling an address is stored and compared in."""
    value = value.strip().replace("\x00", "")
    if kind == Identity.Kind.EMAIL:
        return value.lower()[:320]
    if kind in {Identity.Kind.PHONE, Identity.Kind.WHATSAPP}:
        digits = re.sub(r"[^\d+]", "", value)
        return (digits if digits.startswith("+") else f"+{digits.removeprefix('00')}")[:320]
    return value[:320]


def organization_for(email: str) -> Organization | None:
    """Return the organization that owns the address's domain; the whole domain must match."""
    domain = email.rpartition("@")[2].lower()
    found = scalars("SELECT organization_id FROM accounts_organizationdomain WHERE domain = %s", [domain])
    return Organization.objects.get(pk=found[0]) if found else None


def identify(*, kind: str, value: str, name: str = "") -> Customer:
    """Return the customer who holds this address, making them when they are new.

    Two workers may meet the same new address at once: the unique constraint decides, the loser reads.
    """
    value, name = normalise(kind, value), name.strip()[:200]
    customer = _holder(kind, value)
    if customer is None:
        try:
            with transaction.atomic():
                organization = organization_for(value) if kind == Identity.Kind.EMAIL else None
                customer = insert(Customer(name=name, organization=organization))
                insert(Identity(customer=customer, kind=kind, value=value, is_primary=True))
                return customer
        except IntegrityError:
            customer = _holder(kind, value)
            assert customer is not None
    if name and not customer.name:
        customer.name = name
        customer.save(update_fields=["name"])
    return customer


def _holder(kind: str, value: str) -> Customer | None:
    held = scalars("SELECT customer_id FROM accounts_identity WHERE kind = %s AND value = %s", [kind, value])
    return Customer.objects.select_related("organization").get(pk=held[0]) if held else None
