"""What a trigger can wait for, in words; an event may be several of these at once."""

from __future__ import annotations

from collections.abc import Callable

from tickets.models import Event, Message


def _written(kind: str) -> Callable[[Event], bool]:
    return lambda e: e.action in {"opened", "message_added"} and e.message is not None and e.message.kind == kind


def _did(*actions: str) -> Callable[[Event], bool]:
    return lambda e: e.action in actions


# key -> what people read, and how to tell. In the order pages offer them.
OCCASIONS: dict[str, tuple[str, Callable[[Event], bool]]] = {
    "opened": ("A ticket is opened", _did("opened")),
    "customer_wrote": ("The customer writes", _written(Message.Kind.INBOUND)),
    "agent_replied": ("An agent replies", _written(Message.Kind.REPLY)),
    "note_added": ("A note is written", _written(Message.Kind.NOTE)),
    "status_changed": ("The status changes", _did("status_changed", "resolved", "closed", "reopened")),
    "resolved": ("It is resolved", _did("resolved")),
    "closed": ("It is closed", _did("closed")),
    "reopened": ("It is opened again", _did("reopened")),
    "priority_changed": ("The priority changes", _did("priority_changed")),
    "type_changed": ("The type changes", _did("type_changed")),
    "team_changed": ("The team changes", _did("team_changed")),
    "assigned": ("Somebody gets it", _did("assigned")),
    "unassigned": ("Its owner lets go of it", _did("unassigned")),
    "fields_changed": ("Its fields are filled in", _did("fields_changed")),
    "tagged": ("Its tags change", _did("tagged")),
    "linked": ("It is linked to another ticket", _did("linked")),
    "merged": ("It is merged into another", _did("merged")),
    "absorbed": ("Another is merged into it", _did("absorbed")),
    "rated": ("The customer rates our help", _did("rated")),
    "sla_warned": ("A promise is nearly due", _did("sla_warned")),
    "sla_breached": ("A promise is broken", _did("sla_breached")),
    "snoozed": ("It is put aside", _did("snoozed")),
    "woken": ("It comes back from being put aside", _did("woken")),
    "delivery_failed": ("A mail does not arrive", _did("delivery_failed")),
}


def occasions(event: Event) -> set[str]:
    """Return the keys an event answers to."""
    return {key for key, (_, fits) in OCCASIONS.items() if fits(event)}
