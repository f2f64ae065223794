"""What somebody hears of, and how: at the desk, by mail, or not at all."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import NotificationWishes
from accounts.operations.notifying import wish_for
from channels_inbox.forms.wishes import WishesForm
from channels_inbox.views.access import AgentRequest, agents_only


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def wishes(request: AgentRequest) -> HttpResponse:
    user = request.user
    kept = NotificationWishes.objects.filter(user=user).first() or NotificationWishes(user=user)
    form = WishesForm(request.POST or None, wishes=kept)
    if request.method == "POST" and form.is_valid():
        wish_for(user, ways=form.ways, digest_minutes=form.cleaned_data["digest_minutes"])
        messages.success(request, "Saved")
        return redirect("agent_notification_wishes")
    status = 422 if request.method == "POST" else 200
    return render(request, "agent/profile/notifications.html", {"form": form, "section": "profile"}, status=status)
