"""Twilio Voice: who posts to us, and what we ask of it (https://www.twilio.com/docs/voice/api/call-resource)."""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import parse_qsl

from channels_inbox.adapters.calling import as_form, base, call, read_json
from channels_inbox.adapters.signing import require_same, require_secret
from channels_inbox.adapters.sms.hook import sign
from channels_inbox.adapters.sms.twilio import API, authorization
from channels_inbox.hooking import Forged
from channels_inbox.models import Channel
from helpdesk.lib import http

log = logging.getLogger(__name__)

MOST_BYTES = 64 * 1024
# How a call ends without anybody talking (CallStatus).
CAUSES = {"busy": "missed", "no-answer": "missed", "canceled": "missed", "failed": "failed"}
OVER = {"completed", *CAUSES}
RING_SECONDS = 25
# It becomes part of an address.
_SID = re.compile(r"[A-Za-z0-9-]{1,64}")


class NotPlaced(Exception):
    """The carrier did not do what it was asked; the text says why, for the person who asked."""


def verify(channel: Channel, url: str, body: bytes, shown: str) -> dict[str, str] | None:
    """Return the fields of a request the channel's token proves; None for any other. An unset token proves nothing."""
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=200)
        require_same(shown, sign(require_secret(channel.secrets.get("auth_token", "")), url, fields))
    except (ValueError, Forged) as error:
        log.warning("Somebody posted to channel %s and was refused: %s", channel.slug, error)
        return None
    return dict(fields)


def ring(channel: Channel, *, number: str, then: str, status: str) -> str:
    """Ring a telephone from the channel's own number, and return the carrier's name of that call. Raises NotPlaced.

    Who answers hears what `then` says.

    Never tried again: whoever waits for it has hung up by then.
    """
    fields = [
        ("To", number),
        ("From", channel.address),
        ("Url", then),
        ("StatusCallback", status),
        ("Timeout", str(RING_SECONDS)),
    ]
    return _sid(_ask(channel, "Calls.json", fields))


def move(channel: Channel, sid: str, *, to: str) -> None:
    """Let one side of a call hear what `to` says from now on, whatever it heard before. Raises NotPlaced.

    https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource
    """
    if not _SID.fullmatch(sid):
        raise NotPlaced("The carrier has not told which call this is.")
    _ask(channel, f"Calls/{sid}.json", [("Url", to), ("Method", "POST")])


def _ask(channel: Channel, path: str, fields: list[tuple[str, str]]) -> Any:
    account = channel.settings.get("account_sid", "")
    url = f"{base(channel, API)}/2010-04-01/Accounts/{account}/{path}"
    try:
        answer = call("POST", url, body=as_form(fields), headers=authorization(channel))
    except (http.Forbidden, http.Unreached) as error:
        raise NotPlaced(str(error)) from error
    said = read_json(answer.body)
    if answer.status not in {200, 201}:
        words = said.get("message") if isinstance(said, dict) else ""
        raise NotPlaced(f"The carrier refused: {words}"[:300] if words else f"The carrier answered {answer.status}.")
    return said


def _sid(said: Any) -> str:
    sid = said.get("sid") if isinstance(said, dict) else ""
    return sid if isinstance(sid, str) and _SID.fullmatch(sid) else ""
