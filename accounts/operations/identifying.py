"""Who is writing: find or make the customer behind an address."""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction

from accounts.models import Customer, Identity, Organization, OrganizationDomain


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
    row = OrganizationDomain.objects.select_related("organization").filter(domain=domain).first()
    return row.organization if row else None


def identify(*, kind: str, value: str, name: str = "") -> Customer:
    """Return the customer who holds this address, making them when they are new.

    Two workers may meet the same new address at once: the unique constraint decides, the loser reads.
    """
    value = normalise(kind, value)
    held = Identity.objects.select_related("customer__organization").filter(kind=kind, value=value).first()
    if held is None:
        try:
            with transaction.atomic():
                organization = organization_for(value) if kind == Identity.Kind.EMAIL else None
                customer = Customer.objects.create(name=name.strip()[:200], organization=organization)
                Identity.objects.create(customer=customer, kind=kind, value=value, is_primary=True)
                return customer
        except IntegrityError:
            held = Identity.objects.select_related("customer__organization").get(kind=kind, value=value)
    customer = held.customer
    if name and not customer.name:
        customer.name = name.strip()[:200]
        customer.save(update_fields=["name"])
    return customer
