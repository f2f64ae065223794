"""Take a call to another ticket: what it still says, and its sound, go on there."""

from __future__ import annotations

from django.db import transaction

from accounts.errors import NotPossible
from accounts.models import User
from channels_inbox.models import Call
from channels_inbox.realtime.calls import tell_desk
from tickets.models import Ticket
from tickets.models.kinds import Category
from tickets.operations.calling import take_call_over
from tickets.permissions import require_change
from tickets.selectors import surviving


@transaction.atomic
def move_call(call: Call, *, to: Ticket, by: User) -> Call:
    """Let a call belong to another ticket from now on; no change when it does already. Raises NotPossible.

    What was written stays where it is; recordings are heard in both.
    """
    require_change(by)
    call = Call.objects.select_for_update(no_key=True, of=("self",)).get(pk=call.pk)
    wire = call.conversation
    if wire is None:
        raise NotPossible("This call never reached anybody, so it belongs to no ticket.")
    source, target = surviving(wire.ticket), surviving(to)
    if source.pk == target.pk:
        return call
    if target.category == Category.CLOSED:
        raise NotPossible(f"#{target.number} is closed for good.")
    sounds = [recording.message for recording in call.recordings.select_related("message") if recording.message]
    take_call_over(source, target, sounds, by=by, call=call.pk)
    wire.ticket = target
    wire.save(update_fields=["ticket"])
    tell_desk(call)
    return call
