"""What waits for a moderator: posts that readers reported, and posts that look like spam or are somebody's first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from community.models import CommunityEvent, Flag, Post
from community.selectors.keyset import Page

MOST = 50
# What moderators did, of all that is written down.
DONE = (
    *("removed", "restored", "kept", "turned_down", "moved", "retitled", "pinned", "unpinned", "closed", "reopened"),
    *("silenced", "unsilenced", "suspended", "unsuspended", "cleared", "brought_back", "level_set", "taken_up"),
    *("merged", "unmerged", "split", "unsplit"),
)
WORDS = {
    "removed": "took a post away",
    "restored": "brought a post back",
    "kept": "left a reported post as it is",
    "turned_down": "turned a post down",
    "moved": "moved a topic",
    "retitled": "gave a topic another title",
    "pinned": "pinned a topic",
    "unpinned": "unpinned a topic",
    "closed": "closed a topic",
    "reopened": "opened a topic again",
    "silenced": "asked somebody to pause",
    "unsilenced": "ended a pause",
    "suspended": "suspended somebody",
    "unsuspended": "ended a suspension",
    "cleared": "cleared away what somebody wrote",
    "brought_back": "brought back what was cleared away",
    "level_set": "set somebody’s trust",
    "taken_up": "took a topic up in private",
    "merged": "made another topic part of one",
    "unmerged": "took a merge back",
    "split": "let posts begin a topic of their own",
    "unsplit": "took a split back",
}


@dataclass(slots=True)
class Case:
    """One post to decide about, and why."""

    post: Post
    since: datetime
    flags: list[Flag] = field(default_factory=list)

    @property
    def why(self) -> list[str]:
        """What the program itself says against it."""
        return list(self.post.spam.get("why", [])) if self.post.held_at else []

    @property
    def seen(self) -> str:
        return words_read(self.post)


def words_read(post: Post) -> str:
    """Return what stands for the words of a post as they are; of a first post its title and tags are part of them."""
    about = [post.topic.title, *post.topic.tags] if post.is_first else []
    return sha256("\n".join([*about, post.body]).encode()).hexdigest()[:20]


def queue() -> list[Case]:
    """Return what is open, what waits longest first, at most fifty, in four statements."""
    posts = Post.objects.filter(pk__in=_open(MOST)).select_related("topic__forum", "author__profile").order_by("pk")
    cases = {post.pk: Case(post, post.held_at or post.created_at) for post in posts}
    for flag in Flag.objects.filter(post__in=cases, decided_at=None).select_related("by__profile").order_by("pk"):
        case = cases[flag.post_id]
        case.since = min(case.since, flag.created_at) if case.flags or case.post.held_at else flag.created_at
        case.flags.append(flag)
    return sorted(cases.values(), key=lambda case: case.since)


def waiting() -> int:
    """Return how many posts wait, as far as a badge says it."""
    return len(_open(100))


def _open(most: int) -> list[int]:
    """Return the posts that wait or were reported, the oldest first.

    Each kind from its own index: one condition for both would walk every post there is.
    """
    held = Post.objects.filter(held_at__isnull=False, removed_at=None).order_by("pk").values_list("pk", flat=True)
    flags = (
        Flag.objects.filter(decided_at=None, post__removed_at=None)
        .order_by("post_id")
        .values_list("post_id", flat=True)
    )
    return sorted({*held[:most], *flags.distinct()[:most]})[:most]


def log(*, before: int = 0) -> Page[CommunityEvent]:
    """Return a page of what moderators did, the latest first."""
    rows = CommunityEvent.objects.filter(action__in=DONE, by__isnull=False).select_related(
        "by__profile", "person__profile", "topic", "post"
    )
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: MOST + 1])
    more, found = len(found) > MOST, found[:MOST]
    for event in found:
        event.words = WORDS[event.action]  # type: ignore[attr-defined]
    return Page(found, older=str(found[-1].pk) if more else "")
