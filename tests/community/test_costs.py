"""What a page of the community asks the database does not grow with what there is."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from community.models import Topic
from community.operations.answering import accept_answer
from community.operations.voting import vote_for_post
from tests.community.writing import make_answer, make_forum, make_member, make_topic

pytestmark = pytest.mark.django_db


def asked(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def fill(topic: Topic, idea: Topic) -> None:
    """Write more of everything, by ever more people."""
    forum = make_forum(parent=topic.forum)
    accept_answer(make_answer(make_topic(forum=forum)), by=User.objects.get(role="agent"))
    make_topic(forum=topic.forum)
    make_answer(idea)
    for _ in range(3):
        vote_for_post(make_answer(topic, tags_of(topic)), by=make_member(), helpful=True)
    accept_answer(make_answer(topic), by=User.objects.get(role="agent"))


def tags_of(topic: Topic) -> str:
    return f"What helps with {topic.title}"


@pytest.mark.parametrize("who", ["stranger", "member", "agent"])
def test_pages_cost_the_same_with_more_topics_posts_and_people(who: str, client: Client, agent: User) -> None:
    topic = make_topic()
    idea = make_topic("A quiet mode for mornings", forum=make_forum(kind="idea"))
    fill(topic, idea)
    if who != "stranger":
        client.force_login(agent if who == "agent" else make_member(level=2))
    paths = ["/community/", "/community/?show=unsolved", topic.forum.get_absolute_url(), "/community/roadmap/"]
    paths += [topic.get_absolute_url(), idea.get_absolute_url(), f"/community/t/{topic.pk}/news/?after=1"]
    before = {path: asked(client, path) for path in paths}
    for _ in range(3):
        fill(topic, idea)
    assert {path: asked(client, path) for path in paths} == before
    assert max(before.values()) <= 30, before


def test_a_deep_page_reads_a_range_and_no_offset(client: Client) -> None:
    topic = make_topic()
    for number in range(60):
        make_answer(topic, f"Answer {number}", by=topic.author)
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{topic.get_absolute_url()}?page=3")
    statements: list[Any] = [query["sql"] for query in queries]
    assert not any("OFFSET" in sql for sql in statements)
    posts = next(
        sql for sql in statements if 'FROM "community_post"' in sql and "BETWEEN" not in sql and '"number"' in sql
    )
    assert '"number" > 40' in posts
    assert '"number" <= 60' in posts
