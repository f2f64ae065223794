"""Say that one of two things made of each other has changed, so that somebody looks at the other."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import Notification, User
from accounts.operations.notifying import Notice, notify_all
from community.errors import NotNow
from community.models import LineageChange, Post, PostArticle, Topic, TopicProposal, TopicTicket
from community.permissions import Power, require
from community.standing import Standing
from knowledgebase.models import Article, Translation
from tickets.models import Ticket

What = LineageChange.What
SAID = {
    What.ANSWER: "The answer an article was made of has changed",
    What.WITHDRAWN: "The answer an article was made of does not count as one any more",
    What.ARTICLE: "An article made of an answer has changed",
    What.REOPENED: "A ticket is open again whose result stands in a topic",
    What.TOPIC: "What a topic says of a ticket has changed",
}


def flag_made_of(post: Post, *, by: User, withdrawn: bool = False) -> None:
    """Flag what was made of an answer that was changed or taken back, in the caller's transaction."""
    for made in PostArticle.objects.filter(post=post).select_related("article", "by", "article__owner"):
        what = What.WITHDRAWN if withdrawn else What.ANSWER
        _note(what, post.topic, post=post, article=made.article, by=by, tell=[made.by, made.article.owner])
    if not post.topic.is_question or (
        post.accepted_at is None and not withdrawn and not TopicTicket.objects.filter(result=post).exists()
    ):
        return
    for ticket in _tickets_of(post.topic):
        _note(What.TOPIC, post.topic, post=post, ticket=ticket, by=by, tell=[ticket.assignee])


def flag_article(translation: Translation) -> None:
    """Flag the answer an article was made of, when the article says something new. Its first words are no change."""
    made = PostArticle.objects.filter(article=translation.article_id).select_related("post__topic", "by").first()
    current = translation.current_revision_id
    if made is None or translation.locale != made.post.topic.locale or current in {None, made.revision_id}:
        return
    before = made.revision_id
    made.revision_id = current
    made.save(update_fields=["revision"])
    if before is not None:
        revision = translation.current_revision
        by = revision.edited_by if revision else None
        _note(What.ARTICLE, made.post.topic, post=made.post, article=translation.article, by=by, tell=[made.by])


def flag_reopened(ticket: Ticket) -> None:
    """Flag the topics that say what came of a ticket which is open again."""
    told = TopicTicket.objects.filter(ticket=ticket, result__isnull=False).select_related("topic", "by", "result")
    for taken in told:
        _note(What.REOPENED, taken.topic, post=taken.result, ticket=ticket, by=None, tell=[taken.by, ticket.assignee])
    made = TopicProposal.objects.filter(ticket=ticket, topic__isnull=False).select_related("topic", "by")
    for proposal in made:
        assert proposal.topic is not None
        _note(What.REOPENED, proposal.topic, ticket=ticket, by=None, tell=[proposal.by, ticket.assignee])


@transaction.atomic
def look_at_change(change: LineageChange, *, by: User) -> None:
    """Say that somebody looked at the other side. Raises NotAllowed, NotNow."""
    require(Standing.of(by), Power.TAKE_UP)
    open_ = LineageChange.objects.filter(pk=change.pk, seen_at=None)
    if not open_.update(seen_at=timezone.now(), seen_by=by):
        raise NotNow("Somebody has looked at it already.")


def _tickets_of(topic: Topic) -> list[Ticket]:
    taken = TopicTicket.objects.filter(topic=topic).values("ticket")
    proposed = TopicProposal.objects.filter(topic=topic).values("ticket")
    return list(Ticket.objects.filter(pk__in=taken.union(proposed)).select_related("assignee"))


def _note(
    what: LineageChange.What,
    topic: Topic,
    *,
    by: User | None,
    tell: Iterable[User | None],
    post: Post | None = None,
    article: Article | None = None,
    ticket: Ticket | None = None,
) -> None:
    change = LineageChange(
        what=what, topic=topic, post=post, article=article, ticket=ticket, by=by, created_at=timezone.now()
    )
    # Noted already and not looked at yet, it is one thing to look at.
    LineageChange.objects.bulk_create([change], ignore_conflicts=True)
    path = post.get_absolute_url() if post else topic.get_absolute_url()
    key = f"{what} {topic.pk} {article.pk if article else ticket.pk if ticket else ''} {change.created_at:%Y%m%d}"
    people = {user.pk: user for user in tell if user is not None}
    notify_all(
        [Notice(user, Notification.Kind.COMMUNITY, key, SAID[what], path=path, by=by) for user in people.values()]
    )
