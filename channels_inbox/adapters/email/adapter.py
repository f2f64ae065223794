"""Email behind the registry's one door."""

from __future__ import annotations

from channels_inbox.adapters.email.parse import Unparsable
from channels_inbox.adapters.email.parse import parse as parse_mail
from channels_inbox.capabilities import Capabilities, files
from channels_inbox.messages import InboundMessage
from channels_inbox.models import Channel
from channels_inbox.registry import Unreadable

# A From line proves nothing; what does is found in the mail itself.
capabilities = Capabilities(identity="email", files=files(any=25), can_start=True, proves_sender=False)


def parse(raw: bytes, channel: Channel) -> InboundMessage:
    """Read a raw mail (RFC 5322); `trusted_authserv_ids` of the channel names our own mail servers."""
    try:
        return parse_mail(raw, trusted_authserv_ids=channel.settings.get("trusted_authserv_ids", ()))
    except Unparsable as error:
        raise Unreadable(error.reason) from error
