"""Who may do what, by trust: one table. Operations ask; pages ask the same to know what to draw."""

from __future__ import annotations

from enum import StrEnum

from community.errors import NotAllowed, TopicIsClosed
from community.models import Forum, Post, Topic
from community.standing import BASIC, LEADER, NEW, REGULAR, Standing

# Only people of the company: no trust reaches it.
STAFF = 5


class Power(StrEnum):
    """What somebody may do wherever they may read."""

    WRITE = "write"
    VOTE = "vote"
    FOLLOW = "follow"
    FLAG = "flag"
    # Without the limits of who is new.
    WRITE_FREELY = "write freely"
    RETITLE = "retitle"
    MOVE = "move"
    PIN = "pin"
    CLOSE = "close"
    EDIT_ANY = "edit any"
    ACCEPT_ANY = "accept any"
    REMOVE_ANY = "remove any"
    MERGE = "merge"
    MODERATE = "moderate"
    STEER_IDEAS = "steer ideas"
    TAKE_UP = "take up"
    CLAIM = "claim"


# The least trust it takes.
LEAST: dict[Power, int] = {
    Power.WRITE: NEW,
    Power.VOTE: NEW,
    Power.FOLLOW: NEW,
    Power.FLAG: BASIC,
    Power.WRITE_FREELY: BASIC,
    Power.RETITLE: REGULAR,
    Power.MOVE: REGULAR,
    Power.PIN: LEADER,
    Power.CLOSE: LEADER,
    Power.EDIT_ANY: LEADER,
    Power.ACCEPT_ANY: LEADER,
    Power.REMOVE_ANY: STAFF,
    Power.MERGE: STAFF,
    Power.MODERATE: STAFF,
    Power.STEER_IDEAS: STAFF,
    Power.TAKE_UP: STAFF,
    Power.CLAIM: STAFF,
}
# What somebody who is silenced still may.
_QUIET = {Power.FOLLOW}


def may(standing: Standing, power: Power) -> bool:
    """Whether their trust, or their place in the company, allows it at all."""
    if standing.user is None or standing.suspended:
        return False
    if standing.staff:
        return True
    if standing.colleague:
        # Light agents read and follow; they do not speak to customers.
        return power == Power.FOLLOW
    if standing.silenced and power not in _QUIET:
        return False
    return standing.level >= LEAST[power]


def require(standing: Standing, power: Power) -> None:
    if not may(standing, power):
        if standing.silenced:
            raise NotAllowed("A moderator has asked you to pause for a while. You can read, and follow topics.")
        raise NotAllowed


def may_start(standing: Standing, forum: Forum) -> bool:
    """Whether they begin topics in a forum they may read."""
    if forum.archived_at is not None or not may(standing, Power.WRITE):
        return False
    if forum.kind == Forum.Kind.ANNOUNCEMENT:
        return standing.staff
    return standing.staff or standing.level >= forum.trust_to_write


def may_answer(standing: Standing, topic: Topic) -> bool:
    """Whether they write in a topic they may read. Moderators have the last word in a closed one. Reads its forum."""
    if topic.removed_at is not None or topic.forum.archived_at is not None or not may(standing, Power.WRITE):
        return False
    return topic.closed_at is None or standing.moderates


def require_answer(standing: Standing, topic: Topic) -> None:
    require(standing, Power.WRITE)
    if not may_answer(standing, topic):
        raise TopicIsClosed


def may_edit(standing: Standing, post: Post) -> bool:
    """Their own while the topic is open, and anybody's for moderators. What staff wrote only staff changes."""
    if may(standing, Power.EDIT_ANY) and (standing.staff or not post.staff):
        return True
    return may(standing, Power.WRITE) and post.author_id == _pk(standing) and post.topic.is_open


def may_remove(standing: Standing, post: Post) -> bool:
    """Their own answer until it is accepted, and anybody's for staff. A topic goes with its first post."""
    if may(standing, Power.REMOVE_ANY):
        return True
    mine = may(standing, Power.WRITE) and post.author_id == _pk(standing) and post.accepted_at is None
    return mine and (not post.is_first or post.topic.replies == 0)


def may_accept(standing: Standing, topic: Topic) -> bool:
    """Who asked, where the forum lets them; leaders and staff always. Reads the topic's forum."""
    if not topic.is_question or topic.removed_at is not None:
        return False
    mine = topic.author_id == _pk(standing) and may(standing, Power.WRITE)
    return may(standing, Power.ACCEPT_ANY) or (mine and topic.forum.author_accepts)


def may_retitle(standing: Standing, topic: Topic) -> bool:
    """Their own while it is open, and what others asked for regulars. Of a regular it reads the first post."""
    mine = topic.author_id == _pk(standing) and topic.is_open and may(standing, Power.WRITE)
    if mine and topic.kind != Forum.Kind.ANNOUNCEMENT:
        return True
    return may(standing, Power.RETITLE) and (standing.staff or not _of_the_company(topic))


def may_move(standing: Standing, topic: Topic) -> bool:
    """What others asked, for regulars; where to, the operation decides. Of a regular it reads the first post."""
    return may(standing, Power.MOVE) and (standing.staff or not _of_the_company(topic))


def _of_the_company(topic: Topic) -> bool:
    """Whether a topic is begun in the company's name: only staff changes such a one."""
    return topic.kind == Forum.Kind.ANNOUNCEMENT or topic.posts.filter(number=1, staff=True).exists()


def _pk(standing: Standing) -> int:
    return standing.user.pk if standing.user else 0
