"""Widgets: the list, one with its preview, and its secret, shown once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels_inbox.forms.widget import WidgetForm, written
from channels_inbox.models import Widget
from channels_inbox.operations.widgets import new_widget, renew_identity_secret, save_widget
from channels_inbox.registry import Check
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt
from channels_inbox.visitor_api.frame import modules, policy
from channels_inbox.widgets import showing
from channels_inbox.widgets.shape import FIELD_TYPES, script_tag

PLACE = {"section": "settings", "here": "widgets"}


@require_safe
@admins_only
def widgets(request: AgentRequest) -> HttpResponse:
    rows = Widget.objects.in_use().select_related("channel__team").order_by("channel__name")
    return render(request, "agent/settings/widgets/index.html", {"rows": rows, **PLACE})


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
@never_cache
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    """Draw a widget's form, or save it; a secret made by this is on the answer and nowhere else."""
    widget = find_widget(pk) if pk else new_widget()
    if request.method != "POST":
        return draw(request, WidgetForm(initial=written(widget)), widget)
    secrets: list[str] = []

    def save(form: WidgetForm) -> None:
        secrets.append(save_widget(form.apply(widget), by=request.user, seen=form.seen))

    form, status = attempt(request, WidgetForm, widget, save)
    if status != SAVED:
        return draw(request, form, widget if pk else new_widget(), status=status)
    if secrets[0]:
        return draw(request, WidgetForm(initial=written(widget)), widget, secret=secrets[0])
    messages.success(request, f"“{widget.channel}” is saved")
    return redirect("agent_widget", widget.pk)


@require_POST
@admins_only
@never_cache
def secret(request: AgentRequest, pk: int) -> HttpResponse:
    """Make another secret and show it this once."""
    widget = find_widget(pk)
    made = renew_identity_secret(widget, by=request.user)
    return draw(request, WidgetForm(initial=written(widget)), widget, secret=made)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
@never_cache
@xframe_options_sameorigin
def preview(request: AgentRequest) -> HttpResponse:
    """Draw the page inside the preview, or say what a widget as it is typed would show. Changes nothing."""
    if request.method == "POST":
        form = WidgetForm(request.POST)
        form.is_valid()
        return JsonResponse(showing.texts(form.chosen(new_widget())) | {"company": settings.SITE_NAME})
    shown = showing.frame(new_widget(), timezone.now())
    response = render(request, "widget/preview.html", {"shown": shown, "modules": modules()})
    response["Content-Security-Policy"] = policy(["'self'"])
    return response


def find_widget(pk: int) -> Widget:
    return get_object_or_404(Widget.objects.in_use().select_related("channel__team"), pk=pk)


def draw(
    request: AgentRequest,
    form: WidgetForm,
    widget: Widget,
    *,
    secret: str = "",
    tried: list[Check] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw a widget's page, with what was tried and a secret that was made by this very request."""
    context: dict[str, Any] = {"form": form, "widget": widget, "secret": secret, "types": FIELD_TYPES.items(), **PLACE}
    context["tried"] = tried
    if widget.pk:
        context["tag"] = script_tag(widget)
    return render(request, "agent/settings/widgets/edit.html", context, status=status)
