"""The generic telephone webhook: what a telephone system of any make tells of its calls (docs/channels/phone.md).

The words follow what telephone systems send to help desks already: newCall, answer and hangup with one id.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from channels_inbox.adapters.signing import require_secret, require_signed_moment
from channels_inbox.hooking import Forged
from channels_inbox.models.call import CallStep
from channels_inbox.phone.news import CallNews
from channels_inbox.registry import Unreadable

K = CallStep.Kind
EVENTS = {
    "newCall": K.RINGING,
    "queued": K.QUEUED,
    "ringing": K.RINGING,
    "answer": K.ANSWERED,
    "hold": K.HELD,
    "resume": K.RESUMED,
    "transfer": K.TRANSFERRED,
    "voicemail": K.VOICEMAIL,
    "callback": K.CALLBACK,
    "hangup": K.HUNG_UP,
}
_FAILED = {"failed", "congestion", "notfound", "error", "unallocated"}
_MISSED = {"cancel", "busy", "noanswer", "no-answer", "missed", "forwarded"}
MOST_BYTES = 16 * 1024


def verify(body: bytes, signature: str, secret: str) -> bool:
    """Tell whether a request was signed with the channel's secret lately, as our own webhooks are."""
    try:
        require_signed_moment(signature, require_secret(secret), body)
    except Forged:
        return False
    return True


def parse(body: bytes, content_type: str) -> CallNews:
    """Return what a request says. Raises Unreadable naming the field that is wrong."""
    given = _fields(body, content_type)
    event = _text(given, "event", most=20)
    if event not in EVENTS:
        raise Unreadable(f"event: “{event}” is none of {', '.join(EVENTS)}.")
    call = _text(given, "callId", most=200) or _text(given, "call_id", most=200)
    if not call:
        raise Unreadable("callId: Say which call it is.")
    direction = _text(given, "direction", most=10) or "in"
    if direction not in {"in", "out"}:
        raise Unreadable("direction: Say in or out.")
    outgoing = direction == "out"
    theirs, ours = _text(given, "from", most=80), _text(given, "to", most=80)
    queue = _text(given, "queue", most=80)
    kind = K.QUEUED if event == "newCall" and queue else EVENTS[event]
    return CallNews(
        call=call,
        kind=kind,
        external_id=_text(given, "event_id", most=120) or _fingerprint(given),
        at=_moment(given.get("at")),
        outgoing=outgoing,
        theirs=ours if outgoing else theirs,
        ours=theirs if outgoing else ours,
        name=_text(given, "name", most=200),
        queue=queue,
        agent=_text(given, "agent", most=320) or _text(given, "user", most=320),
        particulars=_particulars(given, kind),
    )


def _fields(body: bytes, content_type: str) -> dict[str, Any]:
    try:
        text = body.decode()
        if content_type.split(";")[0].strip() == "application/json":
            given = json.loads(text)
        else:
            given = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=50))
    except (ValueError, RecursionError) as error:
        raise Unreadable("Send JSON or a form, as UTF-8.") from error
    if not isinstance(given, dict):
        raise Unreadable("Send one JSON object.")
    return given


def _text(given: Mapping[str, Any], name: str, *, most: int) -> str:
    value = given.get(name, "")
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unreadable(f"{name}: This must be a text.")
    text = "".join(c for c in str(value) if c.isprintable()).strip()
    if len(text) > most:
        raise Unreadable(f"{name}: At most {most} characters.")
    return text


def _moment(value: Any) -> datetime:
    if value in (None, ""):
        return timezone.now()
    try:
        text = str(value)
        at = datetime.fromtimestamp(int(text), UTC) if text.isdigit() else parse_datetime(text)
    except (ValueError, OverflowError, OSError):
        at = None
    if at is None or at.tzinfo is None:
        raise Unreadable("at: Say a moment with its zone, as 2026-03-01T09:30:00Z, or in Unix seconds.")
    return at


def _particulars(given: Mapping[str, Any], kind: str) -> dict[str, Any]:
    if kind != K.HUNG_UP:
        return {}
    found: dict[str, Any] = {}
    cause = _text(given, "cause", most=40).lower().replace("_", "")
    if cause in _FAILED:
        found["cause"] = "failed"
    elif cause in _MISSED:
        found["cause"] = "missed"
    seconds = _text(given, "duration", most=7)
    if seconds.isdigit():
        found["seconds"] = int(seconds)
    return found


def _fingerprint(given: Mapping[str, Any]) -> str:
    """Name a step that has no id of its own: the same words twice are one step."""
    return hashlib.sha256(json.dumps(given, sort_keys=True, default=str).encode()).hexdigest()[:40]
