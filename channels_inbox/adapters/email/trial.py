"""Try a mail channel's servers."""

from __future__ import annotations

from channels_inbox.adapters.email.transport.plan import plan_of
from channels_inbox.adapters.email.transport.servers import smtp_server
from channels_inbox.adapters.email.transport.trial import try_reading, try_sending
from channels_inbox.models import Channel
from channels_inbox.registry import Check


def try_out(channel: Channel) -> list[Check]:
    """Sign in to both servers; sends nothing, reads nothing, marks nothing."""
    server, plan = smtp_server(channel), plan_of(channel)
    tried = [Check("Sending", try_sending(server))] if server else []
    return [*tried, *([Check("Reading the mailbox", try_reading(plan))] if plan else [])]
