"""Questions nobody answered in time: somebody is told, and where the forum says so a ticket comes into the inbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Notification, User
from accounts.operations.notifying import Notice, notify_all
from community.events import record
from community.models import Forum, Post, Topic, TopicTicket
from community.operations.customers import customer_of
from community.operations.locking import lock_topic
from helpdesk.lib.html import html_to_text
from helpdesk.lib.one_by_one import one_by_one
from tickets.models import Rating
from tickets.models.kinds import UNFINISHED, ChannelKind
from tickets.operations.messages import Content
from tickets.operations.opening import open_ticket
from tickets.operations.progress import resolve_ticket
from tickets.operations.rating import let_be

# Of those who may answer, when the forum names no team.
MOST_TOLD = 50


def due_of(forum: Forum, begun: datetime) -> datetime | None:
    """Return when somebody is to be told that a topic begun then has no answer; None for never."""
    if forum.kind != Forum.Kind.QUESTION or forum.answer_hours is None:
        return None
    return begun + timedelta(hours=forum.answer_hours)


def await_anew(forum: Forum) -> None:
    """Follow a forum's new setting in the caller's transaction: what is overdue by it already is left alone."""
    waiting = Topic.objects.filter(forum=forum, kind=Forum.Kind.QUESTION, replies=0, solved_at=None)
    waiting.exclude(alert_at=None).update(alert_at=None)
    if forum.answer_hours is not None:
        hours = timedelta(hours=forum.answer_hours)
        waiting.filter(created_at__gt=timezone.now() - hours).update(alert_at=F("created_at") + hours)


def tell_of_unanswered(*, now: datetime | None = None, limit: int = 100) -> int:
    """Tell of what is due and return how many; late and doubled calls change nothing."""
    at = now or timezone.now()
    due = Topic.objects.filter(alert_at__lte=at).order_by("alert_at").values_list("pk", flat=True)
    return one_by_one(lambda pk: _tell(pk, at), list(due[:limit]))


@transaction.atomic
def _tell(pk: int, now: datetime) -> bool:
    topic = lock_topic(Topic(pk=pk))
    due = topic.alert_at
    if due is None or due > now:
        return False
    if topic.claimed_until is not None and topic.claimed_until > now:
        topic.alert_at = topic.claimed_until
        topic.save(update_fields=["alert_at"])
        return False
    topic.alert_at = None
    topic.save(update_fields=["alert_at"])
    if topic.replies or topic.solved_at or topic.removed_at or topic.held_at or topic.closed_at:
        return False
    if topic.forum.enters_inbox:
        _enter(topic)
    record("unanswered", by=None, topic=topic)
    text = f"“{topic.title[:150]}” waits for its first answer in {topic.forum.name}"
    notify_all(
        [
            Notice(
                user,
                Notification.Kind.COMMUNITY,
                f"unanswered {topic.pk} {due:%Y%m%d%H%M}",
                text,
                path=topic.get_absolute_url(),
            )
            for user in _who_answers(topic.forum)
        ]
    )
    return True


def _enter(topic: Topic) -> None:
    """Open a ticket for a question nobody answered; once."""
    author = topic.author
    if author is None or author.is_agent or TopicTicket.objects.filter(topic=topic).exists():
        return
    first = topic.posts.get(number=1)
    address = f"{settings.SITE_URL}{topic.get_absolute_url()}"
    customer = customer_of(author)
    said = f"{html_to_text(first.html)}\n\nNobody has answered this in the community yet: {address}"
    event = open_ticket(
        by=customer,
        requester=customer,
        subject=topic.title,
        content=Content(text=said),
        channel=ChannelKind.COMMUNITY,
        team=topic.forum.answer_team,
        verified=True,
    )
    TopicTicket.objects.create(topic=topic, ticket=event.ticket, created_at=timezone.now(), entered=True)


def settle_answered(topic: Topic, post: Post) -> None:
    """Note in the caller's transaction that somebody answered: nobody is told any more. The caller holds the topic.

    A colleague’s answer solves the ticket that came by itself, too; of others, one that is accepted does.
    """
    if post.held_at is not None or post.author_id == topic.author_id:
        return
    topic.alert_at = None
    if topic.claimed_by_id == post.author_id:
        topic.claimed_by = topic.claimed_until = None
    topic.save(update_fields=["alert_at", "claimed_by", "claimed_until"])
    if post.staff:
        solve_entered(topic, by=post.author)


def solve_entered(topic: Topic, *, by: User | None) -> None:
    """Solve the ticket that came into the inbox by itself, unless a colleague talks to the customer there."""
    entered = TopicTicket.objects.filter(topic=topic, entered=True, ticket__category__in=UNFINISHED)
    for taken in entered.select_related("ticket"):
        if taken.ticket.messages.filter(author_user__isnull=False, public=True).exists():
            continue
        resolve_ticket(taken.ticket, by=by if by is not None and by.can_answer else None)
        if rating := Rating.objects.filter(ticket=taken.ticket, asked_at=None).first():
            let_be(rating, "answered in the community")


def _who_answers(forum: Forum) -> list[User]:
    people = User.objects.filter(is_active=True, role__in=[User.Role.AGENT, User.Role.ADMIN])
    if forum.answer_team is not None:
        people = people.filter(teams=forum.answer_team)
    return list(people.order_by("pk")[:MOST_TOLD])
