"""Tell other programs: queue what a webhook is told, in the transaction of what happened."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils import timezone

from helpdesk.lib.rows import insert_new, scalars
from helpdesk.lib.wake import wake_after_commit
from tickets.models import Rule, Ticket, Webhook, WebhookDelivery
from tickets.models.kinds import Priority

TASK = "tickets.deliver_webhooks"
# It cannot be deleted under a delivery that is just being written.
_HELD = "SELECT id FROM tickets_webhook WHERE id = %s FOR KEY SHARE"


def queue_webhook(
    webhook: Webhook, ticket: Ticket, *, key: str, event: str, rule: Rule | None = None
) -> WebhookDelivery | None:
    """Queue one telling; None when it is told of this occasion already, or gone."""
    if not scalars(_HELD, [webhook.pk]):
        return None
    key = f"{key}:{webhook.pk}"
    body: dict[str, Any] = {
        "id": key,
        "event": event,
        "at": timezone.now().isoformat(),
        "rule": {"id": rule.pk, "name": rule.name} if rule else None,
        "ticket": _told(ticket),
    }
    row = WebhookDelivery(webhook=webhook, ticket=ticket, key=key, body=json.dumps(body, ensure_ascii=False))
    if not insert_new([row], unique=("key",)):
        return None
    wake_after_commit(TASK)
    return row


def _told(ticket: Ticket) -> dict[str, Any]:
    """Return what a program may know of a ticket: its state, not its words."""
    requester = ticket.requester
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "status": ticket.status.slug,
        "category": ticket.category,
        "priority": Priority(ticket.priority).name.lower(),
        "type": ticket.type,
        "channel": ticket.channel,
        "team": ticket.team.slug if ticket.team else None,
        "assignee": {"id": ticket.assignee.pk, "name": str(ticket.assignee)} if ticket.assignee else None,
        "requester": {"id": requester.pk, "name": requester.name, "email": requester.email},
        "organization": str(ticket.organization) if ticket.organization else None,
        "tags": [tag.name for tag in ticket.tags.all()],
        "created_at": ticket.created_at.isoformat(),
        "updated_at": ticket.updated_at.isoformat(),
        "url": f"{settings.SITE_URL}/agent/tickets/{ticket.number}/",
    }
