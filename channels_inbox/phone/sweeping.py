"""End calls whose hang-up never came."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from channels_inbox.models import Call
from channels_inbox.phone.menu.walking import hang_up


def end_silent_calls() -> int:
    """End every call nobody has heard of for too long; return how many. A late hang-up changes nothing more."""
    due = Call.objects.filter(due_at__lte=timezone.now()).order_by("due_at")
    return sum(_end(pk) for pk in due.values_list("pk", flat=True)[:200])


@transaction.atomic
def _end(pk: int) -> bool:
    still = Call.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    call = still.filter(pk=pk, due_at__lte=timezone.now()).select_related("channel__team").first()
    if call is None:
        return False
    hang_up(call)
    return True
