"""Hand queued tellings to their webhooks. At least once: whoever receives one twice sees the same id."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from helpdesk.lib import delivery
from helpdesk.lib.advisory import Lock
from helpdesk.lib.crypto import unseal
from helpdesk.lib.posting import post_row
from helpdesk.lib.rows import scalars
from tickets.models import WebhookDelivery

log = logging.getLogger(__name__)


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
    """Send one due row; False when somebody else has it. Runs outside any transaction."""
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
    webhook = row.webhook
    if not webhook.active:
        delivery.mark_failed(row, "The webhook is switched off.")
        return
    secret = unseal(webhook.sealed)["secret"]
    post_row(row, webhook.url, row.body.encode(), key=row.key, secret=secret, allowed=settings.WEBHOOK_NETWORKS)
