"""Make a topic part of another, and take that back. Its posts, votes and followers go along; its address leads on."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from community.errors import NotNow
from community.events import record
from community.models import (
    LineageChange,
    Post,
    PostDraft,
    Topic,
    TopicMove,
    TopicProposal,
    TopicReader,
    TopicTicket,
    TopicVote,
)
from community.operations.locking import lock_both
from community.operations.tallying import tally
from community.operations.telling import tell_of_merge
from community.permissions import Power, require
from community.search import index_topic
from community.selectors.readers import alike
from community.standing import Standing
from helpdesk.lib.rows import insert_new

GONE = "One of the two is taken away, waits for a moderator, or became part of another."


@transaction.atomic
def merge_topics(source: Topic, *, into: Topic, by: User) -> TopicMove:
    """Make `source` part of `into`: its posts stand behind those of `into`, and a person's vote counts once.

    Only between topics of one kind that the same people read, so nobody learns or loses anything by it. Who voted is
    told. Raises NotAllowed, NotNow.
    """
    require(Standing.of(by), Power.MERGE)
    if source.pk == into.pk:
        raise NotNow("A topic cannot become part of itself.")
    source, into = lock_both(source, into)
    _require_alike(source, into)
    offset, last = into.last_number, source.last_number
    posts = list(source.posts.order_by("number").values_list("pk", flat=True))
    moved = Post.objects.filter(topic=source).update(topic=into, number=F("number") + offset)
    move = TopicMove.objects.create(
        kind=TopicMove.Kind.MERGE,
        source=source,
        target=into,
        posts=moved,
        offset=offset,
        last=last,
        first=Post.objects.filter(topic=into, number=offset + 1).first(),
        gained={**bring_along(source, into), "posts": posts},
        by=by,
        created_at=timezone.now(),
    )
    leads_on(source, into)
    tally(into)
    record("merged", by=by, topic=into, move=move.pk, other=source.pk, title=source.title)
    index_topic(into)
    tell_of_merge(move)
    return move


def bring_along(source: Topic, into: Topic) -> dict[str, Any]:
    """Give one topic the votes, followers, tickets and views of another; return what was new to it.

    The rows of `source` stay as they are, so that taking it back finds them.
    """
    tickets, changes = TopicTicket.objects.filter(topic=source), _changes_to_bring(source, into)
    proposals = TopicProposal.objects.filter(topic=source)
    if TopicProposal.objects.filter(topic=into).exists():
        proposals = proposals.none()
    voters, followers = _bring_votes(source, into), _bring_followers(source, into)
    gained: dict[str, Any] = {
        "voters": voters,
        "followers": followers,
        "tickets": list(tickets.values_list("pk", flat=True)),
        "proposals": list(proposals.values_list("pk", flat=True)),
        "changes": [change.pk for change in changes],
        "views": source.views,
    }
    tickets.update(topic=into)
    proposals.update(topic=into)
    LineageChange.objects.filter(pk__in=gained["changes"]).update(topic=into)
    PostDraft.objects.filter(topic=source).exclude(user__in=PostDraft.objects.filter(topic=into).values("user")).update(
        topic=into
    )
    into.votes += len(voters)
    into.followers += len(followers)
    into.views += source.views
    into.save(update_fields=["votes", "followers", "views"])
    return gained


def leads_on(source: Topic, into: Topic) -> None:
    """Let a topic that has no posts any more lead to the one that has them."""
    source.merged_into, source.removed_at = into, timezone.now()
    source.claimed_by = source.claimed_until = source.alert_at = None
    source.save(update_fields=["merged_into", "removed_at", "claimed_by", "claimed_until", "alert_at"])
    index_topic(source)


def _require_alike(source: Topic, into: Topic) -> None:
    for topic in (source, into):
        if topic.removed_at is not None or topic.held_at is not None or topic.merged_into_id is not None:
            raise NotNow(GONE)
    if source.kind != into.kind:
        raise NotNow("Only topics of one kind become one. Move one of them to the other’s place first.")
    if into.forum.archived_at is not None:
        raise NotNow("That forum is put away: nothing new goes there.")
    if into.forum_id not in alike(source.forum):
        raise NotNow("Other people read that one. Move one of them first, then everybody knows who reads it.")


def _changes_to_bring(source: Topic, into: Topic) -> list[LineageChange]:
    """Return what waits to be looked at and does not in the other topic, too."""
    known = set(LineageChange.objects.filter(topic=into, seen_at=None).values_list("what", "article", "ticket"))
    waiting = LineageChange.objects.filter(topic=source, seen_at=None)
    return [one for one in waiting if (one.what, one.article_id, one.ticket_id) not in known]


def _bring_votes(source: Topic, into: Topic) -> list[int]:
    """Count each person once; who began `source` wants what `into` says, too, and nobody votes for their own."""
    moments = dict(TopicVote.objects.filter(topic=source).values_list("user", "created_at"))
    if source.author is not None and not source.author.is_agent:
        moments[source.author.pk] = source.created_at
    moments.pop(into.author_id or 0, None)
    rows = [TopicVote(topic=into, user_id=pk, created_at=at) for pk, at in sorted(moments.items())]
    return [row.user_id for row in insert_new(rows, unique=("topic", "user"))]


def _bring_followers(source: Topic, into: Topic) -> list[int]:
    """Let who follows `source` follow `into`, as loud or quiet as before, unless they muted that."""
    followers = TopicReader.objects.filter(topic=source, followed_at__isnull=False)
    there = TopicReader.objects.filter(topic=into)
    now = timezone.now()
    silent = there.filter(user__in=followers.values("user"), followed_at=None, muted_at=None)
    began = list(silent.values_list("user", flat=True))
    wishes = dict(followers.values_list("user", "quiet"))
    for quiet in (True, False):
        like = [pk for pk in began if wishes[pk] == quiet]
        there.filter(user__in=like).update(followed_at=now, quiet=quiet)
    known = set(there.values_list("user", flat=True))
    missing = [
        TopicReader(topic=into, user_id=pk, first_at=now, last_at=now, followed_at=now, quiet=quiet)
        for pk, quiet in sorted(wishes.items())
        if pk not in known
    ]
    TopicReader.objects.bulk_create(missing, ignore_conflicts=True)
    return [*began, *(row.user_id for row in missing)]
