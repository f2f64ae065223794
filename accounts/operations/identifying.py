"""Who is writing: find or make the customer behind an address."""

from __future__ import annotations

import re

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Customer, Identity, Organization
from helpdesk.lib.questions import Given, Question
from helpdesk.lib.rows import scalars


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
    found = scalars(
        "SELECT organization_id FROM accounts_organizationdomain WHERE domain = %s", [email.rpartition("@")[2].lower()]
    )
    return Organization.objects.get(pk=found[0]) if found else None


def identify(*, kind: str, value: str, name: str = "") -> Customer:
    """Return the customer who holds this address, making them when they are new.

    Two workers may meet the same new address at once: the unique constraint decides, the loser reads.
    """
    value, name = normalise(kind, value), name.strip()[:200]
    customer = _holder(kind, value) or _make(kind, value, name) or _holder(kind, value)
    assert customer is not None
    if name and not customer.name:
        customer.name = name
        customer.save(update_fields=["name"])
    return customer


def note_language(customer: Customer, language: str) -> None:
    """Keep which language a person reads, the first time they let us know."""
    if not customer.language:
        customer.language = language[:16]
        customer.save(update_fields=["language"])


# The person and their address in one statement: most letters of a flood come from people never seen before.
_MAKE = """
WITH person AS (
    INSERT INTO accounts_customer (name, organization_id, title, place, time_zone, language, note, created_at)
    VALUES (%s, (SELECT organization_id FROM accounts_organizationdomain WHERE domain = %s), '', '', '', '', '', %s)
    RETURNING id, organization_id
), address AS (
    INSERT INTO accounts_identity (customer_id, kind, value, is_primary, created_at)
    SELECT id, %s, %s, true, %s FROM person
    ON CONFLICT (kind, value) DO NOTHING RETURNING id
)
SELECT id, organization_id, EXISTS (SELECT 1 FROM address) FROM person
"""


def add_identity(customer: Customer, *, kind: str, value: str) -> bool:
    """Note a further address of a person, unless somebody holds it: nobody's address is taken from them."""
    values = {"customer": customer, "is_primary": not customer.identities.filter(kind=kind).exists()}
    return Identity.objects.get_or_create(kind=kind, value=normalise(kind, value), defaults=values)[1]


_HOLDER = Question(
    lambda: Customer.objects.filter(identities__kind=Given("kind"), identities__value=Given("value")).select_related(
        "organization"
    )
)


def _holder(kind: str, value: str) -> Customer | None:
    return _HOLDER.one(kind=kind, value=value)


@transaction.atomic(savepoint=False)
def _make(kind: str, value: str, name: str) -> Customer | None:
    """Make a person for an address; None when somebody else just did."""
    now = timezone.now()
    domain = value.rpartition("@")[2].lower() if kind == Identity.Kind.EMAIL else ""
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, [name, domain, now, kind, value, now])
        pk, organization, held = cursor.fetchone()
    if not held:
        Customer.objects.filter(pk=pk).delete()
        return None
    customer = Customer(pk=pk, name=name, organization_id=organization, created_at=now)
    customer._state.adding = False
    customer.just_made = True
    return customer
