"""Set up widgets, and the secrets their sites sign identities with."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.operations.auditing import audit, require_version
from channels_inbox.models import Channel, Widget
from channels_inbox.operations.channels import retire_channel
from tickets.models.kinds import ChannelKind


@transaction.atomic
def save_widget(widget: Widget, *, by: User, seen: int = 0) -> str:
    """Store a new or changed widget with its channel.

    Returns its secret when it got one just now, which is shown this once, else nothing. Raises ValidationError by
    field, ChangedMeanwhile.
    """
    before: dict[str, Any] = {}
    if widget.pk:
        stored = Widget.objects.select_for_update(no_key=True, of=("self",)).select_related("channel__team")
        now = stored.get(pk=widget.pk)
        require_version(now, seen)
        before = _told(now)
        widget.version, widget.sealed_secret = now.version, now.sealed_secret
    secret = "" if widget.secret or widget.identity != Widget.Identity.SIGNED else _new_secret()
    if secret:
        widget.secret = secret
    if before == _told(widget) and not secret:
        return ""
    channel = widget.channel
    channel.kind = ChannelKind.CHAT
    channel.slug = channel.slug or f"chat-{widget.site_key}"
    try:
        channel.clean_fields(exclude=["sealed_secrets"])
        widget.clean_fields(exclude=["channel", "sealed_secret"])
    except ValidationError as error:
        raise ValidationError(error.message_dict) from None
    channel.save()
    widget.channel = channel
    if before:
        widget.version += 1
    widget.save()
    audit(widget, "changed" if before else "added", by=by, before=before, after=_told(widget))
    return secret


@transaction.atomic
def renew_identity_secret(widget: Widget, *, by: User) -> str:
    """Give a widget another secret and return it; what was signed with the old one is refused from now on."""
    widget = Widget.objects.select_for_update(no_key=True, of=("self",)).get(pk=widget.pk)
    secret = widget.secret = _new_secret()
    widget.save(update_fields=["sealed_secret"])
    audit(widget, "new secret", by=by, before={}, after={})
    return secret


@transaction.atomic
def retire_widget(widget: Widget, *, by: User) -> None:
    """Remove a widget: no page shows it, and what its site has signed is good no more. What was said in it stays."""
    retire_channel(widget.channel, by=by)
    Widget.objects.filter(pk=widget.pk).update(sealed_secret="")


def new_widget() -> Widget:
    """Return a widget that is not stored yet."""
    return Widget(channel=Channel(kind=ChannelKind.CHAT))


def _new_secret() -> str:
    return f"wids_{secrets.token_urlsafe(32)}"


def _told(widget: Widget) -> dict[str, Any]:
    return {
        "name": widget.channel.name,
        "team": str(widget.channel.team or ""),
        "allowed_origins": list(widget.allowed_origins),
        "identity": widget.identity,
        "gone_after": widget.gone_after,
        "missed_after": widget.missed_after,
        **widget.settings,
    }
