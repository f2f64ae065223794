"""Answer a ticket with an article."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from knowledgebase.models import Translation
from tickets.events import record
from tickets.models import Ticket, TicketArticle
from tickets.permissions import require_change
from tickets.selectors import locked


@transaction.atomic
def cite_article(ticket: Ticket, translation: Translation, *, by: User) -> TicketArticle:
    """Note that an article was used for an answer; one that was used here before is noted once."""
    require_change(by)
    ticket = locked(ticket)
    cited, new = TicketArticle.objects.get_or_create(ticket=ticket, translation=translation, defaults={"by": by})
    if new:
        title = translation.current_revision.title if translation.current_revision else ""
        record(ticket, "article_used", by=by, article=translation.article_id, locale=translation.locale, title=title)
    return cited
