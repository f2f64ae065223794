from __future__ import annotations

import time

from channels_inbox.adapters.asking import ask
from channels_inbox.adapters.calling import as_json
from channels_inbox.adapters.signing import hmac_hex
from channels_inbox.models import Channel
from channels_inbox.registry import Check


def try_out(channel: Channel) -> list[Check]:
    """Post a signed ping to the other program."""
    url = channel.settings.get("url", "")
    if not url:
        return []
    body, at = as_json({"type": "ping", "channel": channel.slug}), int(time.time())
    mac = hmac_hex(channel.secrets.get("token", ""), f"{at}.".encode() + body[1])
    status, _, trouble = ask("POST", url, headers={"X-Helpdesk-Signature": f"t={at},v1={mac}"}, body=body)
    if not trouble and not 200 <= status < 300:
        trouble = f"The other program answered {status}."
    return [Check("The other program takes posts", trouble)]
