"""Post updates to the webhooks of subscribers: signed, through the guarded client, at least once."""

from __future__ import annotations

import json
import logging
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from helpdesk.lib import delivery
from helpdesk.lib.advisory import Lock, slot
from helpdesk.lib.crypto import unseal
from helpdesk.lib.posting import Heard, post, settle
from helpdesk.lib.wake import wake
from knowledgebase.models import Subscriber, SubscriberDelivery, Visibility
from knowledgebase.operations.telling_subscribers import POST_TASK
from knowledgebase.selectors.subscribers import due_going
from knowledgebase.status.told import told_update

log = logging.getLogger(__name__)

BATCH = 50
# Strangers add these programs, and some hang: they keep each other waiting, but not those that answer.
AT_ONCE = 16
ROUND_SECONDS = 30.0


def post_updates() -> int:
    """Post what is due; return how many rows were tried. One worker at a time, several posts at once.

    After some time others have their turn with the worker, and the rest goes after them.
    """
    tried, end, left = 0, monotonic() + ROUND_SECONDS, False
    with slot(Lock.STATUS_POSTS, 1) as free:
        while free and not left and (rows := due_going(Subscriber.Kind.WEBHOOK, now=timezone.now(), limit=BATCH)):
            sent = post_batch(rows)
            tried += sent
            if not sent:
                break
            left = monotonic() > end
    if left:
        wake(POST_TASK)
    return tried


def post_batch(pks: list[int]) -> int:
    """Post those of these rows that nobody else has; return how many. Runs outside any transaction.

    Threads wait for the other sides; rows are read and written here.
    """
    claimed = delivery.claim_all(SubscriberDelivery, pks)
    # Whose subscriber left in this very moment is not among them.
    rows = SubscriberDelivery.objects.select_related("subscriber", "update__incident").filter(pk__in=claimed)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="status-post") as pool:
        waiting: dict[Future[Heard], SubscriberDelivery] = {}
        for row in rows:
            if _is_to_be_told(row):
                waiting[pool.submit(_post, row.subscriber.url, _body(row), row.key, row.subscriber.sealed)] = row
            else:
                delivery.mark_failed(row, "There was nothing left to tell.")
        for done in as_completed(waiting):
            _settle(waiting[done], done)
    return len(claimed)


def _post(url: str, body: dict[str, Any], key: str, sealed: str) -> Heard:
    words = json.dumps(body, ensure_ascii=False).encode()
    return post(url, words, key=key, secret=unseal(sealed)["secret"], allowed=settings.WEBHOOK_NETWORKS)


def _settle(row: SubscriberDelivery, done: Future[Heard]) -> None:
    try:
        settle(row, done.result())
    except Exception as error:
        log.exception("Status post %s failed.", row.pk)
        close_old_connections()
        delivery.mark_later(row, f"It could not be sent ({type(error).__name__}).")


def _is_to_be_told(row: SubscriberDelivery) -> bool:
    """Tell whether it may still be told: a post waits for hours, and an incident's readers may be fewer by then."""
    if row.update is None or row.subscriber.confirmed_at is None:
        return False
    return row.update.incident.visibility == Visibility.PUBLIC


def _body(row: SubscriberDelivery) -> dict[str, Any]:
    assert row.update is not None
    return {"id": row.key, "event": "status_update", **told_update(row.update)}
