"""What WhatsApp posts to us: a bundle of messages and statuses, for one or more of a company's numbers."""

from __future__ import annotations

import json
import logging
from typing import Any

from channels_inbox.adapters.meta.graph import MOST_BYTES, verify, welcome
from channels_inbox.adapters.reading import inner, line, listed, load
from channels_inbox.hooking import Arrival, Hook, named
from channels_inbox.models import Channel
from channels_inbox.registry import Unreadable

__all__ = ["MOST_BYTES", "REPORTS", "split", "verify", "welcome"]
log = logging.getLogger(__name__)
REPORTS = False
_STATUSES = {"delivered", "read", "failed"}


def split(hook: Hook, channel: Channel) -> list[Arrival]:
    """Return each message and each status of ours that says something new, with who wrote it beside it."""
    update = load(hook.body)
    if update.get("object") != "whatsapp_business_account" or not isinstance(update.get("entry"), list):
        raise Unreadable("It is no update of WhatsApp's.")
    changes = [change for entry in listed(update["entry"]) for change in listed(entry.get("changes"))]
    found = [arrival for change in changes for arrival in _arrivals(change, channel)]
    if not found:
        fields = {line(change.get("field")) for change in changes}
        log.info("Channel %s was told of %s, which means nothing here.", channel.slug, ", ".join(sorted(fields))[:80])
    return found


def _arrivals(change: dict[str, Any], channel: Channel) -> list[Arrival]:
    value = inner(change, "value")
    number = line(inner(value, "metadata").get("phone_number_id"))
    if change.get("field") != "messages" or number != channel.settings.get("phone_number_id"):
        return []
    people = {line(person.get("wa_id")): person for person in listed(value.get("contacts"))}
    found = []
    for said in listed(value.get("messages")):
        if said.get("type") != "system" and line(said.get("id")):
            kept = {"message": said, "contact": people.get(line(said.get("from")), {})}
            found.append(Arrival(named("message", line(said["id"])), json.dumps(kept).encode()))
    for status in listed(value.get("statuses")):
        if status.get("status") in _STATUSES and line(status.get("id")):
            key = f"{line(status['status'])}:{line(status['id'])}"
            found.append(Arrival(named("status", key), json.dumps({"status": status}).encode()))
    return found
