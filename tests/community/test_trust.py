from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from community.models import CommunityEvent, CommunitySettings, Profile, VisitedDay
from community.operations.following import read_topic
from community.operations.governing import save_settings
from community.operations.joining import join
from community.operations.trusting import GRACE, look_at_levels, set_level
from community.trust.levels import Counts, earned, keeps_regular
from community.trust.thresholds import Thresholds
from tests.community.writing import make_answer, make_member, make_topic
from tests.factories import make_user

DEFAULTS = Thresholds()
BASIC: dict[str, Any] = {"topics": 5, "posts": 30, "minutes": 10}
MEMBER: dict[str, Any] = {
    "topics": 20,
    "posts": 100,
    "minutes": 60,
    "days": 15,
    "given": 1,
    "received": 1,
    "replied": 3,
}
LATE: dict[str, Any] = {
    "late_days": 50,
    "late_replied": 10,
    "late_topics": 25,
    "late_posts": 100,
    "late_given": 30,
    "late_received": 20,
    "late_received_people": 5,
    "late_received_days": 6,
    "late_flags": 5,
    "topics_there": 100,
    "posts_there": 400,
}
REGULAR: dict[str, Any] = {**MEMBER, **LATE, "topics": 200, "posts": 500}


@pytest.mark.parametrize(("level", "enough"), [(1, BASIC), (2, MEMBER), (3, REGULAR)])
def test_a_level_is_earned_by_exactly_what_it_asks_and_by_nothing_less(level: int, enough: dict[str, Any]) -> None:
    assert earned(Counts(**enough), DEFAULTS) == level
    for name, value in enough.items():
        if name.endswith("_there"):
            continue
        less = value + 1 if name == "late_flags" else value - 1
        assert earned(Counts(**{**enough, name: less}), DEFAULTS) < level, name


def test_shares_of_what_was_written_are_capped() -> None:
    busy: dict[str, Any] = {**REGULAR, "topics_there": 100_000, "posts_there": 1_000_000}
    assert earned(Counts(**{**busy, "late_topics": 500, "late_posts": 20_000}), DEFAULTS) == 3
    assert earned(Counts(**{**busy, "late_topics": 499, "late_posts": 20_000}), DEFAULTS) == 2


def test_a_regular_is_kept_at_nine_tenths() -> None:
    assert keeps_regular(Counts(**{**REGULAR, "late_days": 45}), DEFAULTS)
    assert not keeps_regular(Counts(**{**REGULAR, "late_days": 44}), DEFAULTS)
    assert not keeps_regular(Counts(**{**REGULAR, "suspended": True}), DEFAULTS)


def test_thresholds_take_numbers_for_names_they_know() -> None:
    changed = Thresholds.of({"basic_topics": 1, "basic_posts": "many", "nonsense": 3, "member_days": -1})
    assert changed.changes() == {"basic_topics": 1}


@pytest.mark.django_db
def test_reading_makes_somebody_new_basic_and_leaves_everybody_else_alone() -> None:
    new, other = make_user(email="new@postbox.example"), make_user(email="other@postbox.example")
    join(other)
    now = (timezone.now() + timedelta(days=1)).replace(hour=12)
    User.objects.filter(pk=new.pk).update(date_joined=timezone.now() - timedelta(days=1))
    topics = [make_topic(f"Question number {number}") for number in range(5)]
    for looks, topic in enumerate(topics, start=1):
        for number in range(5):
            make_answer(topic, f"Answer {number}", by=topic.author)
        topic.refresh_from_db()
        read_topic(topic, by=new, number=6, seconds=120, at=now + timedelta(minutes=3 * looks))
        # Once more is read once.
        read_topic(topic, by=new, number=6, at=now + timedelta(minutes=3 * looks))
    profile = Profile.objects.get(user=new)
    assert (profile.topics_entered, profile.posts_read, profile.seconds_read, profile.days_visited) == (5, 30, 600, 1)
    assert look_at_levels() > 0
    profile.refresh_from_db()
    assert (profile.level, profile.due_at) == (1, None)
    assert CommunityEvent.objects.filter(action="level").count() == 1
    assert [look_at_levels(), look_at_levels()] == [0, 0]


@pytest.mark.django_db
def test_who_is_far_below_loses_regular_after_two_weeks_and_not_before(agent: User) -> None:
    member = make_member(level=3)
    now = timezone.now()
    Profile.objects.filter(user=member).update(due_at=now)
    look_at_levels(now=now)
    profile = Profile.objects.get(user=member)
    assert (profile.level, profile.behind_since) == (3, now)
    assert profile.due_at
    look_at_levels(now=now + GRACE)
    later = now + GRACE + timedelta(days=2)
    look_at_levels(now=later)
    profile.refresh_from_db()
    assert (profile.level, profile.behind_since) == (2, None)


@pytest.mark.django_db
def test_a_level_set_by_a_moderator_is_not_computed(agent: User) -> None:
    member = make_member(level=0)
    set_level(member, to=4, by=agent)
    Profile.objects.filter(user=member).update(due_at=timezone.now())
    look_at_levels()
    assert Profile.objects.get(user=member).level == 4
    set_level(member, to=None, by=agent)
    assert Profile.objects.get(user=member).level == 3


@pytest.mark.django_db
def test_what_an_administrator_changed_counts() -> None:
    CommunitySettings.objects.create(thresholds={"basic_topics": 0, "basic_posts": 0, "basic_minutes": 0})
    new = make_member(level=0)
    Profile.objects.filter(user=new).update(due_at=timezone.now())
    look_at_levels()
    assert Profile.objects.get(user=new).level == 1


@pytest.mark.django_db
def test_looks_at_a_page_left_open_count_five_minutes_at_most() -> None:
    member, topic = make_member(), make_topic()
    read_topic(topic, by=member, number=99, seconds=86_400, at=timezone.now() + timedelta(hours=1))
    assert VisitedDay.objects.get(user=member).seconds == 300
    assert Profile.objects.get(user=member).posts_read == 1


def test_what_everybody_wrote_is_counted_once_for_all_who_are_looked_at(db: None) -> None:
    make_answer(make_topic())
    for _ in range(3):
        make_member(level=2)
    Profile.objects.filter(level=2).update(due_at=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        assert look_at_levels() >= 3
    counted = [query["sql"] for query in queries if "LIMIT 80000" in query["sql"]]
    assert len(counted) == 1


def test_new_thresholds_have_everybody_looked_at_who_could_rise(admin: User) -> None:
    reader, member, never = make_member(level=0), make_member(level=1), make_member(level=0)
    Profile.objects.filter(user__in=[reader, member]).update(topics_entered=1, due_at=None)
    Profile.objects.filter(user=never).update(due_at=None)
    save_settings(
        by=admin,
        thresholds=Thresholds(basic_topics=1, basic_posts=0, basic_minutes=0),
        holds_first=False,
        blocked_words="",
        blocked_domains="",
        seen=CommunitySettings.current().version,
    )
    due = set(Profile.objects.filter(due_at__isnull=False).values_list("user", flat=True))
    assert {reader.pk, member.pk} <= due
    assert never.pk not in due
    look_at_levels()
    assert Profile.objects.get(user=reader).level == 1
