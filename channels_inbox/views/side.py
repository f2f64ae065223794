"""Side conversations: start one, read it, write again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.operations.identifying import identify
from channels_inbox.forms.side import NewSideForm, SideForm
from channels_inbox.views.access import AgentRequest, agents_only, find_ticket
from channels_inbox.views.panes import whole
from channels_inbox.views.properties import get_or_post
from tickets.errors import TicketError
from tickets.models import Message, SideConversation, Ticket
from tickets.operations.conferring import start_side, write_side
from tickets.permissions import require_change


@get_or_post
@agents_only
def start(request: AgentRequest, number: int) -> HttpResponse:
    """Write the first mail to somebody outside."""
    ticket = find_ticket(request, number)
    if request.method != "POST" and not request.user.can_answer:
        raise Http404
    form = NewSideForm(request.POST if request.method == "POST" else None, ticket=ticket)
    context: dict[str, Any] = {"ticket": ticket, "form": form, "chosen": request.POST.getlist("along")}
    if request.method == "POST":
        try:
            require_change(request.user)
            if form.is_valid():
                _start(ticket, form, request)
                messages.success(request, f"Sent to {form.cleaned_data['address']}")
                return redirect("agent_ticket", ticket.number)
        except TicketError as error:
            context["refused"] = str(error)
    status = 422 if form.errors or "refused" in context else 200
    return render(request, "agent/tickets/new_side.html", {**context, "section": "inbox"}, status=status)


@transaction.atomic
def _start(ticket: Ticket, form: NewSideForm, request: AgentRequest) -> None:
    data = form.cleaned_data
    person = identify(kind="email", value=data["address"], name=data["name"])
    start_side(
        ticket,
        person=person,
        subject=data["subject"],
        text=data["text"],
        by=request.user,
        files=form.chosen(),
        key=str(data["key"]),
        wait=data["wait"],
    )


@get_or_post
@agents_only
def side(request: AgentRequest, pk: int) -> HttpResponse:
    """Draw a side conversation with its composer, or write in it."""
    readable = SideConversation.objects.filter(ticket__in=Ticket.objects.read_by(request.user).values("pk"))
    found = get_object_or_404(readable.select_related("ticket", "person"), pk=pk)
    form = SideForm(request.POST if request.method == "POST" else None, ticket=found.ticket)
    refused = ""
    if request.method == "POST":
        refused = _write(request, found, form)
        if not refused:
            form = SideForm(ticket=found.ticket)
            if not request.htmx:
                return redirect("agent_ticket", found.ticket.number)
    said = Message.objects.filter(aside__side=found).select_related("author_user", "author_customer")
    context = {
        "side": found,
        "said": said.prefetch_related("attachments", "author_customer__identities").order_by("pk"),
        "form": form,
        "refused": refused,
        "fold": whole(request.GET.get("fold")),
    }
    response = render(request, "agent/tickets/_side.html", context, status=422 if refused else 200)
    if request.method == "POST" and not refused:
        response["HX-Trigger"] = "ticket:changed"
    return response


def _write(request: AgentRequest, found: SideConversation, form: SideForm) -> str:
    """Send what was written and return why it was not."""
    if not form.is_valid():
        return " ".join(str(m) for errors in form.errors.values() for m in errors)
    data = form.cleaned_data
    try:
        write_side(found, text=data["text"], by=request.user, files=form.chosen(), key=str(data["key"]))
    except TicketError as error:
        return str(error)
    return ""
