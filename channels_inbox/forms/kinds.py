"""What can be set up for each kind of channel, for the settings pages and the API alike."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.urls import reverse

from channels_inbox.forms.channel import ChannelForm
from channels_inbox.models import Channel
from channels_inbox.registry import SETTINGS, Check, trial
from tickets.models.kinds import ChannelKind


def form_of(kind: str) -> type[ChannelForm]:
    """Return the form of a kind; raises KeyError for one that cannot be set up here."""
    found: type[ChannelForm] = import_module(SETTINGS[kind]).SettingsForm
    return found


def addable() -> list[str]:
    """Return the kinds there can be more of."""
    return [kind for kind in SETTINGS if not form_of(kind).only]


def hook_address(channel: Channel) -> str:
    """Return the address a vendor posts to; empty where nobody does."""
    if not form_of(channel.kind).hooked:
        return ""
    if channel.kind == ChannelKind.PHONE:
        name = "hook_voice" if channel.settings.get("provider") == "twilio" else "hook_phone"
        return settings.SITE_URL + reverse(name, args=[channel.slug])
    return settings.SITE_URL + reverse("hook", args=[channel.kind, channel.slug])


def try_out(channel: Channel) -> list[Check]:
    """Ask the other side whether all is well, and keep what is wrong with the channel."""
    try:
        tried = trial(channel.kind).try_out(channel)
    except KeyError:
        return []
    wrong = " ".join(f"{check.what}: {check.trouble}" for check in tried if check.trouble)
    Channel.objects.filter(pk=channel.pk).update(trouble=wrong)
    return tried
