"""Letters to colleagues that did not get through: an administrator sees them and decides."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import NotificationLetter, User
from accounts.operations.auditing import audit
from helpdesk.lib.delivery import State
from helpdesk.lib.wake import wake_after_commit

STUCK = (State.FAILED, State.UNCERTAIN)
NOTHING_LEFT = "There was nothing left to tell."


def troubled() -> QuerySet[NotificationLetter]:
    """Return the letters that went wrong or wait after a try that did, the latest first."""
    waiting = Q(state=State.QUEUED, attempts__gt=0)
    found = NotificationLetter.objects.filter(Q(state__in=STUCK) | waiting).exclude(trouble=NOTHING_LEFT)
    return found.select_related("user")


@transaction.atomic
def retry_letter(letter: NotificationLetter, *, by: User) -> bool:
    """Send a letter again, or at once if it waits; False when it is on its way or has arrived. One letter, same id."""
    row = troubled().select_for_update(no_key=True, of=("self",)).filter(pk=letter.pk).first()
    if row is None:
        return False
    tried = {"state": row.get_state_display(), "trouble": row.trouble}
    row.state, row.due_at, row.attempts, row.transmitting_at = State.QUEUED, timezone.now(), 0, None
    row.trouble = ""
    row.save()
    audit(row, "tried again", by=by, before=tried, after={"state": row.get_state_display()})
    wake_after_commit("channels_inbox.mail_notifications")
    return True
