"""Fetch the sound of a call from the carrier that keeps it."""

from __future__ import annotations

import re

from channels_inbox.adapters.calling import base, fetch_file
from channels_inbox.adapters.phone.sound import tones
from channels_inbox.adapters.sms.twilio import API, authorization
from channels_inbox.messages import InboundFile
from channels_inbox.models import CallRecording
from channels_inbox.registry import NotFetched

SIMULATED = "simulated:"


def fetch(row: CallRecording) -> InboundFile:
    """Return a recording as a file. Raises NotFetched.

    The address is made of ids and the channel's own account: nothing a request said decides where we go.
    """
    name = "Voicemail" if row.kind == CallRecording.Kind.VOICEMAIL else "Recording"
    if row.url.startswith(SIMULATED):
        return InboundFile(f"{name}.wav", "audio/wav", tones(row.seconds or 1))
    channel = row.call.channel
    account = channel.settings.get("account_sid", "")
    if not re.fullmatch(r"RE[0-9a-fA-F]{32}", row.external_id) or not account:
        raise NotFetched("this is no recording of the carrier's.", permanent=True)
    url = f"{base(channel, API)}/2010-04-01/Accounts/{account}/Recordings/{row.external_id}.mp3"
    return fetch_file(url, f"{name}.mp3", "audio/mpeg", headers=authorization(channel))
