"""Take back that topics were merged or split; what was written since is kept."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from community.errors import NotNow
from community.events import record
from community.models import (
    LineageChange,
    Post,
    Topic,
    TopicMove,
    TopicProposal,
    TopicReader,
    TopicTicket,
    TopicVote,
)
from community.operations.locking import lock_both
from community.operations.merging import bring_along, leads_on
from community.operations.tallying import tally
from community.permissions import Power, require
from community.search import index_topic
from community.selectors.readers import alike
from community.standing import Standing


@transaction.atomic
def undo_move(move: TopicMove, *, by: User) -> TopicMove:
    """Bring posts back to where they stood. What was written in a merged topic since stays with it; what was written
    in a split one since comes back along. Raises NotAllowed, NotNow.
    """
    require(Standing.of(by), Power.MERGE)
    source, target = lock_both(move.source, move.target)
    move = TopicMove.objects.select_for_update(no_key=True, of=("self",)).get(pk=move.pk)
    if move.undone_at is not None:
        raise NotNow("Somebody has taken this back already.")
    if target.merged_into_id is not None or (move.kind == TopicMove.Kind.SPLIT and source.merged_into_id is not None):
        raise NotNow("It became part of another topic since. Take that back first.")
    if target.forum_id not in alike(source.forum):
        raise NotNow("Other people read one of the two now. Move one of them first, then everybody knows who reads it.")
    if move.kind == TopicMove.Kind.MERGE:
        _part(move, source, target)
    else:
        _rejoin(move, source, target)
    tally(source)
    tally(target)
    move.undone_at, move.undone_by = timezone.now(), by
    move.save(update_fields=["undone_at", "undone_by"])
    record("unmerged" if move.kind == TopicMove.Kind.MERGE else "unsplit", by=by, topic=source, move=move.pk)
    index_topic(source)
    index_topic(target)
    return move


def _part(move: TopicMove, source: Topic, target: Topic) -> None:
    """Let a topic have its posts again."""
    # By their keys: a number that was free meanwhile may be another post's now.
    gone = Post.objects.filter(topic=target, pk__in=move.gained["posts"])
    first = gone.filter(pk=move.first_id or 0, number=move.offset + 1).first()
    if first is None:
        raise NotNow("What it began with stands in another topic by now. Take that back first.")
    gone.update(topic=source, number=F("number") - move.offset)
    source.merged_into, source.removed_at = None, first.removed_at
    source.save(update_fields=["merged_into", "removed_at"])
    gained = move.gained
    target.votes -= TopicVote.objects.filter(topic=target, user__in=gained["voters"]).delete()[0]
    followed = TopicReader.objects.filter(topic=target, user__in=gained["followers"], followed_at__isnull=False)
    target.followers -= followed.update(followed_at=None)
    for rows, kept in ((TopicTicket, "tickets"), (TopicProposal, "proposals"), (LineageChange, "changes")):
        rows.objects.filter(pk__in=gained[kept], topic=target).update(topic=source)
    target.views = max(0, target.views - gained["views"])
    target.save(update_fields=["votes", "followers", "views"])


def _rejoin(move: TopicMove, source: Topic, target: Topic) -> None:
    """Give posts the numbers they had; what has none there stands behind them all."""
    posts = list(Post.objects.filter(topic=target).order_by("number"))
    taken = set(source.posts.filter(number__in=list(move.numbers.values())).values_list("number", flat=True))
    free = max(source.last_number, *move.numbers.values())
    for post in posts:
        number = move.numbers.get(str(post.pk))
        if number is None or number in taken:
            number = free = free + 1
        post.topic, post.number = source, number
    Post.objects.bulk_update(posts, ["topic", "number"], batch_size=500)
    bring_along(target, source)
    leads_on(target, source)
