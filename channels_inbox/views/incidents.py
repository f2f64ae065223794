"""An incident's tickets: which they are, what they cost, and answering all of their customers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.models import User
from channels_inbox.forms.incidents import AnswersForm
from channels_inbox.selectors.incidents import PAGE, State, cost_of, links_of, refused_of, told
from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.panes import whole
from channels_inbox.views.properties import get_or_post
from helpdesk.lib.refusal import Refusal
from knowledgebase.models import Incident, IncidentUpdate
from tickets.models import IncidentAnswer, IncidentAnswering, Ticket
from tickets.operations.answering_incidents import answer_linked, unanswered


@require_safe
@agents_only
def tickets(request: AgentRequest, pk: int) -> HttpResponse:
    """Show an incident's tickets, those that may be and those that are, with what they cost."""
    incident = get_object_or_404(Incident.objects.incidents(), pk=pk)
    caused = links_of(incident, request.user, state=State.CAUSED, after=whole(request.GET.get("after")))
    possible = links_of(incident, request.user, state=State.POSSIBLE)
    context = {
        "incident": incident,
        "cost": cost_of(incident, request.user),
        "caused": caused[:PAGE],
        "after": caused[PAGE - 1].pk if len(caused) > PAGE else 0,
        "possible": possible[:PAGE],
        "updates": told(incident, request.user),
        "refused": refused_of(incident, request.user),
        "section": "status",
    }
    return render(request, "agent/incidents/tickets.html", context)


@get_or_post
@agents_only
def answers(request: AgentRequest, pk: int, update: int) -> HttpResponse:
    """Show what the customers would be told with an update, or tell them."""
    if not request.user.can_answer:
        raise Http404
    found = get_object_or_404(IncidentUpdate.objects.select_related("incident"), pk=update, incident=pk)
    before = IncidentAnswering.objects.filter(update=found).first()
    initial = _begun(found, before)
    form = AnswersForm(request.POST or None, initial=initial, fixed=before is not None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                answer_linked(found, by=request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "Their customers are being answered")
                return redirect("agent_incident_tickets", pk)
    context = {"incident": found.incident, "update": found, "form": form, "before": before, "section": "status"}
    return render(request, "agent/incidents/answers.html", {**context, **_counts(found, request.user)}, status=status)


def _begun(update: IncidentUpdate, before: IncidentAnswering | None) -> dict[str, Any]:
    if before is not None:
        return {"text": before.text, "resolves": before.resolves}
    return {"text": update.text, "resolves": update.status == Incident.Status.RESOLVED}


def _counts(update: IncidentUpdate, user: User) -> dict[str, int]:
    """Count whom the form would answer, and who was answered with this update, of the tickets they may see."""
    answers = IncidentAnswer.objects.filter(answering__update=update, state=IncidentAnswer.State.SENT)
    sent = answers.filter(ticket__in=Ticket.objects.visible_to(user).values("pk"))
    return {"waiting": unanswered(update, user).count(), "sent": sent.count()}
