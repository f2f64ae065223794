from __future__ import annotations

from channels_inbox.adapters.meta.trial import account
from channels_inbox.models import Channel
from channels_inbox.registry import Check


def try_out(channel: Channel) -> list[Check]:
    return account(channel, "Messenger")
