"""Post updates to the webhooks of subscribers: signed, through the guarded client, at least once."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from helpdesk.lib import delivery
from helpdesk.lib.advisory import Lock, slot
from helpdesk.lib.crypto import unseal
from helpdesk.lib.posting import post_row
from knowledgebase.models import Subscriber, SubscriberDelivery, Visibility
from knowledgebase.selectors.subscribers import due_going
from knowledgebase.status.told import told_update

log = logging.getLogger(__name__)


def post_updates() -> int:
    """Post everything that is due; return how many rows were tried. One worker at a time: some programs are slow."""
    tried = 0
    with slot(Lock.STATUS_POSTS, 1) as free:
        while free and (rows := due_going(Subscriber.Kind.WEBHOOK, now=timezone.now(), limit=50)):
            sent = sum(post_update(pk) for pk in rows)
            tried += sent
            if not sent:
                break
    return tried


def post_update(pk: int) -> bool:
    """Post one due row; False when somebody else has it. Runs outside any transaction."""
    if not delivery.claim(SubscriberDelivery, pk):
        return False
    row = SubscriberDelivery.objects.select_related("subscriber", "update__incident").filter(pk=pk).first()
    if row is None:
        # Its subscriber left in this very moment.
        return True
    try:
        if not _is_to_be_told(row):
            delivery.mark_failed(row, "There was nothing left to tell.")
            return True
        secret = unseal(row.subscriber.sealed)["secret"]
        body = json.dumps(_body(row), ensure_ascii=False).encode()
        post_row(row, row.subscriber.url, body, key=row.key, secret=secret, allowed=settings.WEBHOOK_NETWORKS)
    except Exception as error:
        log.exception("Status post %s failed.", pk)
        close_old_connections()
        delivery.mark_later(row, f"It could not be sent ({type(error).__name__}).")
    return True


def _is_to_be_told(row: SubscriberDelivery) -> bool:
    """Tell whether it may still be told: a post waits for hours, and an incident's readers may be fewer by then."""
    if row.update is None or row.subscriber.confirmed_at is None:
        return False
    return row.update.incident.visibility == Visibility.PUBLIC


def _body(row: SubscriberDelivery) -> dict[str, Any]:
    assert row.update is not None
    return {"id": row.key, "event": "status_update", **told_update(row.update)}
