"""Notification mail that did not get through, and another try."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import NotificationLetter
from channels_inbox.notification_mail.retrying import retry_letter, troubled
from channels_inbox.views.access import AgentRequest, admins_only

SHOWN = 100


@require_safe
@admins_only
def letters(request: AgentRequest) -> HttpResponse:
    rows = troubled()[: SHOWN + 1]
    context = {"rows": rows[:SHOWN], "more": len(rows) > SHOWN, "section": "settings", "here": "letters"}
    return render(request, "agent/settings/letters.html", context)


@require_POST
@admins_only
def attempts(request: AgentRequest, pk: int) -> HttpResponse:
    """Put a letter back in line."""
    letter = get_object_or_404(NotificationLetter.objects.select_related("user"), pk=pk)
    if retry_letter(letter, by=request.user):
        messages.success(request, f"The letter to {letter.user} is on its way again. If it fails, it comes back here.")
    else:
        messages.success(request, f"The letter to {letter.user} needs no other try.")
    return redirect("agent_letters")
