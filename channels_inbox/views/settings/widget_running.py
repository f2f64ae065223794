"""A widget as any other channel: tried out, paused, let go on, removed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from channels_inbox.forms.widget import WidgetForm, written
from channels_inbox.operations.channels import pause_channel, resume_channel
from channels_inbox.operations.widgets import retire_widget
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.widgets import draw, find_widget
from channels_inbox.widgets.trying import try_out


@require_POST
@admins_only
@never_cache
def tests(request: AgentRequest, pk: int) -> HttpResponse:
    """Say what hinders a site from showing it, beside the settings."""
    widget = find_widget(pk)
    return draw(request, WidgetForm(initial=written(widget)), widget, tried=try_out(widget))


@require_POST
@admins_only
def pause(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a widget off all pages, or show it again."""
    widget = find_widget(pk)
    if "end" in request.POST:
        resume_channel(widget.channel, by=request.user)
        messages.success(request, f"“{widget.channel}” is shown again")
    else:
        pause_channel(widget.channel, by=request.user)
        messages.success(request, f"“{widget.channel}” is paused: no page shows it")
    return redirect("agent_widget", pk)


@require_POST
@admins_only
def retirement(request: AgentRequest, pk: int) -> HttpResponse:
    """Remove a widget; its conversations stay."""
    widget = find_widget(pk)
    name = str(widget.channel)
    retire_widget(widget, by=request.user)
    messages.success(request, f"“{name}” is removed. What was said in it stays in its tickets")
    return redirect("agent_widgets")
