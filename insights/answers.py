"""The best answers a question was ever given: what its customers were happy with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from helpdesk.lib.meaning import encode
from helpdesk.lib.personal import without_personal
from insights.models import Asking, Fact
from insights.questions.extracting import body_of
from tickets.models import Message, Rating, Ticket
from tickets.models.kinds import Category
from tickets.models.rating import GOOD

# Shorter ones answer nothing: “Done!”
SHORTEST = 60
# So much alike, two answers are one.
SAME = 0.85
LOOKED_AT = 60


@dataclass(frozen=True)
class BestAnswer:
    """An answer without greeting, closing and personal data, and why it is among the best."""

    text: str
    ticket: Ticket
    reason: str


def best_answers(askings: QuerySet[Asking], *, by: User, most: int = 3) -> list[BestAnswer]:
    """Return answers given on solved tickets a reader may see: well rated ones first, then those that were enough."""
    rated = Rating.objects.filter(ticket=OuterRef("pk"), score__gte=GOOD)
    enough = Fact.objects.filter(ticket=OuterRef("pk"), name=Fact.Name.SOLVED, hit=True)
    tickets = Ticket.objects.visible_to(by).filter(
        pk__in=askings.values("ticket"), category__in=[Category.RESOLVED, Category.CLOSED]
    )
    ranked = tickets.annotate(rated=Exists(rated), enough=Exists(enough)).order_by("-rated", "-enough", "-pk")
    found: list[Any] = list(ranked.select_related("requester")[:LOOKED_AT])
    return list(_different(_told(found), most))


def _told(tickets: list[Any]) -> Iterator[BestAnswer]:
    """Yield the longest answer of each ticket, in the order of the tickets."""
    longest: dict[int, Message] = {}
    answers = Message.objects.filter(ticket__in=tickets, kind=Message.Kind.REPLY, public=True)
    for message in answers.exclude(author_user=None).select_related("author_user"):
        before = longest.get(message.ticket_id)
        if before is None or len(message.reply_text) > len(before.reply_text):
            longest[message.ticket_id] = message
    for ticket in tickets:
        said = longest.get(ticket.pk)
        if said is None or len(said.reply_text) < SHORTEST:
            continue
        names = [ticket.requester.name, said.author_user.name if said.author_user else ""]
        text = without_personal(body_of(said.reply_text), names=names).strip()
        reason = "rated good" if ticket.rated else "solved with one answer" if ticket.enough else "solved"
        yield BestAnswer(text[:1].upper() + text[1:], ticket, reason)


def _different(answers: Iterator[BestAnswer], most: int) -> Iterator[BestAnswer]:
    """Keep the first of answers that say the same."""
    kept: list[BestAnswer] = []
    for answer in answers:
        vectors = encode([answer.text, *(other.text for other in kept)])
        if answer.text in {other.text for other in kept} or (vectors[1:] @ vectors[0] > SAME).any():
            continue
        kept.append(answer)
        yield answer
        if len(kept) == most:
            return
