"""What agents write: replies, notes, and what they have not sent yet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import User
from channels_inbox.forms.composing import DraftForm, MessageForm, gone_uploads
from channels_inbox.operations.answering import Choice, answer_on_wire
from channels_inbox.operations.withdrawing import withdraw_reply
from channels_inbox.selectors.timeline import dressed_messages
from channels_inbox.views.access import AgentRequest, agents_only, find_page, find_ticket
from channels_inbox.views.panes import composer
from channels_inbox.views.properties import refused
from tickets.errors import FileGone, TicketError, WrittenMeanwhile
from tickets.models import Draft, Event, Message, Ticket
from tickets.models.kinds import Category, ChannelKind
from tickets.operations.drafting import save_draft
from tickets.operations.macros import apply_macro, preview_macro
from tickets.operations.messages import sent_before
from tickets.operations.replying import add_note, post_reply
from tickets.selectors import default_status, locked, reply_channel, surviving


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
            return _written(request, number, None)
        if gone := gone_uploads(form):
            return _refused(request, ticket, str(FileGone()), gone=gone)
        if "macro" in form.errors:
            return _refused(request, ticket, "This macro is not there any more. Take it off and send again.")
        return _refused(request, ticket, "The message could not be read. Reload the page and send it again.")
    try:
        event = _write(ticket, form.cleaned_data, by=request.user)
    except WrittenMeanwhile as error:
        asked = {name: form.cleaned_data[name] for name in ("mode", "then")}
        context = {"newer": dressed_messages(error.events), "seq": error.events[-1].seq, **asked}
        return _beside_composer(ticket, render(request, "agent/tickets/_meanwhile.html", context, status=409))
    except TicketError as error:
        return _refused(request, ticket, str(error))
    return _written(request, number, event, resolved=form.cleaned_data["then"] == Category.RESOLVED)


@transaction.atomic
def _write(ticket: Ticket, data: dict[str, Any], *, by: User) -> Event:
    """Write the message and, together with it or not at all, what its macro changes."""
    macro = data["macro"]
    # The same form once more: what the macro changed may have been changed again since, by somebody who meant it.
    if macro and (found := sent_before(locked(ticket), by=by, key=str(data["key"]))):
        return found
    # Read before the reply moves the ticket: it says what its writer saw.
    note = preview_macro(ticket, macro, by=by).note if macro and data["mode"] == Draft.Mode.REPLY else ""
    event = _add(ticket, data, by=by)
    if macro:
        apply_macro(ticket, macro, by=by, text=False)
    if note and data["text"].strip() != note.strip():
        add_note(ticket, by=by, text=note, key=f"{data['key']}:note")
    return event


def _add(ticket: Ticket, data: dict[str, Any], *, by: User) -> Event:
    written: dict[str, Any] = {
        "text": data["text"],
        "uploads": data["uploads"],
        "key": str(data["key"]),
        "seen": data["seen"],
    }
    if data["mode"] == Draft.Mode.NOTE:
        return add_note(ticket, by=by, **written)
    status = default_status(Category(data["then"])) if data["then"] else None
    if data["wire"] not in {"", ChannelKind.EMAIL, ChannelKind.CHAT}:
        choice = Choice(data["wire"], data["template"], data["value"])
        return answer_on_wire(ticket, choice, by=by, status=status, hold=by.holds_replies, **written)
    if data["wire"] != ChannelKind.EMAIL and reply_channel(ticket) == ChannelKind.CHAT:
        # Said at once, as one does when somebody is listening.
        return post_reply(ticket, by=by, channel=ChannelKind.CHAT, status=status, **written)
    return post_reply(ticket, by=by, channel=ChannelKind.EMAIL, status=status, hold=by.holds_replies, **written)


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


@require_POST
@agents_only
def withdrawal(request: AgentRequest, pk: int) -> HttpResponse:
    """Take back a reply that has not gone out: its writer finds it in the composer again."""
    seen = Ticket.objects.visible_to(request.user)
    rows = Message.objects.filter(ticket__in=seen.values("pk"))
    message = get_object_or_404(rows.select_related("ticket"), pk=pk)
    home = surviving(message.ticket)
    ticket = home if seen.filter(pk=home.pk).exists() else message.ticket
    try:
        withdraw_reply(message, by=request.user)
    except TicketError as error:
        reason = f"Your reply to #{ticket.number}: {error}"
        if request.htmx and not _is_open(request, ticket):
            return _said(reason, status=error.status)
        return refused(request, ticket, reason, status=error.status)
    if not request.htmx:
        return redirect("agent_ticket", ticket.number)
    said = f"Not sent. #{ticket.number} has your reply as a draft again"
    if not _is_open(request, ticket):
        return _said(said)
    page = find_page(request, ticket.number)
    response = render(request, "agent/tickets/_composer.html", composer(page, request.user))
    response["HX-Retarget"] = f"#conversation[data-ticket='{ticket.pk}'] #composer"
    response["HX-Reswap"] = "outerHTML"
    response["HX-Trigger"] = json.dumps({"ticket:changed": "", "desk:said": said})
    response["HX-Trigger-After-Settle"] = "composer:returned"
    return response


def _is_open(request: AgentRequest, ticket: Ticket) -> bool:
    """Tell whether the page that asks shows this ticket: its reader may have gone on to the next."""
    path = urlsplit(request.htmx.current_url or "").path
    return path == reverse("agent_ticket", args=[ticket.number])


def _said(words: str, *, status: int = 200) -> HttpResponse:
    """Answer with a toast alone."""
    response = HttpResponse(status=status)
    response["HX-Reswap"] = "none"
    response["HX-Trigger"] = json.dumps({"ticket:changed": "", "desk:said": words})
    return response


def _written(request: AgentRequest, number: int, event: Event | None, *, resolved: bool = False) -> HttpResponse:
    """Answer with an empty composer; the timeline asks for the message itself, like every other page."""
    if not request.htmx:
        return redirect("agent_ticket", number)
    ticket = find_page(request, number)
    message = event.message if event else None
    held = event.particulars.get("held") if event else None
    context = {**composer(ticket, request.user), "held": held, "message": message}
    response = render(request, "agent/tickets/_written.html", context)
    sent = message is not None and message.kind == Message.Kind.REPLY
    happened = {"ticket:changed": True, "ticket:resolved": resolved, "ticket:sent": sent}
    response["HX-Trigger"] = ", ".join(name for name, true in happened.items() if true)
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
