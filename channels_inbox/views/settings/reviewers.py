"""Reviewers: who decides which articles readers see, in which language."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from channels_inbox.forms.reviewers import ReviewersForm
from channels_inbox.views.access import AgentRequest, admins_only
from knowledgebase.operations.naming_reviewers import name_all


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def reviewers(request: AgentRequest) -> HttpResponse:
    form, status = ReviewersForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        if form.is_valid():
            name_all(form.wanted, by=request.user)
            messages.success(request, "The reviewers are saved")
            return redirect("agent_reviewers")
        status = 422
    context = {"form": form, "section": "settings", "here": "reviewers"}
    return render(request, "agent/settings/reviewers.html", context, status=status)
