"""Who wrote in some days, and who answers: four statements, however many they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from accounts.models import User
from community.models import Post
from community.selectors.people import LEVELS
from insights.community.scope import CommunityScope

MOST = 10
STAFF = "The company"


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody who wrote: their answers, how many of them solved something."""

    user: User
    posts: int
    answers: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Contributors:
    """Customers who wrote, those who did for the first time, the most helpful, and answers by trust."""

    people: int = 0
    new: int = 0
    most: list[Contributor] = field(default_factory=list)
    levels: list[tuple[str, int]] = field(default_factory=list)


def contributors(scope: CommunityScope) -> Contributors:
    """Return who wrote in the days. Colleagues are paid for it: only their answers are counted, as one."""
    written = scope.posts().filter(staff=False, author__isnull=False)
    answers = Q(number__gt=1)
    by_person: Any = (
        written.order_by()
        .values("author")
        .annotate(
            posts=Count("pk"),
            answers=Count("pk", filter=answers),
            accepted=Count("pk", filter=answers & Q(accepted_at__isnull=False)),
        )
    )
    rows = list(by_person.order_by("-accepted", "-answers", "-posts", "author")[:MOST])
    earlier = Post.objects.filter(author=OuterRef("pk"), created_at__lt=scope.start, removed_at=None, held_at=None)
    everybody = User.objects.filter(pk__in=written.order_by().values("author")).annotate(known=Exists(earlier))
    people = everybody.aggregate(all=Count("pk"), new=Count("pk", filter=Q(known=False)))
    users = User.objects.select_related("profile").in_bulk([row["author"] for row in rows])
    return Contributors(
        people["all"],
        people["new"],
        [Contributor(users[row["author"]], row["posts"], row["answers"], row["accepted"]) for row in rows],
        _levels(scope),
    )


def _levels(scope: CommunityScope) -> list[tuple[str, int]]:
    answers = scope.posts().filter(number__gt=1)
    rows = answers.order_by().values("staff", level=F("author__profile__level")).annotate(n=Count("pk"))
    found = {STAFF: 0, **dict.fromkeys(LEVELS, 0)}
    for row in rows:
        # Who left, or was never counted, is as good as new.
        found[STAFF if row["staff"] else LEVELS[row["level"] or 0]] += row["n"]
    return list(found.items())
