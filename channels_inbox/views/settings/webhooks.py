"""Webhooks: the list, one with what it was told, a test, and its secret, shown once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels_inbox.forms.webhook import WebhookForm, written
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt
from tickets.models import Ticket, Webhook, WebhookDelivery
from tickets.operations.telling import queue_webhook
from tickets.operations.webhooks import delete_webhook, renew_secret, save_webhook, send_again

PLACE = {"section": "settings", "here": "webhooks"}
LATEST = 20


@require_safe
@admins_only
def webhooks(request: AgentRequest) -> HttpResponse:
    last = WebhookDelivery.objects.filter(webhook=OuterRef("pk")).order_by("-pk")
    rows = Webhook.objects.annotate(
        last_state=Subquery(last.values("state")[:1]), last_at=Subquery(last.values("created_at")[:1])
    )
    return render(request, "agent/settings/webhooks/index.html", {"rows": rows, **PLACE})


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
@never_cache
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    """Draw a webhook's form, or save it; the secret of a new one is on the answer and nowhere else."""
    webhook = get_object_or_404(Webhook, pk=pk) if pk else Webhook()
    if request.method != "POST":
        return _page(request, WebhookForm(initial=written(webhook) if pk else {}), webhook)
    secrets: list[str] = []

    def save(form: WebhookForm) -> None:
        secrets.append(save_webhook(form.apply(webhook), by=request.user, seen=form.seen))

    form, status = attempt(request, WebhookForm, webhook, save)
    if status != SAVED:
        return _page(request, form, webhook, status=status)
    if secrets[0]:
        return _page(request, WebhookForm(initial=written(webhook)), webhook, secret=secrets[0])
    messages.success(request, f"“{webhook}” is saved")
    return redirect("agent_webhooks")


@require_POST
@admins_only
@never_cache
def secret(request: AgentRequest, pk: int) -> HttpResponse:
    """Make another secret and show it this once."""
    webhook = get_object_or_404(Webhook, pk=pk)
    return _page(request, WebhookForm(initial=written(webhook)), webhook, secret=renew_secret(webhook, by=request.user))


@require_POST
@admins_only
def tests(request: AgentRequest, pk: int) -> HttpResponse:
    """Tell a webhook of the latest ticket, as a rule would, to see whether it arrives."""
    webhook = get_object_or_404(Webhook, pk=pk)
    rows = Ticket.objects.visible_to(request.user).select_related("status", "team", "assignee", "organization")
    ticket = rows.select_related("requester").order_by("-pk").first()
    if ticket is None:
        messages.error(request, "There is no ticket yet to tell of.")
    else:
        queue_webhook(webhook, ticket, key=f"test:{uuid4()}", event="test")
        messages.success(request, f"A test is on its way, about ticket #{ticket.number}")
    return redirect("agent_webhook", webhook.pk)


@require_POST
@admins_only
def attempts(request: AgentRequest, pk: int) -> HttpResponse:
    """Send a delivery that failed once more."""
    row = get_object_or_404(WebhookDelivery, pk=pk)
    if send_again(row):
        messages.success(request, "It is sent again")
    return redirect("agent_webhook", row.webhook_id)


@require_POST
@admins_only
def removal(request: AgentRequest, pk: int) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=pk)
    name = str(webhook)
    delete_webhook(webhook, by=request.user)
    messages.success(request, f"“{name}” is told nothing any more; rules that call it are switched off")
    return redirect("agent_webhooks")


def _page(
    request: AgentRequest, form: WebhookForm, webhook: Webhook, *, secret: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "webhook": webhook, "secret": secret, **PLACE}
    if webhook.pk:
        context["deliveries"] = _latest(webhook)
    return render(request, "agent/settings/webhooks/edit.html", context, status=status)


def _latest(webhook: Webhook) -> Any:
    return WebhookDelivery.objects.filter(webhook=webhook).select_related("ticket").order_by("-pk")[:LATEST]
