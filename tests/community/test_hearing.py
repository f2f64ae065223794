"""Who is told of what: watch, track and mute, and nobody of what they may not read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Customer, Notification, Organization, User
from community.models import CommunityLetter, Notice, Post, Profile, Topic, TopicReader
from community.operations.answering import accept_answer
from community.operations.flagging import decide
from community.operations.following import read_topic, wish_for_place, wish_for_topic
from community.operations.ideas import move_idea
from community.operations.merging import merge_topics
from community.operations.reaching import wish_for_mail
from community.operations.reading_notices import forget_notices
from community.operations.voting import vote_for_topic
from community.selectors.hearing import who_may_hear
from community.selectors.readers import people_of, readers_of
from tests.community.writing import make_answer, make_forum, make_member, make_topic

pytestmark = pytest.mark.django_db


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_who_asked_is_told_of_each_answer_and_nobody_of_their_own() -> None:
    topic, helper = make_topic(), make_member()
    make_answer(topic, by=helper)
    make_answer(topic, "Thank you", by=topic.author)
    assert topic.author is not None
    assert told(topic.author) == ["reply"]
    # Who answers follows.
    assert told(helper) == ["post"]


def test_of_one_post_somebody_hears_once_and_that_they_are_named() -> None:
    topic = make_topic(by=make_member(name="Hana Kovar"))
    make_answer(topic, "As @hana-kovar says")
    assert topic.author is not None
    assert told(topic.author) == ["mention"]


def test_watching_a_forum_or_a_tag_tells_of_topics_and_posts_there() -> None:
    above, watcher, tagger = make_forum(), make_member(), make_member()
    below = make_forum(parent=above)
    wish_for_place(by=watcher, level="watch", forum=above)
    wish_for_place(by=tagger, level="watch", tag="pump")
    topic = make_topic(forum=below, tags="pump")
    make_answer(topic)
    assert told(watcher) == told(tagger) == ["topic", "post"]


def test_what_is_muted_tells_nothing_and_the_topic_goes_before_its_forum() -> None:
    forum, member = make_forum(), make_member()
    topic, other = make_topic(forum=forum), make_topic(forum=forum)
    wish_for_place(by=member, level="mute", forum=forum)
    wish_for_place(by=member, level="watch", tag="pump")
    make_topic(forum=forum, tags="pump")
    assert told(member) == []
    wish_for_topic(topic, by=member, level="watch")
    make_answer(topic)
    make_answer(other)
    assert told(member) == ["post"]
    wish_for_topic(topic, by=member, level="mute")
    make_answer(topic, f"@{Profile.objects.get(user=member).handle} look")
    assert told(member) == ["post"]


def test_tracking_keeps_it_in_the_list_and_tells_only_what_concerns_them(client: Client) -> None:
    forum, member = make_forum(), make_member()
    wish_for_place(by=member, level="track", forum=forum)
    topic = make_topic("Milk foams too much", forum=forum)
    mine = make_answer(topic, by=member)
    wish_for_topic(topic, by=member, level="track")
    make_answer(topic)
    make_answer(topic, reply_to=mine)
    assert told(member) == ["reply"]
    client.force_login(member)
    assert "Milk foams too much" in client.get("/community/?show=following").content.decode()
    wish_for_place(by=member, level="mute", forum=forum)
    wish_for_topic(topic, by=member, level="mute")
    assert "Milk foams too much" not in client.get("/community/").content.decode()


def test_voters_hear_that_an_idea_moved_on_and_not_of_each_comment(agent: User) -> None:
    idea = make_topic("A quiet mode for mornings", forum=make_forum(kind="idea"))
    voter = make_member()
    vote_for_topic(idea, by=voter, wants=True)
    make_answer(idea)
    move_idea(idea, to="planned", by=agent, note="Next spring.")
    assert told(voter) == ["state"]
    assert idea.author is not None
    assert told(idea.author) == ["reply", "state"]


def test_a_solution_is_told_to_who_wrote_it_and_to_who_asked(agent: User) -> None:
    topic = make_topic()
    answer = make_answer(topic)
    accept_answer(answer, by=agent)
    assert topic.author is not None
    assert answer.author is not None
    assert told(topic.author) == ["reply", "accepted"]
    assert told(answer.author) == ["accepted"]


def test_colleagues_hear_of_it_at_the_desk(agent: User) -> None:
    forum = make_forum()
    wish_for_place(by=agent, level="watch", forum=forum)
    make_answer(make_topic("The lid is loose", forum=forum))
    said = Notification.objects.filter(user=agent, kind="community").values_list("text", flat=True)
    assert [("began" in text, "The lid is loose" in text) for text in said] == [(False, True), (True, True)]
    assert told(agent) == []


def test_what_waits_is_told_when_a_moderator_lets_it_through(agent: User) -> None:
    topic = make_topic()
    assert topic.author is not None
    answer = make_answer(topic, by=make_member(level=0))
    Notice.objects.all().delete()
    Post.objects.filter(pk=answer.pk).update(held_at=answer.created_at, spam={"score": 60, "why": []})
    decide(answer, keep=True, by=agent)
    assert told(topic.author) == ["reply"]


def test_reading_a_topic_reads_its_news(client: Client) -> None:
    topic = make_topic()
    make_answer(topic)
    assert topic.author is not None
    client.force_login(topic.author)
    assert 'aria-label="News for you, 1 unread"' in client.get("/community/").content.decode()
    topic.refresh_from_db()
    read_topic(topic, by=topic.author, number=2)
    assert 'aria-label="News for you"' in client.get("/community/").content.decode()


def test_news_lead_to_their_post_and_are_read_by_it(client: Client) -> None:
    topic = make_topic()
    answer = make_answer(topic)
    assert topic.author is not None
    client.force_login(topic.author)
    page = client.get("/community/notices/").content.decode()
    assert f"answers you in “{topic.title}”" in page
    notice = Notice.objects.get(user=topic.author)
    assert client.post(f"/community/notices/{notice.pk}/opening/")["Location"] == answer.get_absolute_url()
    notice.refresh_from_db()
    assert notice.read_at is not None
    make_answer(topic)
    client.post("/community/notices/readings/", {"until": Notice.objects.latest("pk").pk})
    assert not Notice.objects.filter(user=topic.author, read_at=None).exists()


@pytest.fixture
def closed(customer: User) -> Topic:
    """A topic only the people of one organization read, and one watcher who is no longer of it."""
    cafe = Organization.objects.create(name="Café Norr")
    Customer.objects.filter(user=customer).update(organization=cafe)
    customer.refresh_from_db()
    forum = make_forum(visibility="organizations", organizations=[cafe])
    topic = make_topic("Zebra stripes", forum=forum, by=customer)
    wish_for_topic(topic, by=customer, level="watch")
    return topic


def test_who_lost_sight_is_told_nothing_and_sees_nothing_of_before(
    closed: Topic, customer: User, agent: User, client: Client
) -> None:
    make_answer(closed, by=agent)
    client.force_login(customer)
    assert "Zebra stripes" in client.get("/community/notices/").content.decode()
    Customer.objects.filter(user=customer).update(organization=None)
    make_answer(closed, f"@{Profile.objects.get(user=customer).handle} hello", by=agent)
    assert Notice.objects.filter(user=customer).count() == 1
    page = client.get("/community/notices/").content.decode()
    assert "Zebra stripes" not in page
    assert "unread" not in page.partition("<main")[0]
    notice = Notice.objects.get(user=customer)
    assert client.post(f"/community/notices/{notice.pk}/opening/").status_code == 404
    assert client.get("/api/v1/community/notices/").json()["results"] == []


def test_nobody_sees_or_opens_the_news_of_others(client: Client, outsider: User) -> None:
    topic = make_topic("Zebra stripes")
    make_answer(topic)
    notice = Notice.objects.get()
    assert client.get("/community/notices/").status_code == 302
    client.force_login(outsider)
    assert "Zebra" not in client.get("/community/notices/").content.decode()
    assert client.post(f"/community/notices/{notice.pk}/opening/").status_code == 404
    client.post("/community/notices/readings/", {"until": notice.pk})
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize("who", ["outsider", "customer", "light_agent", "agent", "trusted"])
def test_who_hears_is_who_may_read(who: str, request: pytest.FixtureRequest, customer: User, agent: User) -> None:
    """`visible_to` and the same asked the other way round agree, for every kind of forum and topic."""
    cafe = Organization.objects.create(name="Café Norr")
    Customer.objects.filter(user=customer).update(organization=cafe)
    user = make_member(level=2) if who == "trusted" else request.getfixturevalue(who)
    user.refresh_from_db()
    chosen = make_forum(visibility="organizations", organizations=[cafe])
    forums = [
        make_forum(),
        make_forum(visibility="signed_in"),
        chosen,
        make_forum(parent=chosen),
        make_forum(trust_to_read=2),
        make_forum(visibility="internal"),
    ]
    for forum in forums:
        topic = make_topic(forum=forum, by=agent)
        for state in ("", "held_at", "removed_at"):
            Topic.objects.filter(pk=topic.pk).update(held_at=None, removed_at=None)
            if state:
                Topic.objects.filter(pk=topic.pk).update(**{state: topic.created_at})
            heard = who_may_hear(topic.pk, [user.pk])
            assert (user.pk in heard.users) == Topic.objects.visible_to(user).filter(pk=topic.pk).exists(), state
            strangers = Topic.objects.visible_to(AnonymousUser()).filter(pk=topic.pk)
            assert heard.strangers == strangers.exists()
        may = people_of(readers_of(forum)).filter(pk=user.pk).exists()
        assert may == type(forum).objects.visible_to(user).filter(pk=forum.pk).exists()


def test_nobody_wishes_for_a_forum_they_may_not_read(client: Client, outsider: User) -> None:
    forum = make_forum(visibility="internal")
    client.force_login(outsider)
    assert client.post(f"/community/wishes/forums/{forum.slug}/", {"level": "watch"}).status_code == 404
    path = f"/api/v1/community/forums/{forum.slug}/following/"
    assert client.put(path, {"level": "watch"}, content_type="application/json").status_code == 404


def test_each_chooses_which_mail_is_written_to_them() -> None:
    topic, watcher, silent = make_topic(), make_member(), make_member()
    assert topic.author is not None
    wish_for_mail(watcher, mail="mine")
    wish_for_mail(silent, mail="none")
    for user in (watcher, silent):
        wish_for_topic(topic, by=user, level="watch")
    mine = make_answer(topic, by=watcher)
    CommunityLetter.objects.all().delete()
    make_answer(topic)
    assert [letter.user for letter in CommunityLetter.objects.all()] == [topic.author]
    make_answer(topic, reply_to=mine)
    assert CommunityLetter.objects.filter(user=watcher).count() == 1
    assert not CommunityLetter.objects.filter(user=silent).exists()


def test_writing_to_many_watchers_costs_what_writing_to_one_does() -> None:
    def cost(watchers: int) -> int:
        topic = make_topic()
        for _ in range(watchers):
            wish_for_topic(topic, by=make_member(), level="watch")
        writer = make_member()
        with CaptureQueriesContext(connection) as queries:
            make_answer(topic, by=writer)
        return len(queries)

    assert cost(1) == cost(5)


def test_a_merge_leaves_who_was_quiet_quiet(agent: User) -> None:
    forum = make_forum(kind="idea")
    idea, other = make_topic("A quiet mode", forum=forum), make_topic("Less noise, please", forum=forum)
    voter, watcher = make_member(), make_member()
    vote_for_topic(other, by=voter, wants=True)
    wish_for_topic(other, by=watcher, level="watch")
    merge_topics(other, into=idea, by=agent)
    levels = {user: TopicReader.objects.get(topic=idea, user=user).level for user in (voter, watcher)}
    assert levels == {voter: "track", watcher: "watch"}


def test_the_list_of_news_costs_the_same_with_many_writers(client: Client) -> None:
    topic = make_topic()
    assert topic.author is not None
    client.force_login(topic.author)

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    paths = ("/community/notices/", "/api/v1/community/notices/")
    make_answer(topic)
    few = [cost(path) for path in paths]
    for _ in range(3):
        make_answer(topic, by=make_member())
    assert [cost(path) for path in paths] == few


def test_old_news_are_forgotten_oldest_first_and_some_at_a_time() -> None:
    topic = make_topic()
    for _ in range(3):
        make_answer(topic, by=topic.author if Notice.objects.exists() else make_member())
    old = timezone.now() - timedelta(days=91)
    Notice.objects.update(created_at=old)
    CommunityLetter.objects.update(created_at=old)
    kept = Notice.objects.latest("pk")
    forget_notices(limit=Notice.objects.count() - 1)
    assert list(Notice.objects.all()) == [kept]
    forget_notices()
    assert not Notice.objects.exists()
    assert not CommunityLetter.objects.exists()
