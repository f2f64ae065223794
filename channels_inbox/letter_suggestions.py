"""Articles in the letter “We have your message”: what likely answers it, each with a link that says it did."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from channels_inbox.acknowledging import acknowledges
from channels_inbox.models import Outbound
from channels_inbox.portal.access import takes_part
from channels_inbox.portal.solved_links import solved_link
from knowledgebase.languages import locale_for
from knowledgebase.models import HelpCentre, Visit
from knowledgebase.suggesting import Suggestion, suggest_to
from knowledgebase.visitors import customer_visitor
from tickets.models import Message, Ticket

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """One suggestion as the letter shows it."""

    title: str
    url: str
    solved: str


def answers_in(outbound: Outbound) -> list[Answer]:
    """Return the articles a letter suggests; none unless it acknowledges a request, to the one who asked.

    Found when the letter is written, not when theirs arrives: nobody's mail waits for a search.
    """
    if not acknowledges(outbound):
        return []
    ticket = outbound.message.ticket
    customer = ticket.requester
    if outbound.to != [customer.email] or outbound.cc or not takes_part(customer, ticket):
        return []
    return [
        Answer(
            one.title,
            settings.SITE_URL + one.translation.get_absolute_url(),
            solved_link(ticket, customer, one.translation),
        )
        for one in _suggestions(ticket)
    ]


def _suggestions(ticket: Ticket) -> list[Suggestion]:
    """Look for what likely answers a request. A letter without it is better than none, so no failure gets out."""
    try:
        # A savepoint: what fails in here leaves the letter's own transaction whole.
        with transaction.atomic():
            return _suggested(ticket)
    except Exception:
        log.exception("Looked for no answers to ticket %s: its letter leaves without.", ticket.pk)
        return []


def _suggested(ticket: Ticket) -> list[Suggestion]:
    centre = HelpCentre.settings()
    if not centre.suggests_in_mail:
        return []
    customer = ticket.requester
    asked = ticket.messages.filter(kind=Message.Kind.INBOUND).order_by("pk").first()
    return suggest_to(
        customer_visitor(customer),
        f"{ticket.subject} {asked.reply_text if asked else ''}",
        # A From line proves nothing: a letter tells what everybody may read.
        reader=AnonymousUser(),
        locale=locale_for(customer.language),
        place=Visit.Place.MAIL,
        centre=centre,
    )
