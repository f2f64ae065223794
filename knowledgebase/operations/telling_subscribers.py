"""Queue what subscribers are told, in the transaction of what happened: one row each, in one statement."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from helpdesk.lib.wake import wake_after_commit
from knowledgebase.models import Incident, IncidentUpdate, Visibility
from knowledgebase.selectors.subscribers import subscribed_readers

MAIL_TASK = "channels_inbox.mail_status_updates"
POST_TASK = "knowledgebase.post_status_updates"
_QUEUE = """
INSERT INTO knowledgebase_subscriberdelivery
    (subscriber_id, update_id, way, state, attempts, due_at, trouble, created_at)
SELECT subscriber.id, %(update)s, subscriber.kind, 'queued', 0, %(now)s, '', %(now)s
FROM knowledgebase_subscriber AS subscriber
WHERE subscriber.confirmed_at IS NOT NULL AND (%(everybody)s OR subscriber.id = ANY(%(readers)s))
AND (subscriber.whole_page OR EXISTS (
    SELECT FROM knowledgebase_subscriber_components AS chosen
    WHERE chosen.subscriber_id = subscriber.id AND chosen.component_id = ANY(%(components)s)
))
ON CONFLICT (update_id, subscriber_id) DO NOTHING
"""


def queue_update(incident: Incident, update: IncidentUpdate) -> int:
    """Queue one update for everybody who wants to hear of it, and return for how many. Queued twice it is once.

    What is not for everybody's eyes is told by mail to those whose own address says that they may read it.
    """
    if incident.published_at is None or update.silent:
        return 0
    everybody = incident.visibility == Visibility.PUBLIC
    readers = [] if everybody else list(subscribed_readers(incident).values_list("pk", flat=True))
    touched = list(incident.touched.values_list("component_id", flat=True))
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"update": update.pk, "now": timezone.now(), "components": touched}
        cursor.execute(_QUEUE, {**values, "everybody": everybody, "readers": readers})
        queued: int = cursor.rowcount
    if queued:
        wake_after_commit(MAIL_TASK)
        wake_after_commit(POST_TASK)
    return queued
