"""What a topic's page shows: a range of posts, found by their numbers, so the last page costs what the first does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from community.models import (
    IdeaStep,
    LineageChange,
    Post,
    PostDraft,
    PostVote,
    Topic,
    TopicProposal,
    TopicReader,
    TopicTicket,
    TopicVote,
)
from community.permissions import Power, may, may_accept, may_answer, may_edit, may_remove
from community.selectors.lineage import changes_of
from community.selectors.merging import Told, moves_of
from community.standing import Standing
from tickets.models import Ticket

SIZE = 20


@dataclass(slots=True)
class Seen:
    """A post as this reader sees it: what they said of it, and what they may do with it."""

    post: Post
    helped: bool
    may_edit: bool
    may_remove: bool
    may_accept: bool
    may_vote: bool
    may_flag: bool


@dataclass(slots=True)
class Mine:
    """What a reader said and kept in one topic."""

    wants: bool = False
    reader: TopicReader | None = None
    draft: PostDraft | None = None


@dataclass(slots=True)
class Reading:
    """One page of a topic. The question stands on the first alone, and what solved it right below it, once."""

    topic: Topic
    number: int
    first: Seen | None
    accepted: list[Seen]
    posts: list[Seen]
    steps: list[IdeaStep] = field(default_factory=list)
    # Whether it was taken up in private is for all to see; the tickets are for who may see each.
    taken_up: bool = False
    tickets: list[TopicTicket] = field(default_factory=list)
    # For colleagues: the ticket it was made of, and what was made of it and changed since.
    origin: TopicProposal | None = None
    changes: list[LineageChange] = field(default_factory=list)
    # What became part of it, and what began from it.
    moves: list[Told] = field(default_factory=list)
    mine: Mine = field(default_factory=Mine)

    @property
    def pages(self) -> int:
        return pages_of(self.topic)

    @property
    def latest(self) -> int:
        """The number of the last post that is on this page."""
        return min(self.number * SIZE, self.topic.last_number)


def pages_of(topic: Topic) -> int:
    return max(1, -(-topic.last_number // SIZE))


def page_with(number: int) -> int:
    """Return the page a post of that number stands on."""
    return (number - 1) // SIZE + 1


def read(topic: Topic, standing: Standing, *, page: int) -> Reading:
    """Return one page of a topic this person may read."""
    within = Post.objects.filter(topic=topic, number__gt=(page - 1) * SIZE, number__lte=page * SIZE)
    posts = _posts(within, topic, standing)
    accepted = _posts(Post.objects.filter(topic=topic, accepted_at__isnull=False), topic, standing) if page == 1 else []
    first = next((post for post in posts if post.is_first), None)
    helped = _helped(standing, [*posts, *accepted])
    # What came into the inbox by itself is the desk's alone.
    taken = list(topic.tickets.select_related("ticket", "result"))
    seen = [_seen(post, standing, helped) for post in posts if post.accepted_at is None and not post.is_first]
    return Reading(
        topic,
        page,
        _seen(first, standing, helped) if first else None,
        [_seen(post, standing, helped) for post in sorted(accepted, key=lambda p: (-p.votes, p.number))],
        seen,
        steps=list(topic.steps.all()) if topic.is_idea else [],
        taken_up=any(not row.entered for row in taken),
        origin=_origin(topic, standing),
        changes=changes_of(topic, standing),
        tickets=_tickets(taken, standing),
        moves=moves_of(topic, standing),
        mine=_mine(topic, standing),
    )


def newer_posts(topic: Topic, standing: Standing, *, after: int) -> list[Seen]:
    """Return what was written after a post, at most a page of it."""
    posts = _posts(Post.objects.filter(topic=topic, number__gt=after), topic, standing)[:SIZE]
    helped = _helped(standing, posts)
    return [_seen(post, standing, helped) for post in posts]


def _posts(rows: object, topic: Topic, standing: Standing) -> list[Post]:
    found = rows.shown_to(standing).select_related("author__profile", "reply_to__author__profile").order_by("number")  # type: ignore[attr-defined]
    posts = list(found[: SIZE + 1])
    for post in posts:
        post.topic = topic
        said = post.reply_to
        if said is not None and (
            said.topic_id != topic.pk or (not standing.staff and (said.removed_at or said.held_at))
        ):
            post.reply_to = None
    return posts


def _helped(standing: Standing, posts: Sequence[Post]) -> set[int]:
    if standing.user is None:
        return set()
    return set(PostVote.objects.filter(user=standing.user, post__in=posts).values_list("post", flat=True))


def _tickets(taken: Sequence[TopicTicket], standing: Standing) -> list[TopicTicket]:
    if not (taken and standing.staff and standing.user):
        return []
    theirs = Ticket.objects.visible_to(standing.user).filter(pk__in=[row.ticket_id for row in taken])
    seen = set(theirs.values_list("pk", flat=True))
    return [row for row in taken if row.ticket_id in seen]


def _origin(topic: Topic, standing: Standing) -> TopicProposal | None:
    if not (standing.staff and standing.user):
        return None
    theirs = Ticket.objects.visible_to(standing.user)
    return TopicProposal.objects.filter(topic=topic, ticket__in=theirs).select_related("ticket").first()


def _mine(topic: Topic, standing: Standing) -> Mine:
    if standing.user is None:
        return Mine()
    return Mine(
        TopicVote.objects.filter(topic=topic, user=standing.user).exists(),
        TopicReader.objects.filter(topic=topic, user=standing.user).first(),
        PostDraft.objects.filter(topic=topic, user=standing.user).first() if may_answer(standing, topic) else None,
    )


def _seen(post: Post, standing: Standing, helped: set[int]) -> Seen:
    mine = standing.user is not None and post.author_id == standing.user.pk
    return Seen(
        post,
        post.pk in helped,
        may_edit(standing, post),
        may_remove(standing, post),
        may_accept(standing, post.topic) and not post.is_first,
        may(standing, Power.VOTE) and not mine,
        may(standing, Power.FLAG) and not mine and post.removed_at is None,
    )
