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
    _lock(customer)
    if last_word(customer.pk) == given:
        return False
    Consent.objects.create(customer=customer, given=given, source=source[:120], by=by)
    return True


@transaction.atomic
def take_back_no(customer: Customer, *, source: str) -> bool:
    """Let the word before a no count again: a yes if there was one, else nothing. False when a no is not the last."""
    _lock(customer)
    said = list(Consent.objects.filter(customer=customer).order_by("-pk").values_list("given", flat=True)[:2])
    if not said or said[0] is not False:
        return False
    Consent.objects.create(customer=customer, given=said[1] if len(said) > 1 else None, source=source[:120])
    return True


def _lock(customer: Customer) -> None:
    Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=customer.pk)
