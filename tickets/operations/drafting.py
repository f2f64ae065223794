"""Keep what an agent types on the server."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from tickets.models import Attachment, Draft, Ticket
from tickets.permissions import require_note


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

    `uploads` None keeps the files the draft has.
    """
    require_note(by)
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
