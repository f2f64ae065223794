"""Some posts begin a topic of their own, and come back from it."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from community.errors import CommunityError
from community.models import Topic, TopicReader
from community.operations.answering import accept_answer
from community.operations.splitting import split_topic
from community.operations.steering import move_topic
from community.operations.undoing import undo_move
from tests.community.writing import make_answer, make_forum, make_member, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic() -> Topic:
    topic = make_topic()
    for text in ("Air in the pump", "By the way: my wand drips", "Change its seal"):
        make_answer(topic, text)
    return topic


def numbers(topic: Topic) -> list[int]:
    return list(topic.posts.order_by("number").values_list("number", flat=True))


def test_the_new_topic_belongs_to_who_wrote_the_first_of_them(client: Client, topic: Topic, agent: User) -> None:
    asked, answered = topic.posts.get(number=3), topic.posts.get(number=4)
    new = split_topic(topic, numbers=[4, 3], title="The wand drips", to=topic.forum, by=agent).target
    new.refresh_from_db()
    topic.refresh_from_db()
    assert (new.author, new.replies, new.last_number, new.created_at) == (asked.author, 1, 2, asked.created_at)
    assert (topic.replies, topic.last_number, numbers(topic)) == (1, 2, [1, 2])
    assert client.get(f"/community/posts/{answered.pk}/")["Location"] == f"{new.get_absolute_url()}#post-2"
    assert "2 posts went on in" in client.get(topic.get_absolute_url()).content.decode()
    assert "This began in" in client.get(new.get_absolute_url()).content.decode()
    following = TopicReader.objects.filter(topic=new, followed_at__isnull=False).values_list("user", flat=True)
    assert set(following) == {asked.author_id, answered.author_id}
    assert new.followers == 2


def test_taking_it_back_gives_each_its_place_and_brings_what_came_since(
    client: Client, topic: Topic, agent: User
) -> None:
    before = dict(topic.posts.values_list("pk", "number"))
    move = split_topic(topic, numbers=[3, 4], title="The wand drips", to=topic.forum, by=agent)
    since = make_answer(move.target, "Written since")
    undo_move(move, by=agent)
    topic.refresh_from_db()
    after = dict(topic.posts.values_list("pk", "number"))
    assert after == {**before, since.pk: 5}
    assert (topic.replies, topic.last_number) == (4, 5)
    moved = client.get(move.target.get_absolute_url())
    assert moved.status_code == 302
    assert client.get(moved["Location"])["Location"].endswith("#post-3")


def test_what_other_people_read_meanwhile_does_not_come_back_by_itself(topic: Topic, agent: User) -> None:
    move = split_topic(topic, numbers=[3], title="The wand drips", to=topic.forum, by=agent)
    move_topic(move.target, to=make_forum(visibility="internal"), by=agent)
    make_answer(move.target, "Between colleagues", by=agent)
    with pytest.raises(CommunityError):
        undo_move(move, by=agent)
    assert not topic.posts.filter(body="Between colleagues").exists()


def test_a_place_taken_since_is_left_to_who_has_it(topic: Topic, agent: User) -> None:
    move = split_topic(topic, numbers=[4], title="The wand drips", to=topic.forum, by=agent)
    newer = make_answer(topic, "Written since")
    assert newer.number == 4
    undo_move(move, by=agent)
    assert numbers(topic) == [1, 2, 3, 4, 5]
    assert topic.posts.get(number=4) == newer


@pytest.mark.parametrize(
    ("chosen", "title"), [([], "A good title"), ([1, 2], "A good title"), ([9], "A good title"), ([3], "Short")]
)
def test_what_cannot_be_split_is_refused(topic: Topic, agent: User, chosen: list[int], title: str) -> None:
    with pytest.raises(CommunityError):
        split_topic(topic, numbers=chosen, title=title, to=topic.forum, by=agent)
    assert numbers(topic) == [1, 2, 3, 4]


def test_an_accepted_answer_stays_and_other_readers_get_nothing(topic: Topic, agent: User) -> None:
    accept_answer(topic.posts.get(number=2), by=agent)
    with pytest.raises(CommunityError):
        split_topic(topic, numbers=[2], title="The wand drips", to=topic.forum, by=agent)
    for forum in (make_forum(visibility="internal"), make_forum(kind="announcement")):
        with pytest.raises(CommunityError):
            split_topic(topic, numbers=[3], title="The wand drips", to=forum, by=agent)


def test_the_page_shows_the_topic_before_it_begins(client: Client, topic: Topic, agent: User) -> None:
    client.force_login(agent)
    path = f"/community/t/{topic.pk}/split/"
    assert "By the way: my wand drips" in client.get(path).content.decode()
    data = {"title": "The wand drips", "forum": topic.forum.slug, "posts": ["3", "4"]}
    shown = client.post(path, data)
    assert shown.status_code == 200
    assert "Begin this topic?" in shown.content.decode()
    assert Topic.objects.count() == 1
    wrong = client.post(path, {**data, "posts": []})
    assert wrong.status_code == 422
    assert 'value="The wand drips"' in wrong.content.decode()
    made = client.post(path, {**data, "sure": "1"})
    assert made["Location"] == Topic.objects.get(title="The wand drips").get_absolute_url()


def test_the_api_splits(client: Client, topic: Topic, agent: User) -> None:
    path = f"/api/v1/community/topics/{topic.pk}/split/"
    data = {"posts": [3, 4], "title": "The wand drips", "forum": topic.forum.slug}
    client.force_login(make_member(level=4))
    assert client.post(path, data, content_type="application/json").status_code == 403
    client.force_login(agent)
    made = client.post(path, data, content_type="application/json")
    assert made.status_code == 201
    assert Topic.objects.get(pk=made.json()["target"]).title == "The wand drips"
