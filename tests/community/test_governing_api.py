"""Moderators decide and administrators set the community up by API, with the rights of the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry, User
from community.models import CommunitySettings, Post
from community.operations.editing import edit_post, retitle_topic
from community.operations.flagging import flag_post
from tests.community.writing import make_answer, make_member, make_topic

pytestmark = pytest.mark.django_db

QUEUE, SETTINGS = "/api/v1/community/moderation/", "/api/v1/community/settings/"


def send(client: Client, method: str, path: str, **data: Any) -> Any:
    return getattr(client, method)(path, data, content_type="application/json")


@pytest.fixture
def held() -> Post:
    """A topic whose first words wait, of somebody who may still change them."""
    topic = make_topic(by=make_member(level=0))
    post = topic.posts.get()
    Post.objects.filter(pk=post.pk).update(held_at=post.created_at, spam={"score": 70, "why": ["2 links"]})
    type(topic).objects.filter(pk=topic.pk).update(held_at=post.created_at)
    post.refresh_from_db()
    return post


def test_the_queue_says_why_and_one_decision_settles_it(client: Client, agent: User, held: Post) -> None:
    reported = make_answer(make_topic(), "Buy more")
    flag_post(reported, by=make_member(), reason="spam", comment="Twice today")
    client.force_login(agent)
    cases = {case["post"]: case for case in client.get(QUEUE).json()}
    assert (cases[held.pk]["held"], cases[held.pk]["score"], cases[held.pk]["why"]) == (True, 70, ["2 links"])
    assert cases[reported.pk]["flags"][0]["comment"] == "Twice today"
    for pk, keep in ((held.pk, True), (reported.pk, False)):
        done = send(client, "post", f"/api/v1/community/posts/{pk}/decision/", keep=keep, seen=cases[pk]["seen"])
        assert done.status_code == 204
    assert client.get(QUEUE).json() == []
    held.refresh_from_db()
    reported.refresh_from_db()
    assert held.held_at is None
    assert reported.removed_at is not None


@pytest.mark.parametrize("what", ["body", "title"])
def test_words_that_were_changed_since_are_not_shown_unread(client: Client, agent: User, held: Post, what: str) -> None:
    client.force_login(agent)
    seen = client.get(QUEUE).json()[0]["seen"]
    author = held.author
    assert author is not None
    if what == "body":
        edit_post(held, by=author, body="Something else entirely.")
    else:
        retitle_topic(held.topic, by=author, title="Another matter altogether")
    path = f"/api/v1/community/posts/{held.pk}/decision/"
    assert send(client, "post", path, keep=True, seen=seen).status_code == 409
    said = client.post(f"/community/posts/{held.pk}/decision/", {"keep": "1", "seen": seen}, follow=True)
    assert "changed it meanwhile" in said.content.decode()
    held.refresh_from_db()
    assert held.held_at is not None
    again = client.get(QUEUE).json()[0]["seen"]
    assert send(client, "post", path, keep=True, seen=again).status_code == 204


@pytest.mark.parametrize("who", ["customer", "outsider", "light_agent"])
def test_others_neither_see_nor_decide(client: Client, request: pytest.FixtureRequest, who: str, held: Post) -> None:
    assert client.get(QUEUE).status_code in {401, 403}
    client.force_login(request.getfixturevalue(who))
    assert client.get(QUEUE).status_code == 404
    assert send(client, "post", f"/api/v1/community/posts/{held.pk}/decision/", keep=True).status_code == 404
    assert client.get(SETTINGS).status_code == send(client, "patch", SETTINGS, version=1).status_code == 403
    held.refresh_from_db()
    assert held.held_at is not None


def test_administrators_change_some_settings_and_the_rest_stays(client: Client, admin: User) -> None:
    client.force_login(admin)
    told = client.get(SETTINGS).json()
    assert told["thresholds"]["member_days"] == 15
    changed = send(
        client, "patch", SETTINGS, version=told["version"], thresholds={"member_days": 9}, blocked_words="replica"
    ).json()
    assert (changed["thresholds"]["member_days"], changed["thresholds"]["basic_topics"]) == (9, 5)
    assert (changed["blocked_words"], changed["version"]) == ("replica", told["version"] + 1)
    assert AuditEntry.objects.filter(kind="communitysettings", by=admin).exists()
    assert send(client, "patch", SETTINGS, version=told["version"], holds_first=True).status_code == 409
    unknown = send(client, "patch", SETTINGS, version=changed["version"], thresholds={"nothing": 1})
    assert unknown.status_code in {400, 422}
    assert CommunitySettings.current().thresholds == {"member_days": 9}
