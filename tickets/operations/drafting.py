"""Keep what an agent types on the server."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from tickets.models import Attachment, Draft, Ticket
from tickets.permissions import require_note
from tickets.selectors import merge_of


@transaction.atomic
def save_draft(
    ticket: Ticket,
    *,
    by: User,
    mode: str,
    text: str,
    uploads: Sequence[Attachment] | None = None,
) -> Draft | None:
    """Store the agent's draft; an empty one is removed. A draft is not history, so it leaves no event.

    What is typed on while the ticket is merged goes on with its draft in the other one.

    `uploads` None keeps the files the draft has.
    """
    require_note(by)
    ticket = _home(ticket, by)
    text = text.replace("\x00", "")
    if (
        not text.strip()
        and not uploads
        and (uploads is not None or not Attachment.objects.filter(drafts__ticket=ticket, drafts__user=by).exists())
    ):
        Draft.objects.filter(ticket=ticket, user=by).delete()
        return None
    draft, _ = Draft.objects.update_or_create(ticket=ticket, user=by, defaults={"mode": Draft.Mode(mode), "text": text})
    if uploads is not None:
        draft.attachments.set(uploads)
    return draft


def _home(ticket: Ticket, by: User) -> Ticket:
    """Return where a draft is kept: of a merged ticket in the other one, unless another draft of theirs is there."""
    edge = merge_of(ticket)
    if edge is None or Draft.objects.filter(ticket=ticket, user=by).exists():
        return ticket
    there = Draft.objects.filter(ticket=edge.into, user=by).first()
    return edge.into if there is None or there.pk in edge.before["drafts"] else ticket
