"""One request, as its customer sees it. Every view comes through one of the two doors."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from channels_inbox.portal.access import Access
from channels_inbox.portal.forms import ReplyForm
from channels_inbox.portal.forms.fields import read
from channels_inbox.portal.links import request_link
from channels_inbox.portal.selectors import Entry, timeline
from channels_inbox.portal.writing import follow_up, write_back
from helpdesk.lib.limits import allow
from tickets.custom_fields import said
from tickets.errors import TicketClosed
from tickets.models import CustomField, Message, Ticket
from tickets.operations.progress import resolve_ticket
from tickets.operations.receiving import may_reopen
from tickets.selectors import surviving


@require_safe
def show(request: HttpRequest, access: Access) -> HttpResponse:
    return _page(request, access, ReplyForm())


@require_safe
def news(request: HttpRequest, access: Access) -> HttpResponse:
    """Answer an open page that heard of a change: the status and all entries (static/js/help/live.js)."""
    entries = timeline(access)
    context = {"access": access, "ticket": access.ticket, "entries": entries, "latest": _latest(entries)}
    return render(request, "help/requests/_news.html", context)


@require_POST
def reply(request: HttpRequest, access: Access) -> HttpResponse:
    """Write back; on a resolved request this opens it again."""
    form = ReplyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, access, form, status=422)
    if not _within_limits(access):
        return _page(request, access, form, status=429, too_often=True)
    try:
        write_back(access, **_submission(form, access.ticket))
    except TicketClosed:
        # It closed while the person wrote: the page now offers the same words as a follow-up.
        access.ticket.refresh_from_db()
        return _page(request, access, form, status=409)
    return redirect(f"{access.base}#latest")


@require_POST
def follow(request: HttpRequest, access: Access) -> HttpResponse:
    """Ask again about a closed request: a new one that points to it."""
    form = ReplyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, access, form, status=422)
    if may_reopen(surviving(access.ticket)):
        return reply(request, access)
    if not _within_limits(access):
        return _page(request, access, form, status=429, too_often=True)
    ticket = follow_up(access, **_submission(form, access.ticket))
    if access.by_link:
        return redirect(request_link(ticket, access.customer))
    return redirect("my_request", number=ticket.number)


@require_POST
def solve(request: HttpRequest, access: Access) -> HttpResponse:
    """The customer says it is solved."""
    if not access.ticket.is_finished:
        # Closed meanwhile is solved too; the page says so.
        with suppress(TicketClosed):
            resolve_ticket(access.ticket, by=access.customer)
    return redirect(access.base)


def _submission(form: ReplyForm, ticket: Ticket) -> dict[str, Any]:
    text = form.cleaned_data["message"].strip()
    files = read(form.cleaned_data["attachments"])
    parts = [text.encode(), *(f.name.encode() + b"\0" + f.content for f in files)]
    return {"text": text, "files": files, "name": form.cleaned_data["once"].name(str(ticket.pk).encode(), *parts)}


def _latest(entries: list[Entry]) -> Message | None:
    return next((e.message for e in reversed(entries) if e.message), None)


def _within_limits(access: Access) -> bool:
    return allow("request-reply", str(access.customer.pk), limit=30, seconds=600)


def _page(request: HttpRequest, access: Access, form: ReplyForm, *, status: int = 200, **extra: Any) -> HttpResponse:
    entries = timeline(access)
    context = {
        "access": access,
        "ticket": access.ticket,
        "entries": entries,
        "latest": _latest(entries),
        "form": form,
        "details": _details(access.ticket),
        "may_write": may_reopen(surviving(access.ticket)),
        **extra,
    }
    return render(request, "help/requests/show.html", context, status=status)


def _details(ticket: Ticket) -> list[tuple[str, str]]:
    """Return what the ticket's fields say, of those customers may read."""
    if not ticket.fields:
        return []
    return said(CustomField.objects.in_use().filter(shown_to_customers=True), ticket.fields)
