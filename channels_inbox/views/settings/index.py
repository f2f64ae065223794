"""The settings: where everything is, and who changed what."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import AuditEntry
from channels_inbox.settings_pages import found, grouped
from channels_inbox.views.access import AgentRequest, admins_only

SHOWN = 100


@require_safe
@admins_only
def index(request: AgentRequest) -> HttpResponse:
    """List the pages of the settings, or those a search finds. In the browser the search goes on as one types."""
    query = request.GET.get("q", "")[:100]
    context = {"groups": grouped(found(query)), "query": query, "section": "settings"}
    return render(request, "agent/settings/index.html", context)


@require_safe
@admins_only
def audit_log(request: AgentRequest) -> HttpResponse:
    """Show the latest changes of settings."""
    rows = AuditEntry.objects.select_related("by")[:SHOWN]
    return render(request, "agent/settings/audit.html", {"rows": rows, "section": "settings", "here": "audit"})
