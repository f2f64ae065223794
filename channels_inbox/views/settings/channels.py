"""The ways customers reach us: what there is and how it does, and the settings of one of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import NotPossible
from channels_inbox.forms.channel import ChannelForm
from channels_inbox.forms.kinds import addable, form_of, hook_address, try_out
from channels_inbox.models import Channel, Inbound
from channels_inbox.operations.channels import (
    pause_channel,
    renew_secret,
    resume_channel,
    retire_channel,
    save_channel,
)
from channels_inbox.registry import SETTINGS, Check
from channels_inbox.selectors.channel_health import Health, channels_with_health, healths, judge
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt
from tickets.models.kinds import ChannelKind

PLACE = {"section": "settings", "here": "channels"}


@require_safe
@admins_only
def channels(request: AgentRequest) -> HttpResponse:
    """List the channels with their health, and the kinds that can be added."""
    rows = channels_with_health()
    unreadable = Inbound.objects.filter(state=Inbound.State.QUARANTINED)[:100].count()
    context = {"rows": rows, "unreadable": unreadable, "kinds": _kinds(), **PLACE}
    return render(request, "agent/settings/channels/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
@never_cache
def new(request: AgentRequest, kind: str) -> HttpResponse:
    """Add a channel; secrets we made are on the answer and nowhere else."""
    if kind not in addable():
        raise Http404
    return _edit(request, Channel(kind=kind))


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
@never_cache
def edit(request: AgentRequest, pk: int) -> HttpResponse:
    return _edit(request, _find(pk))


@require_POST
@admins_only
def tests(request: AgentRequest, pk: int) -> HttpResponse:
    """Ask the other side whether all is well, and say so beside the settings."""
    channel = _find(pk)
    tried = try_out(channel)
    return _page(request, _form(_find(pk)), _find(pk), tried=tried)


@require_POST
@admins_only
def pause(request: AgentRequest, pk: int) -> HttpResponse:
    """Pause a channel, or let it go on."""
    channel = _find(pk)
    if "end" in request.POST:
        resume_channel(channel, by=request.user)
        messages.success(request, f"“{channel}” goes on with what waited")
    else:
        pause_channel(channel, by=request.user)
        messages.success(request, f"“{channel}” is paused. What comes is kept, what is to go waits")
    return redirect("agent_channel", channel.pk)


@require_POST
@admins_only
@never_cache
def secret(request: AgentRequest, pk: int) -> HttpResponse:
    """Make another secret of ours and show it this once."""
    channel = _find(pk)
    made = {name: label for name, label in form_of(channel.kind).made.items() if label}
    shown = {label: renew_secret(channel, name, by=request.user) for name, label in made.items()}
    return _page(request, _form(_find(pk)), _find(pk), secrets=shown)


@require_POST
@admins_only
def retirement(request: AgentRequest, pk: int) -> HttpResponse:
    """Remove a channel; its conversations stay."""
    channel = _find(pk)
    name = str(channel)
    try:
        if form_of(channel.kind).only:
            raise NotPossible("The help centre's form cannot be removed. Pause it instead.")
        retire_channel(channel, by=request.user)
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("agent_channel", pk)
    messages.success(request, f"“{name}” is removed. What came and went by it stays in its tickets")
    return redirect("agent_channels")


def _find(pk: int) -> Channel:
    channels = Channel.objects.filter(kind__in=SETTINGS, retired_at=None)
    return get_object_or_404(channels.select_related("team"), pk=pk)


def _kinds() -> list[dict[str, str]]:
    labels = dict(ChannelKind.choices)
    return [{"kind": kind, "name": labels[kind], "sentence": form_of(kind).sentence} for kind in addable()]


def _form(channel: Channel, data: Any = None) -> ChannelForm:
    return form_of(channel.kind)(data, channel=channel)


def _edit(request: AgentRequest, channel: Channel) -> HttpResponse:
    if request.method != "POST":
        return _page(request, _form(channel), channel)
    shown: dict[str, str] = {}

    def save(form: ChannelForm) -> None:
        changed, entered = form.apply()
        made = {} if channel.pk else form.made
        shown.update(save_channel(changed, entered, by=request.user, seen=form.seen, made=made))
        shown.pop("", None)
        channel.pk = changed.pk

    form, status = attempt(request, lambda data: _form(channel, data), channel, save)
    if status != SAVED:
        return _page(request, form, channel, status=status)
    stored = _find(channel.pk)
    if shown:
        return _page(request, _form(stored), stored, secrets=shown)
    messages.success(request, f"“{stored}” is saved")
    return redirect("agent_channel", stored.pk)


def _page(
    request: AgentRequest,
    form: ChannelForm,
    channel: Channel,
    *,
    tried: list[Check] | None = None,
    secrets: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    labels = dict(ChannelKind.choices)
    context: dict[str, Any] = {"form": form, "channel": channel, "kind_name": labels[channel.kind], **PLACE}
    context |= {"tried": tried, "secrets": secrets, "makes": any(form.made.values()), "only": form.only}
    if channel.pk:
        health = healths([channel.pk]).get(channel.pk, Health())
        mood, said = judge(channel, health)
        context |= {"health": health, "mood": mood, "said": said, "hook": hook_address(channel)}
    return render(request, "agent/settings/channels/edit.html", context, status=status)
