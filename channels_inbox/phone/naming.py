"""Say which of the people of one number it is who calls."""

from __future__ import annotations

from django.db import transaction

from accounts.errors import NotPossible
from accounts.models import Customer, User
from channels_inbox.models import Call
from channels_inbox.phone.filing import subject_of
from channels_inbox.phone.people import people_behind
from channels_inbox.realtime.calls import tell_desk
from tickets.operations.calling import name_requester
from tickets.operations.editing import set_subject
from tickets.permissions import require_change


@transaction.atomic
def name_caller(call: Call, *, customer: Customer, by: User) -> Call:
    """Give a call, and the ticket it opened, to who calls; no change when it is theirs. Raises NotPossible."""
    require_change(by)
    call = Call.objects.select_for_update(no_key=True, of=("self",)).get(pk=call.pk)
    if call.customer_id == customer.pk:
        return call
    if not call.number or not people_behind(call.number).filter(pk=customer.pk).exists():
        raise NotPossible("They are not known by this number.")
    if call.customer is not None and call.customer.identities.exists():
        raise NotPossible("Somebody has said already who this is. Move the call to another ticket if they were wrong.")
    if call.conversation is not None and call.customer is not None:
        named = name_requester(call.conversation.ticket, instead_of=call.customer, to=customer, by=by)
        if named is not None and named.ticket.subject == subject_of(call):
            set_subject(named.ticket, to=f"Call from {customer.display_name}", by=by)
    call.customer = customer
    call.save(update_fields=["customer"])
    tell_desk(call)
    return call
