"""What tickets do with the people's news."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from accounts.models import AvailabilityChange, AvailabilityState
from accounts.news import availability_changed
from helpdesk.lib.wake import wake_after_commit
from tickets.assignment.following import TASK


@receiver(availability_changed)
def hand_out_to_who_came(*, change: AvailabilityChange, **_: Any) -> None:
    if change.after == AvailabilityState.ONLINE:
        wake_after_commit(TASK)
