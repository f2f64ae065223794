"""How customers are asked what they think of our help."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from channels_inbox.forms.ratings import RatingSettingsForm, written
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import DRAWN, SAVED, attempt
from tickets.models import RatingSettings
from tickets.operations.rating import save_rating_settings


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def ratings(request: AgentRequest) -> HttpResponse:
    settings = RatingSettings.objects.get()
    if request.method != "POST":
        form, status = RatingSettingsForm(initial=written(settings)), DRAWN
    else:

        def save(form: RatingSettingsForm) -> None:
            save_rating_settings(form.apply(settings), by=request.user, seen=form.cleaned_data["version"] or 0)

        form, status = attempt(request, RatingSettingsForm, settings, save)
        if status == SAVED:
            messages.success(request, "Saved. It holds for what is asked from now on.")
            return redirect("agent_rating_settings")
    context = {"form": form, "section": "settings", "here": "ratings"}
    return render(request, "agent/settings/ratings/edit.html", context, status=status)
