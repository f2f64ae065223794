"""The gate of the desk, and the one way from a request to a ticket."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from accounts.models import User
from channels_inbox.selectors import ticket_page
from tickets.models import Ticket

View = Callable[..., HttpResponseBase]


class AgentRequest(HttpRequest):
    """A request that passed the gate."""

    user: User  # type: ignore[assignment]
    htmx: Any


def agents_only(view: View) -> View:
    """Let agents in; send strangers to sign in, and tell customers there is nothing here."""

    @wraps(view)
    def gate(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        signed_in: bool = user.is_authenticated
        if not signed_in:
            if request.htmx:
                # The page shows that its session ended and keeps what was typed.
                return HttpResponse("Sign in again.", status=401)
            return redirect_to_login(request.get_full_path())
        if not user.is_agent:
            raise Http404
        return view(request, *args, **kwargs)

    return gate


def admins_only(view: View) -> View:
    @wraps(view)
    @agents_only
    def gate(request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_admin:
            raise Http404
        return view(request, *args, **kwargs)

    return gate


def find_ticket(request: AgentRequest, number: int) -> Ticket:
    """Return a ticket this person may open; one they may not is as good as none."""
    return get_object_or_404(Ticket.objects.visible_to(request.user), number=number)


def find_head(request: AgentRequest, number: int) -> Any:
    """Return a ticket with what the head of its conversation draws."""
    return _or_404(ticket_page.find_head(request.user, number))


def find_page(request: AgentRequest, number: int) -> Any:
    """Return a ticket with all its page draws."""
    return _or_404(ticket_page.find_page(request.user, number))


def _or_404(found: Any) -> Any:
    if found is None:
        raise Http404
    return found
