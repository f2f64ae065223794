"""Change a bot: its settings, and by `DRAFTS` its flow."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.errors import NotPossible
from accounts.models import Calendar, Team, User
from accounts.operations.auditing import audit
from channels_inbox.bot.tree import FLOW, KINDS
from channels_inbox.drafting import Drafts
from channels_inbox.models import Bot, Channel
from channels_inbox.outlines import Known, Node
from tickets.models import CustomField
from tickets.models.kinds import TALKS, ChannelKind

SETTINGS = ("name", "active", "minds_mood", "reads_articles", "silent_hours", "intents")


def known() -> Known:
    """Return what steps may name, as the desk is now."""
    return Known(
        calendars=set(Calendar.objects.values_list("pk", flat=True)),
        teams={0, *Team.objects.in_use().values_list("pk", flat=True)},
        fields=set(CustomField.objects.in_use().values_list("key", flat=True)),
    )


DRAFTS = Drafts(Bot, FLOW, known)


def greeted() -> QuerySet[Channel]:
    """Return the channels a bot may greet people on: where one writes to and fro."""
    return Channel.objects.filter(kind__in=TALKS | {ChannelKind.API}, retired_at=None).order_by("name")


@transaction.atomic
def save_settings(bot: Bot, values: dict[str, Any], *, by: User, seen: int) -> Bot:
    """Store a bot's name, whether it answers, and what brings a person. Raises ChangedMeanwhile, NotPossible."""
    stored = DRAFTS.locked(bot, seen)
    if values["active"] and stored.published is None:
        raise NotPossible("Put its flow into force first; then it can answer.")
    before = {name: getattr(stored, name) for name in SETTINGS}
    after = {name: values[name] for name in SETTINGS}
    if before == after:
        return stored
    for name, value in after.items():
        setattr(stored, name, value)
    stored.version += 1
    stored.save(update_fields=[*SETTINGS, "version"])
    audit(stored, "changed", by=by, before=before, after=after)
    return stored


def fresh_node(kind: str) -> Node:
    """Return a step of a kind with the values it starts with."""
    fields = {field.name: field.default for field in KINDS[kind].fields}
    if kind == "hours":
        default = Calendar.objects.filter(is_default=True).first()
        fields["calendar"] = default.pk if default else 0
    return {"kind": kind, **({"options": []} if kind == "choice" else {}), **fields}
