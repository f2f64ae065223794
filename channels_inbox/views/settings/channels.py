"""The ways customers reach us: where each leads, and how it does."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from channels_inbox.models import Channel
from channels_inbox.views.access import AgentRequest, admins_only


@require_safe
@admins_only
def channels(request: AgentRequest) -> HttpResponse:
    rows = Channel.objects.select_related("team").defer("sealed_secrets", "settings")
    context = {"rows": rows, "section": "settings", "here": "channels"}
    return render(request, "agent/settings/channels.html", context)
