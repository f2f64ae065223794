"""Answer a customer by the way its writer chose, held to what that wire can carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from accounts.models import User
from channels_inbox.models import Channel, Conversation
from channels_inbox.reaches import Reach
from channels_inbox.selectors.reaching import reaches_of, usual_way
from tickets.errors import TicketError
from tickets.models import Attachment, Event, Ticket
from tickets.models.kinds import ChannelKind
from tickets.operations.replying import post_reply
from tickets.selectors import locked, reply_channel


class NotThisWay(TicketError):
    """A message this wire does not take; the text says why and what to do."""

    status = 422


@dataclass(frozen=True, slots=True)
class Choice:
    """What a writer chose: a way by its value, and a template with what fills its places."""

    value: str
    template: str = ""
    values: Sequence[str] = field(default=())


def answer(ticket: Ticket, choice: Choice, *, by: User, **written: Any) -> Event:
    """Write to the customer by a way; without one by that which the composer has first.

    Where no way is open it is tried as the ticket came, and whoever cannot send it says why. Raises NotThisWay, and
    whatever `post_reply` raises.
    """
    usual = None if choice.value else usual_way(ticket, by)
    way = choice.value or (usual.value if usual else reply_channel(ticket))
    if way in ChannelKind.values:
        if choice.template:
            raise NotThisWay("Name the way a template goes by.")
        return post_reply(ticket, by=by, channel=way, **written)
    return answer_on_wire(ticket, replace(choice, value=way), by=by, **written)


@transaction.atomic
def answer_on_wire(
    ticket: Ticket, choice: Choice, *, by: User, text: str, uploads: Sequence[Attachment] = (), **more: Any
) -> Event:
    """Write to the customer on a wire that is neither mail nor chat; `more` goes to `post_reply`.

    The wire belongs to this ticket from now on: what is answered comes back here. Raises NotThisWay, and whatever
    `post_reply` raises.
    """
    ticket = locked(ticket)
    reach = next((reach for reach in reaches_of(ticket) if reach.value == choice.value), None)
    if reach is None:
        raise NotThisWay("This address cannot be reached any more. Choose another.")
    options: dict[str, Any] = {}
    if reach.needs_template or choice.template:
        text, options = _from_template(reach, choice)
    require_fit(reach, text=text, uploads=uploads)
    wire = _wire(ticket, reach)
    return post_reply(
        ticket, by=by, text=text, channel=reach.kind, uploads=uploads, wire=wire.pk, options=options, **more
    )


def require_fit(reach: Reach, *, text: str, uploads: Sequence[Attachment]) -> None:
    """Raise NotThisWay for what a wire cannot carry."""
    if reach.why_not:
        raise NotThisWay(reach.why_not)
    most, length = reach.can.max_length, len(text.strip())
    if most and length > most:
        raise NotThisWay(
            f"{reach.label} takes {most:,} characters; this is {length:,}. Shorten it by {length - most:,}."
        )
    if reach.needs_template and uploads:
        raise NotThisWay("A template goes without files.")
    if len(uploads) > reach.can.max_files:
        raise NotThisWay(f"{reach.label} takes {reach.can.max_files} files at a time.")
    for upload in uploads:
        if refused := reach.can.refuses_file(upload.name, upload.content_type, upload.size):
            raise NotThisWay(f"{reach.label}: {refused}")


def _wire(ticket: Ticket, reach: Reach) -> Conversation:
    """Return the conversation a reach stands for, made if nobody spoke on it yet, and give it to this ticket."""
    if reach.wire is None:
        channel = Channel.objects.get(pk=reach.channel or 0)
        key = reach.address.removeprefix("+") if reach.kind == ChannelKind.WHATSAPP else reach.address
        wire, _ = Conversation.objects.get_or_create(
            channel=channel, key=key[:200], defaults={"ticket": ticket, "address": reach.address}
        )
    else:
        wire = Conversation.objects.get(pk=reach.wire)
    if wire.ticket_id != ticket.pk:
        Conversation.objects.filter(pk=wire.pk).update(ticket=ticket)
    return wire


def _from_template(reach: Reach, choice: Choice) -> tuple[str, dict[str, Any]]:
    """Return a template's words with their places filled, and what the wire needs to know of it."""
    if not choice.template:
        raise NotThisWay("Choose a template: their last message is too long ago for free words.")
    found = next((t for t in reach.templates if f"{t['name']}:{t['language']}" == choice.template), None)
    if found is None:
        raise NotThisWay("This template is not there any more. Choose another.")
    values = [value.strip() for value in choice.values][: found["places"]]
    if len(values) < found["places"] or not all(values):
        raise NotThisWay("Fill in every place of the template.")
    text = str(found["text"])
    for number, value in enumerate(values, 1):
        text = text.replace(f"{{{{{number}}}}}", value)
    return text, {"template": {"name": found["name"], "language": found["language"], "values": values}}
