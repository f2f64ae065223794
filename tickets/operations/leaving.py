"""What becomes of somebody's tickets when they go."""

from __future__ import annotations

from django.db import transaction

from accounts.errors import NotPossible
from accounts.models import User
from helpdesk.lib.wake import wake_after_commit
from tickets.models import Rework
from tickets.operations.reworking import TASK


@transaction.atomic
def hand_over_tickets(of: User, *, to: User | None, by: User) -> Rework:
    """Give all unfinished tickets of somebody to another, or back to their teams; done in batches.

    Raises NotPossible for somebody who cannot be given tickets.
    """
    if to is not None and (to.pk == of.pk or not (to.is_active and to.can_answer)):
        raise NotPossible(f"{to} cannot be given tickets.")
    target = to.pk if to else None
    # Asked again before it is done, the newer answer holds.
    row, _ = Rework.objects.update_or_create(
        kind=Rework.Kind.HAND_OVER,
        subject_id=of.pk,
        finished_at=None,
        defaults={"target_id": target, "name": str(of)[:200], "by": by},
    )
    wake_after_commit(TASK)
    return row
