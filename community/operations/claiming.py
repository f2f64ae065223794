"""Say that one looks at a topic, so that no colleague does the same; it ends by itself."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from community.errors import NotNow
from community.events import record
from community.models import Topic, TopicTicket
from community.operations.awaiting import due_of
from community.operations.locking import lock_topic
from community.permissions import Power, require
from community.standing import Standing
from tickets.models import Ticket
from tickets.models.kinds import UNFINISHED
from tickets.operations.assigning import assign_ticket

CLAIMED_FOR = timedelta(hours=2)


@transaction.atomic
def claim_topic(topic: Topic, *, by: User) -> Topic:
    """Look at a topic for two hours. Its ticket in the inbox, if nobody has it, is theirs too.

    Overdue by then and not answered, it is told of again. Raises NotAllowed, NotNow.
    """
    require(Standing.of(by), Power.CLAIM)
    topic = lock_topic(topic)
    now = timezone.now()
    if topic.is_claimed and topic.claimed_by_id != by.pk:
        raise NotNow("Somebody looks at it already.")
    if not topic.is_question or topic.removed_at is not None or topic.solved_at is not None:
        raise NotNow("Only questions that wait for an answer are claimed.")
    topic.claimed_by, topic.claimed_until = by, now + CLAIMED_FOR
    due = due_of(topic.forum, topic.created_at)
    if due is not None and topic.replies == 0 and topic.author is not None and not topic.author.is_agent:
        topic.alert_at = max(due, topic.claimed_until)
    topic.save(update_fields=["claimed_by", "claimed_until", "alert_at"])
    record("claimed", by=by, topic=topic)
    # Whose ticket it is sees it: one they may not see is left to those who may.
    theirs = Ticket.objects.visible_to(by).filter(category__in=UNFINISHED, assignee=None)
    entered = TopicTicket.objects.filter(topic=topic, ticket__in=theirs)
    for taken in entered.select_related("ticket"):
        assign_ticket(taken.ticket, to=by, by=by)
    return topic


@transaction.atomic
def release_topic(topic: Topic, *, by: User) -> Topic:
    """Let others look at it again. Raises NotAllowed."""
    require(Standing.of(by), Power.CLAIM)
    topic = lock_topic(topic)
    if topic.is_claimed:
        topic.claimed_by = topic.claimed_until = None
        if topic.alert_at is not None:
            now = timezone.now()
            topic.alert_at = max(due_of(topic.forum, topic.created_at) or now, now)
        topic.save(update_fields=["claimed_by", "claimed_until", "alert_at"])
        record("released", by=by, topic=topic)
    return topic
