"""Which topics another may become part of, what would come of it, and what became of one already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from community.models import Forum, Post, Topic, TopicMove, TopicVote
from community.models.topic import TopicQuerySet
from community.search import KEY, locale_of_new
from community.selectors.readers import alike
from community.standing import Standing
from knowledgebase.search import search

MOST = 8
# As somebody says which: its address, or its number.
_NAMED = re.compile(r"(?:.*/t/)?(\d{1,9})(?:/.*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Together:
    """What two topics would be as one."""

    replies: int
    votes: int
    new_votes: int


def joinable(topic: Topic) -> TopicQuerySet:
    """Return the topics this one may become part of."""
    there = Topic.objects.listed().filter(forum__in=alike(topic.forum), forum__archived_at=None)
    return (
        there.filter(kind=topic.kind, merged_into=None).exclude(pk=topic.pk).select_related("forum", "author__profile")
    )


def candidates(topic: Topic, reader: User, asked: str = "") -> list[Topic]:
    """Return what is most like a topic, or what somebody asks for: by words, number or address."""
    rows = joinable(topic)
    if named := _NAMED.fullmatch(asked.strip()):
        return list(rows.filter(pk=int(named[1])))
    found = search(reader, asked.strip() or topic.title, locale=locale_of_new(), families=(KEY,), limit=3 * MOST)
    order = [result.row.pk for result in found.results]
    there = {row.pk: row for row in rows.filter(pk__in=order)}
    return [there[pk] for pk in order if pk in there][:MOST]


def together(source: Topic, into: Topic) -> Together:
    """Return how many answers and votes there would be; each person's vote counts once."""
    new = set(TopicVote.objects.filter(topic=source).values_list("user", flat=True))
    author = source.author
    if author is not None and not author.is_agent:
        new.add(author.pk)
    known = TopicVote.objects.filter(topic=into, user__in=new).values_list("user", flat=True)
    new -= {*known, into.author_id}
    replies = Post.objects.filter(topic=source, removed_at=None, held_at=None).count()
    return Together(into.replies + replies, into.votes + len(new), len(new))


@dataclass(frozen=True, slots=True)
class Told:
    """A line on a topic's page: which topic became part of it, which began from it, or where it began."""

    move: TopicMove
    here: bool
    other: Topic
    # Whether the reader may follow it.
    open: bool


def moves_of(topic: Topic, standing: Standing) -> list[Told]:
    """Return what is to be told of merges and splits on a topic's page, the latest last."""
    rows = TopicMove.objects.filter(Q(source=topic) | Q(target=topic), undone_at=None).select_related(
        "source", "target"
    )
    moves = list(rows.order_by("pk")[:20])
    if not moves:
        return []
    others = [move.target if move.source_id == topic.pk else move.source for move in moves]
    seen = set(
        Topic.objects.open_to(standing).filter(pk__in=[other.pk for other in others]).values_list("pk", flat=True)
    )
    told = [
        Told(move, move.target_id == topic.pk, other, other.pk in seen)
        for move, other in zip(moves, others, strict=True)
    ]
    merged = TopicMove.Kind.MERGE
    return [one for one in told if one.open or one.move.kind == merged]


def first_post_of(topic_pk: int, standing: Standing) -> Post | None:
    """Return where the first words of a topic that became part of another stand now, for whoever may read there."""
    move = TopicMove.objects.filter(source=topic_pk, kind=TopicMove.Kind.MERGE, undone_at=None).first()
    if move is None:
        # A split that was taken back leads to where its posts are again.
        move = TopicMove.objects.filter(target=topic_pk, kind=TopicMove.Kind.SPLIT, undone_at__isnull=False).last()
        pk = next((int(pk) for pk, _ in sorted(move.numbers.items(), key=lambda one: one[1])), 0) if move else 0
    else:
        pk = move.first_id or 0
    return Post.objects.open_to(standing).filter(pk=pk).select_related("topic__forum").first() if pk else None


def places_for_split(topic: Topic) -> Sequence[Forum]:
    """Return the forums in which posts of a topic may begin one of their own: those the same people read."""
    rows = Forum.objects.open().filter(pk__in=alike(topic.forum)).exclude(kind=Forum.Kind.ANNOUNCEMENT)
    return list(rows.order_by("position", "pk"))
