"""Say what state a part is in. Every source keeps its own word; the part is what counts of them all."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from knowledgebase.errors import NotAllowed
from knowledgebase.models import Component, ComponentStatus, Incident
from knowledgebase.signals import status_page_changed
from knowledgebase.status.states import Said, State, effective


@transaction.atomic
def set_component_status(
    component: Component,
    status: str,
    *,
    source: str,
    by: User | None,
    key: str = "",
    at: datetime | None = None,
) -> Component:
    """Let one source say what a part is; “operational” takes its word back. Said again, nothing happens.

    `key` tells apart sources of one kind, as a monitor's number. Returns the part as it is now, locked until the
    transaction ends. Raises NotAllowed for those who only read.
    """
    if by is not None and not by.can_answer:
        raise NotAllowed("You may read the status page but not change it.")
    held = lock_components([component.pk])[component.pk]
    return say(held, status, source=source, key=key, by=by, at=at or timezone.now())


def lock_components(pks: list[int]) -> dict[int, Component]:
    """Lock parts in the order of their keys, so that two incidents that share some do not wait for each other."""
    rows = Component.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=pks).order_by("pk")
    return {row.pk: row for row in rows}


def say(
    component: Component,
    status: str,
    *,
    source: str,
    by: User | None,
    at: datetime,
    key: str = "",
    incident: Incident | None = None,
) -> Component:
    """Write down one source's word about a part, and what the part is then. The caller holds the part's lock."""
    standing = ComponentStatus.objects.standing().filter(component=component, source=source, key=key).first()
    if (standing.status if standing else State.OPERATIONAL) == status:
        return component
    if standing:
        # What is entered afterwards may begin before the word it replaces.
        standing.ended_at = max(at, standing.began_at)
        standing.save(update_fields=["ended_at"])
    if status != State.OPERATIONAL:
        ComponentStatus.objects.create(
            component=component, status=status, source=source, key=key, incident=incident, by=by, began_at=at
        )
    return settle(component, at=at)


def settle(component: Component, *, at: datetime) -> Component:
    """Make a part's state what counts of all that stands. The caller holds the part's lock."""
    standing = ComponentStatus.objects.standing().filter(component=component)
    now = effective(Said(*said) for said in standing.values_list("status", "source"))
    if component.status != now:
        component.status, component.changed_at = now, max(at, component.changed_at)
        component.save(update_fields=["status", "changed_at"])
    status_page_changed.send(sender=Component)
    return component
