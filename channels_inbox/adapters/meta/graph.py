"""What WhatsApp, Messenger and Instagram have in common: Meta's Graph API and its webhooks.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

from __future__ import annotations

from typing import Any

from channels_inbox.adapters.calling import AGAIN, Result, base
from channels_inbox.adapters.reading import inner, line
from channels_inbox.adapters.signing import hmac_hex, require_same, require_secret
from channels_inbox.hooking import Forged, Hook
from channels_inbox.models import Channel
from channels_inbox.sending import Refused, TryLater

API = "https://graph.facebook.com/v23.0"
# Meta bundles up to a thousand updates.
MOST_BYTES = 3 * 1024 * 1024

# Codes of https://developers.facebook.com/docs/graph-api/guides/error-handling and of the WhatsApp Cloud API.
_BUSY = {1, 2, 4, 17, 32, 341, 613, 80007, 130429, 131016, 131048, 131056, 133004}


def url(channel: Channel, path: str) -> str:
    return f"{base(channel, API)}/{path}"


def authorization(channel: Channel) -> dict[str, str]:
    return {"Authorization": f"Bearer {channel.secrets.get('access_token', '')}"}


def verify(hook: Hook, channel: Channel) -> None:
    """A GET proves itself by the token we gave Meta, a POST by an HMAC with the app's secret over the body."""
    if hook.method == "GET":
        token = require_secret(channel.secrets.get("verify_token", ""))
        if hook.query.get("hub.mode") != "subscribe":
            raise Forged("It does not ask to subscribe.")
        require_same(hook.query.get("hub.verify_token", ""), token)
        return
    secret = require_secret(channel.secrets.get("app_secret", ""))
    require_same(hook.headers.get("x-hub-signature-256", ""), f"sha256={hmac_hex(secret, hook.body)}")


def welcome(hook: Hook) -> str | None:
    """Repeat the challenge Meta tries an address with."""
    return hook.query.get("hub.challenge", "")


def judge(status: int, said: Any, handle: str, vendor: str) -> Result:
    """Return what a refusal means: whether another try makes sense, and why, in the vendor's words."""
    error = inner(said, "error")
    code = error.get("code")
    words = line(inner(error, "error_data").get("details")) or line(error.get("message"))
    told = f"{vendor} said: {words[:200]}" if words else f"{vendor} answered {status}."
    if code == 190:
        return TryLater(trouble=f"{vendor}'s access token is over. An administrator can set a new one.")
    if status >= 500 or status in AGAIN or code in _BUSY:
        return TryLater(trouble=told)
    return Refused(refused={handle: told}, trouble=told)
