"""Keep what a person said of letters we write unasked, with how we know it."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Consent, Customer, User


def last_word(customer: int) -> bool | None:
    """Return what a person said last: yes, no more, or nothing yet."""
    return Consent.objects.filter(customer=customer).order_by("-pk").values_list("given", flat=True).first()


@transaction.atomic
def note_consent(customer: Customer, *, given: bool, source: str, by: User | None) -> bool:
    """Keep a yes or a no; False when that is what they said last. One at a time for one person."""
    Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=customer.pk)
    if last_word(customer.pk) == given:
        return False
    Consent.objects.create(customer=customer, given=given, source=source[:120], by=by)
    return True
