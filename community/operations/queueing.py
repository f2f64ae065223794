"""Write notices and letters for any number of people with one statement each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from accounts.models import User
from community.models import Notice, ReachSettings

_NOTICES = """
INSERT INTO community_notice (user_id, kind, topic_id, post_id, step_id, by_id, key, created_at)
SELECT heard.id, %s, %s, %s, %s, %s, %s, %s FROM ({heard}) AS heard (id)
ON CONFLICT (user_id, key) DO NOTHING
"""
# Of one occasion: those told of it by now, as far as they want mail of it.
_LETTERS = """
INSERT INTO community_communityletter (user_id, kind, notice_id, state, attempts, due_at, trouble, said, created_at)
SELECT notice.user_id, 'notice', notice.id, 'queued', 0, %(due)s, '', '', %(now)s
FROM community_notice AS notice
LEFT JOIN community_reachwishes AS wishes ON wishes.user_id = notice.user_id
WHERE notice.{about} = %(pk)s AND notice.key = %(key)s
    AND (wishes.mail IS NULL OR wishes.mail = 'all' OR wishes.mail = 'mine' AND notice.kind NOT IN ('topic', 'post'))
ON CONFLICT (notice_id) DO NOTHING
"""


def write_notices(about: Notice, heard: QuerySet[User], kind: str) -> int:
    """Tell these people of one occasion; who heard of it already is passed over. Return how many are new."""
    sql, values = heard.values("pk").order_by().query.sql_with_params()
    said: list[Any] = [kind, about.topic_id, about.post_id, about.step_id, about.by_id, about.key, about.created_at]
    with connection.cursor() as cursor:
        cursor.execute(_NOTICES.format(heard=sql), [*said, *values])
        return int(cursor.rowcount)


def queue_letters(about: Notice) -> int:
    """Queue letters about one occasion, due after the time in which a post may still be changed or taken away."""
    settings = ReachSettings.current()
    if not settings.mails:
        return 0
    column, pk = ("step_id", about.step_id) if about.step_id else ("post_id", about.post_id)
    now = about.created_at
    values = {"pk": pk, "key": about.key, "now": now, "due": now + timedelta(minutes=settings.delay_minutes)}
    with connection.cursor() as cursor:
        cursor.execute(_LETTERS.format(about=column), values)
        return int(cursor.rowcount)
