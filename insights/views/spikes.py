"""A spike: what is asked more than usual, by whom, and what to make of it. And what an incident took of agents."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels_inbox.views.access import AgentRequest, agents_only
from helpdesk.lib.refusal import Refusal
from insights.counted import askings_of
from insights.errors import QuestionError
from insights.forms.spike import SpikeForm
from insights.models import Asking, Spike
from insights.operations.deciding import may_decide
from insights.operations.spotting import MOST, dismiss_spike, make_incident
from knowledgebase.models import Incident
from tickets.models import IncidentTicket, Ticket


@require_safe
@agents_only
def index(request: AgentRequest) -> HttpResponse:
    """List what stands out now, for those who see every ticket; drawn into the radar."""
    spikes = Spike.objects.filter(ended_at=None).select_related("question") if may_decide(request.user) else []
    return render(request, "insights/spikes/_list.html", {"spikes": spikes})


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def show(request: AgentRequest, pk: int) -> HttpResponse:
    """Show a spike with its tickets; POST makes a draft of an incident of it."""
    spike = _spike(request, pk)
    askings = askings_of(spike.question_id, spike.since).select_related("ticket__requester").order_by("-asked_at")
    listed = list(askings.prefetch_related("ticket__requester__identities")[:MOST])
    form = SpikeForm(request.POST or None, spike=spike, tickets=[asking.ticket for asking in listed])
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                incident = make_incident(
                    spike,
                    form.chosen(),
                    title=form.cleaned_data["title"],
                    body=form.cleaned_data["body"],
                    components=form.components(),
                    by=request.user,
                )
            except (QuestionError, Refusal, ValidationError) as error:
                form.add_error(None, " ".join(getattr(error, "messages", [str(error)])))
            else:
                messages.success(request, "The incident is drafted. Nobody outside reads it until it is published")
                return redirect("agent_incident_tickets", incident.pk)
    context = {"spike": spike, "askings": listed, "form": form, "section": "questions"}
    return render(request, "insights/spikes/show.html", context, status=status)


@require_POST
@agents_only
def dismissal(request: AgentRequest, pk: int) -> HttpResponse:
    """Say that it is no incident."""
    if dismiss_spike(_spike(request, pk), by=request.user):
        messages.success(request, "It is not proposed again today")
    return redirect("questions")


@require_safe
@agents_only
def time(request: AgentRequest, pk: int) -> HttpResponse:
    """Say how long agents worked on the tickets an incident causes, of those the reader may see."""
    incident = get_object_or_404(Incident, pk=pk)
    links = IncidentTicket.objects.filter(incident=incident, state=IncidentTicket.State.CAUSED)
    seen = links.filter(ticket__in=Ticket.objects.visible_to(request.user).values("pk")).values("ticket")
    spent = Asking.objects.filter(ticket__in=seen).aggregate(spent=Sum("handled_seconds"))["spent"] or 0
    return render(request, "insights/spikes/_time.html", {"spent": spent})


def _spike(request: AgentRequest, pk: int) -> Spike:
    """Return a spike to somebody who sees every ticket and may decide about questions."""
    spike = get_object_or_404(Spike.objects.select_related("question", "incident"), pk=pk)
    if not may_decide(request.user):
        raise PermissionDenied("Only agents who see every ticket can make an incident of it.")
    return spike
