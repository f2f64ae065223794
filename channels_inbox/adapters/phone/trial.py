from __future__ import annotations

from channels_inbox.adapters.sms import trial
from channels_inbox.models import Channel
from channels_inbox.registry import Check


def try_out(channel: Channel) -> list[Check]:
    """Ask the carrier about the account; a telephone system that only posts to us cannot be asked."""
    return trial.try_out(channel) if channel.settings.get("provider") == "twilio" else []
