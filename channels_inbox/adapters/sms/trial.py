from __future__ import annotations

from channels_inbox.adapters.asking import ask
from channels_inbox.adapters.calling import base
from channels_inbox.adapters.reading import inner, line
from channels_inbox.adapters.sms import twilio
from channels_inbox.models import Channel
from channels_inbox.registry import Check


def try_out(channel: Channel) -> list[Check]:
    """Ask Twilio about the account: https://www.twilio.com/docs/iam/api/account."""
    url = f"{base(channel, twilio.API)}/2010-04-01/Accounts/{channel.settings.get('account_sid', '')}.json"
    status, said, trouble = ask("GET", url, headers=twilio.authorization(channel))
    if not trouble and status != 200:
        words = line(inner(said).get("message"))
        trouble = f"Twilio said: {words[:200]}" if words else f"Twilio answered {status}."
    elif not trouble and inner(said).get("status") not in {None, "active"}:
        trouble = f"The account is {line(inner(said).get('status'))[:40]}."
    return [Check("The account and its token", trouble)]
