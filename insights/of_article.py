"""What an article is good for: how often its questions are asked, who found it alone, who answered with it."""

from __future__ import annotations

from dataclasses import dataclass

from insights.asked import Asked
from insights.board import Row, rows_of
from insights.deflection import Deflection, lately
from knowledgebase.models import Article
from tickets.models import Ticket, TicketArticle

SHOWN = 5


@dataclass(frozen=True)
class OfArticle:
    rows: list[Row]
    found: Deflection
    # Answers that colleagues gave with it, on tickets the reader may see.
    used: int


def asked_of_article(asked: Asked, article: Article) -> OfArticle:
    """Return the questions it answers that were asked most, and what came of it; a fixed number of statements."""
    rows = rows_of(asked, list(asked.questions().filter(article=article.pk)[:SHOWN]))
    used = TicketArticle.objects.filter(
        translation__article=article,
        created_at__gte=asked.start,
        created_at__lt=asked.end,
        ticket__in=Ticket.objects.visible_to(asked.user).values("pk"),
    )
    return OfArticle(rows, lately(asked.start, asked.end).get(article.pk, Deflection()), used.count())
