"""Hand queued tellings to their webhooks. At least once: whoever receives one twice sees the same id."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import time

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from helpdesk.lib import delivery, http
from helpdesk.lib.advisory import Lock
from helpdesk.lib.crypto import unseal
from helpdesk.lib.rows import scalars
from tickets.models import WebhookDelivery

log = logging.getLogger(__name__)

AGAIN = {408, 425, 429}


def new_secret() -> str:
    return f"whsec_{secrets.token_urlsafe(32)}"


def sign(secret: str, body: bytes, *, at: int) -> str:
    """Return the signature header: the moment, and an HMAC-SHA256 over moment and body.

    The moment lets a receiver refuse what somebody recorded and sends again.
    """
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def deliver_webhooks() -> int:
    """Send everything that is due; return how many rows were tried.

    One worker at a time: programs that answer slowly must not keep the others from mail.
    """
    if not scalars("SELECT pg_try_advisory_lock(%s)", [Lock.WEBHOOKS])[0]:
        return 0
    try:
        return _deliver_all()
    finally:
        scalars("SELECT pg_advisory_unlock(%s)", [Lock.WEBHOOKS])


def _deliver_all() -> int:
    tried = 0
    while rows := delivery.due(WebhookDelivery, now=timezone.now(), limit=50):
        sent = sum(deliver_webhook(pk) for pk in rows)
        tried += sent
        if not sent:
            break
    return tried


def deliver_webhook(pk: int) -> bool:
    """Send one due row; False when somebody else has it. Runs outside any transaction.

    `transmitting_at` is left empty on purpose: a row whose worker died is sent again rather than left to a person.
    """
    if not delivery.claim(WebhookDelivery, pk):
        return False
    row = WebhookDelivery.objects.select_related("webhook").get(pk=pk)
    try:
        _send(row)
    except Exception as error:
        log.exception("Webhook delivery %s failed.", pk)
        close_old_connections()
        delivery.mark_later(row, f"It could not be sent ({type(error).__name__}).")
    return True


def _send(row: WebhookDelivery) -> None:
    webhook, body = row.webhook, row.body.encode()
    if not webhook.active:
        delivery.mark_failed(row, "The webhook is switched off.")
        return
    at = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "helpdesk-webhook",
        "X-Helpdesk-Delivery": row.key,
        "X-Helpdesk-Signature": sign(unseal(webhook.sealed)["secret"], body, at=at),
    }
    try:
        target = http.check(webhook.url, allowed=settings.WEBHOOK_NETWORKS)
        answer = http.post(target, body, headers)
    except http.Forbidden as error:
        delivery.mark_failed(row, str(error))
        return
    except http.Unreached as error:
        delivery.mark_later(row, str(error))
        return
    _settle(row, answer.status)


def _settle(row: WebhookDelivery, status: int) -> None:
    if 200 <= status < 300:
        delivery.mark_sent(row, response_status=status)
    elif status >= 500 or status in AGAIN:
        delivery.mark_later(row, f"It answered {status}.", response_status=status)
    elif 300 <= status < 400:
        delivery.mark_failed(row, f"It answered {status}: redirects are not followed.", response_status=status)
    else:
        delivery.mark_failed(row, f"It answered {status}.", response_status=status)
