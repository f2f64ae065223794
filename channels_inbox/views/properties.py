"""A ticket's properties, one noun each: GET draws the menu to choose from, POST changes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Team, User
from channels_inbox.forms.properties import (
    PICKABLE,
    AssignmentForm,
    PriorityForm,
    StatusForm,
    SubjectForm,
    TagsForm,
    TeamForm,
    TypeForm,
    answering_agents,
)
from channels_inbox.views.access import AgentRequest, agents_only, find_ticket
from channels_inbox.views.rows import priority as priority_mark
from tickets.errors import TicketError
from tickets.models import Event, Status, Tag, Ticket
from tickets.models.kinds import Category, Priority, TicketType
from tickets.operations.assigning import assign_team, assign_ticket
from tickets.operations.editing import set_priority, set_subject, set_type
from tickets.operations.progress import set_status
from tickets.operations.tagging import set_tags
from tickets.selectors import default_status

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@agents_only
def assignment(request: AgentRequest, number: int) -> HttpResponse:
    ticket = find_ticket(request, number)
    if request.method != "POST":
        return menu(request, ticket, "assignment", people=answering_agents())
    before = ticket.assignee_id
    return change(
        request,
        ticket,
        AssignmentForm(request.POST),
        lambda data: assign_ticket(ticket, to=data["assignee"], by=request.user),
        lambda data: f"Assigned to {data['assignee']}" if data["assignee"] else "Nobody owns it now",
        undo=("assignment", {"assignee": before or ""}),
    )


@get_or_post
@agents_only
def team(request: AgentRequest, number: int) -> HttpResponse:
    ticket = find_ticket(request, number)
    if request.method != "POST":
        return menu(request, ticket, "team", teams=Team.objects.in_use())
    before, owner = ticket.team_id, ticket.assignee_id
    return change(
        request,
        ticket,
        TeamForm(request.POST),
        lambda data: _move(ticket, data["team"], data["assignee"], by=request.user),
        lambda data: f"Moved to {data['team']}" if data["team"] else "Taken from its team",
        undo=("team", {"team": before or "", "assignee": owner or ""}),
    )


@transaction.atomic
def _move(ticket: Ticket, to: Team | None, owner: User | None, *, by: User) -> Event | None:
    event = assign_team(ticket, to=to, by=by)
    if owner is not None:
        assign_ticket(ticket, to=owner, by=by)
    return event


@get_or_post
@agents_only
def status(request: AgentRequest, number: int) -> HttpResponse:
    ticket = find_ticket(request, number)
    if request.method != "POST":
        return menu(request, ticket, "status", statuses=Status.objects.in_use().filter(category__in=PICKABLE))
    before = ticket.status_id

    def apply(data: dict[str, Any]) -> Event | None:
        to = data["status"] or default_status(Category(data["category"]))
        data["status"] = to
        return set_status(ticket, to=to, by=request.user)

    return change(
        request,
        ticket,
        StatusForm(request.POST),
        apply,
        lambda data: f"Now {data['status']}",
        undo=("status", {"status": before}),
    )


@get_or_post
@agents_only
def priority(request: AgentRequest, number: int) -> HttpResponse:
    ticket = find_ticket(request, number)
    if request.method != "POST":
        choices = [(value, priority_mark(value)) for value in sorted(Priority.values, reverse=True)]
        return menu(request, ticket, "priority", choices=choices)
    before = ticket.priority
    return change(
        request,
        ticket,
        PriorityForm(request.POST),
        lambda data: set_priority(ticket, to=data["priority"], by=request.user),
        lambda data: f"Priority is {Priority(data['priority']).label} now",
        undo=("priority", {"priority": before}),
    )


@get_or_post
@agents_only
def kind(request: AgentRequest, number: int) -> HttpResponse:
    ticket = find_ticket(request, number)
    if request.method != "POST":
        return menu(request, ticket, "type", choices=TicketType.choices)
    before = ticket.type
    return change(
        request,
        ticket,
        TypeForm(request.POST),
        lambda data: set_type(ticket, to=data["type"], by=request.user),
        lambda data: f"Type is {TicketType(data['type']).label} now",
        undo=("type", {"type": before}),
    )


@get_or_post
@agents_only
def tags(request: AgentRequest, number: int) -> HttpResponse:
    ticket = find_ticket(request, number)
    present = [tag.name for tag in ticket.tags.all()]
    if request.method != "POST":
        return menu(request, ticket, "tags", present=present, known=Tag.objects.exclude(name__in=present)[:200])
    form = TagsForm(request.POST)
    return change(
        request,
        ticket,
        form,
        lambda data: set_tags(ticket, to=form.names(), by=request.user),
        lambda data: "Tags changed",
        undo=("tags", {"tags": present}),
    )


@require_POST
@agents_only
def subject(request: AgentRequest, number: int) -> HttpResponse:
    ticket = find_ticket(request, number)
    before = ticket.subject
    return change(
        request,
        ticket,
        SubjectForm(request.POST),
        lambda data: set_subject(ticket, to=data["subject"], by=request.user),
        lambda data: "Subject changed",
        undo=("subject", {"subject": before}),
    )


def menu(request: AgentRequest, ticket: Ticket, name: str, **choices: Any) -> HttpResponse:
    return render(request, f"agent/tickets/menus/_{name}.html", {"ticket": ticket, **choices})


def change(
    request: AgentRequest,
    ticket: Ticket,
    form: forms.Form,
    apply: Any,
    words: Any,
    *,
    undo: tuple[str, dict[str, Any]],
) -> HttpResponse:
    """Run one operation and answer with a way back; the page asks for its new state like every other page.

    Refusals appear in the head.
    """
    try:
        if not form.is_valid():
            raise TicketError(" ".join(str(m) for errors in form.errors.values() for m in errors))
        event = apply(form.cleaned_data)
    except TicketError as error:
        return refused(request, ticket, str(error))
    said = words(form.cleaned_data) if event else ""
    if not request.htmx:
        if said:
            messages.success(request, said)
        return redirect("agent_ticket", ticket.number)
    if not Ticket.objects.visible_to(request.user).filter(pk=ticket.pk).exists():
        # It left this person's sight by their own hand.
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("agent_inbox")
        return response
    name, values = undo
    fields = [(k, v) for k, vs in values.items() for v in (vs if isinstance(vs, list) else [vs])]
    context = {"said": said, "undo_url": reverse(f"agent_{name}", args=[ticket.number]), "fields": fields}
    response = render(request, "agent/tickets/_changed.html", context)
    resolved = isinstance(event, Event) and event.action == "resolved"
    response["HX-Trigger"] = "ticket:changed, ticket:resolved" if resolved else "ticket:changed"
    return response


def refused(request: AgentRequest, ticket: Ticket, reason: str, *, status: int = 422) -> HttpResponse:
    """Say in the ticket's head why nothing changed."""
    if not request.htmx:
        messages.error(request, reason)
        return redirect("agent_ticket", ticket.number)
    response = render(request, "agent/tickets/_refusal.html", {"reason": reason}, status=status)
    response["HX-Retarget"] = f"#conversation[data-ticket='{ticket.pk}'] #ticket_notice"
    response["HX-Reswap"] = "innerHTML"
    return response
