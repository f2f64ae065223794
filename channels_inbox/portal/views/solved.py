"""The page behind “this solved it” in a letter. Looking changes nothing: mail scanners open links before people do."""

from __future__ import annotations

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import Customer
from channels_inbox.portal.access import takes_part
from channels_inbox.portal.solved_links import SolvedLink, read_token
from knowledgebase.models import Translation, Visit
from knowledgebase.operations.visits import record_visit
from knowledgebase.portal.locales import in_preferred_locale
from knowledgebase.visitors import customer_visitor
from tickets.errors import TicketClosed, TicketMerged
from tickets.models import Ticket
from tickets.operations.progress import resolve_ticket


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_preferred_locale
def solved(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the article solved it; one button closes the request."""
    link = read_token(token)
    if link is None:
        raise Http404
    ticket, customer = _find(link)
    article = _article(link)
    context = {"ticket": ticket, "token": token, "expired": link.expired, "translation": article}
    if request.method != "POST" or link.expired:
        return _sealed(render(request, "help/solved/show.html", context, status=410 if link.expired else 200))
    if not ticket.is_finished:
        # Closed or merged meanwhile is over too; the page says so.
        with suppress(TicketClosed, TicketMerged):
            # Told under the ticket's lock: the second of two clicks changes nothing, and is no second solution.
            if resolve_ticket(ticket, by=customer):
                visitor = customer_visitor(customer)
                record_visit(visitor, Visit.Kind.SOLVED, translation=article, place=Visit.Place.MAIL)
    return _sealed(redirect("solved", token=token))


def _find(link: SolvedLink) -> tuple[Ticket, Customer]:
    """Return the ticket and who was written to, asked anew each time; 404 for somebody who takes part no more."""
    customer = Customer.objects.select_related("user").filter(pk=link.customer_id).first()
    ticket = Ticket.objects.select_related("status", "requester").filter(pk=link.ticket_id).first()
    if customer is None or ticket is None or not takes_part(customer, ticket):
        raise Http404
    return ticket, customer


def _article(link: SolvedLink) -> Translation | None:
    """Return the article while everybody may read it; it may have been withdrawn since."""
    rows = Translation.objects.published().filter(article__audience="public", pk=link.translation_id)
    return rows.select_related("current_revision").first()


def _sealed(response: HttpResponse) -> HttpResponse:
    # The address is the key: no search engine keeps it, and no other site hears of it.
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response
