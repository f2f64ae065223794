"""The looks of the help centre, and when it suggests answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from channels_inbox.forms.help_centre import HelpCentreForm, written
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import DRAWN, SAVED, attempt
from knowledgebase.models import HelpCentre
from knowledgebase.operations.branding import save_help_centre


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def help_centre(request: AgentRequest) -> HttpResponse:
    centre = HelpCentre.objects.get()
    if request.method != "POST":
        form, status = HelpCentreForm(initial=written(centre)), DRAWN
    else:

        def make(data: Any) -> HelpCentreForm:
            return HelpCentreForm(data, request.FILES)

        def save(form: HelpCentreForm) -> None:
            save_help_centre(form.apply(centre), by=request.user, seen=form.seen)

        form, status = attempt(request, make, centre, save)
        if status == SAVED:
            messages.success(request, "Saved. Visitors see it within five minutes.")
            return redirect("agent_help_centre")
    kept = HelpCentre.objects.get()
    context = {"form": form, "centre": kept, "section": "settings", "here": "help_centre"}
    return render(request, "agent/settings/help_centre/edit.html", context, status=status)
