from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from community.judging import judge
from community.models import CommunityEvent, CommunitySettings, Flag, Post, Topic
from community.operations.calming import bring_back, clear_away
from community.operations.flagging import decide, flag_post
from community.operations.joining import join
from community.operations.posting import add_post, start_topic
from tests.community.writing import make_answer, make_forum, make_member, make_topic
from tests.factories import make_user

NOTHING = {"words": [], "domains": [], "minutes_old": 1000.0, "posts": 5, "said_before": False}
SPAM = "CHEAP MACHINES write on WhatsApp https://cheap.example/a https://cheap.example/b https://cheap.example/c"


@pytest.mark.parametrize(
    ("text", "more", "held"),
    [
        ("How do I bleed the pump?", {}, False),
        ("See https://halden.example/help for the guide", {"posts": 0}, False),
        (SPAM, {"posts": 0, "minutes_old": 3.0}, True),
        ("Come to us: https://shop.cheap.example", {"domains": ["cheap.example"]}, True),
        # Only the name of a domain that is blocked is blocked, not what ends like it.
        ("Come to us: https://notcheap.example", {"domains": ["cheap.example"]}, False),
        ("Buy replica grinders, replica machines", {"words": ["replica"], "said_before": True}, True),
        ("A replicator is no replica", {"words": ["replicat"]}, False),
    ],
)
def test_a_post_is_judged_by_points_each_of_which_has_its_reason(
    text: str, more: dict[str, object], held: bool
) -> None:
    judged = judge(text, **{**NOTHING, **more})  # type: ignore[arg-type]
    assert judged.held == held, judged
    assert bool(judged.why) == (judged.score > 0)


@pytest.mark.django_db
def test_what_looks_like_spam_waits_and_is_seen_by_its_author_and_staff(client: Client, agent: User) -> None:
    topic = make_topic()
    new = make_user(email="spam@postbox.example")
    CommunitySettings.objects.create(blocked_domains="cheap.example\n")
    post = add_post(topic, by=new, body="Have a look: https://cheap.example")
    assert post.held_at
    topic.refresh_from_db()
    assert topic.replies == 0
    client.force_login(new)
    assert "A moderator looks at this first" in client.get(topic.get_absolute_url()).content.decode()
    client.force_login(agent)
    page = client.get("/community/moderation/").content.decode()
    assert "links to cheap.example" in page
    client.post(f"/community/posts/{post.pk}/decision/", {"keep": "1"})
    topic.refresh_from_db()
    assert topic.replies == 1
    client.logout()
    assert "Have a look" in client.get(topic.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_the_first_words_of_somebody_new_wait_where_that_is_wanted(agent: User) -> None:
    CommunitySettings.objects.create(holds_first=True)
    new = make_user(email="first@postbox.example")
    topic = start_topic(make_forum(), by=new, title="My first question", body="How does it work?")
    assert topic.held_at
    assert not Topic.objects.visible_to(make_member()).exists()
    decide(topic.posts.get(), keep=True, by=agent)
    assert Topic.objects.visible_to(make_member()).exists()
    assert not add_post(topic, by=new, body="And another thing").held_at


@pytest.mark.django_db
def test_a_flag_is_decided_once_for_all_who_raised_it(client: Client, agent: User) -> None:
    post = make_answer(make_topic(), "You are all idiots")
    for member in (make_member(), make_member()):
        flag_post(post, by=member, reason="rude")
        flag_post(post, by=member, reason="rude")
    assert Flag.objects.count() == 2
    client.force_login(agent)
    assert "It is rude" in client.get("/community/moderation/").content.decode()
    decide(post, keep=False, by=agent)
    assert set(Flag.objects.values_list("outcome", flat=True)) == {"upheld"}
    assert Post.objects.get(pk=post.pk).removed_at
    assert "Nothing waits" in client.get("/community/moderation/").content.decode()
    assert "turned a post down" in client.get("/community/moderation/log/").content.decode()


@pytest.mark.django_db
def test_what_is_left_as_it_is_can_be_reported_again(agent: User) -> None:
    post, member = make_answer(make_topic()), make_member()
    flag_post(post, by=member, reason="off_topic")
    decide(post, keep=True, by=agent)
    flag_post(post, by=member, reason="dangerous")
    assert [flag.outcome for flag in Flag.objects.all()] == ["rejected", ""]


@pytest.mark.django_db
def test_a_spammer_is_cleared_away_and_it_can_be_undone(client: Client, agent: User) -> None:
    spammer = make_member()
    theirs, others = make_topic("Cheap machines here", by=spammer), make_topic()
    make_answer(theirs, "Buy now", by=spammer)
    make_answer(others, "Buy now", by=spammer)
    kept = make_answer(others, "No, thank you")
    event = clear_away(spammer, by=agent)
    assert list(Post.objects.filter(removed_at=None).exclude(author=spammer).order_by("pk")) == [
        others.posts.get(number=1),
        kept,
    ]
    assert not Post.objects.filter(author=spammer, removed_at=None).exists()
    assert client.get(theirs.get_absolute_url()).status_code == 404
    client.force_login(agent)
    client.post(f"/community/moderation/log/{event.pk}/undoing/")
    assert not Post.objects.filter(removed_at__isnull=False).exists()
    others.refresh_from_db()
    assert others.replies == 2
    add_post(others, by=spammer, body="I am no spammer")
    with pytest.raises(Exception, match="nothing to bring back"):
        bring_back(CommunityEvent.objects.get(pk=event.pk), by=agent)


@pytest.mark.django_db
def test_what_was_removed_before_stays_removed_after_an_undone_clearing(agent: User) -> None:
    spammer = make_member()
    post = make_answer(make_topic(), by=spammer)
    decide(post, keep=False, by=agent)
    bring_back(clear_away(spammer, by=agent), by=agent)
    assert Post.objects.get(pk=post.pk).removed_at


@pytest.mark.django_db
def test_a_moderator_sets_trust_and_pauses_somebody_on_their_page(client: Client, agent: User) -> None:
    member = make_member()
    profile = join(member)
    handle = profile.handle
    client.force_login(agent)
    client.post(f"/community/people/{handle}/level/", {"level": "3"})
    client.post(f"/community/people/{handle}/calm/", {"act": "suspend", "days": "7", "reason": "Rude"})
    profile.refresh_from_db()
    assert profile.level == 3
    assert (profile.suspended_until or timezone.now()) > timezone.now()
    assert "Rude" in client.get(f"/community/people/{handle}/").content.decode()
    client.force_login(make_member())
    assert "Rude" not in client.get(f"/community/people/{handle}/").content.decode()
    for path in ("level", "calm", "clearing"):
        assert client.post(f"/community/people/{handle}/{path}/", {"level": "0"}).status_code == 404
