"""Ask Meta about an account, with the channel's token."""

from __future__ import annotations

from typing import Any

from channels_inbox.adapters.asking import ask
from channels_inbox.adapters.meta import graph
from channels_inbox.models import Channel
from channels_inbox.registry import Check


def look_up(channel: Channel, path: str, vendor: str) -> tuple[Any, str]:
    """Return what Meta says of something, and what is wrong."""
    status, said, trouble = ask("GET", graph.url(channel, path), headers=graph.authorization(channel))
    if trouble or status == 200:
        return said, trouble
    return said, graph.judge(status, said, "", vendor).trouble


def account(channel: Channel, vendor: str) -> list[Check]:
    path = f"{channel.settings.get('account_id', '')}?fields=name"
    return [Check("The account and its token", look_up(channel, path, vendor)[1])]
