"""How the community fares is counted as it is defined, over what its reader may read, and leads to the topics."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from community.models import Forum, Post, Topic
from community.operations.answering import accept_answer
from insights.community.ages import waiting
from insights.community.contributors import contributors
from insights.community.figures import Counted, Health, counted
from insights.community.listing import PARTS, listed
from insights.community.scope import CommunityScope
from tests.community.writing import make_answer, make_forum, make_member, make_topic

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAGE = "/agent/reports/community/?range=custom&from=2026-10-01&to=2026-10-28"


@pytest.fixture
def scope(agent: User) -> Callable[..., CommunityScope]:
    def scope(first: str = "2026-10-01", last: str = "2026-10-28", **more: Any) -> CommunityScope:
        begins, ends = (datetime.fromisoformat(day).date() for day in (first, last))
        return CommunityScope(agent, UTC, begins, ends, **more)

    return scope


def ask(forum: Forum, at: datetime = NOON, **more: Any) -> Topic:
    return make_topic(forum=forum, at=at, **more)


def accept(post: Post, at: datetime, by: User) -> None:
    accept_answer(post, by=by)
    Post.objects.filter(pk=post.pk).update(accepted_at=at)
    Topic.objects.filter(pk=post.topic_id).update(solved_at=at)


def figures(scope: CommunityScope) -> Counted:
    return counted(scope, "week")


def test_a_question_is_solved_in_progress_or_unanswered(scope: Callable[..., CommunityScope], agent: User) -> None:
    forum = make_forum()
    solved, going, alone = (ask(forum) for _ in range(3))
    accept(make_answer(solved, at=NOON + 2 * HOUR), NOON + 5 * HOUR, agent)
    make_answer(going, by=agent, at=NOON + HOUR)
    # Who asked and wrote again is still without a reply.
    make_answer(alone, by=alone.author, at=NOON + HOUR)
    make_topic(forum=make_forum(kind="idea"), at=NOON)
    ask(forum, NOON - timedelta(days=40))
    found = figures(scope()).now
    assert (found.asked, found.solved, found.in_progress, found.unanswered) == (3, 1, 1, 1)
    assert (found.replied, found.replied_by_customers, found.solved_by_customers) == (2, 1, 1)
    assert (found.reply_median, found.solution_median) == (1.5 * 3600, 5 * 3600)
    assert found.within == (0, 2, 0, 0)
    assert found.few


def test_figures_are_what_a_plain_reading_of_the_same_rows_gives(
    scope: Callable[..., CommunityScope], agent: User
) -> None:
    rng = random.Random(7)
    forums = [make_forum(), make_forum()]
    people = [make_member() for _ in range(4)] + [agent]
    for _ in range(30):
        begun = datetime(2026, 9, 10, tzinfo=UTC) + timedelta(minutes=rng.randrange(45 * 24 * 60))
        topic = ask(rng.choice(forums), begun, by=rng.choice(people))
        for n in range(rng.randrange(4)):
            post = make_answer(topic, f"Answer {n}", by=rng.choice(people), at=begun + rng.randrange(1, 40) * HOUR)
            if rng.random() < 0.2:
                Post.objects.filter(pk=post.pk).update(removed_at=NOON)
            elif rng.random() < 0.3:
                accept(post, begun + 50 * HOUR, agent)
    found = figures(scope())
    rows = Topic.objects.filter(created_at__gte=scope().start, created_at__lt=scope().end)
    assert found.now == plain(list(rows))
    for forum in forums:
        assert found.forums.get(forum.pk, Health()) == plain(list(rows.filter(forum=forum)))
    assert sum(health.asked for health in found.days.values()) == found.now.asked
    before = Topic.objects.filter(created_at__gte=scope().before.start, created_at__lt=scope().start)
    assert found.before == plain(list(before))


def plain(topics: list[Topic]) -> Health:
    """Count the same in Python, one topic after the other."""
    firsts: list[Post] = []
    solving: list[Post] = []
    progress = 0
    for topic in topics:
        posts = [post for post in topic.posts.all() if post.removed_at is None and post.number > 1]
        others = [post for post in posts if post.author_id != topic.author_id]
        firsts += others[:1]
        accepted = sorted((post for post in posts if post.accepted_at), key=lambda post: post.accepted_at or NOON)
        solving += accepted[:1] if topic.solved_at else []
        progress += topic.solved_at is None and bool(others)
    waits = [(post.created_at - post.topic.created_at).total_seconds() for post in firsts]
    lengths = [(t.solved_at - t.created_at).total_seconds() for t in topics if t.solved_at]
    bounds = [0, 3600, 4 * 3600, 24 * 3600, float("inf")]
    near: Any = pytest.approx
    within: Any = tuple(sum(low <= wait < high for wait in waits) for low, high in pairwise(bounds))
    return Health(
        len(topics),
        len(lengths),
        progress,
        len(firsts),
        sum(not post.staff for post in firsts),
        sum(not post.staff for post in solving),
        near(median(waits)) if waits else None,
        near(slow(waits)) if waits else None,
        near(median(lengths)) if lengths else None,
        near(slow(lengths)) if lengths else None,
        within,
    )


def slow(values: list[float]) -> float:
    """Return what nine tenths lie below, as percentile_cont has it."""
    ordered, place = sorted(values), (len(values) - 1) * 0.9
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def test_each_number_leads_to_as_many_topics(scope: Callable[..., CommunityScope], agent: User) -> None:
    forum = make_forum()
    for n in range(6):
        topic = ask(forum, NOON + n * HOUR)
        if n % 2:
            post = make_answer(topic, by=agent if n == 1 else make_member(), at=NOON + 9 * HOUR)
            if n == 3:
                accept(post, NOON + 10 * HOUR, agent)
    found = figures(scope()).now
    expected = {
        "asked": found.asked,
        "solved": found.solved,
        "in-progress": found.in_progress,
        "unanswered": found.unanswered,
        "replied": found.replied,
        "by-customers": found.replied_by_customers,
        "by-company": found.replied - found.replied_by_customers,
        "solved-by-customers": found.solved_by_customers,
    }
    assert set(expected) == set(PARTS)
    for key, number in expected.items():
        listing = listed(key, scope(), now=NOON)
        assert listing is not None
        assert listing.rows.count() == number, key


def test_what_waits_is_told_by_age(scope: Callable[..., CommunityScope]) -> None:
    forum = make_forum()
    for days in (0.5, 2, 8, 29, 31, 300):
        ask(forum, NOON - timedelta(days=days))
    assert waiting(scope(), NOON) == {"day": 1, "week": 1, "month": 2, "old": 2}
    old = listed("waiting", scope(), age="old", now=NOON)
    assert old is not None
    assert old.rows.count() == 2


def test_contributors_are_customers_and_new_ones_are_told_apart(
    scope: Callable[..., CommunityScope], agent: User
) -> None:
    forum, old = make_forum(), make_member(level=2)
    ask(forum, NOON - timedelta(days=60), by=old)
    topic = ask(forum)
    accept_answer(make_answer(topic, by=old, at=NOON), by=agent)
    make_answer(topic, by=agent, at=NOON)
    found = contributors(scope())
    assert (found.people, found.new) == (2, 1)
    first = found.most[0]
    assert (first.user, first.posts, first.answers, first.accepted) == (old, 1, 1, 1)
    assert dict(found.levels) == {"The company": 1, "New": 0, "Basic": 0, "Member": 1, "Regular": 0, "Leader": 0}


def test_pages_cost_the_same_with_more_forums_topics_and_people(client: Client, agent: User) -> None:
    client.force_login(agent)

    def fill() -> None:
        for forum in (make_forum(), make_forum()):
            accept_answer(make_answer(ask(forum), at=NOON + HOUR), by=agent)
            ask(forum)

    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    fill()
    paths = [PAGE, PAGE.replace("/?", "/asked/topics/?"), "/agent/reports/community/waiting/topics/"]
    before = {path: statements(path) for path in paths}
    fill()
    assert {path: statements(path) for path in paths} == before
    assert max(before.values()) <= 20, before


def test_the_page_the_files_and_the_api_say_the_same(client: Client, agent: User) -> None:
    forum = make_forum("=Machines")
    topic = ask(forum, by=make_member(name="=Maya"))
    accept_answer(make_answer(topic, at=NOON + HOUR), by=agent)
    ask(forum)
    client.force_login(agent)
    page = client.get(PAGE).content.decode()
    assert "By forum" in page
    assert "Waiting for an answer" in page
    told = client.get(f"/api/v1/reports/community/{PAGE[PAGE.index('?') :]}").json()
    assert (told["now"]["asked"], told["now"]["solved"], told["forums"][0]["asked"]) == (2, 1, 2)
    rows = read(client, f"/agent/reports/community/figures.csv{PAGE[PAGE.index('?') :]}")
    assert [row[:3] for row in rows[1:]] == [["All", "2", "1"], ["'=Machines", "2", "1"]]
    listed_rows = read(client, f"/agent/reports/community/solved/topics.csv{PAGE[PAGE.index('?') :]}")
    assert listed_rows[1][3] == "'=Maya"
    narrowed = client.get(f"{PAGE}&forum={forum.slug}")
    assert narrowed.status_code == 200
    assert client.get("/agent/reports/community/?range=custom&from=2026-10-09&to=2026-10-01").status_code == 422
    assert client.get("/agent/reports/community/nothing/topics/").status_code == 404


def read(client: Client, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(text.splitlines()))


@pytest.mark.parametrize("who", ["customer", "outsider"])
def test_nobody_outside_the_company_reads_it(client: Client, request: pytest.FixtureRequest, who: str) -> None:
    client.force_login(request.getfixturevalue(who))
    for path in ("", "figures.csv", "asked/topics/", "asked/topics.csv"):
        assert client.get(f"/agent/reports/community/{path}").status_code in {302, 403, 404}, path
    assert client.get("/api/v1/reports/community/").status_code == 403


def test_light_agents_read_it_as_they_read_every_forum(client: Client, light_agent: User) -> None:
    ask(make_forum(visibility="internal"), timezone.now(), by=User.objects.get(role="admin"))
    client.force_login(light_agent)
    assert client.get("/api/v1/reports/community/").json()["now"]["asked"] == 1
