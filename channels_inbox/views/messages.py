"""What agents write: replies, notes, and what they have not sent yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import User
from channels_inbox.forms.composing import DraftForm, MessageForm, gone_uploads
from channels_inbox.selectors.timeline import dressed_messages
from channels_inbox.views.access import AgentRequest, agents_only, find_page, find_ticket
from channels_inbox.views.panes import composer
from tickets.errors import FileGone, TicketError, WrittenMeanwhile
from tickets.models import Draft, Ticket
from tickets.models.kinds import Category, ChannelKind
from tickets.operations.drafting import save_draft
from tickets.operations.messages import sent_before
from tickets.operations.replying import add_note, post_reply
from tickets.selectors import default_status


@require_POST
@agents_only
def messages(request: AgentRequest, number: int) -> HttpResponse:
    """Send a reply or add a note, as the form says; a form that does not say sends nothing.

    Answers 409 with what is new when somebody wrote since the writer looked.
    """
    ticket = find_ticket(request, number)
    form = MessageForm(request.POST, user=request.user)
    if not form.is_valid():
        # Sent a second time, it names files that are sent already.
        key = form.cleaned_data.get("key")
        if key and sent_before(ticket, by=request.user, key=str(key)):
            return _written(request, number)
        if gone := gone_uploads(form):
            return _refused(request, ticket, str(FileGone()), gone=gone)
        return _refused(request, ticket, "The message could not be read. Reload the page and send it again.")
    try:
        _write(ticket, form.cleaned_data, by=request.user)
    except WrittenMeanwhile as error:
        asked = {name: form.cleaned_data[name] for name in ("mode", "then")}
        context = {"newer": dressed_messages(error.events), "seq": error.events[-1].seq, **asked}
        return _beside_composer(ticket, render(request, "agent/tickets/_meanwhile.html", context, status=409))
    except TicketError as error:
        return _refused(request, ticket, str(error))
    return _written(request, number, resolved=form.cleaned_data["then"] == Category.RESOLVED)


def _write(ticket: Ticket, data: dict[str, Any], *, by: User) -> None:
    written = {"text": data["text"], "uploads": data["uploads"], "key": str(data["key"]), "seen": data["seen"]}
    if data["mode"] == Draft.Mode.NOTE:
        add_note(ticket, by=by, **written)
    else:
        status = default_status(Category(data["then"])) if data["then"] else None
        # By mail, whatever the ticket began on: no channel of ours talks live yet.
        post_reply(ticket, by=by, channel=ChannelKind.EMAIL, status=status, **written)


@require_POST
@agents_only
def draft(request: AgentRequest, number: int) -> HttpResponse:
    """Keep what is typed."""
    ticket = find_ticket(request, number)
    form = DraftForm(request.POST, user=request.user)
    if not form.is_valid():
        return HttpResponse("This is too long to keep.", status=422)
    data = form.cleaned_data
    if data["key"] and sent_before(ticket, by=request.user, key=str(data["key"])):
        return render(request, "agent/tickets/_saved.html", {"saved_at": None})
    kept = save_draft(ticket, by=request.user, mode=data["mode"], text=data["text"], uploads=data["uploads"])
    return render(request, "agent/tickets/_saved.html", {"saved_at": timezone.now() if kept else None})


def _written(request: AgentRequest, number: int, *, resolved: bool = False) -> HttpResponse:
    """Answer with an empty composer; the timeline asks for the message itself, like every other page."""
    if not request.htmx:
        return redirect("agent_ticket", number)
    ticket = find_page(request, number)
    response = render(request, "agent/tickets/_composer.html", composer(ticket, request.user))
    response["HX-Trigger"] = "ticket:changed, ticket:resolved" if resolved else "ticket:changed"
    return response


def _refused(request: AgentRequest, ticket: Ticket, reason: str, *, gone: Sequence[str] = ()) -> HttpResponse:
    """Say beside the composer why nothing was sent; what was typed stays, files that are `gone` leave the list."""
    context = {"reason": reason, "gone": gone}
    response = render(request, "agent/tickets/_refused.html", context, status=422)
    return _beside_composer(ticket, response)


def _beside_composer(ticket: Ticket, response: HttpResponse) -> HttpResponse:
    """Put an answer above the text instead of in its place: what is typed stays.

    Above this ticket's text: if its writer has gone on to another ticket, it is shown nowhere.
    """
    response["HX-Retarget"] = f"#conversation[data-ticket='{ticket.pk}'] #composer_notice"
    response["HX-Reswap"] = "innerHTML"
    return response
