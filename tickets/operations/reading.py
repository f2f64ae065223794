"""Keep what a customer read and looked for before they asked, so that nobody sends them there again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from accounts.models import Customer
from knowledgebase.models import Translation
from tickets.events import record
from tickets.models import Event, Ticket
from tickets.selectors import locked

MOST = 5


@transaction.atomic
def note_reading(ticket: Ticket, *, read: Sequence[int], asked: str, by: Customer) -> Event | None:
    """Record the published articles among `read`, ids of translations, and the words searched for.

    None when nothing of it is left.
    """
    rows = Translation.objects.published().filter(pk__in=read[:MOST]).select_related("current_revision")
    articles = [
        {"translation": row.pk, "title": row.current_revision.title, "url": row.get_absolute_url()}
        for row in rows.order_by("pk")
        if row.current_revision is not None
    ]
    if not articles and not asked:
        return None
    return record(locked(ticket), "read_before", by=by, articles=articles, asked=asked[:300])
