"""The family of topics in the one search: the question, and what was said to solve it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.conf import settings

from community.models import Post, Topic
from community.models.topic import TopicQuerySet
from helpdesk.lib.html import html_to_text
from knowledgebase.audience import Reader
from knowledgebase.search import Document, Family, Shown, forget, index

KEY = "topic"
_AT_ONCE = 200


def visible(reader: Reader) -> TopicQuerySet:
    return Topic.objects.listed().visible_to(reader)


def index_topic(topic: Topic) -> None:
    """Make a topic findable as it is now, or unfindable. In the transaction of what changed it."""
    if topic.removed_at is None and topic.held_at is None:
        index(_documents_of([topic]))
    else:
        forget(KEY, [topic.pk])


def index_topics(topics: Sequence[Topic]) -> None:
    """Make many topics findable at once."""
    index(_documents_of([topic for topic in topics if topic.removed_at is None and topic.held_at is None]))


def _documents_of(topics: Sequence[Topic]) -> Iterator[Document]:
    said: dict[int, list[str]] = {topic.pk: [] for topic in topics}
    worth = Post.objects.filter(topic__in=topics, removed_at=None, held_at=None)
    for post in (worth.filter(number=1) | worth.exclude(accepted_at=None)).order_by("topic", "number"):
        said[post.topic_id].append(html_to_text(post.html))
    for topic in topics:
        yield Document(
            family=KEY,
            object_id=topic.pk,
            locale=topic.locale,
            title=topic.title,
            keywords=", ".join(tag.replace("-", " ") for tag in topic.tags),
            body="\n".join(said[topic.pk]),
            # What is solved helps more than what is only asked.
            helpfulness=0.3 if topic.solved_at else 0.0,
        )


def _shown(rows: TopicQuerySet) -> Mapping[int, Shown]:
    return {row.pk: Shown(row, row.title, (KEY, row.pk), ", ".join(row.tags)) for row in rows}


def _documents() -> Iterable[Document]:
    rows = Topic.objects.listed().order_by("pk").iterator(chunk_size=_AT_ONCE)
    waiting: list[Topic] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == _AT_ONCE:
            yield from _documents_of(waiting)
            waiting = []
    yield from _documents_of(waiting)


TOPICS = Family(
    KEY, "Community", visible=visible, shown=_shown, documents=_documents, for_readers=True, icon="messages-square"
)


def locale_of_new() -> str:
    """Return the language a new topic is taken to be in: the site's first."""
    return str(settings.KNOWLEDGE_LOCALES[0])
