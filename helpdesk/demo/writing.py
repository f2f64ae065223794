"""Write told tickets into the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from helpdesk.demo.history import History
from helpdesk.demo.rows import copy_rows, take_ids
from tickets.models import Event, Message, Tag, Ticket


def write_histories(histories: Sequence[History], *, tags: dict[str, int] | None = None) -> None:
    """COPY tickets, messages, events and tags; rows learn their ids on the way (`History.id`, message["id"])."""
    tags = tag_ids({name for h in histories for name in h.tags}) if tags is None else tags
    ticket_ids = take_ids(Ticket, len(histories))
    message_ids = iter(take_ids(Message, sum(len(h.messages) for h in histories)))
    for history, pk in zip(histories, ticket_ids, strict=True):
        history.id = pk
        for message in history.messages:
            message["id"] = next(message_ids)
            message["ticket_id"] = pk
    copy_rows(Ticket, [h.ticket_row() for h in histories])
    copy_rows(Message, [m for h in histories for m in h.messages])
    copy_rows(
        Event,
        [
            {**e, "ticket_id": h.id, "message_id": e["message"]["id"] if e["message"] else None}
            for h in histories
            for e in h.events
        ],
    )
    copy_rows(
        Ticket.tags.through,
        [{"ticket_id": h.id, "tag_id": tags[name]} for h in histories for name in sorted(h.tags)],
    )


def tag_ids(names: Collection[str]) -> dict[str, int]:
    """Return tag name -> id, making the tags that are missing."""
    Tag.objects.bulk_create([Tag(name=name) for name in sorted(names)], ignore_conflicts=True)
    return dict(Tag.objects.filter(name__in=names).values_list("name", "pk"))
