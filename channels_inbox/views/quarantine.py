"""Mail nobody could read yet: why, the mail itself, and another try."""

from __future__ import annotations

from django.contrib import messages
from django.db.models.functions import Length
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from channels_inbox.models import Inbound
from channels_inbox.processing import NotFetched, retry_quarantined
from channels_inbox.views.access import AgentRequest, admins_only

SHOWN = 100


@require_safe
@admins_only
def quarantine(request: AgentRequest) -> HttpResponse:
    held = Inbound.objects.filter(state=Inbound.State.QUARANTINED).select_related("channel").defer("raw")
    rows = held.annotate(size=Length("raw")).order_by("-pk")[: SHOWN + 1]
    context = {"rows": rows[:SHOWN], "more": len(rows) > SHOWN, "section": "quarantine"}
    return render(request, "agent/quarantine/index.html", context)


@require_safe
@admins_only
def raw(request: AgentRequest, pk: int) -> HttpResponse:
    """Hand out the message exactly as it came. As a download, so that no browser opens it."""
    row = get_object_or_404(Inbound, pk=pk, state=Inbound.State.QUARANTINED)
    response = HttpResponse(bytes(row.raw), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="inbound-{row.pk}.eml"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
@admins_only
def attempts(request: AgentRequest, pk: int) -> HttpResponse:
    """Put a message back in line."""
    row = get_object_or_404(Inbound.objects.defer("raw"), pk=pk)
    try:
        retry_quarantined(row, by=request.user)
    except NotFetched as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "It is read again. If it still cannot be read, it comes back here.")
    return redirect("agent_quarantine")
