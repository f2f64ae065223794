from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from community.models import Topic
from community.operations.answering import accept_answer
from community.operations.editing import remove_post, restore_post
from community.operations.steering import move_topic
from knowledgebase.search import search
from tests.community.writing import make_answer, make_forum, make_member, make_topic
from tests.factories import make_user
from tests.incidents import make_incident
from tests.knowledgebase.writing import make_article

pytestmark = pytest.mark.django_db


def found(reader: User, text: str) -> list[Topic]:
    return [result.row for result in search(reader, text, families=["topic"]).results]


def test_a_topic_is_found_by_its_question_and_by_what_solved_it(outsider: User) -> None:
    topic = make_topic("Puddle below the machine", "A spoonful every morning.")
    post = make_answer(topic, "The zirconium gasket at the drip tray has a crack.")
    assert found(outsider, "spoonful puddle") == [topic]
    assert found(outsider, "zirconium gasket") == []
    accept_answer(post, by=topic.author)  # type: ignore[arg-type]
    assert found(outsider, "zirconium gasket") == [topic]


def test_search_follows_what_happens_to_a_topic(agent: User, outsider: User) -> None:
    topic = make_topic("Puddle below the machine")
    first = topic.posts.get()
    remove_post(first, by=agent)
    assert found(outsider, "puddle machine") == []
    restore_post(first, by=agent)
    assert found(outsider, "puddle machine") == [topic]
    move_topic(topic, to=make_forum(visibility="internal"), by=agent)
    assert found(outsider, "puddle machine") == []
    assert found(agent, "puddle machine") == [topic]


def test_the_help_centre_finds_topics_beside_articles(client: Client) -> None:
    make_article("Puddle below the One", "Look at the drip tray.")
    topic = make_topic("Puddle below the machine")
    page = client.get("/help/en/search/?q=puddle+below").content.decode()
    assert topic.get_absolute_url() in page
    assert "/help/en/puddle-below-the-one/" in page
    assert topic.get_absolute_url() in client.get("/help/en/completions/?q=puddle+bel").content.decode()


def test_who_writes_a_question_is_offered_what_answers_it_already(client: Client) -> None:
    make_article("Puddle below the One", "Look at the drip tray.")
    topic = make_topic("There is a puddle below my machine")
    secret = make_topic(
        "There is a puddle below my prototype machine",
        forum=make_forum(visibility="internal"),
        by=User.objects.create_user("x@halden.example", role="agent", name="Xa"),
    )
    make_incident(make_user(User.Role.ADMIN), "Orders arrive late")
    client.force_login(make_member())
    page = client.post("/community/alike/", {"text": "a puddle below my machine"}).content.decode()
    assert "Orders arrive late" in page
    assert topic.get_absolute_url() in page
    assert "/help/en/puddle-below-the-one/" in page
    assert secret.get_absolute_url() not in page
    assert client.post("/community/alike/", {"text": "puddle"}).content.decode().strip() == ""
    client.logout()
    assert client.post("/community/alike/", {"text": "a puddle below my machine"}).status_code == 302
