"""From a ticket to a topic: colleagues propose, the customer says yes or no."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community.forms.sharing import ProposalForm
from community.models import Forum, TopicProposal
from community.operations.proposing import answer_proposal, propose_topic, withdraw_proposal
from community.permissions import Power, may
from community.redacting import retold, still_personal
from community.rendering import render_post
from community.views.access import PersonRequest, attempt, signed_in
from helpdesk.lib.refusal import Refusal
from tickets.models import Ticket


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def propose(request: PersonRequest, number: int) -> HttpResponse:
    """Write what everybody would read of a ticket, look at it, and ask the customer or publish it."""
    if not may(request.standing, Power.TAKE_UP):
        raise Http404
    ticket = get_object_or_404(
        Ticket.objects.visible_to(request.user).select_related("requester__organization"), number=number
    )
    forums = Forum.objects.visible_to(request.user).open().filter(kind=Forum.Kind.QUESTION)
    told = retold(ticket)
    first = {"title": told.title, "question": told.question, "answer": told.text, "ask": "1"}
    form = ProposalForm(request.POST if request.method == "POST" else None, forums=forums, initial=first)
    context: dict[str, Any] = {"tab": "community", "ticket": ticket, "form": form, "told": told}
    status = 200
    if request.method == "POST" and "back" not in request.POST:
        status = 422
        if form.is_valid() and "sure" not in request.POST:
            status = 200
            context |= _preview(form, ticket)
        elif form.is_valid():
            try:
                made = propose_topic(ticket, by=request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.refuse(refusal)
            else:
                if made.topic is not None:
                    return redirect(made.topic)
                messages.success(request, "The customer is asked. It is published once they agree.")
                return redirect("agent_ticket", number=ticket.number)
    return render(request, "community/sharing/propose.html", context, status=status)


@require_POST
@signed_in
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the question to the customer back."""
    if not may(request.standing, Power.TAKE_UP):
        raise Http404
    theirs = Ticket.objects.visible_to(request.user)
    proposal = get_object_or_404(TopicProposal.objects.select_related("ticket"), pk=pk, ticket__in=theirs)
    back = f"/agent/tickets/{proposal.ticket.number}/"
    return attempt(
        request, lambda: withdraw_proposal(proposal, by=request.user), done="It is not asked any more.", back=back
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def share(request: HttpRequest, token: str) -> HttpResponse:
    """Let a customer read what everybody would read of their ticket, and say yes or no. The letter leads here."""
    rows = TopicProposal.objects.select_related("forum", "topic", "ticket__requester")
    proposal = rows.filter(token=token).exclude(state=TopicProposal.State.ANONYMOUS).first()
    if proposal is None:
        raise Http404
    status, problem = 200, ""
    # Colleagues read the letter in the ticket; the answer is the customer's alone.
    theirs = not request.user.is_authenticated or request.user.pk == proposal.ticket.requester.user_id
    if request.method == "POST" and not theirs:
        status, problem = 403, "Only the customer can answer this."
    elif request.method == "POST" and request.POST.get("agrees") in {"0", "1"}:
        try:
            answer_proposal(proposal, agrees=request.POST["agrees"] == "1")
        except Refusal as refusal:
            status, problem = refusal.status, str(refusal)
        else:
            return redirect("community_share", token=token)
    context = {
        "tab": "community",
        "proposal": proposal,
        "open": proposal.state == TopicProposal.State.ASKED,
        "theirs": theirs,
        "question": render_post(proposal.question),
        "answer": render_post(proposal.answer) if proposal.answer else "",
        "problem": problem,
    }
    response = render(request, "community/sharing/share.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _preview(form: ProposalForm, ticket: Ticket) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "preview": True,
        "question": render_post(data["question"]),
        "answer": render_post(data["answer"]) if data["answer"] else "",
        "left": still_personal(ticket, data["title"], data["question"], data["answer"]),
    }
