"""What the lists of topics show a reader, with a fixed number of statements however many topics there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from community.models import Forum, PlaceWish, Post, Topic, TopicReader
from community.models.topic import TopicQuerySet
from community.selectors.keyset import Page, page_of
from community.standing import Standing

SIZE = 20
# A number in a tab stops here: what is more is many.
MANY = 100
HELPED_MOST, HELPED_IN = 3, timedelta(days=30)
UNANSWERED, UNSOLVED, MINE, FOLLOWING = "unanswered", "unsolved", "mine", "following"


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who solved questions lately."""

    user: User
    answers: int


def forums(standing: Standing) -> list[Forum]:
    """Return the forums somebody may read, each after the one it stands in."""
    return ordered(list(Forum.objects.open_to(standing).open()))


def ordered(rows: Sequence[Forum]) -> list[Forum]:
    """Return forums as a tree is read: each after the one it stands in."""
    places = {forum.pk: (forum.position, forum.pk) for forum in rows}
    return sorted(rows, key=lambda forum: [places.get(pk, (0, pk)) for pk in forum.path])


def topics(
    standing: Standing, *, forum: Forum | None = None, show: str = "", tag: str = "", **keys: str
) -> Page[Topic]:
    """Return a page of topics, the one written in last on top; of ideas, the one most wanted."""
    rows = listed(standing, show)
    if forum is not None:
        rows = rows.filter(forum=forum)
    if tag:
        rows = rows.filter(tags__contains=[tag])
    if not (show or tag or forum) and (muted := _places(standing, PlaceWish.Level.MUTE)):
        rows = rows.exclude(muted)
    by = "votes" if forum is not None and forum.kind == Forum.Kind.IDEA else "last_post_at"
    if by == "votes":
        rows = rows.filter(kind=Forum.Kind.IDEA)
    return page_of(_drawn(rows), by, size=SIZE, **keys)


def pinned(standing: Standing, forum: Forum | None) -> list[Topic]:
    """Return what moderators keep on top: of one forum, or the announcements of all."""
    rows = Topic.objects.listed().open_to(standing).filter(pinned_at__isnull=False)
    rows = rows.filter(forum=forum) if forum else rows.filter(kind=Forum.Kind.ANNOUNCEMENT)
    return list(_drawn(rows).order_by("-pinned_at")[:3])


def unanswered_count(standing: Standing) -> str:
    """Return how many questions nobody answered, as a tab says it: counts up to a hundred and no further."""
    found = len(listed(standing, UNANSWERED).order_by("-last_post_at", "-pk").values_list("pk")[:MANY])
    return f"{MANY - 1}+" if found >= MANY else str(found) if found else ""


def helped_most(standing: Standing) -> list[Helper]:
    """Return who solved most questions of the last month, among those this reader may see."""
    solved = Post.objects.filter(
        accepted_at__gt=timezone.now() - HELPED_IN,
        removed_at=None,
        author__isnull=False,
        # Colleagues are paid for it.
        staff=False,
        topic__in=Topic.objects.listed().open_to(standing).values("pk"),
    )
    counts = solved.values_list("author").annotate(n=Count("pk")).order_by("-n", "author")[:HELPED_MOST]
    answers = dict(counts)
    people = User.objects.filter(pk__in=answers).select_related("profile")
    return sorted((Helper(user, answers[user.pk]) for user in people), key=lambda one: (-one.answers, one.user.pk))


def unread_of(user: User, rows: Sequence[Topic]) -> set[int]:
    """Return which of these topics have posts this person has not read, of those they have opened before."""
    seen = dict(TopicReader.objects.filter(user=user, topic__in=rows).values_list("topic", "read_number"))
    return {row.pk for row in rows if row.pk in seen and seen[row.pk] < row.last_number}


def listed(standing: Standing, show: str) -> TopicQuerySet:
    """Return the topics of one list, of those somebody may read, in no order."""
    rows = Topic.objects.listed().open_to(standing)
    questions: dict[str, Any] = {"kind": Forum.Kind.QUESTION, "solved_at": None}
    if show == UNANSWERED:
        return rows.filter(**questions, replies=0)
    if show == UNSOLVED:
        return rows.filter(**questions)
    if show == MINE:
        return rows.filter(author=standing.user)
    if show == FOLLOWING:
        mine = TopicReader.objects.filter(user=standing.user)
        followed = Q(pk__in=mine.filter(followed_at__isnull=False).values("topic"))
        places = _places(standing, PlaceWish.Level.WATCH, PlaceWish.Level.TRACK)
        if places:
            followed |= places & ~Q(pk__in=mine.filter(muted_at__isnull=False).values("topic"))
        return rows.filter(followed)
    return rows


def _places(standing: Standing, *levels: str) -> Q:
    """Return the condition of standing in a forum, or having a tag, of which somebody said this."""
    wishes = PlaceWish.objects.filter(user=standing.user, level__in=levels) if standing.user else ()
    found = Q()
    for wish in wishes:
        found |= Q(forum__path__contains=[wish.forum_id]) if wish.forum_id else Q(tags__contains=[wish.tag])
    return found


def level_of_place(standing: Standing, *, forum: Forum | None, tag: str) -> str:
    """Return what somebody said of the forum or tag whose list they look at; empty for nothing."""
    if standing.user is None or not (forum or tag):
        return ""
    place = {"forum": forum, "tag": ""} if forum else {"forum": None, "tag": tag}
    return PlaceWish.objects.filter(user=standing.user, **place).values_list("level", flat=True).first() or ""


def _drawn(rows: TopicQuerySet) -> TopicQuerySet:
    return rows.select_related("forum", "author__profile", "last_poster__profile")
