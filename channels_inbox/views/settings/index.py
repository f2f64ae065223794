"""The settings: where everything is, and who changed what."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import AuditEntry
from channels_inbox.views.access import AgentRequest, admins_only

SHOWN = 100


@require_safe
@admins_only
def index(request: AgentRequest) -> HttpResponse:
    return render(request, "agent/settings/index.html", {"section": "settings"})


@require_safe
@admins_only
def audit_log(request: AgentRequest) -> HttpResponse:
    """Show the latest changes of settings."""
    entries = AuditEntry.objects.select_related("by")[:SHOWN]
    rows = [{"entry": entry, "changes": _changes(entry)} for entry in entries]
    return render(request, "agent/settings/audit.html", {"rows": rows, "section": "settings", "here": "audit"})


def _changes(entry: AuditEntry) -> list[tuple[str, object, object]]:
    names = sorted({*entry.before, *entry.after} - {"version"})
    return [(n, entry.before.get(n), entry.after.get(n)) for n in names if entry.before.get(n) != entry.after.get(n)]
