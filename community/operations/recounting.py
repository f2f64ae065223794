"""Count anew what rows say that were not written one by one: a few statements, however many there are."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

_SHOWN = "removed_at IS NULL AND held_at IS NULL"
_TOPICS = f"""
UPDATE community_topic AS topic SET
    last_number = greatest(topic.last_number, said.last), replies = said.replies,
    last_post_at = coalesce(said.at, topic.created_at), last_poster_id = said.poster, solved_at = said.solved
FROM (
    SELECT topic_id, max(number) AS last, count(*) FILTER (WHERE number > 1 AND {_SHOWN}) AS replies,
        (array_agg(created_at ORDER BY number DESC) FILTER (WHERE {_SHOWN}))[1] AS at,
        (array_agg(author_id ORDER BY number DESC) FILTER (WHERE {_SHOWN}))[1] AS poster,
        min(accepted_at) FILTER (WHERE removed_at IS NULL) AS solved
    FROM community_post WHERE topic_id = ANY(%s) GROUP BY topic_id
) AS said WHERE topic.id = said.topic_id
"""  # noqa: S608  # Nothing of it comes from elsewhere.
_PEOPLE = """
UPDATE community_profile AS profile SET
    topics_started = (SELECT count(*) FROM community_topic WHERE author_id = profile.user_id),
    posts_written = said.posts, topics_replied = said.replied, answers_accepted = said.accepted,
    votes_given = (SELECT count(*) FROM community_postvote WHERE user_id = profile.user_id),
    votes_received = said.received, due_at = now()
FROM (
    SELECT person.id, count(post.id) FILTER (WHERE post.number > 1) AS posts,
        count(DISTINCT post.topic_id) FILTER (WHERE post.number > 1 AND topic.author_id IS DISTINCT FROM person.id)
            AS replied,
        count(*) FILTER (WHERE post.accepted_at IS NOT NULL AND topic.author_id IS DISTINCT FROM person.id)
            AS accepted,
        coalesce(sum((SELECT count(*) FROM community_postvote WHERE post_id = post.id)), 0) AS received
    FROM unnest(%s::bigint[]) AS person(id)
    LEFT JOIN community_post AS post ON post.author_id = person.id
    LEFT JOIN community_topic AS topic ON topic.id = post.topic_id
    GROUP BY person.id
) AS said WHERE profile.user_id = said.id
"""
_REPLIES = """
UPDATE community_post AS post SET reply_to_id = said.id
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS reply(id, topic, number)
JOIN community_post AS said ON said.topic_id = reply.topic AND said.number = reply.number
WHERE post.id = reply.id AND said.id <> post.id
"""


def recount_topics(topics: Sequence[int]) -> None:
    """Bring topics up to date with their posts. In the caller's transaction."""
    _run(_TOPICS, list(topics))


def recount_people(people: Sequence[int]) -> None:
    """Bring what people did up to date, and have their levels looked at. In the caller's transaction."""
    _run(_PEOPLE, list(people))


def set_replies(replies: Sequence[tuple[int, int, int]]) -> None:
    """Lead (post, topic, number) to the post of that number; one that is not there leads nowhere."""
    if replies:
        _run(_REPLIES, *(list(column) for column in zip(*replies, strict=True)))


def _run(sql: str, *values: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
