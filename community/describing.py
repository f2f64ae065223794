"""What search engines are told of a topic: QAPage for questions that have an answer (schema.org)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.html import strip_tags

from community.models import Forum, Post, Topic
from community.naming import called
from community.selectors.reading import Reading
from community.standing import Standing
from community.thin import is_thin
from knowledgebase.portal.head import Head, breadcrumbs

_ANSWERS = 5


def described(topic: Topic, shown: Reading) -> Head:
    """Return the head of one page of a topic. Each page is its own address; thin and private ones are not listed."""
    path = topic.get_absolute_url() + (f"?page={shown.number}" if shown.number > 1 else "")
    trail = [
        ("Community", "/community/"),
        (topic.forum.name, topic.forum.get_absolute_url()),
        (topic.title, topic.get_absolute_url()),
    ]
    data = [breadcrumbs(trail)]
    if topic.is_question and topic.replies and shown.first is not None:
        data.insert(0, _question(topic, shown, shown.first.post))
    return Head(
        title=topic.title,
        description=_words(shown.first.post.html, 160) if shown.first else topic.title,
        path=path,
        kind="article",
        hidden=not _is_public(topic) or is_thin(topic) or topic.removed_at is not None or topic.held_at is not None,
        data=data,
    )


def _is_public(topic: Topic) -> bool:
    """Whether everybody reads its forum; where that stands in others, they are asked, too."""
    forum = topic.forum
    if not forum.is_public or len(forum.path) == 1:
        return forum.is_public
    return Forum.objects.open_to(Standing()).filter(pk=forum.pk).exists()


def _question(topic: Topic, shown: Reading, first: Post) -> dict[str, Any]:
    question: dict[str, Any] = {
        "@type": "Question",
        "name": topic.title,
        "text": _words(first.html, 2000),
        "answerCount": topic.replies,
        "upvoteCount": topic.votes,
        "dateCreated": topic.created_at.isoformat(),
        "author": _person(first),
    }
    if shown.accepted:
        question["acceptedAnswer"] = [_answer(seen.post) for seen in shown.accepted]
    others = [seen.post for seen in shown.posts if seen.post.removed_at is None and seen.post.held_at is None]
    if others:
        question["suggestedAnswer"] = [_answer(post) for post in others[:_ANSWERS]]
    return {"@type": "QAPage", "mainEntity": question}


def _answer(post: Post) -> dict[str, Any]:
    return {
        "@type": "Answer",
        "text": _words(post.html, 2000),
        "upvoteCount": post.votes,
        "dateCreated": post.created_at.isoformat(),
        "url": settings.SITE_URL + post.get_absolute_url(),
        "author": _person(post),
    }


def _person(post: Post) -> dict[str, str]:
    if post.staff:
        return {"@type": "Organization", "name": settings.SITE_NAME}
    return {"@type": "Person", "name": called(post.author)}


def _words(html: str, most: int) -> str:
    return " ".join(strip_tags(html).split())[:most]
