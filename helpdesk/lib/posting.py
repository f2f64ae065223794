"""Post a row to another program's address: signed, guarded, and its answer written down (docs/rules.md, “Webhooks”)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass

from helpdesk.lib import delivery, http
from helpdesk.lib.delivery import Delivery

AGAIN = {408, 425, 429}


def new_secret() -> str:
    return f"whsec_{secrets.token_urlsafe(32)}"


def sign(secret: str, body: bytes, *, at: int) -> str:
    """Return the signature header: the moment, and an HMAC-SHA256 over moment and body.

    The moment lets a receiver refuse what somebody recorded and sends again.
    """
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


@dataclass(frozen=True, slots=True)
class Heard:
    """What the other side answered; 0 and the reason when it could not be asked, now or (`never`) at all."""

    status: int
    trouble: str = ""
    never: bool = False


def post_row(row: Delivery, url: str, body: bytes, *, key: str, secret: str, allowed: Iterable[str]) -> None:
    """Post a claimed row and settle it."""
    settle(row, post(url, body, key=key, secret=secret, allowed=allowed))


def post(url: str, body: bytes, *, key: str, secret: str, allowed: Iterable[str]) -> Heard:
    """Post once, without the database."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "helpdesk-webhook",
        "X-Helpdesk-Delivery": key,
        "X-Helpdesk-Signature": sign(secret, body, at=int(time.time())),
    }
    try:
        answer = http.post(http.check(url, allowed=allowed), body, headers)
    except http.Forbidden as error:
        return Heard(0, str(error), never=True)
    except http.Unreached as error:
        return Heard(0, str(error))
    return Heard(answer.status)


def settle(row: Delivery, heard: Heard) -> None:
    """Write down what became of a claimed row. The model has `response_status`.

    At least once: `transmitting_at` is left empty on purpose, so a row whose worker died is sent again rather than
    left to a person; whoever receives it twice sees the same key.
    """
    status = heard.status
    if not status and heard.never:
        delivery.mark_failed(row, heard.trouble)
    elif not status:
        delivery.mark_later(row, heard.trouble)
    elif 200 <= status < 300:
        delivery.mark_sent(row, response_status=status)
    elif status >= 500 or status in AGAIN:
        delivery.mark_later(row, f"It answered {status}.", response_status=status)
    elif 300 <= status < 400:
        delivery.mark_failed(row, f"It answered {status}: redirects are not followed.", response_status=status)
    else:
        delivery.mark_failed(row, f"It answered {status}.", response_status=status)
