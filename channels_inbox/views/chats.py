"""Live chat at the desk: who waits, one's own chats, and those of the others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels_inbox.chat.ending import end_chat
from channels_inbox.chat.finding import chat_of_ticket
from channels_inbox.chat.hints import tell_visitor
from channels_inbox.chat.owning import accept_chat, transfer_chat
from channels_inbox.forms.transfer import TransferForm
from channels_inbox.models import Chat
from channels_inbox.selectors.capped import CAP, shown
from channels_inbox.selectors.chats import Day, board, expected_wait, online_agents, waiting_chats
from channels_inbox.views.access import AgentRequest, agents_only, find_page, find_ticket
from channels_inbox.views.panes import panes
from helpdesk.lib.refusal import Refusal
from tickets.models import Ticket
from tickets.operations.progress import resolve_ticket

PLACE = {"section": "chats"}


@require_safe
@agents_only
def index(request: AgentRequest) -> HttpResponse:
    """Draw who waits and what goes on; the list alone for news."""
    if "fresh" in request.GET:
        return render(request, "agent/chats/_fresh.html", _figures(request))
    return render(request, "agent/chats/index.html", {**_figures(request), **PLACE})


@require_safe
@agents_only
def show(request: AgentRequest, number: int) -> HttpResponse:
    """Draw one chat beside the list, or its panes alone."""
    ticket = find_page(request, number)
    if not ticket.chat:
        raise Http404
    context = panes(request, ticket)
    if request.htmx.target == "conversation":
        response = render(request, "agent/tickets/_panes.html", context)
    else:
        response = render(request, "agent/chats/show.html", {**context, **_list(request, ticket), **PLACE})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@require_safe
@never_cache
@agents_only
def count(request: AgentRequest) -> HttpResponse:
    """Draw the number in the rail."""
    waiting = waiting_chats(request.user).order_by()[:CAP].count()
    return render(request, "agent/chats/_count.html", {"waiting": shown(waiting) if waiting else ""})


@require_POST
@agents_only
def acceptance(request: AgentRequest, number: int) -> HttpResponse:
    """Take a waiting chat; whoever is second learns who was first."""
    return _do(request, number, lambda chat: accept_chat(chat, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def transfer(request: AgentRequest, number: int) -> HttpResponse:
    """Ask to whom, then give it to them."""
    ticket, _ = _find(request, number)
    form = TransferForm(request.POST or None, by=request.user)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            note = form.cleaned_data["note"]
            return _do(
                request,
                number,
                lambda chat: transfer_chat(chat, by=request.user, team=form.team, agent=form.agent, note=note),
                said=f"Given to {form.agent or form.team}",
            )
        status = 422
    return render(request, "agent/chats/transfer.html", {"form": form, "ticket": ticket, **PLACE}, status=status)


@require_POST
@agents_only
def end(request: AgentRequest, number: int) -> HttpResponse:
    """End the talk, and with `resolve` the matter too."""

    def finish(chat: Chat) -> Any:
        end_chat(chat, by=request.user)
        if request.POST.get("resolve") == "yes":
            resolve_ticket(chat.conversation.ticket, by=request.user)

    return _do(request, number, finish, said="The chat has ended")


@require_POST
@agents_only
def typing(request: AgentRequest, number: int) -> HttpResponse:
    """Let the visitor see that somebody writes to them."""
    _, chat = _find(request, number)
    if not request.user.can_answer:
        return HttpResponse("Agents write to visitors.", status=403, content_type="text/plain")
    tell_visitor(chat, kind="typing", name=request.user.get_short_name())
    return HttpResponse(status=204)


def _do(request: AgentRequest, number: int, act: Any, *, said: str = "") -> HttpResponse:
    ticket, chat = _find(request, number)
    try:
        act(chat)
        if said:
            messages.success(request, said)
    except Refusal as error:
        messages.error(request, str(error))
    # By their own hand it may have left their sight.
    if Ticket.objects.visible_to(request.user).filter(pk=ticket.pk).exists():
        return redirect("agent_chat", number)
    return redirect("agent_chats")


def _find(request: AgentRequest, number: int) -> tuple[Ticket, Chat]:
    """Return a ticket this person may open and its chat; without one there is nothing here."""
    ticket = find_ticket(request, number)
    chat = chat_of_ticket(ticket)
    if chat is None:
        raise Http404
    return ticket, chat


def _figures(request: AgentRequest) -> dict[str, Any]:
    """Return the list, and how it goes: what whoever looks after the chats of many watches."""
    shown = _list(request)
    return {**shown, "people": shown["board"].by_agent(online_agents()), "day": Day.of(request.user)}


def _list(request: AgentRequest, ticket: Any = None) -> dict[str, Any]:
    wait = expected_wait()
    return {
        "board": board(request.user),
        "now": timezone.now(),
        "wait_minutes": max(1, round(wait.total_seconds() / 60)) if wait else None,
        "current": ticket.pk if ticket else None,
    }
