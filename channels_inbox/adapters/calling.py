"""Call a vendor's web address for a channel: through the guard against our own network, in words when it fails."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from channels_inbox.messages import InboundFile
from channels_inbox.models import Channel
from channels_inbox.registry import NotFetched
from channels_inbox.sending import Lost, Refused, Sent, TryLater
from helpdesk.lib import http
from helpdesk.lib.multipart import multipart

Result = Sent | TryLater | Refused | Lost
# Busy, or told to come back: worth another try.
AGAIN = {408, 425, 429}
SECONDS = 60.0
MOST_ANSWER = 1024 * 1024
MOST_FILE = 100 * 1024 * 1024


class NotOurs(Exception):
    """Another worker owns the row by now."""


def base(channel: Channel, default: str) -> str:
    """Return the vendor's address: its own, or a gateway the channel names."""
    return str(channel.settings.get("base_url") or default).rstrip("/")


def as_json(value: Any) -> tuple[str, bytes]:
    return "application/json", json.dumps(value).encode()


def as_form(values: list[tuple[str, str]]) -> tuple[str, bytes]:
    return "application/x-www-form-urlencoded", urlencode(values).encode()


def as_multipart(fields: Mapping[str, str], files: list[tuple[str, str, str, bytes]]) -> tuple[str, bytes]:
    return multipart(fields, files)


def call(
    method: str,
    url: str,
    *,
    body: tuple[str, bytes] | None = None,
    headers: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
) -> http.Answer:
    """Make one call. Raises http.Forbidden, http.Unreached, http.Unanswered."""
    target = http.check(url, allowed=settings.WEBHOOK_NETWORKS)
    sent = {"User-Agent": "helpdesk", "Accept": "application/json", **(headers or {})}
    if body is not None:
        sent["Content-Type"] = body[0]
    payload = body[1] if body else None
    return http.request(method, target, payload, sent, most=MOST_ANSWER, seconds=SECONDS, before=before)


def hand_over(
    url: str,
    body: tuple[str, bytes],
    read: Callable[[int, Any], Result],
    *,
    headers: Mapping[str, str] | None = None,
    on_transmit: Callable[[], bool] | None = None,
) -> Result:
    """Post something the other side may act on, and say what became of it; `read` judges its answer.

    Without `on_transmit` a lost answer is tried again: only for sides that know a message by its id.
    """

    def begin() -> None:
        if on_transmit is not None and not on_transmit():
            raise NotOurs

    try:
        answer = call("POST", url, body=body, headers=headers, before=begin)
    except http.Forbidden as error:
        return Refused(trouble=str(error))
    except NotOurs:
        return TryLater(trouble="Another worker is sending it.")
    except http.Unanswered as error:
        return Lost() if on_transmit is not None else TryLater(trouble=str(error))
    except http.Unreached as error:
        return TryLater(trouble=str(error))
    return read(answer.status, read_json(answer.body))


def read_json(body: bytes) -> Any:
    """Return what an answer says, or an empty mapping when that is no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return {}


def fetch_file(url: str, name: str, content_type: str, *, headers: Mapping[str, str] | None = None) -> InboundFile:
    """Bring in a file from an address. Raises NotFetched."""
    most = min(settings.UPLOAD_MAX_BYTES, MOST_FILE)
    try:
        answer = http.fetch(url, headers or {}, allowed=settings.WEBHOOK_NETWORKS, most=most)
    except http.Forbidden as error:
        raise NotFetched(str(error), permanent=True) from error
    except http.TooLarge:
        raise NotFetched(f"it is larger than {most // 1024**2} MB.", permanent=True) from None
    except http.Unreached as error:
        raise NotFetched(str(error)) from error
    if answer.status != 200:
        gone = 400 <= answer.status < 500 and answer.status not in AGAIN
        raise NotFetched(f"the server answered {answer.status}.", permanent=gone)
    kind = content_type or answer.content_type.partition(";")[0].strip() or "application/octet-stream"
    return InboundFile(name, kind[:127], answer.body)
