"""Set up channels: add, change, pause, go on, remove. Secrets are sealed, and shown once if we made them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.errors import NotPossible
from accounts.models import User
from accounts.operations.auditing import audit, require_version
from channels_inbox.models import Channel, Inbound, Outbound
from helpdesk.lib.delivery import State
from helpdesk.lib.wake import wake_after_commit

READ, SEND = "channels_inbox.process_pending", "channels_inbox.deliver_pending"


@transaction.atomic
def save_channel(
    channel: Channel, entered: Mapping[str, str], *, by: User, seen: int = 0, made: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Store a new or changed channel; return the secrets of a new one that we made, by label, to be shown once.

    `entered` are secrets somebody typed, `made` names those we make. Raises ChangedMeanwhile.
    """
    before: dict[str, Any] = {}
    fresh: dict[str, str] = {}
    if channel.pk:
        stored = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
        require_version(stored, seen)
        before = told(stored)
        channel.version, channel.sealed_secrets = stored.version + 1, stored.sealed_secrets
    else:
        fresh = {name: new_secret() for name in made or {}}
    _seal(channel, {**entered, **fresh})
    channel.save()
    audit(channel, "changed" if before else "added", by=by, before=before, after=told(channel))
    return {label: fresh[name] for name, label in (made or {}).items() if name in fresh}


@transaction.atomic
def renew_secret(channel: Channel, name: str, *, by: User) -> str:
    """Give a channel another secret of our making and return it; the old one proves nothing from now on."""
    stored = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    secret = new_secret()
    _seal(stored, {name: secret})
    stored.save(update_fields=["sealed_secrets", "settings"])
    audit(stored, "new secret", by=by, before={}, after={"secret": name})
    return secret


@transaction.atomic
def pause_channel(channel: Channel, *, by: User) -> None:
    """Stop a channel: what comes is kept unread, what is to go waits. Again changes nothing."""
    if not _move(channel, by=by, action="paused", paused_at=timezone.now(), was_paused=False):
        return
    Outbound.objects.filter(channel=channel, state=State.QUEUED).update(due_at=None)
    Inbound.objects.filter(channel=channel, state=Inbound.State.PENDING).update(due_at=None)


@transaction.atomic
def resume_channel(channel: Channel, *, by: User) -> None:
    """Let a channel go on with what waited. Again changes nothing."""
    if not _move(channel, by=by, action="resumed", paused_at=None, was_paused=True):
        return
    now = timezone.now()
    Outbound.objects.filter(channel=channel, state=State.QUEUED, due_at=None).update(due_at=now)
    Inbound.objects.filter(channel=channel, state=Inbound.State.PENDING, due_at=None).update(due_at=now)
    wake_after_commit(READ)
    wake_after_commit(SEND)


@transaction.atomic
def retire_channel(channel: Channel, *, by: User) -> None:
    """Remove a channel: its address is free and its secrets are gone; what came and went by it stays.

    Raises NotPossible while something still waits to be read.
    """
    stored = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    if stored.retired_at is not None:
        return
    if Inbound.objects.filter(channel=stored, state=Inbound.State.PENDING).exists():
        raise NotPossible("Messages that came by it still wait to be read. Let it go on first, then remove it.")
    audit(stored, "removed", by=by, before=told(stored), after={})
    Outbound.objects.filter(channel=stored, state=State.QUEUED).update(
        state=State.FAILED, due_at=None, trouble="The channel was removed before it went out."
    )
    now = timezone.now()
    stored.settings = {**stored.settings, "was": {"address": stored.address, "slug": stored.slug}}
    stored.settings.pop("secrets_set", None)
    stored.address, stored.slug, stored.secrets, stored.trouble = "", f"removed-{stored.pk}", {}, ""
    stored.retired_at, stored.paused_at = now, stored.paused_at or now
    stored.save()


def told(channel: Channel) -> dict[str, Any]:
    """Return what the audit log says of a channel: which secrets are set and since when, never what they are."""
    team = str(channel.team) if channel.team else ""
    kept = {k: v for k, v in channel.settings.items() if k != "templates"}
    return {"kind": channel.kind, "name": channel.name, "address": channel.address, "team": team, **kept} | {
        "version": channel.version
    }


def new_secret() -> str:
    return f"hdch_{secrets.token_urlsafe(32)}"


def _seal(channel: Channel, entered: Mapping[str, str]) -> None:
    if not entered:
        return
    channel.secrets = {**channel.secrets, **entered}
    today = timezone.localdate().isoformat()
    channel.settings = {
        **channel.settings,
        "secrets_set": {**channel.settings.get("secrets_set", {}), **dict.fromkeys(entered, today)},
    }


def _move(channel: Channel, *, by: User, action: str, paused_at: Any, was_paused: bool) -> bool:
    rows = Channel.objects.filter(pk=channel.pk, retired_at=None, paused_at__isnull=not was_paused)
    if not rows.update(paused_at=paused_at):
        return False
    audit(channel, action, by=by, before={}, after={})
    return True
