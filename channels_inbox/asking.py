"""Ask customers by mail what they think of our help, once each and never by surprise (docs/ratings.md)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from channels_inbox.automatic import NOBODY_READS
from channels_inbox.outbound import Unreachable, mail_conversation, queue
from helpdesk.lib.one_by_one import one_by_one
from tickets.models import Message, Rating, RatingSettings
from tickets.models.kinds import ChannelKind
from tickets.operations.messages import Content, add_message
from tickets.operations.rating import claim, due_ratings, let_be, mark_asked


def ask_for_ratings(*, now: datetime | None = None) -> int:
    """Send the questions that are due and return how many; what cannot be asked says why and is let be."""
    at = now or timezone.now()
    return one_by_one(lambda pk: _ask(pk, at), due_ratings(now=at))


@transaction.atomic
def _ask(pk: int, at: datetime) -> bool:
    rating = claim(pk, now=at)
    if rating is None:
        return False
    try:
        with transaction.atomic():
            message = _send(rating)
    except Unreachable as error:
        let_be(rating, str(error))
        return False
    mark_asked(rating, message, now=at)
    return True


def _send(rating: Rating) -> Message:
    ticket = rating.ticket
    wire = mail_conversation(ticket)
    # Whoever else writes in the ticket: the question goes to its customer alone.
    address = rating.customer.email
    if not address or NOBODY_READS.match(address):
        raise Unreachable("There is no address where somebody reads.")
    question = RatingSettings.objects.get().question
    text = render_to_string("channels_inbox/email/rating.txt", {"ticket": ticket, "question": question}).strip()
    # The links are added when the letter is written: they are never stored, nor shown to agents.
    message = add_message(
        ticket, Content(text=text), kind=Message.Kind.SYSTEM, channel=ChannelKind.EMAIL, by=None, verified=True
    ).message
    assert message is not None
    queue(message, wire, to=[address], subject=f"{question} [#{ticket.number}]", automatic=True)
    return message
