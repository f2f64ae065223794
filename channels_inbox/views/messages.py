"""What agents write: replies, notes, and what they have not sent yet."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from channels_inbox.forms.composing import DraftForm, MessageForm
from channels_inbox.operations.answering import WrittenMeanwhile, send_reply
from channels_inbox.views.access import AgentRequest, agents_only, find_page, find_ticket
from channels_inbox.views.panes import panes
from tickets.errors import TicketError
from tickets.models import Draft, Ticket
from tickets.models.kinds import Category
from tickets.operations.drafting import save_draft
from tickets.operations.replying import add_note
from tickets.selectors import default_status


@require_POST
@agents_only
def replies(request: AgentRequest, number: int) -> HttpResponse:
    """Send a reply. Answers 409 with what is new when somebody wrote since the writer looked."""
    ticket = find_ticket(request, number)
    form = MessageForm(request.POST, user=request.user)
    if not form.is_valid():
        return _refused(request, ticket, "reply", "The message could not be read. Reload the page and send it again.")
    data = form.cleaned_data
    try:
        send_reply(
            ticket,
            by=request.user,
            text=data["text"],
            uploads=data["uploads"],
            seen_seq=data["seen"],
            key=str(data["key"]),
            status=default_status(Category(data["then"])) if data["then"] else None,
        )
    except WrittenMeanwhile as error:
        context = {"ticket": ticket, "newer": error.messages, "seq": error.messages[-1].event.seq}
        return beside_composer(render(request, "agent/tickets/_meanwhile.html", context, status=409))
    except TicketError as error:
        return _refused(request, ticket, "reply", str(error))
    return _written(request, number)


@require_POST
@agents_only
def notes(request: AgentRequest, number: int) -> HttpResponse:
    """Add an internal note."""
    ticket = find_ticket(request, number)
    form = MessageForm(request.POST, user=request.user)
    if not form.is_valid():
        return _refused(request, ticket, "note", "The note could not be read. Reload the page and add it again.")
    data = form.cleaned_data
    try:
        add_note(ticket, by=request.user, text=data["text"], uploads=data["uploads"], key=str(data["key"]))
    except TicketError as error:
        return _refused(request, ticket, "note", str(error))
    return _written(request, number)


@require_POST
@agents_only
def draft(request: AgentRequest, number: int) -> HttpResponse:
    """Keep what is typed."""
    ticket = find_ticket(request, number)
    form = DraftForm(request.POST, user=request.user)
    if not form.is_valid():
        return HttpResponse("This is too long to keep.", status=422)
    data = form.cleaned_data
    kept = save_draft(ticket, by=request.user, mode=data["mode"], text=data["text"], uploads=data["uploads"])
    return render(request, "agent/tickets/_saved.html", {"saved_at": timezone.now() if kept else None})


def _written(request: AgentRequest, number: int) -> HttpResponse:
    """Answer with an empty composer; the timeline asks for the message itself, like every other page."""
    if not request.htmx:
        return redirect("agent_ticket", number)
    ticket = find_page(request, number)
    response = render(request, "agent/tickets/_composer.html", panes(request, ticket, after=ticket.seq))
    response["HX-Trigger"] = "ticket:changed"
    return response


def _refused(request: AgentRequest, ticket: Ticket, mode: str, reason: str) -> HttpResponse:
    """Say beside the composer why nothing was sent; what was typed stays."""
    context = {"ticket": ticket, "reason": reason, "mode": Draft.Mode(mode)}
    return beside_composer(render(request, "agent/tickets/_refused.html", context, status=422))


def beside_composer(response: HttpResponse) -> HttpResponse:
    """Put an answer above the text instead of in its place: what is typed stays."""
    response["HX-Retarget"] = "#composer_notice"
    response["HX-Reswap"] = "innerHTML"
    return response
