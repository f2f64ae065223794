"""What tickets do with the news of people and incidents."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from accounts.models import AvailabilityChange, AvailabilityState
from accounts.news import availability_changed
from helpdesk.lib.wake import wake_after_commit
from knowledgebase.models import Incident, IncidentUpdate
from knowledgebase.signals import incident_changed
from tickets.assignment.following import TASK
from tickets.operations.answering_updates import answer_with


@receiver(availability_changed)
def hand_out_to_who_came(*, change: AvailabilityChange, **_: Any) -> None:
    if change.after == AvailabilityState.ONLINE:
        wake_after_commit(TASK)


@receiver(incident_changed)
def answer_its_customers(*, incident: Incident, update: IncidentUpdate | None, **_: Any) -> None:
    if update is not None:
        answer_with(incident, update)
