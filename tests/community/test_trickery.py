"""What somebody tries who wants to be read, trusted or told more than they should be."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Customer, Organization, User
from community.errors import CommunityError, NotAllowed, NotNow, TooMuch
from community.judging import judge
from community.models import CommunityEvent, CommunitySettings, Post, PostRevision, Profile, Topic, TopicReader
from community.operations.calming import bring_back, clear_away, silence
from community.operations.editing import edit_post, retitle_topic
from community.operations.flagging import decide
from community.operations.following import follow_topic, note_reading, read_topic
from community.operations.posting import add_post, start_topic
from community.operations.steering import move_topic
from community.operations.taking_up import take_up
from community.operations.trusting import SETTLED, look_at_levels
from tests.community.writing import make_answer, make_forum, make_member, make_topic
from tests.factories import make_user

NOTHING = {"words": [], "domains": [], "minutes_old": 1000.0, "posts": 5, "said_before": False}


@pytest.mark.parametrize("text", ["a" * 30_000, "a." * 15_000, "+1(" * 10_000, "a@" * 15_000])
def test_a_long_word_is_judged_as_fast_as_any_text(text: str) -> None:
    began = time.process_time()
    judge(text, **NOTHING)  # type: ignore[arg-type]
    # It was seven seconds.
    assert time.process_time() - began < 1


@pytest.mark.parametrize("text", ["to bob.smith@shop.example", "<bob@shop.example>", "WhatsApp me", "+49 170 1234567"])
def test_being_asked_elsewhere_is_noticed(text: str) -> None:
    assert judge(text, **NOTHING).why == ["asks to be reached elsewhere"]  # type: ignore[arg-type]


@pytest.mark.django_db
def test_second_words_wait_too_until_the_first_were_shown(agent: User) -> None:
    CommunitySettings.objects.create(holds_first=True)
    new, other = make_user(email="first@postbox.example"), make_topic()
    topic = start_topic(make_forum(), by=new, title="My first question", body="How does it work?")
    assert add_post(other, by=new, body="And here?").held_at
    decide(topic.posts.get(), keep=False, by=agent)
    later = add_post(other, by=new, body="And now?")
    assert later.held_at
    decide(later, keep=True, by=agent)
    assert not add_post(other, by=new, body="Thank you").held_at


@pytest.mark.django_db
def test_changes_and_titles_of_somebody_new_are_judged() -> None:
    CommunitySettings.objects.create(blocked_domains="evil.example", blocked_words="replica\ncasino")
    new = make_member(level=0)
    topic = start_topic(make_forum(), by=new, title="A kind question", body="How does it work?")
    assert not topic.held_at
    first, answer = topic.posts.get(), add_post(make_topic(), by=new, body="Kind words")
    for post in (first, answer):
        with pytest.raises(NotNow, match="advertising"):
            edit_post(post, by=new, body="See https://evil.example")
    with pytest.raises(NotNow, match="advertising"):
        retitle_topic(topic, by=new, title="A replica of a casino")
    edit_post(answer, by=new, body="Kinder words")
    retitle_topic(topic, by=new, title="A kinder question")
    assert set(Post.objects.filter(author=new).values_list("body", flat=True)) == {"How does it work?", "Kinder words"}
    assert start_topic(make_forum(), by=new, title="Replica casino for you", body="Have a look.").held_at
    trusted = make_answer(make_topic(), by=(member := make_member(level=1)))
    assert edit_post(trusted, by=member, body="Beware of https://evil.example").edits == 1


@pytest.mark.django_db
def test_a_regular_moves_topics_only_to_where_the_same_people_read(client: Client, agent: User) -> None:
    cafe = Organization.objects.create(name="Café Norr")
    regular = make_member(level=3)
    Customer.objects.update_or_create(user=regular, defaults={"organization": cafe})
    closed = make_forum(visibility="organizations", organizations=[cafe])
    below, public = make_forum("Below it", parent=closed), make_forum("Open to all")
    signed_in = make_forum("After signing in", visibility="signed_in")
    topic = make_topic(forum=closed)
    for to in (public, signed_in):
        with pytest.raises(NotAllowed):
            move_topic(topic, to=to, by=regular)
    client.force_login(regular)
    page = client.get(f"/community/t/{topic.pk}/settings/").content.decode()
    assert "Below it" in page
    assert "Open to all" not in page
    assert move_topic(topic, to=below, by=regular).forum == below
    with pytest.raises(NotAllowed):
        move_topic(make_topic(forum=public), to=closed, by=regular)
    assert move_topic(topic, to=public, by=agent).forum == public


@pytest.mark.django_db
def test_what_the_company_began_no_customer_renames_or_moves(agent: User) -> None:
    news = make_topic("Shorter hours in July", forum=make_forum(kind="announcement"), by=agent)
    ours = make_topic("Tell us how you clean", by=agent)
    for topic in (news, ours):
        for member in (make_member(level=3), make_member(level=4)):
            with pytest.raises(CommunityError):
                retitle_topic(topic, by=member, title="Longer hours in July")
            with pytest.raises(CommunityError):
                move_topic(topic, to=make_forum(), by=member)
        assert retitle_topic(topic, by=agent, title="Shorter hours in August").pk


@pytest.mark.django_db
def test_trust_believes_only_the_time_that_passed() -> None:
    member, topics = make_member(level=0), [make_topic(f"Question number {number}") for number in range(5)]
    for topic in topics:
        for number in range(8):
            make_answer(topic, f"Answer {number}", by=topic.author)
        topic.refresh_from_db()
    now = timezone.now()
    Profile.objects.filter(user=member).update(last_seen_at=now)
    for topic in topics:
        read_topic(topic, by=member, number=999_999, seconds=300, at=now + timedelta(seconds=2))
    profile = Profile.objects.get(user=member)
    assert (profile.topics_entered, profile.posts_read, profile.seconds_read) == (5, 2, 2)
    look_at_levels()
    assert Profile.objects.get(user=member).level == 0


@pytest.mark.django_db
def test_nobody_is_more_than_new_in_their_first_hours() -> None:
    new = make_member(level=0)
    now = timezone.now()
    User.objects.filter(pk=new.pk).update(date_joined=now)
    Profile.objects.filter(user=new).update(topics_entered=9, posts_read=99, seconds_read=9999, due_at=now)
    look_at_levels(now=now)
    assert Profile.objects.get(user=new).level == 0
    look_at_levels(now=now + SETTLED + timedelta(seconds=1))
    assert Profile.objects.get(user=new).level == 1


@pytest.mark.django_db
def test_a_profile_is_there_for_who_may_read_something_of_theirs(client: Client, agent: User) -> None:
    quiet, inside, seen = make_member(), make_member(), make_member()
    make_answer(make_topic(forum=make_forum(visibility="signed_in"), by=agent), by=inside)
    make_answer(make_topic(), by=seen)
    pages = [f"/community/people/{Profile.objects.get(user=user).handle}/" for user in (quiet, inside, seen)]

    def answers() -> list[int]:
        return [client.get(page).status_code for page in pages]

    assert answers() == [404, 404, 200]
    client.force_login(make_member())
    assert answers() == [404, 200, 200]
    client.force_login(quiet)
    assert answers() == [200, 200, 200]
    client.force_login(agent)
    assert answers() == [200, 200, 200]


@pytest.mark.django_db
def test_nobody_is_promised_news_that_are_not_sent(client: Client, agent: User) -> None:
    topic, idea = make_topic(), make_topic("A quiet mode", forum=make_forum(kind="idea"))
    for user in (make_member(), agent):
        client.force_login(user)
        path = f"/community/t/{topic.pk}/following/"
        assert "You hear of every post here." in client.post(path, {"level": "watch"}, follow=True).content.decode()
        assert "your list “Following”" in client.post(path, {"level": "track"}, follow=True).content.decode()
        assert client.post(path, {"level": "everything"}).status_code == 404
    assert "Tell me when" not in client.get(idea.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_who_stops_a_topic_before_writing_in_it_does_not_follow_it(agent: User) -> None:
    member, topic = make_member(), make_topic()
    follow_topic(topic, by=member, follow=False)
    make_answer(topic, by=member)
    assert TopicReader.objects.get(topic=topic, user=member).followed_at is None
    topic.refresh_from_db()
    assert topic.followers == 1
    follow_topic(topic, by=member, follow=True)
    note_reading(topic, member, number=2, follow=True)
    topic.refresh_from_db()
    assert topic.followers == 2


@pytest.mark.django_db
def test_a_long_history_is_read_in_pages_and_made_at_a_person_s_pace(client: Client) -> None:
    author = make_member()
    post = make_answer(make_topic(), "Text 0", by=author)
    for number in range(20):
        post = edit_post(post, by=author, body=f"Text {number + 1}")
    with pytest.raises(TooMuch):
        edit_post(post, by=author, body="Text 21")
    PostRevision.objects.create(post=post, number=20, body="Text 20", at=timezone.now())
    Post.objects.filter(pk=post.pk).update(body="Text 21", edits=21)
    path = f"/community/posts/{post.pk}/history/"
    page = client.get(path)
    assert len(page.context["changes"]) == 20
    assert f"?before={page.context['earlier']}" in page.content.decode()
    earlier = client.get(f"{path}?before={page.context['earlier']}")
    assert len(earlier.context["changes"]) == 1
    assert "<del>0</del>" in earlier.content.decode()
    assert client.get(f"{path}?before=x").status_code == 200


@pytest.mark.django_db
def test_the_number_of_a_ticket_is_shown_to_who_may_see_it(client: Client, agent: User) -> None:
    topic = make_topic()
    ticket = take_up(topic, by=agent).ticket
    client.force_login(agent)
    assert f"Ticket #{ticket.number}" in client.get(topic.get_absolute_url()).content.decode()
    limited = make_user(User.Role.AGENT, email="limited@halden.example", ticket_scope="assigned")
    client.force_login(limited)
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "Taken up by" in page
    assert f"Ticket #{ticket.number}" not in page
    assert "Take it up in private" not in page


@pytest.mark.django_db
def test_undoing_a_clearing_leaves_a_pause_that_was_there_before(agent: User) -> None:
    member = make_member()
    make_answer(make_topic(), by=member)
    before = silence(member, days=30, by=agent, reason="Rude").silenced_until
    bring_back(clear_away(member, by=agent), by=agent)
    profile = Profile.objects.get(user=member)
    assert (profile.silenced_until, profile.reason) == (before, "Rude")
    event = clear_away(member, by=agent)
    since = silence(member, days=7, by=agent, reason="Again").silenced_until
    bring_back(event, by=agent)
    assert Profile.objects.get(user=member).silenced_until == since
    assert CommunityEvent.objects.filter(action="brought_back").count() == 2


@pytest.mark.django_db
def test_nobody_answers_to_what_they_cannot_see(client: Client, agent: User) -> None:
    topic = make_topic()
    held, shown = make_answer(topic, by=make_member(name="Hidden Name")), make_answer(topic)
    Post.objects.filter(pk=held.pk).update(held_at=timezone.now())
    member = make_member()
    client.force_login(member)
    client.post(f"/community/t/{topic.pk}/posts/", {"body": "To that", "reply_to": held.number})
    client.post(f"/community/t/{topic.pk}/posts/", {"body": "To this", "reply_to": shown.number})
    assert list(Post.objects.filter(author=member).order_by("pk").values_list("reply_to", flat=True)) == [
        None,
        shown.pk,
    ]
    Post.objects.filter(author=member, reply_to=None).update(reply_to=held)
    assert "Hidden Name" not in client.get(topic.get_absolute_url()).content.decode()
    assert Topic.objects.get(pk=topic.pk).last_number == 5


def test_titles_are_changed_no_faster_than_posts_are_written(db: None) -> None:
    topic = make_topic()
    author = topic.author
    assert author is not None
    for n in range(20):
        retitle_topic(topic, by=author, title=f"The pump hums, part {n}")
    with pytest.raises(TooMuch):
        retitle_topic(topic, by=author, title="The pump hums, part 20")
    topic.refresh_from_db()
    assert topic.title == "The pump hums, part 19"
