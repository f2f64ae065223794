"""What search engines are told: one address a page, answers as data, and nothing thin, private or waiting."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import User
from community.models import Post, Topic
from community.operations.answering import accept_answer
from tests.community.writing import make_answer, make_forum, make_member, make_topic

pytestmark = pytest.mark.django_db


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def canonical(html: str) -> str:
    return re.findall(r'<link rel="canonical" href="([^"]*)">', html)[0]


def hidden(html: str) -> bool:
    return bool(re.search(r'<meta name="robots" content="noindex', html))


def data(html: str, kind: str) -> Any:
    blocks = re.findall(r'<script[^>]*type="application/ld\+json"[^>]*>(.*?)</script>', html, re.DOTALL)
    found = [one for block in blocks for one in flat(json.loads(block)) if one.get("@type") == kind]
    return found[0] if found else None


def flat(value: Any) -> list[Any]:
    return value.get("@graph", [value]) if isinstance(value, dict) else value


def sitemap(client: Client) -> str:
    return client.get("/sitemap-topics.xml").content.decode()


def test_each_page_of_a_topic_has_one_address_however_it_was_reached(client: Client) -> None:
    topic = make_topic()
    for n in range(24):
        make_answer(topic, f"Answer {n}", by=topic.author)
    ours = f"{settings.SITE_URL}{topic.get_absolute_url()}"
    assert canonical(page(client, f"{topic.get_absolute_url()}?utm_source=x")) == ours
    assert canonical(page(client, f"{topic.get_absolute_url()}?page=2")) == f"{ours}?page=2"
    assert client.get(f"/community/t/{topic.pk}/another-title/")["Location"] == topic.get_absolute_url()


def test_an_answered_question_is_told_as_one_with_what_solved_it(client: Client, agent: User) -> None:
    topic = make_topic(by=make_member(name="Maya Lind"))
    assert data(page(client, topic.get_absolute_url()), "QAPage") is None
    solved = make_answer(topic, "Bleed it.")
    other = make_answer(topic, "Descale it.")
    waits = make_answer(topic, "Buy cheap pumps.")
    Post.objects.filter(pk=waits.pk).update(held_at=timezone.now())
    accept_answer(solved, by=agent)
    told = data(page(client, topic.get_absolute_url()), "QAPage")["mainEntity"]
    assert (told["name"], told["author"]["name"]) == (topic.title, "Maya Lind")
    assert [answer["text"] for answer in told["acceptedAnswer"]] == [solved.body]
    assert [answer["text"] for answer in told["suggestedAnswer"]] == [other.body]
    assert "cheap" not in json.dumps(told)


def test_what_is_thin_private_waiting_or_filtered_is_not_listed(client: Client, agent: User) -> None:
    old = timezone.now() - timedelta(days=31)
    thin, fresh = make_topic("Thin and old, nobody answers", at=old), make_topic("Fresh and open still")
    chat = make_topic("Old talk goes on", forum=make_forum(kind="discussion"), at=old)
    private = make_topic("Between partners", forum=make_forum(visibility="signed_in"))
    waiting, gone = make_topic("It waits for somebody"), make_topic("It was taken away")
    Topic.objects.filter(pk=waiting.pk).update(held_at=timezone.now())
    Topic.objects.filter(pk=gone.pk).update(removed_at=timezone.now())
    listed = sitemap(client)
    for topic, there in ((thin, 0), (fresh, 1), (chat, 1), (private, 0), (waiting, 0), (gone, 0)):
        assert (topic.get_absolute_url() in listed) == bool(there), topic.title
    assert hidden(page(client, thin.get_absolute_url()))
    assert not hidden(page(client, fresh.get_absolute_url()))
    assert not hidden(page(client, "/community/"))
    for path in ("/community/?show=unsolved", "/community/?tag=pump", fresh.author.profile.get_absolute_url()):  # type: ignore[union-attr]
        assert hidden(page(client, path)), path
    client.force_login(agent)
    for topic in (private, waiting, gone):
        assert hidden(page(client, topic.get_absolute_url())), topic.title


def test_a_forum_below_a_closed_one_is_no_more_listed_than_that(client: Client, agent: User) -> None:
    below = make_forum(parent=make_forum(visibility="internal"))
    topic = make_topic("Says everyone and stands within", forum=below, by=agent)
    make_answer(topic, by=agent)
    assert topic.get_absolute_url() not in sitemap(client)
    client.force_login(agent)
    assert hidden(page(client, topic.get_absolute_url()))
